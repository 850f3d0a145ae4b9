"""The coordinator's list of what was done: who, what, when, by name while there is one."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.audit import Deed
from formsvc.domain.people import Person
from formsvc.workflows.auditing import PAGE, note
from formsvc.workflows.services import Services
from tests.web.browsing import Browser


def test_a_deed_is_shown_with_who_did_it_and_to_whom(
    coordinator: Person, mentee: Person, mentor: Person, coordinator_browser: Browser, services: Services
) -> None:
    note(services.for_coordinators(coordinator.id), Deed.PAIRED, mentee.id, mentor.id)
    note(services.for_coordinators(), Deed.INVITED, mentee.id)
    coordinator_browser.open("/coordinator/audit")
    assert (
        f"{coordinator.name} Proposed the pairing of {mentee.name} with {mentor.name}"
        in coordinator_browser.text
    )
    assert f"Whoever runs the service Invited {mentee.name}" in coordinator_browser.text


def test_an_erased_person_leaves_no_name(
    mentor: Person, coordinator_browser: Browser, services: Services
) -> None:
    """K4."""
    note(services.for_coordinators(), Deed.INVITED, mentor.id)
    with services.store.hold(mentor.id):
        services.store.registry.erase(mentor.id)
    coordinator_browser.open("/coordinator/audit")
    assert "Invited somebody who has been erased" in coordinator_browser.text
    assert mentor.name not in coordinator_browser.text


def test_what_others_did_for_whom_one_assesses_is_not_said(
    coordinator: Person, mentee: Person, coordinator_browser: Browser, services: Services
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, coordinator_conflicts=(coordinator.id,)))
    note(services.for_coordinators(coordinator.id), Deed.CONFLICT_DECLARED, mentee.id)
    note(services.for_coordinators(), Deed.RETIRED, mentee.id)
    coordinator_browser.open("/coordinator/audit")
    assert f"Did something for {mentee.name}" in coordinator_browser.text
    assert f"Declared to supervise or assess {mentee.name}" in coordinator_browser.text
    assert "Took out" not in coordinator_browser.text


def test_a_long_list_is_paged(mentee: Person, coordinator_browser: Browser, services: Services) -> None:
    for _ in range(PAGE + 1):
        note(services.for_coordinators(), Deed.INVITED, mentee.id)
    coordinator_browser.open("/coordinator/audit")
    assert coordinator_browser.text.count("Invited") == PAGE
    assert "Older" in coordinator_browser.text
    coordinator_browser.open("/coordinator/audit?page=2")
    assert coordinator_browser.text.count("Invited") == 1
    assert "Newer" in coordinator_browser.text
