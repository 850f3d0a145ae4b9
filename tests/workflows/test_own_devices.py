from __future__ import annotations

from datetime import timedelta

from formsvc.domain.people import Person
from formsvc.workflows.own_devices import (
    Browsers,
    ThisBrowser,
    own_browsers,
    sign_device_out,
    sign_out_elsewhere,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import SignedIn, knows_device, person_signed_in
from tests.workflows.signing_in import STEP, sign_in_by_letter
from tests.workflows.small_programme import COORDINATOR_SEED, SettableClock


def browser(services: Services, clock: SettableClock, email: str, *, own: bool = True) -> SignedIn:
    clock.advance(STEP)
    return sign_in_by_letter(services, email, own_device=own)


def here(signed_in: SignedIn) -> ThisBrowser:
    return ThisBrowser(signed_in.session_secret, signed_in.device_token)


def is_in(services: Services, signed_in: SignedIn) -> bool:
    return person_signed_in(services, signed_in.person.id, signed_in.session_secret) is not None


def test_own_devices_are_listed_oldest_first_and_this_one_is_named(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    browser(services, clock, mentee.email)
    made_first = clock.now
    phone = browser(services, clock, mentee.email)
    browser(services, clock, mentee.email, own=False)
    shown = own_browsers(services, mentee.id, here(phone))
    assert [(device.made_at, device.is_this) for device in shown.devices] == [
        (made_first, False),
        (clock.now - STEP, True),
    ]
    assert shown.elsewhere == 2


def test_a_device_whose_session_was_begun_by_letter_is_known_by_its_cookie(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    own = browser(services, clock, mentee.email)
    again = browser(services, clock, mentee.email, own=False)
    mixed = ThisBrowser(again.session_secret, own.device_token)
    (device,) = own_browsers(services, mentee.id, mixed).devices
    assert device.is_this
    assert sign_device_out(services, mentee.id, mixed, device.id)
    assert not is_in(services, again)


def test_what_is_past_its_life_is_not_listed(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    phone = browser(services, clock, mentee.email)
    clock.advance(timedelta(days=180))
    assert own_browsers(services, mentee.id, here(phone)) == Browsers((), 0)


def test_s3_signing_a_device_out_ends_its_session_on_the_server_and_no_other(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    lost, phone = browser(services, clock, mentee.email), browser(services, clock, mentee.email)
    gone = own_browsers(services, mentee.id, here(phone)).devices[0]
    assert not sign_device_out(services, mentee.id, here(phone), gone.id)
    assert not is_in(services, lost)
    assert lost.device_token
    assert not knows_device(services, lost.device_token)
    assert is_in(services, phone)
    assert not sign_device_out(services, mentee.id, here(phone), gone.id)


def test_s3_signing_out_elsewhere_leaves_only_this_browser(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    ward = browser(services, clock, mentee.email, own=False)
    lost, phone = browser(services, clock, mentee.email), browser(services, clock, mentee.email)
    sign_out_elsewhere(services, mentee.id, here(phone))
    assert [is_in(services, one) for one in (ward, lost, phone)] == [False, False, True]
    assert lost.device_token
    assert phone.device_token
    assert (knows_device(services, lost.device_token), knows_device(services, phone.device_token)) == (
        False,
        True,
    )
    assert own_browsers(services, mentee.id, here(phone)).elsewhere == 0


def test_nobody_signs_another_persons_device_out(
    services: Services, mentee: Person, coordinator: Person, clock: SettableClock
) -> None:
    phone = browser(services, clock, mentee.email)
    (device,) = own_browsers(services, mentee.id, here(phone)).devices
    stranger = sign_in_by_letter(services, coordinator.email, COORDINATOR_SEED)
    sign_device_out(services, coordinator.id, here(stranger), device.id)
    sign_out_elsewhere(services, coordinator.id, here(stranger))
    assert is_in(services, phone)
    assert phone.device_token
    assert knows_device(services, phone.device_token)
    assert not any(
        shown.is_this
        for shown in own_browsers(
            services, mentee.id, ThisBrowser(stranger.session_secret, stranger.device_token)
        ).devices
    )
