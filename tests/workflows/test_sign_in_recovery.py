from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.auth.recovery import hash_codes
from formsvc.domain.errors import (
    LinkExpiredError,
    LinkInvalidError,
    LinkUsedError,
    TooManyTriesError,
    WrongCodeError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.enrolment import confirm_recovery_code, recovery_codes_to_show
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    finish_recovery,
    knows_device,
    person_signed_in,
    prove_by_link,
    recover,
    recovery_setup,
    sign_in,
)
from tests.workflows.signing_in import (
    STEP,
    all_at_once,
    code_at,
    letters,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import MENTEE_SEED, SettableClock

CODES = ("AAAA-BBBB-CCCC-DDDD", "EEEE-FFFF-GGGG-HHHH", "JJJJ-KKKK-LLLL-MMMM")
WRONG = "9999-8888-7777-6666"


@pytest.fixture(autouse=True)
def _saved_codes(services: Services, mentee: Person) -> None:
    with services.store.hold(mentee.id):
        credentials = services.store.credentials.credentials(mentee.id)
        recovery = hash_codes(CODES, services.random)
        services.store.credentials.save_credentials(replace(credentials, recovery=recovery))


@pytest.fixture
def proved(services: Services, mentee: Person) -> str:
    return prove_by_link(services, receive(services, mentee.email).token)


def test_a9_a_letter_and_a_recovery_code_lead_to_a_new_authenticator(
    services: Services, mentee: Person, proved: str, clock: SettableClock
) -> None:
    onward = recover(services, proved, CODES[0].lower())
    setup = recovery_setup(services, onward)
    assert setup.key != MENTEE_SEED
    assert setup.email == mentee.email

    signed_in = finish_recovery(services, onward, code_at(clock.now, setup.key), own_device=False)

    assert person_signed_in(services, mentee.id, signed_in.session_secret) == mentee
    clock.advance(STEP)
    with pytest.raises(WrongCodeError):
        sign_in_by_letter(services, mentee.email, MENTEE_SEED)
    assert sign_in_by_letter(services, mentee.email, setup.key)


def test_s3_a_new_authenticator_ends_every_session_device_and_link(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    before = sign_in_by_letter(services, mentee.email, own_device=True)
    assert before.device_token is not None
    other, here = receive(services, mentee.email), receive(services, mentee.email)
    onward = recover(services, here.request_id, CODES[0])
    seed = recovery_setup(services, onward).key

    finish_recovery(services, onward, code_at(clock.now, seed), own_device=True)

    assert person_signed_in(services, mentee.id, before.session_secret) is None
    assert not knows_device(services, before.device_token)
    for token in (other.token, here.token):
        with pytest.raises(LinkUsedError):
            prove_by_link(services, token)
    with pytest.raises(LinkUsedError):
        recovery_setup(services, onward)
    credentials = services.store.credentials.credentials(mentee.id)
    assert (len(credentials.sessions), len(credentials.devices)) == (1, 1)


def test_a9_a_new_authenticator_brings_ten_new_codes_and_ends_the_old_ones(
    services: Services, mentee: Person, proved: str, clock: SettableClock
) -> None:
    onward = recover(services, proved, CODES[0])
    finish_recovery(
        services, onward, code_at(clock.now, recovery_setup(services, onward).key), own_device=False
    )
    new = recovery_codes_to_show(services, mentee.id)

    assert len(set(new)) == 10
    request_id = receive(services, mentee.email).request_id
    with pytest.raises(WrongCodeError):
        recover(services, request_id, CODES[1])
    confirm_recovery_code(services, mentee.id, new[0])
    assert recovery_codes_to_show(services, mentee.id) == ()
    assert recover(services, request_id, new[0])


def test_a11_the_owner_is_told_by_letter_once_the_factor_changed(
    services: Services, mentee: Person, proved: str, clock: SettableClock
) -> None:
    onward = recover(services, proved, CODES[0])
    seed = recovery_setup(services, onward).key
    with pytest.raises(WrongCodeError):
        finish_recovery(services, onward, wrong_code_at(clock.now, seed), own_device=False)
    assert letters(services, LetterKind.FACTOR_CHANGED) == []

    finish_recovery(services, onward, code_at(clock.now, seed), own_device=False)

    (letter,) = letters(services, LetterKind.FACTOR_CHANGED)
    assert (letter.to_name, letter.to_email, letter.person_id) == (mentee.name, mentee.email, mentee.id)
    assert letter.facts == {}


def test_a10_an_abandoned_set_up_leaves_the_old_authenticator_sessions_and_devices(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    before = sign_in_by_letter(services, mentee.email, own_device=True)
    assert before.device_token is not None
    recover(services, receive(services, mentee.email).request_id, CODES[0])
    clock.advance(timedelta(hours=1))

    assert person_signed_in(services, mentee.id, before.session_secret) == mentee
    assert knows_device(services, before.device_token)
    assert sign_in_by_letter(services, mentee.email, MENTEE_SEED)


def test_a10_a_pending_seed_signs_nobody_in(
    services: Services, mentee: Person, proved: str, clock: SettableClock
) -> None:
    onward = recover(services, proved, CODES[0])
    seed = recovery_setup(services, onward).key

    for request_id in (proved, onward, receive(services, mentee.email).request_id):
        with pytest.raises(WrongCodeError):
            sign_in(services, request_id, code_at(clock.now, seed), own_device=False)
    assert sign_in(services, proved, code_at(clock.now), own_device=False)


def test_a8_whoever_has_only_the_mailbox_never_sees_the_new_seed(
    services: Services, mentee: Person, proved: str, clock: SettableClock
) -> None:
    seed = recovery_setup(services, recover(services, proved, CODES[0])).key
    another = receive(services, mentee.email).request_id

    for request_id in (proved, another):
        with pytest.raises(LinkInvalidError):
            recovery_setup(services, request_id)
        with pytest.raises(LinkInvalidError):
            finish_recovery(services, request_id, code_at(clock.now, seed), own_device=False)


def test_a9_a_recovery_code_works_once(services: Services, proved: str) -> None:
    recover(services, proved, CODES[0])

    with pytest.raises(WrongCodeError):
        recover(services, proved, CODES[0])
    assert recover(services, proved, CODES[1])


def test_a9_eight_posts_of_one_recovery_code_use_it_once(services: Services, mentee: Person) -> None:
    requests = [receive(services, mentee.email).request_id for _ in range(4)] * 2
    waiting = iter(requests)

    outcomes = all_at_once(lambda: recover(services, next(waiting), CODES[0]), threads=8)

    assert outcomes == ["", *["WrongCodeError"] * 7]
    recovery = services.store.credentials.credentials(mentee.id).recovery
    assert recovery is not None
    assert len(recovery.hashes) == 2


def test_a9_eight_posts_of_two_codes_lose_neither_use(services: Services, mentee: Person) -> None:
    codes = iter([*CODES[:2]] * 4)
    requests = iter([receive(services, mentee.email).request_id for _ in range(4)] * 2)

    outcomes = all_at_once(lambda: recover(services, next(requests), next(codes)), threads=8)

    assert outcomes == ["", "", *["WrongCodeError"] * 6]
    recovery = services.store.credentials.credentials(mentee.id).recovery
    assert recovery is not None
    assert len(recovery.hashes) == 1


def test_a5_wrong_recovery_codes_count_against_link_and_account(
    services: Services, mentee: Person, proved: str
) -> None:
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            recover(services, proved, WRONG)

    with pytest.raises(TooManyTriesError):
        recover(services, proved, CODES[0])
    assert len(services.store.credentials.credentials(mentee.id).failures.recent) == 5
    assert recover(services, receive(services, mentee.email).request_id, CODES[0])


def test_x3_half_a_recovery_code_costs_nothing(services: Services, proved: str, tmp_path: Path) -> None:
    before = snapshot(tmp_path)

    for typed in ["", "AAAA", "\ud800", "AAAA-BBBB-CCCC"] * 5:
        with pytest.raises(WrongCodeError):
            recover(services, proved, typed)

    assert snapshot(tmp_path) == before


def test_mistyped_codes_at_the_new_set_up_cost_nothing(
    services: Services, proved: str, clock: SettableClock
) -> None:
    onward = recover(services, proved, CODES[0])
    seed = recovery_setup(services, onward).key
    for _ in range(12):
        with pytest.raises(WrongCodeError):
            finish_recovery(services, onward, wrong_code_at(clock.now, seed), own_device=False)

    assert finish_recovery(services, onward, code_at(clock.now, seed), own_device=False)


def test_a_new_set_up_waits_for_thirty_minutes(services: Services, proved: str, clock: SettableClock) -> None:
    clock.advance(timedelta(minutes=29))
    onward = recover(services, proved, CODES[0])
    clock.advance(timedelta(minutes=29))
    seed = recovery_setup(services, onward).key
    clock.advance(timedelta(minutes=1))

    with pytest.raises(LinkExpiredError):
        finish_recovery(services, onward, code_at(clock.now, seed), own_device=False)


def test_c2_looking_at_the_new_set_up_writes_nothing(services: Services, proved: str, tmp_path: Path) -> None:
    onward = recover(services, proved, CODES[0])
    before = snapshot(tmp_path)

    recovery_setup(services, onward)

    assert snapshot(tmp_path) == before


def test_who_has_no_recovery_codes_is_refused_with_the_same_words(
    services: Services, mentee: Person, proved: str
) -> None:
    with pytest.raises(WrongCodeError) as wrong:
        recover(services, proved, WRONG)
    with services.store.hold(mentee.id):
        credentials = services.store.credentials.credentials(mentee.id)
        services.store.credentials.save_credentials(replace(credentials, recovery=None))

    with pytest.raises(WrongCodeError) as none:
        recover(services, proved, WRONG)
    assert str(none.value) == str(wrong.value)
