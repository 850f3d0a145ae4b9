"""The coordinator's room "Year": each step says first what it does, and POST alone does it (C2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows import closing_year
from formsvc.workflows.services import Services
from tests.web.answering import heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.workflows.evaluating import add_people
from tests.workflows.small_programme import COORDINATOR_SEED


@pytest.fixture
def late(
    services: Services, coordinator_browser: Browser, coordinator: Person, mailroom: Mailroom
) -> Browser:
    """The coordinator signs in nearly a year after a mentee was paired."""
    add_people(services, 1)
    mailroom.clock.advance(timedelta(days=330))
    return mailroom.sign_in(coordinator_browser, coordinator, COORDINATOR_SEED)


def kinds(services: Services) -> list[LetterKind]:
    about_signing_in = {LetterKind.SIGN_IN}
    return sorted(one.kind for one in services.store.outbox.letters() if one.kind not in about_signing_in)


def test_a_year_is_closed_with_a_browser(late: Browser, services: Services) -> None:
    late.open("/coordinator/year")
    assert "2 people haven't had a letter of thanks" in late.text
    late.open("/coordinator/year/thanks")
    assert kinds(services) == []
    late.submit()
    assert (late.path, kinds(services)) == ("/coordinator/year", [LetterKind.THANKS, LetterKind.THANKS])
    assert "Done: 2 letters have been written." in late.text
    late.open("/coordinator/year/pairings")
    assert "Mo Sample with Dr Ada Example , since 2 March 2026" in late.text
    late.submit(ending="pairing1")
    assert heading(late) == "Check what ends"
    assert "1 pairing ends today: Mo Sample with Dr Ada Example" in late.text
    assert services.store.registry.person("mentee0").pairing is not None
    late.submit("/coordinator/year/pairings/decided")
    assert late.path == "/coordinator/year"
    assert services.store.registry.person("mentee0").pairing is None
    assert kinds(services).count(LetterKind.YEAR_ENDED) == 1
    late.open("/coordinator/year/pairings")
    assert "Nothing is left to decide." in late.text
    assert [event.deed for event in services.store.audit.events()] == [Deed.YEAR_ENDED, Deed.THANKED]


def test_what_is_not_ticked_goes_on(late: Browser, services: Services) -> None:
    late.open("/coordinator/year/pairings")
    late.submit()
    assert "No pairing ends. 1 goes on as it is, without a letter." in late.text
    late.submit("/coordinator/year/pairings/decided")
    assert services.store.registry.person("mentee0").pairings[0].renewed_on == services.today()
    assert kinds(services) == []
    assert "Done: 1 pairing goes on." in late.text


def test_a_page_from_before_somebody_else_decided_does_nothing_more(
    late: Browser, services: Services
) -> None:
    late.open("/coordinator/year/pairings")
    late.submit(ending="pairing1")
    old = late.hidden
    late.submit("/coordinator/year/pairings/decided")
    before = kinds(services)
    late.submit("/coordinator/year/pairings/decided", **old)
    late.submit("/coordinator/year/pairings", shown="pairing1", ending="pairing1")
    assert heading(late) == "Which pairings end?"
    assert "Nothing is left" in late.text
    assert kinds(services) == before
    assert "checkbox" not in markup(late)


def test_while_letters_are_written_it_says_how_many_are_left(
    late: Browser, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_people(services, 5)
    late.open("/coordinator/year/thanks")
    monkeypatch.setattr(closing_year, "LETTERS_AT_A_TIME", 2)
    late.submit()
    assert "The letters are being written: 2 to go." in late.text
    assert "See the letter, and send it" not in late.text
    list(closing_year.thank_who_is_left(services))
    late.open("/coordinator/year")
    assert "Done: 6 letters have been written." in late.text
