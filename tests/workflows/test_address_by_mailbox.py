"""Z3, X1, A5: a new address confirmed from its mailbox without signing in, and every way it must not go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.auth.links import hashed, joined_token
from formsvc.domain.credentials import ADDRESS_LINK_LIFE, Invitation
from formsvc.domain.errors import (
    AddressTakenError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    MentorpostError,
    TooManyTriesError,
    WrongCodeError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.address_by_mailbox import address_of_link, ask_from_letter, confirm_by_mailbox
from formsvc.workflows.address_change import address_to_confirm, ask_to_change_address
from formsvc.workflows.address_correction import correct_address
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.enrolment import invite_person, invited_person
from formsvc.workflows.invitation import revoke_invitation
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import prove_by_link
from formsvc.workflows.tending import tend
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, send_questionnaire
from tests.workflows.moving import (
    NEW,
    accept_pairing,
    confirmation_token,
    move,
    newest_confirmation,
    standing_token,
)
from tests.workflows.signing_in import (
    STEP,
    code_at,
    join,
    letters,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import (
    COORDINATOR_SEED,
    MENTEE_SEED,
    TRAINED_ON,
    SettableClock,
    add_mentee,
)


@pytest.fixture
def paired(services: Services, mentee: Person) -> Person:
    """A mentee who has sent a questionnaire within an accepted pairing."""
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    sweep(services)
    return accepted


def email_of(services: Services, person: Person) -> str:
    return services.store.registry.person(person.id).email


def test_a_mentor_moves_without_an_account_and_the_old_address_is_told_twice(
    services: Services, paired: Person, mentor: Person
) -> None:
    assert ask_from_letter(services, standing_token(services, paired), NEW) == NEW
    (asked,) = letters(services, LetterKind.ADDRESS_ASKED)
    assert (asked.to_email, asked.facts) == (mentor.email, {"road": "letter"})
    assert (newest_confirmation(services).to_email, newest_confirmation(services).to_name) == (NEW, "")
    assert email_of(services, mentor) == mentor.email
    token = confirmation_token(services)
    for _ in range(3):
        confirm_by_mailbox(services, token, "")
    assert services.store.registry.find(NEW) == replace(mentor, email=NEW)
    assert services.store.registry.find(mentor.email) is None
    (changed,) = letters(services, LetterKind.ADDRESS_CHANGED)
    assert changed.to_email == mentor.email
    assert address_of_link(services, token).done
    assert [letter.to_email for letter in letters(services, LetterKind.MENTOR_MOVED)] == [paired.email]


def test_c2_looking_at_the_link_writes_nothing(services: Services, paired: Person, tmp_path: Path) -> None:
    ask_from_letter(services, standing_token(services, paired), NEW)
    before = snapshot(tmp_path)
    page = address_of_link(services, confirmation_token(services))
    assert (page.email, page.done, page.needs_code, page.is_mentor) == (NEW, False, False, True)
    assert paired.name not in repr(page)
    assert snapshot(tmp_path) == before


def test_z2_the_letters_name_no_mentee_to_the_new_mailbox_and_carry_no_answer(
    services: Services, paired: Person, mentor: Person, transport: SmtpTransport, manners: Manners
) -> None:
    deliver_due(services, transport)
    manners.taken.clear()
    ask_from_letter(services, standing_token(services, paired), NEW)
    deliver_due(services, transport)
    confirm_by_mailbox(services, confirmation_token_of(services, "mentor1"), "")
    deliver_due(services, transport)
    found = {one.recipients[0]: one.content for one in manners.taken if one.recipients[0] != mentor.email}
    assert set(found) == {NEW, paired.email}
    for private in (paired.name, paired.email, mentor.name, mentor.email):
        assert private not in part(received(found[NEW]), "plain")
    for one in manners.taken:
        assert CANARY not in part(received(one.content), "plain") + part(received(one.content), "html")
    to_mentee = part(received(found[paired.email]), "plain")
    assert NEW in to_mentee
    assert "/leave/" in to_mentee


def test_a7_a_taken_address_is_asked_for_alike_but_gets_no_letter(
    services: Services, paired: Person, coordinator: Person, transport: SmtpTransport, manners: Manners
) -> None:
    assert ask_from_letter(services, standing_token(services, paired), coordinator.email) == coordinator.email
    deliver_due(services, transport)
    assert coordinator.email not in [one.recipients[0] for one in manners.taken]
    assert services.store.outbox.conservation().withdrawn == 1
    with pytest.raises(AddressTakenError):
        confirm_by_mailbox(services, confirmation_token_of(services, "mentor1"), "")


def confirmation_token_of(services: Services, person_id: str) -> str:
    """Return a token made from a secret that is put in place, when its letter was withdrawn."""
    credentials = services.store.credentials.credentials(person_id)
    assert credentials.address_change
    known = replace(credentials.address_change, secret_hash=hashed("5ec4e7"))
    with services.store.hold(person_id):
        services.store.credentials.save_credentials(replace(credentials, address_change=known))
    return joined_token(person_id, "5ec4e7")


@pytest.mark.parametrize("typed", ["", "no address", "a@b\r\nBcc: x@example.org", "ADA@example.org"])
def test_an_impossible_address_sends_nothing(
    services: Services, paired: Person, tmp_path: Path, typed: str
) -> None:
    before = snapshot(tmp_path)
    with pytest.raises(InputRefusedError) as refused:
        ask_from_letter(services, standing_token(services, paired), typed)
    assert refused.value.field == "email"
    assert snapshot(tmp_path) == before


def test_five_asks_a_day_are_enough(services: Services, paired: Person, clock: SettableClock) -> None:
    for number in range(5):
        ask_from_letter(services, standing_token(services, paired), f"ada{number}@example.org")
        clock.advance(STEP)
    with pytest.raises(InputRefusedError, match="five times today"):
        ask_from_letter(services, standing_token(services, paired), NEW)


def test_x1_the_link_is_for_this_alone_and_no_other_does_its_work(
    services: Services, paired: Person, clock: SettableClock
) -> None:
    ask_from_letter(services, standing_token(services, paired), NEW)
    token = confirmation_token(services)
    for opened in (prove_by_link, invited_person):
        with pytest.raises(LinkInvalidError):
            opened(services, token)
    with pytest.raises(LinkInvalidError):
        address_to_confirm(services, "mentor1", token)
    ask_to_change_address(services, paired.id, "mo.new@example.org", code_at(clock.now))
    clock.advance(STEP)
    sign_in = receive(services, paired.email)
    settings = max(
        (one for one in letters(services, LetterKind.ADDRESS_CONFIRM) if "road" not in one.facts),
        key=lambda one: one.created_at,
    )
    for stolen in (
        joined_token(paired.id, settings.facts["secret"]),
        sign_in.token,
        standing_token(services, paired),
        joined_token(paired.id, token.partition(".")[2]),
        joined_token("nobody1", token.partition(".")[2]),
        "nonsense",
    ):
        with pytest.raises(LinkInvalidError):
            confirm_by_mailbox(services, stolen, code_at(clock.now))
    assert email_of(services, paired) == paired.email


def test_a_link_lasts_a_day_and_a_newer_one_takes_its_place(
    services: Services, paired: Person, mentor: Person, clock: SettableClock
) -> None:
    ask_from_letter(services, standing_token(services, paired), "ada.first@example.org")
    first = confirmation_token(services)
    clock.advance(STEP)
    ask_from_letter(services, standing_token(services, paired), NEW)
    with pytest.raises(LinkInvalidError):
        confirm_by_mailbox(services, first, "")
    clock.advance(ADDRESS_LINK_LIFE)
    with pytest.raises(LinkExpiredError):
        confirm_by_mailbox(services, confirmation_token(services), "")
    assert email_of(services, mentor) == mentor.email


def test_who_signs_in_changes_it_there_and_no_forwarded_letter_moves_an_account(
    services: Services, paired: Person, mentor: Person, coordinator: Person
) -> None:
    del coordinator
    with services.store.hold(mentor.id):
        known = services.store.credentials.credentials(mentor.id)
        services.store.credentials.save_credentials(replace(known, seed=COORDINATOR_SEED))
    with pytest.raises(InputRefusedError, match="in your settings"):
        ask_from_letter(services, standing_token(services, paired), NEW)
    assert letters(services, LetterKind.ADDRESS_CONFIRM) == []


def test_z3_a_corrected_account_takes_the_new_mailbox_and_the_authenticator(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    assert not correct_address(services, mentee.email, NEW).done
    (asked,) = letters(services, LetterKind.ADDRESS_ASKED)
    assert (asked.to_email, asked.facts) == (mentee.email, {"road": "operator"})
    token = confirmation_token(services)
    assert address_of_link(services, token).needs_code
    for code in ("", "12345", wrong_code_at(clock.now)):
        with pytest.raises(WrongCodeError):
            confirm_by_mailbox(services, token, code)
    assert email_of(services, mentee) == mentee.email
    confirm_by_mailbox(services, token, code_at(clock.now))
    assert email_of(services, mentee) == NEW
    assert [one.to_email for one in letters(services, LetterKind.ADDRESS_CHANGED)] == [mentee.email]
    clock.advance(STEP)
    assert sign_in_by_letter(services, NEW, MENTEE_SEED)


def test_a5_wrong_codes_are_counted_against_the_link_and_five_end_it(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    correct_address(services, mentee.email, NEW)
    token = confirmation_token(services)
    for number in range(5):
        with pytest.raises(WrongCodeError):
            confirm_by_mailbox(services, token, wrong_code_at(clock.now))
        assert services.store.credentials.credentials(mentee.id).failures.in_a_row == number + 1
    with pytest.raises(TooManyTriesError):
        confirm_by_mailbox(services, token, code_at(clock.now))
    assert email_of(services, mentee) == mentee.email


def test_z3_no_coordinator_redirects_a_letter_to_themselves(
    services: Services, paired: Person, mentor: Person, coordinator: Person, clock: SettableClock
) -> None:
    """Their own address is taken; another mailbox of theirs needs a code, or each mentee's word."""
    for old in (mentor.email, paired.email):
        with pytest.raises(AddressTakenError):
            correct_address(services, old, coordinator.email)
    theirs = "cleo.private@example.org"
    correct_address(services, paired.email, theirs)
    with pytest.raises(MentorpostError):
        confirm_by_mailbox(services, confirmation_token(services), code_at(clock.now, COORDINATOR_SEED))
    clock.advance(STEP)
    correct_address(services, mentor.email, theirs)
    confirm_by_mailbox(services, confirmation_token(services), "")
    after = services.store.registry.person(paired.id)
    assert after.email == paired.email
    assert after.pairing
    assert after.pairing.accepted_email == mentor.email
    assert [one.to_email for one in letters(services, LetterKind.SUBMISSION)] == [mentor.email]


def test_who_never_joined_is_invited_anew_and_the_old_link_is_dead(
    services: Services, invited: Person, token: str
) -> None:
    assert correct_address(services, invited.email, NEW).done
    for _ in range(2):
        with pytest.raises(LinkInvalidError):
            invited_person(services, token)
        fresh = services.store.registry.person(invited.id)
        assert fresh.email == NEW
        (letter,) = letters(services, LetterKind.INVITATION)
        assert letter.to_email == NEW
        again = joined_token(invited.id, letter.facts["secret"])
        assert invited_person(services, again) == fresh
        correct_address(services, invited.email, NEW)  # a crash had cut it off: once more does no harm
        (letter,) = letters(services, LetterKind.INVITATION)
        again = joined_token(invited.id, letter.facts["secret"])
    join(services, again)
    assert services.store.outbox.conservation().holds
    assert letters(services, LetterKind.ADDRESS_ASKED) == []


def test_a_correction_names_what_is_wrong(services: Services, mentee: Person, coordinator: Person) -> None:
    for old, new, error in (
        ("nobody@example.org", NEW, "Nobody in this programme"),
        (mentee.email, "no address", "correct format"),
        (mentee.email, mentee.email.upper(), "the same"),
        (mentee.email, coordinator.email, "already has"),
    ):
        with pytest.raises(MentorpostError, match=error):
            correct_address(services, old, new)


def test_a_mentor_who_was_invited_as_a_mentee_too_is_invited_at_the_new_address(
    services: Services, paired: Person, mentor: Person
) -> None:
    with services.store.hold(mentor.id):
        known = services.store.credentials.credentials(mentor.id)
        waiting = Invitation("aa", services.clock() + timedelta(days=14))
        services.store.credentials.save_credentials(replace(known, invitation=waiting))
    move(services, paired)
    (letter,) = letters(services, LetterKind.INVITATION)
    assert letter.to_email == NEW


def test_an_address_that_nobody_confirmed_is_forgotten_after_a_week(
    services: Services, paired: Person, clock: SettableClock
) -> None:
    ask_from_letter(services, standing_token(services, paired), NEW)
    for days, kept in ((6, True), (1, False)):
        clock.advance(timedelta(days=days))
        tend(services)
        assert (services.store.credentials.credentials("mentor1").address_change is not None) is kept


def test_an_address_taken_meanwhile_is_refused_and_another_mentor_stays_as_they_are(
    services: Services, paired: Person, mentor: Person
) -> None:
    ask_from_letter(services, standing_token(services, paired), NEW)
    invite_person(
        services,
        name="Nia Invented",
        email=NEW.lower(),
        roles=frozenset({Role.MENTOR}),
        trained_on=TRAINED_ON,
    )
    with pytest.raises(AddressTakenError):
        confirm_by_mailbox(services, confirmation_token(services), "")
    assert email_of(services, mentor) == mentor.email


def test_a_crash_after_the_address_is_finished_by_the_worker(
    services: Services, paired: Person, mentor: Person
) -> None:
    other = accept_pairing(services, add_mentee(services, mentor, "mentee2", "nia@example.org"))
    with services.store.hold(mentor.id):
        services.store.registry.readdress(replace(mentor, email=NEW))
    for _ in range(2):
        tend(services)
        told = letters(services, LetterKind.MENTOR_MOVED)
        assert sorted(one.to_email for one in told) == sorted([paired.email, other.email])


def test_a_correction_cut_off_before_the_new_letter_has_ended_the_old_link(
    services: Services, invited: Person, token: str
) -> None:
    with services.store.hold(invited.id):
        assert revoke_invitation(services, invited.id)
    with pytest.raises(LinkInvalidError):
        invited_person(services, token)
    assert letters(services, LetterKind.INVITATION) == []
    correct_address(services, invited.email, NEW)
    assert [one.to_email for one in letters(services, LetterKind.INVITATION)] == [NEW]
