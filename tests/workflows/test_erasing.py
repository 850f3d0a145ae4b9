"""Erased is erased (K4, P3): no file keeps anything of a person, and what would lose a letter is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from formsvc.domain.errors import ErasureRefusedError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role
from formsvc.workflows.delivery import sweep
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.workflows.small_programme import add_mentee, add_mentor
from tests.workflows.test_questionnaire import GOOD, send


def files(folder: Path) -> set[str]:
    """Return every file of the store but locks and the ledger, which name nobody."""
    return {
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in {".lock", ".log"} and "locks" not in path.parts
    }


def test_nothing_of_a_person_is_left(services: Services, mentor: Person, tmp_path: Path) -> None:
    before = files(tmp_path / "data")
    mentee = add_mentee(services, mentor)
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    erased = erase_person(services, mentee.email)
    assert (erased.name, erased.withdrawn) == (mentee.name, 1)
    assert files(tmp_path / "data") == before
    assert services.store.registry.find(mentee.email) is None


def test_a_draft_goes_too(services: Services, mentee: Person, tmp_path: Path) -> None:
    save_section(services, mentee.id, 1, {"skills": "A secret"})
    save_section(services, mentee.id, 1, {"skills": "Another"})
    erase_person(services, mentee.email)
    assert not [name for name in files(tmp_path / "data") if mentee.id in name]


def test_the_letters_still_add_up_and_nothing_comes_back(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    erase_person(services, mentee.email)
    sweep(services)
    assert list(services.store.outbox.letters()) == []
    counted = services.store.outbox.conservation()
    assert counted.holds
    assert (counted.accepted, counted.waiting, counted.withdrawn) == (1, 0, 1)


def test_the_address_is_free_for_somebody_else(services: Services, mentee: Person) -> None:
    erase_person(services, mentee.email)
    again = invite_person(services, name="Mo Again", email=mentee.email, roles=frozenset({Role.MENTEE}))
    assert again.id != mentee.id
    assert services.store.registry.find(mentee.email) == again


def test_everyone_else_is_left_as_they_were(
    services: Services, mentor: Person, mentee: Person, coordinator: Person
) -> None:
    erase_person(services, mentee.email)
    assert {person.id for person in services.store.registry.people()} == {mentor.id, coordinator.id}
    assert services.store.credentials.credentials(coordinator.id).seed


def test_a_mentor_with_mentees_is_refused_until_they_are_paired_anew(
    services: Services, mentor: Person, mentee: Person
) -> None:
    with pytest.raises(ErasureRefusedError, match=mentee.name):
        erase_person(services, mentor.email)
    other = add_mentor(services, "mentor2", "bo@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    erase_person(services, mentor.email)
    assert services.store.registry.find(mentor.email) is None


def test_a_mentor_to_whom_a_letter_waits_is_refused(
    services: Services, mentor: Person, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    other = add_mentor(services, "mentor2", "bo@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    with pytest.raises(ErasureRefusedError, match="hasn't gone out yet"):
        erase_person(services, mentor.email)


def test_the_only_coordinator_is_refused(services: Services, coordinator: Person) -> None:
    with pytest.raises(ErasureRefusedError, match="only coordinator"):
        erase_person(services, coordinator.email)
    invite_person(services, name="Bo Nation", email="bo@example.org", roles=frozenset({Role.COORDINATOR}))
    erase_person(services, coordinator.email)


def test_while_a_letter_is_handed_over_nothing_is_erased(services: Services, mentee: Person) -> None:
    save_section(services, mentee.id, 1, GOOD)
    sent = send(services, check_answers(services, mentee.id), mentee)
    with services.store.outbox.claim(sent.letter_id) as letter:
        assert letter is not None
        assert letter.kind is LetterKind.SUBMISSION
        with pytest.raises(ErasureRefusedError, match="again in a minute"):
            erase_person(services, mentee.email)
    assert services.store.records.submission(mentee.id, 1) == sent
    erase_person(services, mentee.email)


def test_nobody_is_erased_by_a_slip_in_the_address(services: Services, mentee: Person) -> None:
    with pytest.raises(PersonUnknownError, match="Nobody in this programme"):
        erase_person(services, "nobody@example.org")
    assert services.store.registry.find(mentee.email) == mentee
