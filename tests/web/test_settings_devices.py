"""The settings' page of one's own devices (S3)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED

DEVICES = "/account/settings/devices"


@pytest.fixture
def phone(visitor: Browser, mailroom: Mailroom, mentee: Person) -> Browser:
    return mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)


def device_ids(browser: Browser) -> list[str]:
    return re.findall(r'name="device" value="(\w+)"', browser.page.get_data(as_text=True))


def test_the_settings_are_one_step_from_every_page(phone: Browser, coordinator_browser: Browser) -> None:
    for browser, start in ((phone, "/home"), (coordinator_browser, "/coordinator/")):
        assert 'href="/account/settings"' in browser.open(start).get_data(as_text=True)
        assert browser.open("/account/settings").status_code == 200
    assert 'href="/account/settings" aria-current="page"' in phone.open(DEVICES).get_data(as_text=True)


def test_without_devices_the_page_says_so(mentee_browser: Browser) -> None:
    mentee_browser.open(DEVICES)
    assert "There are none." in mentee_browser.text
    assert "You are signed in nowhere else." in mentee_browser.text


def test_a_lost_device_is_signed_out_from_another(
    phone: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    tablet = mailroom.sign_in(new_visitor(), mentee, MENTEE_SEED, own_device=True)
    tablet.open(DEVICES)
    assert tablet.text.count("This one") == 1
    lost, own = device_ids(tablet)
    tablet.submit(device=lost)
    assert "That device is signed out." in tablet.text
    assert device_ids(tablet) == [own]
    assert phone.open("/home").request.path == "/sign-in"
    phone.open("/sign-in")
    assert "This browser knows you" not in phone.text


def test_signing_this_device_out_leads_to_the_sign_in_page(phone: Browser) -> None:
    phone.open(DEVICES)
    (own,) = device_ids(phone)
    phone.submit(device=own)
    assert phone.path == "/sign-in"
    assert "You are signed out." in phone.text
    assert "This browser knows you" not in phone.text
    assert phone.open("/home").request.path == "/sign-in"


def test_signing_out_elsewhere_keeps_this_browser(
    phone: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    ward = mailroom.sign_in(new_visitor(), mentee, MENTEE_SEED)
    phone.open(DEVICES)
    assert "You may still be signed in on 1 other browser." in phone.text
    phone.submit("/account/settings/sign-out-elsewhere")
    assert "You are signed out everywhere but here." in phone.text
    assert ward.open("/home").request.path == "/sign-in"
    assert phone.open("/home").request.path == "/home"


def test_who_is_signed_out_signs_in_first_and_comes_back(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    assert visitor.open(DEVICES).request.path == "/sign-in"
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.path == DEVICES
