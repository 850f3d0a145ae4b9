"""Z3, A2, A5, A11, X1: a person's own change of address, and every way it must not go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.auth.links import joined_token
from formsvc.domain.credentials import ADDRESS_LINK_LIFE
from formsvc.domain.errors import (
    AddressTakenError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    MentorpostError,
    UsedCodeError,
    WrongCodeError,
)
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import Waiting, waits_for
from formsvc.domain.people import Person, Role
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.address_change import (
    address_to_confirm,
    ask_to_change_address,
    confirm_address,
    prepare_address_letter,
    waiting_address,
)
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.enrolment import invite_person, invited_person
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import prepare_sign_in_letter, prove_by_link
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import send_questionnaire
from tests.workflows.moving import accept_pairing
from tests.workflows.signing_in import (
    STEP,
    ask,
    code_at,
    letters,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import COORDINATOR_SEED, SettableClock

NEW = "Mo.New@example.org"


def ask_for(services: Services, person: Person, email: str = NEW) -> str:
    """Ask for a new address with a fresh code; return the token of the link in its letter."""
    ask_to_change_address(services, person.id, email, code_at(services.clock()))
    return joined_token(person.id, newest(services).facts["secret"])


def newest(services: Services) -> Letter:
    return max(letters(services, LetterKind.ADDRESS_CONFIRM), key=lambda letter: letter.created_at)


def address_of(services: Services, person: Person) -> str:
    return services.store.registry.person(person.id).email


def test_z3_a_new_address_counts_once_its_link_came_back_and_the_old_one_is_told_twice(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    token = ask_for(services, mentee)
    (asked,) = letters(services, LetterKind.ADDRESS_ASKED)
    assert (asked.to_email, asked.facts) == (mentee.email, {})
    assert (newest(services).to_email, newest(services).to_name) == (NEW, "")
    assert waiting_address(services, mentee.id) == NEW
    assert address_of(services, mentee) == mentee.email

    confirm_address(services, mentee.id, token)

    assert services.store.registry.find(NEW) == replace(mentee, email=NEW)
    assert services.store.registry.find(mentee.email) is None
    (changed,) = letters(services, LetterKind.ADDRESS_CHANGED)
    assert (changed.to_email, changed.facts) == (mentee.email, {})
    assert waiting_address(services, mentee.id) is None
    clock.advance(STEP)
    assert sign_in_by_letter(services, NEW)


def test_a11_without_a_fresh_code_nothing_is_sent(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    with pytest.raises(WrongCodeError):
        ask_to_change_address(services, mentee.id, NEW, wrong_code_at(clock.now))
    code = code_at(clock.now)
    ask_to_change_address(services, mentee.id, NEW, code)
    with pytest.raises(UsedCodeError):
        ask_to_change_address(services, mentee.id, "mo.other@example.org", code)
    assert len(list(services.store.outbox.letters())) == 2


def test_a5_a_wrong_code_is_counted_and_a_wrong_address_is_not(
    services: Services, mentee: Person, clock: SettableClock, tmp_path: Path
) -> None:
    before = snapshot(tmp_path / "data")
    for typed in ("no address", "a@b\r\nBcc: x@example.org", mentee.email.upper()):
        with pytest.raises(InputRefusedError) as refused:
            ask_to_change_address(services, mentee.id, typed, code_at(clock.now))
        assert refused.value.field == "email"
    assert snapshot(tmp_path / "data") == before
    with pytest.raises(WrongCodeError):
        ask_to_change_address(services, mentee.id, NEW, wrong_code_at(clock.now))
    assert services.store.credentials.credentials(mentee.id).failures.in_a_row == 1


def test_a7_asking_for_a_taken_address_does_the_same_but_no_letter_goes_to_it(
    services: Services,
    mentee: Person,
    coordinator: Person,
    transport: SmtpTransport,
    manners: Manners,
    clock: SettableClock,
) -> None:
    for address, taken in ((NEW, [(NEW,), (mentee.email,)]), (coordinator.email, [(mentee.email,)])):
        ask_for(services, mentee, address)
        waiting = sorted(letter.to_email for letter in services.store.outbox.letters())
        assert waiting == sorted([address, mentee.email])
        assert waiting_address(services, mentee.id) == address
        deliver_due(services, transport)
        assert sorted(one.recipients for one in manners.taken) == sorted(taken)
        manners.taken.clear()
        clock.advance(STEP)
    assert services.store.outbox.conservation().withdrawn == 1
    assert services.store.outbox.conservation().holds


def test_the_link_comes_by_mail_and_its_letter_says_neither_name_nor_old_address(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    token = ask_for(services, mentee)
    assert deliver_due(services, transport) == 2
    (raw,) = (one.content for one in manners.taken if one.recipients == (NEW,))
    text = part(received(raw), "plain")
    assert f"https://forms.example.org/account/address/{token}" in text
    assert mentee.name not in raw.decode()
    assert mentee.email not in raw.decode()


def test_z3_a_link_names_one_person_and_nobody_else_can_use_it(
    services: Services, mentee: Person, coordinator: Person
) -> None:
    token = ask_for(services, mentee)
    secret = token.partition(".")[2]
    for stolen in (token, joined_token(coordinator.id, secret)):
        with pytest.raises(LinkInvalidError):
            confirm_address(services, coordinator.id, stolen)
    for broken in (joined_token(mentee.id, "0" * 64), joined_token(mentee.id, secret[:-1]), "abc", secret):
        with pytest.raises(LinkInvalidError):
            confirm_address(services, mentee.id, broken)
    assert address_of(services, mentee) == mentee.email
    assert address_of(services, coordinator) == coordinator.email


def test_x1_links_of_other_purposes_change_no_address_and_this_one_opens_nothing_else(
    services: Services, mentee: Person
) -> None:
    token, sign_in = ask_for(services, mentee), receive(services, mentee.email)
    for other in (sign_in.token, joined_token(mentee.id, sign_in.token.partition(".")[2])):
        with pytest.raises(LinkInvalidError):
            address_to_confirm(services, mentee.id, other)
    for opened in (prove_by_link, invited_person):
        with pytest.raises(LinkInvalidError):
            opened(services, token)


def test_a_link_lasts_a_day_and_a_newer_one_takes_its_place(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    first = ask_for(services, mentee)
    clock.advance(STEP)
    second = ask_for(services, mentee, "mo.second@example.org")
    with pytest.raises(LinkInvalidError):
        confirm_address(services, mentee.id, first)
    assert [
        prepare_address_letter(services, letter)
        for letter in sorted(letters(services, LetterKind.ADDRESS_CONFIRM), key=lambda one: one.created_at)
    ] == [False, True]
    clock.advance(ADDRESS_LINK_LIFE)
    with pytest.raises(LinkExpiredError):
        confirm_address(services, mentee.id, second)
    assert not prepare_address_letter(services, newest(services))
    assert waiting_address(services, mentee.id) is None
    assert address_of(services, mentee) == mentee.email


def test_confirming_twice_is_confirming_once(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    token = ask_for(services, mentee)
    for _ in range(2):
        confirm_address(services, mentee.id, token)
        clock.advance(ADDRESS_LINK_LIFE)
    assert address_to_confirm(services, mentee.id, token).used_at
    assert len(letters(services, LetterKind.ADDRESS_CHANGED)) == 1


def test_a_confirmation_cut_off_after_the_address_is_finished_by_the_same_link(
    services: Services, mentee: Person
) -> None:
    token = ask_for(services, mentee)
    with services.store.hold(mentee.id):
        services.store.registry.readdress(replace(mentee, email=NEW))
    confirm_address(services, mentee.id, token)
    assert address_of(services, mentee) == NEW
    assert address_to_confirm(services, mentee.id, token).used_at


def test_an_address_that_was_taken_meanwhile_is_refused_and_nothing_changes(
    services: Services, mentee: Person
) -> None:
    token = ask_for(services, mentee)
    invite_person(services, name="Nia Invented", email=NEW.lower(), roles=frozenset({Role.MENTEE}))
    with pytest.raises(AddressTakenError):
        confirm_address(services, mentee.id, token)
    assert address_of(services, mentee) == mentee.email
    assert letters(services, LetterKind.ADDRESS_CHANGED) == []


def test_z3_sign_in_letters_to_the_old_address_open_nothing_afterwards(
    services: Services, mentee: Person
) -> None:
    token = ask_for(services, mentee)
    waiting, live = ask(services, mentee.email), receive(services, mentee.email)
    confirm_address(services, mentee.id, token)
    with pytest.raises(MentorpostError):
        prove_by_link(services, live.token)
    assert not prepare_sign_in_letter(services, waiting.letter)
    late = ask(services, mentee.email)
    assert not prepare_sign_in_letter(services, late.letter)


def test_z5_a_sent_questionnaire_still_goes_where_it_was_sent_and_answers_come_to_the_new_address(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    token = ask_for(services, mentee)
    send_questionnaire(services, mentee)
    confirm_address(services, mentee.id, token)
    clock.advance(timedelta(hours=1))
    deliver_due(services, transport)
    (sent,) = (one for one in manners.taken if one.recipients == ("ada@example.org",))
    assert received(sent.content)["Reply-To"] == f"Mo Sample <{NEW}>"


def test_z3_a_mentor_who_signs_in_moves_by_the_same_road_and_each_mentee_accepts(
    services: Services, coordinator: Person, mentor: Person, mentee: Person, clock: SettableClock
) -> None:
    accept_pairing(services, mentee)
    both = replace(mentor, roles=frozenset({Role.MENTOR, Role.MENTEE}))
    with services.store.hold(mentor.id, coordinator.id):
        services.store.registry.save(both)
        seeded = replace(services.store.credentials.credentials(mentor.id), seed=COORDINATOR_SEED)
        services.store.credentials.save_credentials(seeded)
    ask_to_change_address(services, mentor.id, NEW, code_at(clock.now, COORDINATOR_SEED))
    token = joined_token(mentor.id, newest(services).facts["secret"])
    confirm_address(services, mentor.id, token)
    assert address_of(services, mentor) == NEW
    (told,) = letters(services, LetterKind.MENTOR_MOVED)
    assert told.to_email == mentee.email
    pairing = services.store.registry.person(mentee.id).pairing
    assert waits_for(pairing, NEW) is Waiting.ADDRESS


def test_an_address_that_was_asked_for_is_forgotten_at_a_sign_in_after_a_week(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    ask_for(services, mentee)
    for days, kept in ((6, True), (1, False)):
        clock.advance(timedelta(days=days))
        sign_in_by_letter(services, mentee.email)
        change = services.store.credentials.credentials(mentee.id).address_change
        assert (change is not None) is kept


def test_five_asks_a_day_are_enough(services: Services, mentee: Person, clock: SettableClock) -> None:
    for _ in range(5):
        ask_for(services, mentee)
        clock.advance(STEP)
    with pytest.raises(InputRefusedError, match="Try again tomorrow"):
        ask_for(services, mentee)
    clock.advance(timedelta(days=1))
    assert ask_for(services, mentee)
    assert len(services.store.credentials.credentials(mentee.id).address_asks) == 1


def test_k4_whoever_is_erased_leaves_no_letter_to_the_new_address(
    services: Services, mentee: Person, tmp_path: Path
) -> None:
    ask_for(services, mentee)
    erase_person(services, mentee.email)
    assert list(services.store.outbox.letters()) == []
    assert list((tmp_path / "data" / "index").glob("*.json")) != []  # the mentor's own entry
    assert services.store.outbox.conservation().holds


def test_c2_looking_at_the_link_changes_nothing(services: Services, mentee: Person, tmp_path: Path) -> None:
    token = ask_for(services, mentee)
    before = snapshot(tmp_path / "data")
    assert address_to_confirm(services, mentee.id, token).email == NEW
    waiting_address(services, mentee.id)
    assert snapshot(tmp_path / "data") == before
