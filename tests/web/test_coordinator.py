"""The coordinator's page: people and progress, and never a word of an answer (Z2)."""

from __future__ import annotations

import re

from formsvc.domain.people import Person
from formsvc.workflows.restoring import hold_letters
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom

ANSWER = "canary-answer-zq81"


def test_everyone_is_listed_with_mentor_due_date_and_progress(
    mentee: Person, mailroom: Mailroom, coordinator_browser: Browser
) -> None:
    mailroom.invite("Nia Newcomer")
    coordinator_browser.open("/coordinator/")
    assert "Mo Sample mo@example.org mentee Dr Ada Example 16 March 2026 Questionnaire open" in (
        coordinator_browser.text
    )
    assert "Invited, hasn't joined yet" in coordinator_browser.text
    assert mentee.email in coordinator_browser.text


def test_the_letters_add_up_on_the_page(coordinator_browser: Browser, services: Services) -> None:
    coordinator_browser.open("/coordinator/")
    assert str(services.store.outbox.conservation()) in coordinator_browser.text
    assert re.search(r"\d+ accepted = \d+ delivered \+ \d+ waiting", coordinator_browser.text)


def test_letters_held_after_a_restore_are_counted_and_explained(
    coordinator_browser: Browser, mailroom: Mailroom, services: Services
) -> None:
    coordinator_browser.open("/coordinator/")
    assert "held back" not in coordinator_browser.text
    mailroom.invite("Nia Newcomer")
    held = len(hold_letters(services))
    coordinator_browser.open("/coordinator/")
    assert f"{held} held back, because the service was restored from a backup" in coordinator_browser.text


def test_no_answer_reaches_the_page(
    mentee: Person, mentee_browser: Browser, coordinator_browser: Browser, services: Services
) -> None:
    """Z2, with its positive control: the draft holds the canary."""
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit("/questionnaire/training", skills=ANSWER, satisfaction="4", then="later")
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert draft.answers["skills"] == ANSWER
    for path in ("/", "/coordinator/", "/home", "/questionnaire/training", "/submissions/1"):
        coordinator_browser.open(path)
        assert ANSWER not in coordinator_browser.page.get_data(as_text=True)


def test_the_coordinator_s_front_door_is_the_overview(coordinator_browser: Browser) -> None:
    coordinator_browser.open("/")
    assert coordinator_browser.path == "/coordinator/overview"
