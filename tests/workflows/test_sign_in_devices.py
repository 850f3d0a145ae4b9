from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import DeviceUnknownError, TooManyTriesError, UsedCodeError, WrongCodeError
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import knows_device, person_signed_in, sign_in_from_device, sign_out
from tests.workflows.signing_in import STEP, code_at, sign_in_by_letter, snapshot, wrong_code_at
from tests.workflows.small_programme import COORDINATOR_SEED, SettableClock


@pytest.fixture
def device(services: Services, mentee: Person, clock: SettableClock) -> str:
    """The cookie of a browser that the mentee called their own; the clock stands at a fresh step."""
    token = sign_in_by_letter(services, mentee.email, own_device=True).device_token
    assert token is not None
    clock.advance(STEP)
    return token


def test_a_known_device_signs_in_with_address_and_code(
    services: Services, mentee: Person, device: str
) -> None:
    signed_in = sign_in_from_device(services, device, mentee.email.upper(), code_at(services.clock()))

    assert signed_in.person == mentee
    assert signed_in.device_token is None, "the browser has its cookie already"
    assert person_signed_in(services, mentee.id, signed_in.session_secret) == mentee


def test_a2_a_device_cannot_use_a_step_twice(services: Services, mentee: Person, device: str) -> None:
    code = code_at(services.clock())
    sign_in_from_device(services, device, mentee.email, code)

    with pytest.raises(UsedCodeError):
        sign_in_from_device(services, device, mentee.email, code)


def test_a_device_is_forgotten_after_180_days(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=180) - STEP)

    assert not knows_device(services, device)
    with pytest.raises(DeviceUnknownError):
        sign_in_from_device(services, device, mentee.email, code_at(clock.now))
    sign_in_by_letter(services, mentee.email)
    assert services.store.credentials.credentials(mentee.id).devices == ()


def test_a_device_serves_its_owner_alone(
    services: Services, mentee: Person, coordinator: Person, device: str
) -> None:
    for email in (coordinator.email, "", "\ud800"):
        with pytest.raises(DeviceUnknownError):
            sign_in_from_device(services, device, email, code_at(services.clock(), COORDINATOR_SEED))
    assert sign_in_from_device(services, device, mentee.email, code_at(services.clock()))


def test_a6_a_forged_device_is_refused_without_a_trace(
    services: Services, mentee: Person, device: str, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    person_id, device_id, secret = device.split(".")

    for forged in (
        f"{person_id}.{device_id}.{'0' * 64}",
        f"{person_id}.other.{secret}",
        f"nobody.{device_id}.{secret}",
        f"..{device_id}.{secret}",
        "",
    ):
        assert not knows_device(services, forged)
        with pytest.raises(DeviceUnknownError):
            sign_in_from_device(services, forged, mentee.email, code_at(services.clock()))

    assert snapshot(tmp_path) == before


def test_a3_a_post_without_six_digits_costs_a_device_nothing(
    services: Services, mentee: Person, device: str, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)

    for typed in ["", "12345", "\ud800"] * 10:
        with pytest.raises(WrongCodeError):
            sign_in_from_device(services, device, mentee.email, typed)

    assert snapshot(tmp_path) == before


def test_s3_signing_out_may_forget_the_device_and_every_session_on_it(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    first = sign_in_from_device(services, device, mentee.email, code_at(clock.now)).session_secret
    clock.advance(STEP)
    second = sign_in_from_device(services, device, mentee.email, code_at(clock.now)).session_secret

    sign_out(services, mentee.id, first, forget_device=False)
    assert knows_device(services, device)
    sign_out(services, mentee.id, second, forget_device=True)

    assert not knows_device(services, device)
    assert services.store.credentials.credentials(mentee.id).sessions == (), (
        "the first letter's session was on it"
    )


def test_a5_a_device_takes_ten_wrong_codes_an_hour_and_being_told_to_wait_costs_none(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    for _ in range(10):
        with pytest.raises(WrongCodeError):
            sign_in_from_device(services, device, mentee.email, wrong_code_at(clock.now))

    for code in [code_at(clock.now)] * 5:
        with pytest.raises(TooManyTriesError):
            sign_in_from_device(services, device, mentee.email, code)

    kept = services.store.credentials.credentials(mentee.id)
    assert (kept.devices[0].failed_in_a_row, len(kept.failures.recent)) == (10, 10)
    clock.advance(timedelta(hours=1))
    assert sign_in_from_device(services, device, mentee.email, code_at(clock.now))


def test_a5_fifty_wrong_codes_in_a_row_revoke_the_device_and_never_the_account(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    wrong = 0
    while knows_device(services, device):
        with pytest.raises((WrongCodeError, TooManyTriesError)) as refused:
            sign_in_from_device(services, device, mentee.email, wrong_code_at(clock.now))
        if isinstance(refused.value, TooManyTriesError):
            assert refused.value.until is not None
            clock.now = refused.value.until
        else:
            wrong += 1

    assert wrong == 50
    assert services.store.credentials.credentials(mentee.id).seed is not None
    clock.advance(timedelta(days=1))
    assert sign_in_by_letter(services, mentee.email)


def test_a_right_code_breaks_a_devices_row_of_wrong_ones(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    for _ in range(3):
        with pytest.raises(WrongCodeError):
            sign_in_from_device(services, device, mentee.email, wrong_code_at(clock.now))
    kept = services.store.credentials.credentials(mentee.id)
    assert (kept.devices[0].failed_in_a_row, kept.failures.in_a_row) == (3, 3)

    sign_in_from_device(services, device, mentee.email, code_at(clock.now))

    kept = services.store.credentials.credentials(mentee.id)
    assert (kept.devices[0].failed_in_a_row, kept.failures.in_a_row) == (0, 0)
    assert len(kept.failures.recent) == 3, "the right code itself isn't counted"
