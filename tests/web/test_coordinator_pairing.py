"""The pairing room: looking does nothing, a choice needs a mentor and a word, and what moved is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from tests.web.answering import error_summary, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.web.test_reads_never_write import contents
from tests.workflows.small_programme import COORDINATOR_SEED, add_mentee, add_mentor


@pytest.fixture
def alone(services: Services) -> Person:
    return add_mentee(services, None, "alone1", "una@example.org")


def page_of(person: Person) -> str:
    return f"/coordinator/pairing/{person.id}"


def test_looking_changes_nothing(
    coordinator_browser: Browser, alone: Person, mentor: Person, data_dir: Path
) -> None:
    """C2."""
    before = contents(data_dir)
    for path in ("/coordinator/pairing", page_of(alone), f"/coordinator/people/{mentor.id}/mentoring"):
        assert coordinator_browser.open(path).status_code == 200
    assert contents(data_dir) == before


def test_a_coordinator_finds_who_waits_and_asks_both(
    services: Services, coordinator_browser: Browser, alone: Person, mentor: Person, mailroom: Mailroom
) -> None:
    coordinator_browser.open("/coordinator/pairing")
    assert "1 mentee needs a mentor." in coordinator_browser.text
    assert "Has had no mentor yet" in coordinator_browser.text
    coordinator_browser.open(page_of(alone))
    assert "Has no mentee yet." in coordinator_browser.text
    coordinator_browser.submit()
    assert coordinator_browser.page.status_code == 422
    assert [where for where, _ in error_summary(coordinator_browser)] == ["#mentor-0", "#independent"]
    coordinator_browser.submit(mentor=mentor.id)
    assert "checked" in markup(coordinator_browser)  # what was chosen stays
    coordinator_browser.submit(mentor=mentor.id, independent="y")
    assert "Both are asked by letter." in coordinator_browser.text
    assert "1 pairing waits for a yes." in coordinator_browser.text
    assert "Ask again" not in coordinator_browser.text  # asked today
    mailroom.clock.advance(timedelta(days=3))
    person = services.store.registry.find("cleo@example.org")
    assert person
    mailroom.sign_in(coordinator_browser, person, COORDINATOR_SEED)
    coordinator_browser.open("/coordinator/pairing")
    assert "3 days ago" in coordinator_browser.text
    coordinator_browser.submit(f"{page_of(alone)}/again")
    assert "gets the letter once more" in coordinator_browser.text
    assert [event.deed for event in services.store.audit.events()] == [Deed.ASKED_AGAIN, Deed.PAIRED]


def test_who_filled_up_meanwhile_is_said_at_the_field_and_nobody_is_asked(
    services: Services, coordinator_browser: Browser, alone: Person, mentor: Person
) -> None:
    coordinator_browser.open(page_of(alone))
    with services.store.hold(mentor.id):
        services.store.registry.save(replace(mentor, trained_on=None))
    coordinator_browser.submit(mentor=mentor.id, independent="y")
    assert coordinator_browser.page.status_code == 422
    assert "No training is written down" in error_summary(coordinator_browser)[0][1]
    assert services.store.registry.person(alone.id).pairing is None
    coordinator_browser.open(page_of(alone))
    assert "No mentor can be chosen at the moment." in coordinator_browser.text
    assert "Who can't be chosen, and why (1)" in coordinator_browser.text


def test_a_page_from_before_somebody_else_chose_does_nothing(
    services: Services, coordinator_browser: Browser, alone: Person, mentor: Person
) -> None:
    other = add_mentor(services, "mentor2", "bo@example.org")
    coordinator_browser.open(page_of(alone))
    old = coordinator_browser.hidden
    coordinator_browser.submit(mentor=other.id, independent="y")
    coordinator_browser.submit(page_of(alone), **{**old, "mentor": mentor.id, "independent": "y"})
    assert coordinator_browser.page.status_code == 409
    assert "has changed since this page was made" in coordinator_browser.text
    pairing = services.store.registry.person(alone.id).pairing
    assert pairing
    assert pairing.mentor_id == other.id


def test_the_likeliest_are_shown_and_all_are_one_link_away(
    services: Services, coordinator_browser: Browser, alone: Person
) -> None:
    for number in range(12):
        add_mentor(services, f"mentor{number}", f"mentor{number}@example.org")
    coordinator_browser.open(page_of(alone))
    assert markup(coordinator_browser).count('type="radio"') == 8
    coordinator_browser.open(f"{page_of(alone)}?everyone=1")
    assert markup(coordinator_browser).count('type="radio"') == 12


def test_an_unknown_person_and_a_mentor_have_no_such_page(
    coordinator_browser: Browser, mentor: Person
) -> None:
    for path in ("/coordinator/pairing/nobody", page_of(mentor)):
        assert coordinator_browser.open(path).status_code == 404


def test_a_training_and_a_number_are_written_down(
    services: Services, coordinator_browser: Browser, mentor: Person, alone: Person
) -> None:
    coordinator_browser.open(f"/coordinator/people/{mentor.id}")
    assert "Write down their training" in coordinator_browser.text
    coordinator_browser.open(f"/coordinator/people/{mentor.id}/mentoring")
    assert 'value="12 May 2025"' in markup(coordinator_browser)
    coordinator_browser.submit(trained_on="one day", max_mentees="none")
    assert coordinator_browser.page.status_code == 422
    assert [where for where, _ in error_summary(coordinator_browser)] == ["#max_mentees", "#trained_on"]
    assert 'value="one day"' in markup(coordinator_browser)
    coordinator_browser.submit(trained_on="1/2/2026", max_mentees="2")
    assert "It is written down, and counts for new pairings." in coordinator_browser.text
    assert services.store.registry.person(mentor.id).max_mentees == 2
    coordinator_browser.open(f"/coordinator/people/{alone.id}/mentoring")
    assert coordinator_browser.page.status_code == 404
    assert heading(coordinator_browser)
