from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.errors import (
    LinkInvalidError,
    UsedCodeError,
    WrongCodeError,
)
from formsvc.domain.people import Person
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
)
from tests.workflows.signing_in import (
    STEP,
    ask,
    code_at,
    receive,
    sign_in_by_letter,
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


def test_a3_odd_digits_are_refused_and_cost_no_try(services: Services, mentee: Person) -> None:
    request_id = receive(services, mentee.email).request_id
    right = code_at(services.clock())
    full_width = "".join(chr(0xFF10 + int(digit)) for digit in right)

    for typed in (full_width, right + "\n", right + "0", "\ud800" + right[1:], right + "\x00") * 2:
        with pytest.raises(WrongCodeError):
            sign_in(services, request_id, typed, own_device=False)

    assert sign_in(services, request_id, f"{right[:3]} {right[3:]}", own_device=False)
