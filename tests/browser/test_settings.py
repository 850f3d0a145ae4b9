"""The settings in a real browser: every page looked at, by the keyboard too, and the letters that follow."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.visitor import link_in
from tests.browser.trainee import Trainee

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_a_trainee_changes_everything_that_can_be_changed(
    new_trainee: Callable[..., Trainee],
    width: int,
    scripts: bool,  # noqa: FBT001 - parametrised
) -> None:
    trainee = new_trainee(width, scripts=scripts)
    page = trainee.page
    trainee.join()
    page.get_by_role("link", name="Settings").click()
    expect(page.locator("h1")).to_have_text("Settings")
    trainee.look("settings")
    choose_text_only(trainee)
    set_up_a_new_authenticator(trainee)
    make_recovery_codes(trainee)
    change_address(trainee)
    page.get_by_role("link", name="See and sign out").click()
    trainee.look("settings-devices")
    trainee.press("Sign out everywhere else")
    expect(page.locator(".note")).to_have_text("You are signed out everywhere but here.")


def choose_text_only(trainee: Trainee) -> None:
    page = trainee.page
    page.get_by_role("link", name="Change (Our letters)").click()
    trainee.look("settings-letters")
    page.get_by_label("Two: when it opens, and on the day it is due").check()
    page.get_by_label("Send me text only").check()
    trainee.press("Save")
    expect(page.locator("main")).to_contain_text("Two reminders, in the morning. Text only.")
    trainee.look("settings-saved")


def set_up_a_new_authenticator(trainee: Trainee) -> None:
    page = trainee.page
    page.get_by_role("link", name="Set up a new one").click()
    trainee.look("settings-authenticator")
    type_code(trainee, "12")
    trainee.look("settings-authenticator-error")
    type_code(trainee, trainee.code())
    expect(page.locator("h1")).to_have_text("Set up your new authenticator")
    uri = page.locator('a[href^="otpauth:"]').first.get_attribute("href")
    trainee.authenticator = Authenticator(uri or "")
    trainee.look("settings-authenticator-new")
    type_code(trainee, trainee.code())
    expect(page.locator(".note")).to_contain_text("Your new authenticator counts from now on.")
    letter = trainee.letter("your authenticator")
    assert letter.message.get_content_type() == "text/plain"


def make_recovery_codes(trainee: Trainee) -> None:
    page = trainee.page
    page.get_by_role("link", name="Make new ones").click()
    trainee.look("settings-recovery-codes")
    type_code(trainee, trainee.code())
    expect(page.locator("h1")).to_have_text("Keep your recovery codes")
    type_code(trainee, page.locator(".codes code").nth(7).inner_text())
    trainee.letter("new recovery codes")
    page.goto(f"{trainee.forms}/account/settings")


def change_address(trainee: Trainee) -> None:
    page, old = trainee.page, trainee.email
    page.get_by_role("link", name="Change (Email address)").click()
    trainee.look("settings-address")
    page.locator("#email").fill("no address")
    type_code(trainee, "123456")
    trainee.look("settings-address-error")
    trainee.email = old.replace("@", ".new@")
    page.locator("#email").fill(trainee.email)
    type_code(trainee, trainee.code())
    expect(page.locator(".note")).to_contain_text(trainee.email)
    trainee.look("settings-address-asked")
    page.goto(link_in(trainee.letter("confirm your new address")))
    trainee.look("settings-address-confirm")
    trainee.press("Use this address")
    expect(page.locator("main")).to_contain_text(trainee.email)
    trainee.look("settings-address-changed")
    trainee.letter("was changed", old)


def type_code(trainee: Trainee, code: str) -> None:
    trainee.page.locator("#code").fill(code)
    trainee.page.locator("#code").press("Enter")


def test_an_own_device_is_signed_out_from_the_settings(new_trainee: Callable[..., Trainee]) -> None:
    trainee = new_trainee(390)
    page = trainee.page
    trainee.join()
    trainee.sign_out()
    page.goto(link_in(trainee.ask_for_letter()))
    page.get_by_label("This is my own device").check()
    type_code(trainee, trainee.code())
    page.goto(f"{trainee.forms}/account/settings/devices")
    expect(page.locator(".devices")).to_contain_text("This one")
    trainee.look("settings-devices-own")
    page.locator(".devices button").click()
    expect(page.locator(".note")).to_have_text("You are signed out.")


def test_the_calendar_file_is_a_download(new_trainee: Callable[..., Trainee]) -> None:
    trainee = new_trainee(looks=False)
    trainee.join()
    trainee.page.goto(f"{trainee.forms}/account/settings")
    with trainee.page.expect_download() as started:
        trainee.page.get_by_role("link", name="Download a calendar file").click()
    assert started.value.suggested_filename == "due-dates.ics"
