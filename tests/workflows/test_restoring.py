"""R21: after a restore every letter that waited is held, and goes when the operator says so."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Conservation, Fate, LetterEvent
from formsvc.domain.people import Person
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.restoring import hold_letters, send_held_letters
from formsvc.workflows.services import Services
from formsvc.workflows.settling import note_progress
from formsvc.workflows.sign_in import ask_for_letter
from formsvc.workflows.watching import programme_status
from tests.crash.sink import SinkTransport
from tests.workflows.delivering import put_welcome, send_questionnaire, state_of, waiting


@pytest.fixture
def sink(tmp_path: Path) -> SinkTransport:
    return SinkTransport(tmp_path / "taken")


def test_r21_what_waited_is_held_and_the_registry_says_so(
    services: Services, mentee: Person, mentor: Person, sink: SinkTransport
) -> None:
    send_questionnaire(services, mentee)
    put_welcome(services, mentor)
    assert len(hold_letters(services)) == 2
    assert state_of(services, mentee).progress is Progress.HELD
    assert {letter.fate for letter in waiting(services)} == {Fate.HELD}
    assert deliver_due(services, sink) == 0
    status = programme_status(services.for_coordinators())
    assert (status.held, status.waiting) == (2, 0)
    assert status.conservation == Conservation(2, 0, 2, 0, 0)


def test_r21_no_worker_takes_a_held_letter_whatever_the_list_of_due_ones_says(
    services: Services, mentor: Person, sink: SinkTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter = put_welcome(services, mentor)
    hold_letters(services)
    monkeypatch.setattr(services.store.outbox, "due", lambda _now: [letter.id])
    assert (deliver_due(services, sink), sink.taken()) == (0, [])


def test_held_letters_go_once_when_they_are_let_go(
    services: Services, mentee: Person, mentor: Person, sink: SinkTransport
) -> None:
    send_questionnaire(services, mentee)
    put_welcome(services, mentor)
    hold_letters(services)
    assert send_held_letters(services) == 2
    assert state_of(services, mentee).progress is Progress.SENT
    assert send_held_letters(services) == 0
    assert deliver_due(services, sink) == 2
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert services.store.outbox.conservation() == Conservation(2, 2, 0, 0, 0)


def test_a_letter_that_had_to_wait_for_a_next_try_goes_at_once_when_it_is_let_go(
    services: Services, mentor: Person, sink: SinkTransport
) -> None:
    put_welcome(services, mentor, next_try_at=services.clock().replace(year=2090))  # type: ignore[arg-type]
    hold_letters(services)
    send_held_letters(services)
    assert deliver_due(services, sink) == 1


def test_a_letter_that_somebody_has_in_hand_is_left_to_them(services: Services, mentor: Person) -> None:
    letter = put_welcome(services, mentor)
    hold_letters(services)
    with services.store.outbox.claim(letter.id):
        assert send_held_letters(services) == 0
    assert send_held_letters(services) == 1


def test_sign_in_letters_are_withdrawn_because_their_links_live_for_half_an_hour(
    services: Services, mentee: Person
) -> None:
    ask_for_letter(services, mentee.email)
    assert hold_letters(services) == []
    assert services.store.outbox.conservation() == Conservation(1, 0, 0, 0, 1)


def test_a_letter_to_nobody_and_a_letter_without_its_record_are_withdrawn(
    services: Services, mentee: Person, mentor: Person
) -> None:
    put_welcome(services, mentor, person_id="nobody")
    submission = send_questionnaire(services, mentee)
    letter = next(each for each in waiting(services) if each.id == submission.letter_id)
    for cycle, person_id in (("7", mentee.id), ("1", "nobody")):
        services.store.outbox.put(
            replace(letter, id=f"late{cycle}", person_id=person_id, facts={"cycle": cycle})
        )
    assert [held.id for held in hold_letters(services)] == [submission.letter_id]
    assert services.store.outbox.conservation() == Conservation(4, 0, 1, 0, 3)


def test_a_letter_that_the_registry_knows_as_delivered_is_delivered(
    services: Services, mentee: Person, sink: SinkTransport
) -> None:
    """The backup fell between the registry and the ledger."""
    submission = send_questionnaire(services, mentee)
    hold_letters(services)
    send_held_letters(services)
    note_progress(services, waiting(services)[0], Progress.DELIVERED)
    services.store.outbox.note_accepted("lost", submission.sent_at)
    assert hold_letters(services) == []
    assert (waiting(services), deliver_due(services, sink)) == ([], 0)
    assert services.store.outbox.conservation() == Conservation(2, 1, 0, 0, 1)


def test_a_letter_that_the_ledger_knows_as_delivered_is_delivered_in_the_registry_too(
    services: Services, mentee: Person
) -> None:
    submission = send_questionnaire(services, mentee)
    services.store.outbox.finish(submission.letter_id, LetterEvent.DELIVERED, services.clock())
    assert hold_letters(services) == []
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert waiting(services) == []


def test_whoever_is_restored_is_found_by_address(services: Services, mentee: Person, tmp_path: Path) -> None:
    """Somebody who was erased while the backup was made can be erased again."""
    for path in (tmp_path / "data/index").iterdir():
        path.unlink()
    assert services.store.registry.find(mentee.email) is None
    hold_letters(services)
    assert services.store.registry.find(mentee.email) == mentee


def test_a_letter_that_the_ledger_lacks_is_counted(
    services: Services, mentor: Person, tmp_path: Path
) -> None:
    """The backup fell between a letter's file and its line."""
    put_welcome(services, mentor)
    (tmp_path / "data/ledger.log").unlink()
    assert len(hold_letters(services)) == 1
    assert services.store.outbox.conservation() == Conservation(1, 0, 1, 0, 0)


def test_a_parked_letter_stays_parked(services: Services, mentor: Person) -> None:
    put_welcome(services, mentor, fate=Fate.PARKED)
    assert hold_letters(services) == []
    assert [letter.fate for letter in waiting(services)] == [Fate.PARKED]


@pytest.mark.parametrize("concern", ["registry/mentee1.json", "records/mentee1/1.json"])
def test_r19_the_letter_of_a_damaged_file_is_held_too(
    services: Services, mentee: Person, tmp_path: Path, concern: str
) -> None:
    send_questionnaire(services, mentee)
    (tmp_path / "data" / concern).write_bytes(b"damaged")
    assert len(hold_letters(services)) == 1
    assert send_held_letters(services) == 1
