from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import (
    LinkExpiredError,
    LinkInvalidError,
    LinkUsedError,
    NotJoinedError,
    TooManyTriesError,
    UsedCodeError,
    WrongCodeError,
)
from formsvc.domain.people import Person, Standing
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    finish_recovery,
    person_signed_in,
    prove_by_letter_code,
    prove_by_link,
    recover,
    recovery_setup,
    sign_in,
    sign_in_from_device,
    sign_in_link,
    sign_out,
)
from tests.workflows.signing_in import (
    STEP,
    ask,
    code_at,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import MENTEE_SEED, SettableClock


def test_a_link_and_a_code_sign_in(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)
    request_id = prove_by_link(services, arrived.token)

    signed_in = sign_in(services, request_id, code_at(services.clock()), own_device=False)

    assert signed_in.person == mentee
    assert signed_in.device_token is None
    assert person_signed_in(services, mentee.id, signed_in.session_secret) == mentee
    assert sign_in_link(services, *arrived.token.split(".")).startswith(
        "https://forms.example.org/sign-in/link/"
    )


def test_a_typed_letter_code_and_a_code_sign_in(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)
    request_id = prove_by_letter_code(
        services, arrived.request_id, f" {arrived.code.lower().replace('-', ' ')}"
    )

    assert sign_in(services, request_id, code_at(services.clock()), own_device=False).person == mentee


def test_a2_a_code_older_than_the_last_used_is_refused(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    older, newer = code_at(clock.now), code_at(clock.now + STEP)
    sign_in(services, receive(services, mentee.email).request_id, newer, own_device=False)

    for code in (older, newer):
        with pytest.raises(UsedCodeError):
            sign_in(services, receive(services, mentee.email).request_id, code, own_device=False)
    clock.advance(2 * STEP)
    assert sign_in_by_letter(services, mentee.email)


@pytest.mark.parametrize("skew", [-29, 29])
def test_a4_an_authenticator_that_is_29_seconds_off_signs_in(
    services: Services, mentee: Person, clock: SettableClock, skew: int
) -> None:
    code = code_at(clock.now + timedelta(seconds=skew))

    assert sign_in(services, receive(services, mentee.email).request_id, code, own_device=False)


@pytest.mark.parametrize("skew", [-95, -61, 61, 95])
def test_a4_an_authenticator_that_is_61_seconds_off_does_not(
    services: Services, mentee: Person, clock: SettableClock, skew: int
) -> None:
    code = code_at(clock.now + timedelta(seconds=skew))

    with pytest.raises(WrongCodeError):
        sign_in(services, receive(services, mentee.email).request_id, code, own_device=False)


def test_a8_no_road_leads_to_a_session_with_one_factor_alone(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)
    proved = prove_by_link(services, arrived.token)
    right, wrong = code_at(services.clock()), wrong_code_at(services.clock())
    forged = f"{mentee.id}.device1.{'0' * 64}"

    for act in (
        lambda: sign_in(services, proved, wrong, own_device=True),
        lambda: sign_in(services, proved, "", own_device=True),
        lambda: sign_in(services, "unknown", right, own_device=True),
        lambda: sign_in(services, mentee.id, right, own_device=True),
        lambda: sign_in_from_device(services, forged, mentee.email, right),
        lambda: recover(services, proved, "ABCD-EFGH-JKMN-PQRS"),
        lambda: recovery_setup(services, proved),
        lambda: finish_recovery(services, proved, right, own_device=True),
        lambda: prove_by_link(services, f"{arrived.request_id}.{'0' * 64}"),
    ):
        with pytest.raises((WrongCodeError, LinkInvalidError)):
            act()

    credentials = services.store.credentials.credentials(mentee.id)
    assert (credentials.sessions, credentials.devices) == ((), ())
    assert credentials.seed == MENTEE_SEED


def test_a8_a_request_that_no_letter_was_sent_for_cannot_sign_in(services: Services, mentor: Person) -> None:
    unsent = ask(services, mentor.email).request_id

    for act in (
        lambda: sign_in(services, unsent, code_at(services.clock()), own_device=False),
        lambda: recover(services, unsent, "ABCD-EFGH-JKMN-PQRS"),
    ):
        with pytest.raises(LinkInvalidError):
            act()


def test_x1_a_secret_for_one_purpose_opens_no_other_door(services: Services, mentee: Person) -> None:
    signed_in = sign_in_by_letter(services, mentee.email, own_device=True)
    arrived = receive(services, mentee.email)
    assert signed_in.device_token is not None
    device_secret = signed_in.device_token.rpartition(".")[2]
    link_secret = arrived.token.rpartition(".")[2]

    for token in (
        signed_in.device_token,
        f"{arrived.request_id}.{device_secret}",
        f"{arrived.request_id}.{signed_in.session_secret}",
        f"{arrived.request_id}.{arrived.code}",
        services.links.sign("acknowledge", arrived.request_id),
    ):
        with pytest.raises(LinkInvalidError):
            prove_by_link(services, token)
    device_id = signed_in.device_token.split(".")[1]
    for secret in (link_secret, signed_in.session_secret):
        with pytest.raises(LinkInvalidError):
            sign_in_from_device(services, f"{mentee.id}.{device_id}.{secret}", mentee.email, "123456")
        assert person_signed_in(services, mentee.id, device_secret) is None
    assert person_signed_in(services, mentee.id, link_secret) is None


def test_x2_using_one_link_ends_it_and_the_others_of_that_person(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    arrived = [receive(services, mentee.email) for _ in range(3)]
    for one in arrived:
        assert prove_by_link(services, one.token) == one.request_id

    sign_in(services, arrived[1].request_id, code_at(clock.now), own_device=False)
    clock.advance(STEP)

    for one in arrived:
        with pytest.raises(LinkUsedError):
            prove_by_link(services, one.token)
        with pytest.raises(LinkUsedError):
            prove_by_letter_code(services, one.request_id, one.code)
        with pytest.raises(LinkUsedError):
            sign_in(services, one.request_id, code_at(clock.now), own_device=False)


def test_x2_using_a_link_leaves_other_peoples_alone(
    services: Services, mentee: Person, coordinator: Person
) -> None:
    theirs = receive(services, coordinator.email)

    sign_in_by_letter(services, mentee.email)

    assert prove_by_link(services, theirs.token)


def test_x3_twenty_looks_and_twenty_posts_without_a_code_leave_a_link_alive(
    services: Services, mentee: Person, tmp_path: Path
) -> None:
    arrived = receive(services, mentee.email)
    before = snapshot(tmp_path)

    for typed in ["", " ", "abc", "12345"] * 5:
        prove_by_link(services, arrived.token)
        with pytest.raises(WrongCodeError):
            sign_in(services, arrived.request_id, typed, own_device=False)

    assert snapshot(tmp_path) == before, "nothing was written either (C2)"
    assert sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)


def test_x3_a_right_letter_code_uses_nothing_up(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)

    for _ in range(20):
        prove_by_letter_code(services, arrived.request_id, arrived.code)

    assert sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)


def test_a_link_lives_for_thirty_minutes(services: Services, mentee: Person, clock: SettableClock) -> None:
    arrived = receive(services, mentee.email)
    clock.advance(timedelta(minutes=30) - timedelta(seconds=1))
    prove_by_link(services, arrived.token)
    clock.advance(timedelta(seconds=1))

    for act in (
        lambda: prove_by_link(services, arrived.token),
        lambda: prove_by_letter_code(services, arrived.request_id, arrived.code),
        lambda: sign_in(services, arrived.request_id, code_at(clock.now), own_device=False),
    ):
        with pytest.raises(LinkExpiredError):
            act()


def test_a_session_lives_for_twelve_hours_and_is_then_swept_out(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    secret = sign_in_by_letter(services, mentee.email).session_secret
    clock.advance(timedelta(hours=12) - timedelta(seconds=1))
    assert person_signed_in(services, mentee.id, secret) == mentee
    clock.advance(timedelta(seconds=1))

    assert person_signed_in(services, mentee.id, secret) is None
    sign_in_by_letter(services, mentee.email)
    assert len(services.store.credentials.credentials(mentee.id).sessions) == 1


def test_s1_every_sign_in_has_a_new_256_bit_session_kept_as_a_hash(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    first = sign_in_by_letter(services, mentee.email).session_secret
    clock.advance(STEP)
    second = sign_in_by_letter(services, mentee.email).session_secret

    assert first != second
    assert len(bytes.fromhex(first)) == 32
    kept = repr(services.store.credentials.credentials(mentee.id))
    assert first not in kept
    assert second not in kept


def test_s3_signing_out_ends_that_session_on_the_server_alone(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    here = sign_in_by_letter(services, mentee.email).session_secret
    clock.advance(STEP)
    elsewhere = sign_in_by_letter(services, mentee.email).session_secret

    for _ in range(2):
        sign_out(services, mentee.id, here, forget_device=False)

    assert person_signed_in(services, mentee.id, here) is None
    assert person_signed_in(services, mentee.id, elsewhere) == mentee


def test_who_left_is_signed_in_nowhere(services: Services, mentee: Person, clock: SettableClock) -> None:
    secret = sign_in_by_letter(services, mentee.email).session_secret
    clock.advance(STEP)
    arrived = receive(services, mentee.email)
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, standing=Standing.LEFT))

    assert person_signed_in(services, mentee.id, secret) is None
    with pytest.raises(NotJoinedError):
        sign_in(services, arrived.request_id, code_at(clock.now), own_device=False)


@pytest.mark.parametrize("secret", ["", "x", "0" * 64, "\ud800"])
def test_a_made_up_session_is_nobodys(services: Services, mentee: Person, secret: str) -> None:
    assert person_signed_in(services, mentee.id, secret) is None
    assert person_signed_in(services, "nobody", secret) is None
    sign_out(services, "nobody", secret, forget_device=True)


def test_a3_odd_digits_are_refused_and_cost_no_try(services: Services, mentee: Person) -> None:
    request_id = receive(services, mentee.email).request_id
    right = code_at(services.clock())
    full_width = "".join(chr(0xFF10 + int(digit)) for digit in right)

    for typed in (full_width, right + "\n", right + "0", "\ud800" + right[1:], right + "\x00") * 2:
        with pytest.raises(WrongCodeError):
            sign_in(services, request_id, typed, own_device=False)

    assert sign_in(services, request_id, f"{right[:3]} {right[3:]}", own_device=False)


def test_five_wrong_codes_finish_a_link(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            sign_in(services, arrived.request_id, wrong_code_at(services.clock()), own_device=False)

    with pytest.raises(TooManyTriesError) as refused:
        sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)

    assert refused.value.until is None
    with pytest.raises(TooManyTriesError):
        prove_by_link(services, arrived.token)
    assert sign_in_by_letter(services, mentee.email)
