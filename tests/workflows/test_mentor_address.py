"""Z3, Z5: a mentor's new address waits for each mentee's word, and nothing about one goes there before it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.errors import AddressNotAcceptedError, InputRefusedError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import require_open_way, waits_for
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.leaving import ask_for_another_mentor, leave, pause, resume, skip
from formsvc.workflows.mentor_address import (
    accept_address,
    address_still_waits,
    address_to_accept,
    tell_mentees_of_address,
)
from formsvc.workflows.record import mentee_home
from formsvc.workflows.reminders import nudge
from formsvc.workflows.services import Services
from formsvc.workflows.tending import tend
from tests.mail.mail_server import Manners
from tests.workflows.delivering import send_questionnaire
from tests.workflows.moving import NEW, accept_pairing, move
from tests.workflows.signing_in import letters
from tests.workflows.small_programme import SettableClock, add_mentee


@pytest.fixture
def moved(services: Services, mentee: Person, transport: SmtpTransport, manners: Manners) -> Person:
    """A mentee whose mentor has the first questionnaire, and has moved since."""
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    sweep(services)
    deliver_due(services, transport)
    move(services, mentee)
    deliver_due(services, transport)
    manners.taken.clear()
    return accepted


def pairing_address(services: Services, mentee: Person) -> str:
    pairing = services.store.registry.person(mentee.id).pairing
    assert pairing
    return pairing.accepted_email


def gone_to(services: Services, transport: SmtpTransport, manners: Manners) -> list[str]:
    deliver_due(services, transport)
    return sorted(one.recipients[0] for one in manners.taken)


def test_the_mentee_sees_both_addresses_and_accepts_the_one_that_was_shown(
    services: Services, moved: Person, mentor: Person
) -> None:
    waiting = address_to_accept(services, moved.id)
    assert waiting
    assert (waiting.old_email, waiting.new_email, waiting.stuck) == (mentor.email, NEW, ())
    assert mentee_home(services, moved.id).new_address
    for _ in range(2):
        accept_address(services, moved.id, NEW, sending_on=True)
    assert pairing_address(services, moved) == NEW
    assert address_to_accept(services, moved.id) is None
    assert not mentee_home(services, moved.id).new_address


def test_z3_the_gate_is_shut_until_then(services: Services, moved: Person) -> None:
    now = services.store.registry.person(moved.id)
    with pytest.raises(AddressNotAcceptedError):
        require_open_way(now.pairing, NEW)
    accept_address(services, moved.id, NEW, sending_on=False)
    require_open_way(services.store.registry.person(moved.id).pairing, NEW)


def test_z3_an_address_that_changed_after_the_page_was_shown_is_not_accepted(
    services: Services, moved: Person, mentor: Person
) -> None:
    move(services, moved, "ada.third@example.org")
    for shown in (NEW, mentor.email, "x@example.org"):
        with pytest.raises(InputRefusedError, match="changed again"):
            accept_address(services, moved.id, shown, sending_on=True)
    assert pairing_address(services, moved) == mentor.email
    told = {letter.facts["mentor"] for letter in letters(services, LetterKind.MENTOR_MOVED)}
    assert told == {mentor.id}, "told of the third address too"


def test_z3_no_other_pairing_is_accepted_by_it(services: Services, moved: Person) -> None:
    """Neither one that the mentee hasn't accepted yet, nor one that has ended."""
    now = services.store.registry.person(moved.id)
    assert now.pairing
    for other in (
        replace(now.pairing, mentee_accepted_at=None, accepted_email=""),
        replace(now.pairing, ended=services.today()),
    ):
        with services.store.hold(moved.id):
            services.store.registry.save(replace(now, pairings=(other,)))
        accept_address(services, moved.id, NEW, sending_on=True)
        assert services.store.registry.person(moved.id).pairings == (other,)


def test_one_mentees_word_is_not_anothers(services: Services, moved: Person, mentor: Person) -> None:
    other = add_mentee(services, None, "mentee2", "nia@example.org")
    with services.store.hold(other.id):
        assert moved.pairing
        theirs = replace(moved.pairing, id="pairing2")
        services.store.registry.save(replace(other, pairings=(theirs,)))
    accept_address(services, moved.id, NEW, sending_on=False)
    assert pairing_address(services, other) == mentor.email
    assert address_to_accept(services, other.id)


@pytest.mark.parametrize("quiet", ["skip", "pause"])
def test_z3_the_line_that_nothing_comes_is_left_out(
    services: Services,
    moved: Person,
    transport: SmtpTransport,
    manners: Manners,
    quiet: str,
) -> None:
    with services.store.hold(moved.id):
        now = services.store.registry.person(moved.id)
        services.store.registry.save(replace(now, cycles={}))
    if quiet == "skip":
        skip(services, moved.id, 1)
    else:
        pause(services, moved.id, until=None)
    assert letters(services, LetterKind.NOTHING_THIS_TIME) == []
    assert gone_to(services, transport, manners) == [moved.email]


@pytest.mark.parametrize("end", [ask_for_another_mentor, leave])
def test_z3_a_closing_letter_goes_where_the_letters_are(
    services: Services, moved: Person, mentor: Person, transport: SmtpTransport, manners: Manners, end: object
) -> None:
    """Asking for another mentor is how a mentee says no: the new address never hears of them."""
    assert callable(end)
    end(services, moved.id)
    (closing,) = letters(services, LetterKind.PAIRING_ENDED)
    assert closing.to_email == mentor.email
    assert NEW not in gone_to(services, transport, manners)
    assert address_to_accept(services, moved.id) is None


def test_after_acceptance_word_goes_to_the_new_address(services: Services, moved: Person) -> None:
    accept_address(services, moved.id, NEW, sending_on=False)
    ask_for_another_mentor(services, moved.id)
    (closing,) = letters(services, LetterKind.PAIRING_ENDED)
    assert closing.to_email == NEW


def test_who_pauses_is_told_when_they_are_back_and_who_has_left_never(
    services: Services, mentee: Person, mentor: Person
) -> None:
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    sweep(services)
    pause(services, mentee.id, until=None)
    move(services, mentee)
    tend(services)
    assert letters(services, LetterKind.MENTOR_MOVED) == []
    resume(services, mentee.id)
    for _ in range(2):
        tend(services)
    assert len(letters(services, LetterKind.MENTOR_MOVED)) == 1
    leave(services, mentee.id)
    tell_mentees_of_address(services, mentor.id)
    assert len(letters(services, LetterKind.MENTOR_MOVED)) == 1


def test_a_letter_that_is_no_longer_wanted_stays_here(services: Services, mentee: Person) -> None:
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    sweep(services)
    move(services, mentee)
    (told,) = letters(services, LetterKind.MENTOR_MOVED)
    assert address_still_waits(services, told)
    accept_address(services, mentee.id, NEW, sending_on=False)
    assert not address_still_waits(services, told)
    assert not address_still_waits(services, of_nobody(told))


def of_nobody(letter: Letter) -> Letter:
    return replace(letter, person_id="nobody1")


def test_back_at_the_accepted_address_nothing_needs_a_word(
    services: Services, moved: Person, mentor: Person
) -> None:
    move(services, moved, mentor.email)
    pairing = services.store.registry.person(moved.id).pairing
    assert waits_for(pairing, mentor.email) is None
    assert address_to_accept(services, moved.id) is None


def test_z3_no_nudge_about_a_mentee_goes_to_an_address_that_they_havent_accepted(
    services: Services, moved: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=6))
    nudge(services, services.store.registry.person(moved.id))
    assert letters(services, LetterKind.NUDGE) == []
    accept_address(services, moved.id, NEW, sending_on=False)
    nudge(services, services.store.registry.person(moved.id))
    assert [one.to_email for one in letters(services, LetterKind.NUDGE)] == [NEW]
