"""The public form: every fault at once, nothing typed lost, no trap without a way on, nobody enumerated."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from formsvc.domain.application import ApplicationState
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.web.limits import APPLICATIONS
from formsvc.workflows.applying import QUICKEST
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.web.test_every_route import OURS
from tests.web.test_reads_never_write import contents
from tests.workflows.small_programme import BASE_URL, SettableClock

TYPED = {
    "name": "Ana Applicant",
    "email": "ana@example.org",
    "grade": "CT2",
    "specialty": "Surgery",
    "site": "Example Infirmary",
    "department": "Theatres",
    "hopes": "To be braver <b>&amp; kinder</b>",
}
MENTORS = {**TYPED, "training": "A day", "trained_on": "May 2025", "max_mentees": "2"}


def fill_in(visitor: Browser, clock: SettableClock, role: str = "mentee", **changes: str) -> Browser:
    visitor.open(f"/apply/{role}")
    clock.advance(QUICKEST + timedelta(minutes=2))
    visitor.submit(**{**(MENTORS if role == "mentor" else TYPED), **changes})
    return visitor


def link_to(mailroom: Mailroom, email: str = TYPED["email"]) -> str:
    facts = mailroom.letters(LetterKind.APPLICATION_CONFIRM, email)[-1].facts
    return f"{BASE_URL}/apply/confirm/{facts['application']}.{facts['secret']}"


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_somebody_applies_and_confirms(
    visitor: Browser, clock: SettableClock, mailroom: Mailroom, services: Services, role: str
) -> None:
    visitor.open("/apply")
    assert f"/apply/{role}" in visitor.page.get_data(as_text=True)
    fill_in(visitor, clock, role)
    assert visitor.path == "/apply/sent"
    assert "ana@example.org" in visitor.text
    visitor.open(link_to(mailroom))
    assert "Confirm your address" in visitor.text
    visitor.submit()
    assert "Your application is with us" in visitor.text
    assert ("letter of welcome" in visitor.text) is (role == "mentor")
    (application,) = services.store.applications.applications()
    assert (application.state, application.applied.role) == (ApplicationState.NEW, role)
    assert application.applied.max_mentees == (2 if role == "mentor" else None)


def test_every_fault_is_said_at_its_field_and_nothing_typed_is_lost(
    visitor: Browser, clock: SettableClock, services: Services
) -> None:
    wrong = {"email": "ana", "site": "", "trained_on": "one day", "max_mentees": "many", "name": "x" * 200}
    fill_in(visitor, clock, "mentor", **wrong)
    page = visitor.page.get_data(as_text=True)
    assert visitor.page.status_code == 422
    for field in wrong:
        assert f'<a href="#{field}">' in page, field
    for typed in ("CT2", "one day", "many", "x" * 200, "To be braver &lt;b&gt;&amp;amp; kinder"):
        assert typed in page, typed
    assert list(services.store.applications.applications()) == []


@pytest.mark.parametrize(
    ("wait", "changes", "said"),
    [
        (timedelta(seconds=1), {}, "quicker than people type"),
        (timedelta(minutes=1), {"unseen": "https://spam.example"}, "people don't see"),
        (timedelta(minutes=1), {"opened": ""}, "when it was opened"),
        (timedelta(minutes=1), {"opened": "forged"}, "when it was opened"),
    ],
)
def test_who_trips_a_trap_gets_all_back_and_gets_through_with_one_more_press(
    visitor: Browser,
    clock: SettableClock,
    services: Services,
    wait: timedelta,
    changes: dict[str, str],
    said: str,
) -> None:
    visitor.open("/apply/mentee")
    clock.advance(wait)
    visitor.submit(**{**TYPED, **changes})
    page = visitor.page.get_data(as_text=True)
    assert (visitor.page.status_code, said in visitor.text) == (422, True)
    assert "Ana Applicant" in page
    assert "spam.example" not in page
    assert list(services.store.applications.applications()) == []
    clock.advance(QUICKEST)
    visitor.submit(**TYPED)
    assert visitor.path == "/apply/sent"


def test_a_trap_is_announced_to_nobody(visitor: Browser) -> None:
    """The stylesheet hides it from eyes, keyboard and readers; without one, its label says what to do."""
    visitor.open("/apply/mentee")
    page = visitor.page.get_data(as_text=True)
    assert '<div class="unseen">' in page
    assert "Leave this empty" in page
    style = visitor.client.get("/static/mentorpost.css", buffered=True).get_data(as_text=True)
    assert ".unseen { display: none; }" in style


def test_a7_the_page_says_the_same_for_any_address(
    app: Flask, clock: SettableClock, mentee: Person, mentor: Person
) -> None:
    pages = []
    for email in ("nobody@example.org", mentee.email, mentor.email, "nobody@example.org"):
        visitor = fill_in(Browser(app), clock, email=email)
        pages.append((visitor.page.status_code, visitor.text.replace(email, "")))
    assert len(set(pages)) == 1


def test_a_click_on_the_letters_link_changes_nothing_and_shows_nothing_of_who_applied(
    visitor: Browser, clock: SettableClock, mailroom: Mailroom, data_dir: Path, app: Flask
) -> None:
    """C2, and a mistyped address."""
    fill_in(visitor, clock, name="Ana Applicant")
    link = link_to(mailroom)
    before = contents(data_dir)
    stranger = Browser(app)
    for _ in range(3):
        stranger.open(link)
    assert contents(data_dir) == before
    for typed in (*TYPED.values(), "mentee"):
        assert typed not in stranger.text.replace("Small e-mentoring", ""), typed
    letter = mailroom.letters(LetterKind.APPLICATION_CONFIRM, TYPED["email"])[-1]
    assert not [typed for typed in TYPED.values() if typed in repr(letter.facts)]


def test_an_old_link_and_a_broken_one_say_the_way_on(
    visitor: Browser, clock: SettableClock, mailroom: Mailroom
) -> None:
    fill_in(visitor, clock)
    link = link_to(mailroom)
    assert visitor.open(f"{link}x").status_code == 404
    clock.advance(timedelta(days=15))
    assert visitor.open(link).status_code == 410
    assert 'href="/apply"' in visitor.page.get_data(as_text=True)


def test_a_flood_gets_a_page_that_keeps_what_was_typed(app: Flask, visitor: Browser) -> None:
    """H3: an induction day behind one address gets through, a flood is slowed."""
    visitor.open("/apply/mentee")
    for _ in range(int(APPLICATIONS.split()[0])):
        assert visitor.client.post("/apply/mentee", headers=OURS).status_code == 400
    visitor.submit(**TYPED)
    assert visitor.page.status_code == 429
    assert "Many people are applying from here" in visitor.text
    assert "What you typed is kept in this page" in visitor.text
    assert 'value="Ana Applicant"' in visitor.page.get_data(as_text=True)
    assert Browser(app).open("/apply/mentee").status_code == 200


def test_l1_no_log_line_holds_what_was_typed(
    visitor: Browser, clock: SettableClock, mailroom: Mailroom, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        fill_in(visitor, clock)
        visitor.open(link_to(mailroom))
        visitor.submit()
    secret = link_to(mailroom).rpartition(".")[2]
    assert not [typed for typed in (*TYPED.values(), secret) if typed in caplog.text]
