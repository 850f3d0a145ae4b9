"""The coordinator's room of applications: list, read, answer; and nothing is done by looking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.application import Application
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.web.test_reads_never_write import contents
from tests.workflows.applicants import MENTEE, MENTOR, confirmed, send_in
from tests.workflows.small_programme import SettableClock


@pytest.fixture
def mentee_to_be(services: Services, clock: SettableClock, coordinator_browser: Browser) -> Application:
    assert coordinator_browser
    return confirmed(services, clock)


@pytest.fixture
def mentor_to_be(services: Services, clock: SettableClock, coordinator_browser: Browser) -> Application:
    assert coordinator_browser
    return confirmed(services, clock, MENTOR)


def page_of(application: Application, then: str = "") -> str:
    return f"/coordinator/applications/{application.id}{then}"


def test_who_confirmed_is_listed_and_who_did_not_is_not(
    services: Services, clock: SettableClock, coordinator_browser: Browser, mentor_to_be: Application
) -> None:
    send_in(services, clock)
    coordinator_browser.open("/coordinator/applications")
    assert "Dr Amos Applicant" in coordinator_browser.text
    assert "New (1)" in coordinator_browser.text
    assert MENTEE.name not in coordinator_browser.text
    coordinator_browser.open(page_of(mentor_to_be))
    for said in ("amos@example.org", "Example Infirmary", "A day", "1 May 2025", "zq81hopes to be braver"):
        assert said in coordinator_browser.text
    for bad in ("?state=unconfirmed", "?state=x&page=y", "?page=-1", "?page=99"):
        assert coordinator_browser.open(f"/coordinator/applications{bad}").status_code == 200
        assert MENTEE.name not in coordinator_browser.text


def test_looking_changes_nothing(
    coordinator_browser: Browser, mentee_to_be: Application, data_dir: Path
) -> None:
    """C2."""
    before = contents(data_dir)
    for then in ("", "/accept", "/wait", "/decline"):
        assert coordinator_browser.open(page_of(mentee_to_be, then)).status_code == 200
    assert contents(data_dir) == before


def test_a_mentor_is_accepted_on_terms_that_the_form_begins_with(
    coordinator_browser: Browser, mentor_to_be: Application, services: Services
) -> None:
    coordinator_browser.open(page_of(mentor_to_be, "/accept"))
    page = coordinator_browser.page.get_data(as_text=True)
    assert 'value="2"' in page
    assert 'value="1 May 2025"' in page
    coordinator_browser.submit(max_mentees="none", trained_on="1 May 2999")
    assert coordinator_browser.page.status_code == 422
    assert "1 May 2999" in coordinator_browser.page.get_data(as_text=True)
    coordinator_browser.submit(max_mentees="1", trained_on="1 May 2025")
    assert "Accepted on" in coordinator_browser.text
    assert "Cleo Placeholder" in coordinator_browser.text
    person = services.store.registry.find(MENTOR.email)
    assert person
    assert (person.max_mentees, str(person.trained_on)) == (1, "2025-05-01")


def test_a_decision_is_made_once_and_the_page_says_whose(
    coordinator_browser: Browser, mentee_to_be: Application, mailroom: Mailroom
) -> None:
    coordinator_browser.open(page_of(mentee_to_be, "/decline"))
    late = dict(coordinator_browser.hidden)
    coordinator_browser.open(page_of(mentee_to_be, "/accept"))
    coordinator_browser.submit()
    assert "An invitation says how to join" in coordinator_browser.text
    coordinator_browser.submit(page_of(mentee_to_be, "/decline"), **late, reason="no_place")
    assert "Accepted on" in coordinator_browser.text
    assert "Your answer" not in coordinator_browser.text
    assert mailroom.letters(LetterKind.APPLICATION_DECLINED, MENTEE.email) == []
    coordinator_browser.open("/coordinator/audit")
    assert "Accepted the application of Ana Applicant" in coordinator_browser.text


def test_a_reason_has_to_be_chosen_and_the_list_keeps_the_answer(
    coordinator_browser: Browser, mentee_to_be: Application, mailroom: Mailroom
) -> None:
    coordinator_browser.open(page_of(mentee_to_be, "/wait"))
    coordinator_browser.submit()
    assert "On the waiting list." in coordinator_browser.text
    coordinator_browser.open(page_of(mentee_to_be, "/decline"))
    coordinator_browser.submit()
    assert coordinator_browser.page.status_code == 422
    assert "Choose what the letter shall say." in coordinator_browser.text
    coordinator_browser.submit(reason="no_place")
    assert "Declined on" in coordinator_browser.text
    assert len(mailroom.letters(LetterKind.APPLICATION_DECLINED, MENTEE.email)) == 1
    coordinator_browser.open("/coordinator/applications?state=declined")
    assert "Declined (1)" in coordinator_browser.text
    assert MENTEE.name in coordinator_browser.text


def test_what_was_taken_back_is_gone_and_the_list_says_so(
    coordinator_browser: Browser, mentee_to_be: Application
) -> None:
    coordinator_browser.open(page_of(mentee_to_be, "/decline"))
    coordinator_browser.submit(reason="withdrawn")
    assert "It is taken back and erased." in coordinator_browser.text
    assert MENTEE.name not in coordinator_browser.text
    assert coordinator_browser.open(page_of(mentee_to_be)).status_code == 404


def test_an_address_that_takes_part_already_is_said_before_anything_is_pressed(
    services: Services, clock: SettableClock, mentee: Person, coordinator_browser: Browser
) -> None:
    application = confirmed(services, clock, replace(MENTEE, email=mentee.email))
    coordinator_browser.open(page_of(application))
    assert "This address takes part already" in coordinator_browser.text
    assert "/accept" not in coordinator_browser.page.get_data(as_text=True)
    coordinator_browser.open(page_of(application, "/accept"))
    assert coordinator_browser.submit().status_code == 409
