"""Letters that the server refuses or that can't be made: they wait or park, and those who wait are told."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import Fate, LetterKind
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import ask_for_letter
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import (
    CANARY,
    in_minutes,
    put_welcome,
    send_questionnaire,
    state_of,
    waiting,
)
from tests.workflows.small_programme import SettableClock


def test_r11_a_temporary_refusal_backs_off_for_five_days_and_then_parks(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    send_questionnaire(services, mentee)
    began, tries = clock.now, []
    manners.replies["RCPT"].extend(["451 4.3.0 later"] * 200)
    while waiting(services)[0].fate is Fate.WAITING:
        tries.append(clock.now)
        assert deliver_due(services, transport) == 0
        assert deliver_due(services, transport) == 0, "not before its time"
        clock.now = waiting(services)[0].next_try_at or clock.now

    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert gaps[:4] == [in_minutes(1), in_minutes(2), in_minutes(4), in_minutes(8)]
    assert max(gaps) <= timedelta(hours=4)
    assert timedelta(days=5) <= tries[-1] - began < timedelta(days=5, hours=4)
    assert state_of(services, mentee).progress is Progress.UNDELIVERED
    assert services.store.outbox.conservation().holds


def test_r12_a_lasting_refusal_parks_and_tells_mentee_and_coordinator_without_content(
    services: Services, mentee: Person, coordinator: Person, transport: SmtpTransport, manners: Manners
) -> None:
    submission = send_questionnaire(services, mentee)
    manners.replies["RCPT"].append("550 5.1.1 <ada@example.org> unknown")

    assert deliver_due(services, transport) == 0
    parked = next(letter for letter in waiting(services) if letter.kind is LetterKind.SUBMISSION)
    assert parked.fate is Fate.PARKED
    assert parked.last_reply == "The mail server answered 550 5.1.1 to the recipient's address."
    assert state_of(services, mentee).progress is Progress.UNDELIVERED

    assert deliver_due(services, transport) == 2
    assert {taken.recipients[0] for taken in manners.taken} == {mentee.email, coordinator.email}
    for taken in manners.taken:
        message = received(taken.content)
        for text in (part(message, "plain"), part(message, "html")):
            assert CANARY not in text
            assert submission.reference in text
    assert str(services.store.outbox.conservation()) == (
        "3 accepted = 2 delivered + 0 waiting + 1 parked + 0 withdrawn"
    )
    assert deliver_due(services, transport) == 0, "a parked letter isn't tried again"


def test_r15_a_letter_that_cannot_be_composed_parks_alone(
    services: Services,
    mentor: Person,
    mentee: Person,
    transport: SmtpTransport,
    manners: Manners,
    caplog: pytest.LogCaptureFixture,
) -> None:
    poisoned = put_welcome(services, mentor, to_name="Ada\r\nBcc: all@example.org")
    nobody = put_welcome(services, mentor, kind=LetterKind.INVITATION, person_id="nobody1")
    factless = put_welcome(services, mentor, kind=LetterKind.UNDELIVERED_MENTEE)
    put_welcome(services, mentor)
    send_questionnaire(services, mentee)

    assert deliver_due(services, transport) == 2

    assert {letter.id for letter in waiting(services)} == {poisoned.id, nobody.id, factless.id}
    assert {letter.fate for letter in waiting(services)} == {Fate.PARKED}
    assert not [taken for taken in manners.taken if b"Bcc" in taken.content]
    assert "InputRefusedError, compose.py:" in caplog.text
    assert "all@example.org" not in caplog.text


def test_r12_a_submission_that_cannot_be_composed_is_told_of_too(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    bad = replace(services, programme=replace(services.programme, name="Two\nlines"))

    assert deliver_due(bad, transport) == 0
    assert deliver_due(services, transport) == 1
    assert manners.taken[0].recipients == (mentee.email,)


def test_l1_z2_no_answer_link_code_or_address_is_in_a_log(
    services: Services,
    mentee: Person,
    coordinator: Person,
    transport: SmtpTransport,
    manners: Manners,
    caplog: pytest.LogCaptureFixture,
) -> None:
    del coordinator
    caplog.set_level(logging.DEBUG, logger="formsvc")
    send_questionnaire(services, mentee)
    ask_for_letter(services, mentee.email)
    manners.replies["DATA"].extend(["451 4.0.0 x", f"550 5.0.0 {CANARY} ada@example.org"])
    deliver_due(services, transport)
    deliver_due(services, transport)

    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("formsvc"))
    assert "submission" in said
    assert "sign_in" in said
    for secret in (CANARY, "@", "http", "Mo Sample", "Ada"):
        assert secret not in said
