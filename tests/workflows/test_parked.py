"""Z5, R12, R13: a parked letter goes again to its address, or on to one that mailbox and mentee agreed to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import LetterUnknownError, TooLateToTakeBackError
from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.domain.submission import Submission, Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.after_sending import add_update, take_back
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.leaving import ask_for_another_mentor
from formsvc.workflows.mentor_address import accept_address, address_to_accept
from formsvc.workflows.notice import opens_until
from formsvc.workflows.parked import parked_letters, resume_letter
from formsvc.workflows.record import sent_submission
from formsvc.workflows.sending_on import send_on
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import received
from tests.workflows.delivering import answer, send_checked, send_questionnaire, state_of
from tests.workflows.moving import NEW, accept_pairing, move
from tests.workflows.signing_in import letters
from tests.workflows.small_programme import SettableClock

REFUSED = "550 5.1.1 no such mailbox"


@pytest.fixture
def stuck(services: Services, mentee: Person, transport: SmtpTransport, manners: Manners) -> Person:
    """A mentee whose first questionnaire was refused by the mentor's mail server."""
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    refuse(services, transport, manners)
    assert state_of(services, mentee).progress is Progress.UNDELIVERED
    return accepted


def refuse(services: Services, transport: SmtpTransport, manners: Manners) -> None:
    manners.replies["RCPT"].append(REFUSED)
    deliver_due(services, transport)
    manners.replies["RCPT"].clear()


def record(services: Services, mentee: Person) -> Submission:
    found = services.store.records.submission(mentee.id, 1)
    assert found
    return found


def parked(services: Services) -> list[Letter]:
    return parked_letters(services.for_coordinators())


def taken_to(manners: Manners, email: str) -> list[str]:
    """Return the Message-IDs of what the server took for an address."""
    found = (received(one.content) for one in manners.taken if one.recipients == (email,))
    return [str(each["Message-ID"]) for each in found]


def balanced(services: Services) -> bool:
    found = services.store.outbox.conservation()
    fates = [letter.fate for letter in services.store.outbox.letters()]
    return found.holds and (found.waiting, found.parked) == (
        fates.count(Fate.WAITING),
        fates.count(Fate.PARKED),
    )


def test_a_parked_letter_is_tried_again_at_its_own_address_with_its_own_id(
    services: Services,
    stuck: Person,
    mentor: Person,
    transport: SmtpTransport,
    manners: Manners,
    clock: SettableClock,
) -> None:
    clock.advance(timedelta(days=6))
    (letter,) = parked(services)
    assert "550 5.1.1" in letter.last_reply
    resume_letter(services, letter.id)
    assert balanced(services)
    assert state_of(services, stuck).progress is Progress.SENT
    manners.replies["RCPT"].append("451 4.3.0 later")
    deliver_due(services, transport)
    assert parked(services) == [], "the five days of trying begin anew"
    clock.advance(timedelta(minutes=2))
    deliver_due(services, transport)
    assert state_of(services, stuck).progress is Progress.DELIVERED
    assert taken_to(manners, mentor.email) == [f"<{letter.id}@example.org>"]
    assert balanced(services)


def test_only_a_parked_letter_is_resumed(services: Services, mentee: Person) -> None:
    sent = send_questionnaire(services, accept_pairing(services, mentee))
    for letter_id in (sent.letter_id, "nobody", ""):
        with pytest.raises(LetterUnknownError):
            resume_letter(services, letter_id)


def test_z5_nothing_is_sent_on_before_mailbox_and_mentee_agreed(
    services: Services, stuck: Person, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    assert not send_on(services, stuck.id, 1)
    move(services, stuck)
    assert not send_on(services, stuck.id, 1)
    (letter,) = parked(services)
    resume_letter(services, letter.id)
    deliver_due(services, transport)
    assert f"<{letter.id}@example.org>" in taken_to(manners, mentor.email), "resumed: the same address"
    assert [each for each in taken_to(manners, NEW) if letter.id in each] == []


def test_z5_accepting_the_address_sends_what_is_stuck_on_to_it_once(
    services: Services, stuck: Person, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    move(services, stuck)
    waiting = address_to_accept(services, stuck.id)
    assert waiting
    assert [sent.cycle for sent in waiting.stuck] == [1]
    for _ in range(2):
        accept_address(services, stuck.id, NEW, sending_on=True)
    sent = record(services, stuck)
    assert (sent.mentor_email, sent.earlier_email) == (NEW, mentor.email)
    assert balanced(services)
    assert state_of(services, stuck).progress is Progress.SENT
    for _ in range(2):
        deliver_due(services, transport)
        sweep(services)
    assert [each for each in taken_to(manners, NEW) if sent.letter_id in each] == [
        f"<{sent.letter_id}@example.org>"
    ]
    assert state_of(services, stuck).progress is Progress.DELIVERED
    assert balanced(services)


def test_z5_without_the_tick_it_stays_and_can_be_sent_on_later(services: Services, stuck: Person) -> None:
    move(services, stuck)
    accept_address(services, stuck.id, NEW, sending_on=False)
    assert len(parked(services)) == 1
    assert sent_submission(services, stuck.id, 1).may_go_to == NEW
    assert send_on(services, stuck.id, 1)
    assert parked(services) == []
    assert sent_submission(services, stuck.id, 1).may_go_to == ""
    assert not send_on(services, stuck.id, 1)


def test_z5_what_arrived_never_goes_elsewhere(
    services: Services, mentee: Person, transport: SmtpTransport, mentor: Person
) -> None:
    send_questionnaire(services, accept_pairing(services, mentee))
    deliver_due(services, transport)
    move(services, mentee)
    accept_address(services, mentee.id, NEW, sending_on=True)
    assert not send_on(services, mentee.id, 1)
    assert record(services, mentee).mentor_email == mentor.email


def test_z5_another_pairing_gets_nothing_of_it(services: Services, stuck: Person) -> None:
    move(services, stuck)
    accept_address(services, stuck.id, NEW, sending_on=False)
    now = services.store.registry.person(stuck.id)
    assert now.pairing
    with services.store.hold(stuck.id):
        again = replace(now.pairing, id="pairing9")
        services.store.registry.save(replace(now, pairings=(again,)))
    assert not send_on(services, stuck.id, 1)
    assert len(parked(services)) == 1


def test_z5_a_letter_that_still_waits_goes_on_too_and_one_in_hand_doesnt(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    sent = send_questionnaire(services, accept_pairing(services, mentee))
    manners.replies["RCPT"].append("451 4.3.0 later")
    deliver_due(services, transport)
    move(services, mentee)
    accept_address(services, mentee.id, NEW, sending_on=False)
    with services.store.outbox.claim(sent.letter_id), pytest.raises(TooLateToTakeBackError):
        send_on(services, mentee.id, 1)
    assert send_on(services, mentee.id, 1)
    deliver_due(services, transport)
    assert f"<{sent.letter_id}@example.org>" in taken_to(manners, NEW)
    assert balanced(services)


def test_z5_a_parked_addition_is_told_of_and_goes_on(
    services: Services,
    mentee: Person,
    mentor: Person,
    coordinator: Person,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    send_questionnaire(services, accept_pairing(services, mentee))
    deliver_due(services, transport)
    updated = add_update(services, mentee.id, 1, "One thing more.")
    refuse(services, transport, manners)
    assert updated.update
    assert state_of(services, mentee).addition_undelivered
    assert state_of(services, mentee).progress is Progress.DELIVERED
    told = letters(services, LetterKind.UNDELIVERED_MENTEE) + letters(
        services, LetterKind.UNDELIVERED_COORDINATOR
    )
    assert [(one.to_email, one.facts["addition"]) for one in told] == [
        (mentee.email, "yes"),
        (coordinator.email, "yes"),
    ]
    assert sent_submission(services, mentee.id, 1).stuck
    move(services, mentee)
    accept_address(services, mentee.id, NEW, sending_on=True)
    deliver_due(services, transport)
    assert f"<{updated.update.letter_id}@example.org>" in taken_to(manners, NEW)
    assert len(taken_to(manners, mentor.email)) > 0
    assert not state_of(services, mentee).addition_undelivered
    assert balanced(services)


def test_an_addition_that_nobody_was_told_of_is_told_by_the_sweep_once(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, accept_pairing(services, mentee))
    deliver_due(services, transport)
    add_update(services, mentee.id, 1, "One thing more.")
    refuse(services, transport, manners)
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        untold = replace(person.cycles[1], addition_undelivered=False)
        services.store.registry.save(person.with_cycle(1, untold))
    for _ in range(2):
        sweep(services)
        assert len(letters(services, LetterKind.UNDELIVERED_MENTEE)) == 2


def test_z5_an_undelivered_questionnaire_can_be_taken_back_and_sent_anew(
    services: Services, stuck: Person, transport: SmtpTransport, manners: Manners
) -> None:
    first = record(services, stuck)
    assert sent_submission(services, stuck.id, 1).can_take_back
    take_back(services, stuck.id, 1)
    again = send_checked(services, stuck, way=Way.LINK)
    assert (again.way, again.letter_id != first.letter_id) == (Way.LINK, True)
    deliver_due(services, transport)
    assert state_of(services, stuck).progress is Progress.DELIVERED
    assert balanced(services)
    del manners


def test_asking_for_another_mentor_withdraws_a_parked_letter(services: Services, stuck: Person) -> None:
    ask_for_another_mentor(services, stuck.id)
    assert parked(services) == []
    assert services.store.outbox.conservation().holds


def test_a_link_in_a_notice_lasts_as_long_after_it_was_sent_on(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    accepted = accept_pairing(services, mentee)
    answer(services, accepted)
    send_checked(services, accepted, way=Way.LINK)
    refuse(services, transport, manners)
    clock.advance(timedelta(days=20))
    move(services, mentee)
    accept_address(services, mentee.id, NEW, sending_on=True)
    assert opens_until(record(services, mentee)) == clock.now + timedelta(days=14)
    assert not sent_submission(services, mentee.id, 1).waits_long
