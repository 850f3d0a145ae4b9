"""What a crash or a loss left out is made again from the records, and nothing is made twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Fate, LetterEvent, LetterKind
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import ask_for_letter
from tests.mail.mail_server import Manners
from tests.workflows.delivering import draft_of, put_welcome, send_questionnaire, state_of, waiting
from tests.workflows.signing_in import snapshot
from tests.workflows.small_programme import SettableClock, add_mentee


def test_a_lost_letter_is_rebuilt_from_its_record_and_delivered_once(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, tmp_path: Path
) -> None:
    submission = send_questionnaire(services, mentee)
    _lose(tmp_path, submission.letter_id)

    sweep(services)
    sweep(services)

    (letter,) = waiting(services)
    assert (letter.id, letter.to_email) == (submission.letter_id, submission.mentor_email)
    assert deliver_due(services, transport) == 1
    sweep(services)
    assert deliver_due(services, transport) == 0
    assert len(manners.taken) == 1
    assert str(services.store.outbox.conservation()).startswith("1 accepted = 1 delivered")


def test_states_are_derived_from_records_and_used_drafts_dropped(services: Services, mentee: Person) -> None:
    submission = send_questionnaire(services, mentee)
    assert services.store.registry.person(mentee.id).cycles == {}

    sweep(services)

    state = state_of(services, mentee)
    assert (state.reference, state.progress) == (submission.reference, Progress.SENT)
    assert draft_of(services, mentee) is None


def test_a_waiting_letter_is_left_as_it_is(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    manners.replies["RCPT"].append("451 4.3.0 later")
    deliver_due(services, transport)
    before = waiting(services)

    sweep(services)

    assert waiting(services) == before
    assert before[0].attempts == 1


def test_a_delivered_record_is_not_sent_again(
    services: Services, mentee: Person, transport: SmtpTransport, tmp_path: Path
) -> None:
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    before = snapshot(tmp_path)

    sweep(services)

    assert snapshot(tmp_path) == before


def test_a_crash_after_parking_is_made_good_so_that_somebody_is_told(
    services: Services, mentee: Person, coordinator: Person
) -> None:
    send_questionnaire(services, mentee)
    (letter,) = waiting(services)
    services.store.outbox.finish(letter.id, LetterEvent.PARKED, services.clock())
    services.store.outbox.save(replace(letter, fate=Fate.PARKED, last_reply="x"))

    sweep(services)
    sweep(services)

    told = [found.to_email for found in waiting(services) if found.kind is not LetterKind.SUBMISSION]
    assert sorted(told) == sorted([mentee.email, coordinator.email])
    assert state_of(services, mentee).progress is Progress.UNDELIVERED


def test_r19_a_damaged_record_stops_only_its_own_person(
    services: Services,
    mentor: Person,
    mentee: Person,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = add_mentee(services, mentor, "mentee2", "nia@example.org")
    lost = [send_questionnaire(services, person) for person in (mentee, other)]
    for submission in lost:
        _lose(tmp_path, submission.letter_id)
    record = tmp_path / "data" / "records" / mentee.id / "1.json"
    record.write_bytes(record.read_bytes().replace(b"e", b"f"))

    sweep(services)

    assert [letter.id for letter in waiting(services)] == [lost[1].letter_id]
    assert "DamagedFileError" in caplog.text


def test_r15_a_damaged_letter_stops_no_other(
    services: Services, mentor: Person, mentee: Person, transport: SmtpTransport, tmp_path: Path
) -> None:
    """R19 too: it is named, and made again from the record once its file is moved away."""
    submission = send_questionnaire(services, mentee)
    put_welcome(services, mentor)
    letter = tmp_path / "data" / "outbox" / f"{submission.letter_id}.json"
    letter.write_bytes(letter.read_bytes().replace(b"e", b"f"))

    sweep(services)

    assert deliver_due(services, transport) == 1
    assert services.store.outbox.damaged() == [f"outbox/{submission.letter_id}"]
    letter.unlink()
    sweep(services)
    assert [each.id for each in waiting(services)] == [submission.letter_id]


def test_r19_a_damaged_record_lets_its_letter_wait_and_the_others_go(
    services: Services, mentor: Person, mentee: Person, transport: SmtpTransport, tmp_path: Path
) -> None:
    submission = send_questionnaire(services, mentee)
    put_welcome(services, mentor)
    record = tmp_path / "data" / "records" / mentee.id / "1.json"
    whole = record.read_bytes()
    record.write_bytes(whole.replace(b"e", b"f"))

    assert deliver_due(services, transport) == 1
    (letter,) = waiting(services)
    assert (letter.id, letter.fate, letter.attempts) == (submission.letter_id, Fate.WAITING, 1)

    record.write_bytes(whole)
    services.store.outbox.save(replace(letter, next_try_at=None))
    assert deliver_due(services, transport) == 1


def test_old_sign_in_requests_are_dropped(services: Services, mentee: Person, clock: SettableClock) -> None:
    old = ask_for_letter(services, mentee.email)
    clock.advance(timedelta(hours=23))
    sweep(services)
    assert services.store.credentials.sign_in_request(old) is not None
    recent = ask_for_letter(services, mentee.email)
    clock.advance(timedelta(hours=2))

    sweep(services)

    assert services.store.credentials.sign_in_request(old) is None
    assert services.store.credentials.sign_in_request(recent) is not None


def _lose(tmp_path: Path, letter_id: str) -> None:
    """Take a letter's file away, as no code of ours does."""
    (tmp_path / "data" / "outbox" / f"{letter_id}.json").unlink()
