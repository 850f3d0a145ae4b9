"""Sending later, taking back, adding, the letter to come, and the two-minute version, as pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.people import Person
from formsvc.domain.submission import Way
from formsvc.mail.compose import compose
from formsvc.workflows.letter_facts import write_submission
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.mail.reading import part
from tests.web.answering import answer_all, box, days_later, error_summary, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.workflows.test_questionnaire import GOOD


@pytest.fixture
def checking(mentee_browser: Browser) -> Browser:
    """Everything is answered, and the check page is open."""
    answer_all(mentee_browser)
    return mentee_browser


def delivered(services: Services) -> None:
    """Let the registry say that the mail server took it."""
    with services.store.hold("mentee1"):
        person = services.store.registry.person("mentee1")
        (sent,) = services.store.records.submissions("mentee1")
        state = CycleState(sent.reference, sent.sent_at, Progress.DELIVERED, delivered_at=services.clock())
        services.store.registry.save(person.with_cycle(1, state))


def test_the_letter_to_come_is_word_for_word_the_letter_that_goes(
    checking: Browser, services: Services
) -> None:
    checking.open("/questionnaire/check/letter")
    assert "Nothing has been sent." in checking.text
    shown = " ".join(checking.text.split())
    checking.open("/questionnaire/check")
    checking.submit("/questionnaire/send")
    (sent,) = services.store.records.submissions("mentee1")
    written = write_submission(services, sent)
    letter = part(compose(written.facts, written.envelope), "plain")
    told = letter.replace(sent.reference, "given when you send it")
    for line in told.splitlines():
        if "/m/" not in line:  # the link is the letter's own
            assert " ".join(line.split()) in shown


def test_nothing_is_shown_of_a_letter_that_cannot_go_yet(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {"skills": "x"})
    mentee_browser.open("/questionnaire/check/letter")
    assert mentee_browser.page.status_code == 409
    assert "Choose an answer to “Satisfaction”" in mentee_browser.text


def test_it_goes_when_and_how_the_mentee_says_and_says_so(checking: Browser, services: Services) -> None:
    checking.submit("/questionnaire/send", when="hour", way="link")
    (sent,) = services.store.records.submissions("mentee1")
    assert (sent.goes_at, sent.way) == (services.clock() + timedelta(hours=1), Way.LINK)
    assert "Waiting, as you asked. It leaves on 2 March 2026 at 10:00" in checking.text


@pytest.mark.parametrize("typed", ["", "never", "NOW"])
def test_z6_what_no_choice_offers_is_the_default(checking: Browser, services: Services, typed: str) -> None:
    checking.submit("/questionnaire/send", when=typed, way=typed)
    (sent,) = services.store.records.submissions("mentee1")
    assert (sent.goes_at, sent.way) == (None, Way.EMAIL)


def test_taking_back_leads_to_the_answers_and_they_can_go_again(
    checking: Browser, services: Services
) -> None:
    checking.submit("/questionnaire/send", when="hour")
    checking.submit("/submissions/1/take-back")
    assert checking.path == "/questionnaire"
    assert "You have it back. Nothing was sent" in checking.text
    checking.open("/questionnaire/training")
    assert box(checking, "skills") == "Closing a wound"
    checking.open("/questionnaire/check")
    checking.submit("/questionnaire/send")
    assert heading(checking) == "Thank you. It is saved and on its way."
    assert len(services.store.records.submissions("mentee1")) == 1


def test_what_has_gone_offers_no_taking_back_and_refuses_it_kindly(
    checking: Browser, services: Services
) -> None:
    checking.submit("/questionnaire/send")
    assert "Take it back" in checking.text
    delivered(services)
    checking.submit("/submissions/1/take-back")
    assert checking.page.status_code == 409
    assert "handed to the mail server already" in checking.text
    checking.open("/submissions/1")
    assert "Take it back" not in checking.text


def test_one_addition_can_be_sent_and_is_shown(checking: Browser, services: Services) -> None:
    checking.submit("/questionnaire/send")
    assert "Add something you forgot" not in checking.text
    delivered(services)
    checking.open("/submissions/1")
    checking.submit("/submissions/1/add", text="The course has a place for me. <b>")
    assert "What you added is saved and on its way" in checking.text
    assert "The course has a place for me. <b>" in checking.text
    assert "<b>" not in markup(checking)
    assert "Add something you forgot" not in checking.text


def test_an_addition_that_is_too_long_comes_back_whole(checking: Browser, services: Services) -> None:
    checking.submit("/questionnaire/send")
    delivered(services)
    checking.open("/submissions/1")
    checking.submit("/submissions/1/add", text="x" * 1001)
    assert checking.page.status_code == 422
    assert error_summary(checking) == [
        ("#text", "Shorten it by 1 character: it can hold 1,000, and all is still here.")
    ]
    assert box(checking, "text") == "x" * 1001


def test_the_two_minute_version_is_one_page_and_marked_as_short(
    mentee_browser: Browser, services: Services
) -> None:
    mentee_browser.open("/questionnaire/two-minutes")
    mentee_browser.submit(satisfaction="3", **{"positives-0": "A kind word", "help": "Someone to listen"})
    assert mentee_browser.path == "/questionnaire/check"
    assert "Send the two-minute version to Dr Ada Example" in mentee_browser.text
    mentee_browser.submit("/questionnaire/send")
    assert "This was the two-minute version." in mentee_browser.text
    (sent,) = services.store.records.submissions("mentee1")
    assert sent.short
    written = write_submission(services, sent)
    assert "two-minute version" in part(compose(written.facts, written.envelope), "plain")


def test_the_two_minute_version_keeps_what_the_long_pages_hold(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, GOOD)
    mentee_browser.open("/questionnaire/two-minutes")
    assert box(mentee_browser, "positives-0") == "A kind word"
    mentee_browser.submit(satisfaction="2", **{"positives-0": "A kind word", "positives-2": "A good list"})
    draft = services.store.records.draft(mentee.id, 1)
    assert draft is not None
    assert draft.answers["skills"] == GOOD["skills"]


def test_a_letter_that_waits_for_more_than_a_day_says_so_and_offers_another_way(
    checking: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    checking.submit("/questionnaire/send")
    assert "Still waiting" not in checking.text
    days_later(checking, mailroom, mentee, 2)
    checking.open("/submissions/1")
    assert "Still waiting, for more than a day." in checking.text
    assert "opened by link only" in checking.text
