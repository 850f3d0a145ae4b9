from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.errors import (
    NotJoinedError,
)
from formsvc.domain.people import Person, Standing
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    person_signed_in,
    sign_in,
    sign_out,
)
from tests.workflows.signing_in import (
    STEP,
    code_at,
    receive,
    sign_in_by_letter,
)
from tests.workflows.small_programme import SettableClock


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
