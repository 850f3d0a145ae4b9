"""A10, A11, S3, A9: a new authenticator and new recovery codes, from the settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.auth.recovery import hash_codes
from formsvc.domain.credentials import FRESH_FOR
from formsvc.domain.errors import FreshCodeNeededError, LinkUsedError, WrongCodeError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.enrolment import confirm_recovery_code, recovery_codes_to_show
from formsvc.workflows.factor_change import (
    begin_new_authenticator,
    finish_new_authenticator,
    make_recovery_codes,
    new_authenticator_setup,
)
from formsvc.workflows.own_devices import ThisBrowser
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    SignedIn,
    knows_device,
    person_signed_in,
    prove_by_link,
    recover,
    sign_in_from_device,
)
from tests.workflows.signing_in import (
    STEP,
    code_at,
    letters,
    receive,
    sign_in_by_letter,
    wrong_code_at,
)
from tests.workflows.small_programme import MENTEE_SEED, SettableClock

OLD = ("AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH")


@pytest.fixture
def phone(services: Services, mentee: Person, clock: SettableClock) -> SignedIn:
    """The mentee's own device, signed in; the clock stands at a fresh step."""
    with services.store.hold(mentee.id):
        kept = services.store.credentials.credentials(mentee.id)
        recovery = hash_codes(OLD, services.random)
        services.store.credentials.save_credentials(replace(kept, recovery=recovery))
    signed_in = sign_in_by_letter(services, mentee.email, own_device=True)
    clock.advance(STEP)
    return signed_in


def here(signed_in: SignedIn) -> ThisBrowser:
    return ThisBrowser(signed_in.session_secret, signed_in.device_token)


def begun(services: Services, phone: SignedIn) -> str:
    """Give a fresh code; return the new authenticator's key."""
    begin_new_authenticator(services, phone.person.id, phone.session_secret, code_at(services.clock()))
    return new_authenticator_setup(services, phone.person.id, phone.session_secret).key


def finish(services: Services, phone: SignedIn, code: str) -> SignedIn:
    return finish_new_authenticator(services, phone.person.id, here(phone), code)


def test_a11_without_a_fresh_code_no_key_is_shown_and_nothing_changes(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    with pytest.raises(WrongCodeError):
        begin_new_authenticator(services, mentee.id, phone.session_secret, wrong_code_at(clock.now))
    with pytest.raises(FreshCodeNeededError):
        new_authenticator_setup(services, mentee.id, phone.session_secret)
    with pytest.raises(FreshCodeNeededError):
        finish(services, phone, code_at(clock.now))
    assert services.store.credentials.credentials(mentee.id).pending_seed is None


def test_a11_only_the_session_that_gave_the_code_sees_the_key_and_for_a_quarter_of_an_hour(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    other = sign_in_by_letter(services, mentee.email)
    clock.advance(STEP)
    seed = begun(services, phone)
    with pytest.raises(FreshCodeNeededError):
        new_authenticator_setup(services, mentee.id, other.session_secret)
    with pytest.raises(FreshCodeNeededError):
        finish(services, other, code_at(clock.now, seed))
    clock.advance(FRESH_FOR)
    with pytest.raises(FreshCodeNeededError):
        finish(services, phone, code_at(clock.now, seed))


def test_a10_an_abandoned_set_up_leaves_all_as_it_was_and_its_key_never_counts(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    abandoned = begun(services, phone)
    clock.advance(STEP)
    with pytest.raises(WrongCodeError):
        sign_in_by_letter(services, mentee.email, abandoned)
    assert sign_in_by_letter(services, mentee.email, MENTEE_SEED)
    assert phone.device_token
    assert knows_device(services, phone.device_token)
    assert letters(services, LetterKind.FACTOR_CHANGED) == []
    clock.advance(STEP)
    assert begun(services, phone) != abandoned
    with pytest.raises(WrongCodeError):
        finish(services, phone, code_at(clock.now, abandoned))


def test_a10_the_new_authenticator_counts_after_its_first_right_code_and_the_old_stops(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    seed = begun(services, phone)
    with pytest.raises(WrongCodeError):
        finish(services, phone, wrong_code_at(clock.now, seed))
    finish(services, phone, code_at(clock.now, seed))
    clock.advance(STEP)
    with pytest.raises(WrongCodeError):
        sign_in_by_letter(services, mentee.email, MENTEE_SEED)
    assert sign_in_by_letter(services, mentee.email, seed)


def test_a2_the_code_that_finished_the_set_up_is_used(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    seed = begun(services, phone)
    finish(services, phone, code_at(clock.now, seed))
    with pytest.raises(WrongCodeError, match="used already"):
        sign_in_by_letter(services, mentee.email, seed)


def test_s3_every_other_session_device_and_link_ends_and_this_browser_stays(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    lost = sign_in_by_letter(services, mentee.email, own_device=True)
    clock.advance(STEP)
    link = receive(services, mentee.email)
    seed = begun(services, phone)
    after = finish(services, phone, code_at(clock.now, seed))

    assert person_signed_in(services, mentee.id, lost.session_secret) is None
    assert lost.device_token
    assert not knows_device(services, lost.device_token)
    with pytest.raises(LinkUsedError):
        prove_by_link(services, link.token)
    assert person_signed_in(services, mentee.id, phone.session_secret) is None, "S1: a new session id"
    assert person_signed_in(services, mentee.id, after.session_secret) == mentee
    assert phone.device_token
    clock.advance(STEP)
    assert sign_in_from_device(services, phone.device_token, mentee.email, code_at(clock.now, seed))


def test_a11_the_owner_is_told_which_factor_changed(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    seed = begun(services, phone)
    finish(services, phone, code_at(clock.now, seed))
    clock.advance(STEP)
    make_recovery_codes(services, mentee.id, code_at(clock.now, seed))
    told = [(letter.to_email, letter.facts) for letter in letters(services, LetterKind.FACTOR_CHANGED)]
    assert sorted(told, key=str) == [
        (mentee.email, {"what": "authenticator"}),
        (mentee.email, {"what": "recovery codes"}),
    ]


def test_a11_new_recovery_codes_need_a_fresh_code(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    with pytest.raises(WrongCodeError):
        make_recovery_codes(services, phone.person.id, wrong_code_at(clock.now))
    assert recovery_codes_to_show(services, mentee.id) == ()
    assert letters(services, LetterKind.FACTOR_CHANGED) == []


def test_a9_the_old_recovery_codes_stop_when_a_new_one_was_typed_back(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    make_recovery_codes(services, phone.person.id, code_at(clock.now))
    new = recovery_codes_to_show(services, mentee.id)
    assert len(set(new)) == 10
    request_id = receive(services, mentee.email).request_id
    assert recover(services, request_id, OLD[0]), "whoever closed the page still has the old ones"
    request_id = receive(services, mentee.email).request_id
    with pytest.raises(WrongCodeError):
        recover(services, request_id, OLD[0])
    confirm_recovery_code(services, mentee.id, new[3])
    assert recovery_codes_to_show(services, mentee.id) == ()
    with pytest.raises(WrongCodeError):
        recover(services, request_id, OLD[1])
    assert recover(services, request_id, new[3])


def test_a9_made_twice_before_they_were_kept_the_old_and_the_newest_count(
    services: Services, mentee: Person, phone: SignedIn, clock: SettableClock
) -> None:
    make_recovery_codes(services, phone.person.id, code_at(clock.now))
    never_kept = recovery_codes_to_show(services, mentee.id)
    clock.advance(timedelta(minutes=1))
    make_recovery_codes(services, phone.person.id, code_at(clock.now))
    request_id = receive(services, mentee.email).request_id
    with pytest.raises(WrongCodeError):
        recover(services, request_id, never_kept[0])
    assert recover(services, request_id, OLD[0])
    request_id = receive(services, mentee.email).request_id
    assert recover(services, request_id, recovery_codes_to_show(services, mentee.id)[0])
