"""Applying in a real browser, and the coordinator's answer: every page looked at, with its errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.run import Demo
from formsvc.demo.seed import COORDINATOR
from formsvc.demo.visitor import link_in
from tests.browser.trainee import Trainee

pytestmark = pytest.mark.browser
UNHURRIED = 4100  # ms; the form asks again who is quicker


@pytest.fixture(params=[(390, True), (1280, False)], ids=["phone", "desk without scripts"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, bool]]:
    width, scripts = request.param
    context = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    yield context.new_page(), scripts
    context.close()


def test_a_mentor_applies_and_is_accepted_and_a_mentee_declined(demo: Demo, page: tuple[Page, bool]) -> None:
    window, scripts = page
    number = "one" if scripts else "two"
    mentor = Trainee(
        demo, window, f"Dr Amos Applicant {number}", f"amos-{number}@example.org", scripts=scripts
    )
    mentee = Trainee(demo, window, f"Ana Applicant {number}", f"ana-{number}@example.org", scripts=scripts)
    mentor.looks = mentee.looks = scripts
    apply_with_wrong_turns(mentor)
    apply_quickly(mentee)
    sign_in_as_coordinator(demo, window, scripts=scripts)
    accept(mentor)
    keep_waiting_and_decline(mentee)
    assert "application is accepted" in mentor.letter("welcome").part("plain")


def apply_with_wrong_turns(mentor: Trainee) -> None:
    page = mentor.page
    page.goto(f"{mentor.forms}/apply")
    mentor.look("apply-1-choose")
    page.get_by_role("link", name="Apply as a mentor").click()
    expect(page.locator("#unseen")).to_be_hidden()
    mentor.look("apply-2-mentor")
    page.locator("#email").fill("no address")
    page.locator("#hopes").fill("To give back what I was given.")
    mentor.press("Send my application")
    mentor.look("apply-2-mentor-error")
    page.goto(f"{mentor.forms}/apply/mentor")
    fill_in(mentor, training="A day with the deanery", trained_on="May 2025", max_mentees="2")
    mentor.press("Send my application")
    expect(page.locator(".error-summary")).to_contain_text("quicker than people type")
    expect(page.locator("#training")).to_have_value("A day with the deanery")
    page.wait_for_timeout(UNHURRIED)
    mentor.press("Send my application")
    expect(page.locator("h1")).to_have_text("Look in your mailbox")
    mentor.look("apply-3-sent")
    confirm(mentor)


def apply_quickly(mentee: Trainee) -> None:
    page = mentee.page
    page.goto(f"{mentee.forms}/apply/mentee")
    fill_in(mentee)
    page.wait_for_timeout(UNHURRIED)
    mentee.press("Send my application")
    confirm(mentee)


def fill_in(applicant: Trainee, **more: str) -> None:
    typed = {
        "name": applicant.name,
        "email": applicant.email,
        "grade": "Registrar",
        "specialty": "General surgery",
        "site": "Example Infirmary",
        "hopes": "Somebody to think with, in a line or so.\nAnd a second line.",
        **more,
    }
    for field, text in typed.items():
        applicant.page.locator(f"#{field}").fill(text)


def confirm(applicant: Trainee) -> None:
    page = applicant.page
    page.goto(link_in(applicant.letter("an application")))
    expect(page.locator("main")).not_to_contain_text(applicant.name)
    applicant.look("apply-4-confirm")
    applicant.press("Yes, this is my application")
    expect(page.locator("h1")).to_have_text("Your application is with us")
    applicant.look("apply-5-done")


@cache
def authenticator_of(seed: str) -> Authenticator:
    """Return the one authenticator of a seed, which gives no code twice, whoever signs in with it."""
    return Authenticator(f"otpauth://totp/x?secret={seed}")


def sign_in_as_coordinator(demo: Demo, page: Page, *, scripts: bool) -> None:
    coordinator = Trainee(demo, page, *COORDINATOR, scripts=scripts, looks=False)
    person = demo.services.store.registry.find(COORDINATOR[1])
    assert person
    seed = demo.services.store.credentials.credentials(person.id).seed
    assert seed
    coordinator.authenticator = authenticator_of(seed)
    page.goto(link_in(coordinator.ask_for_letter()))
    page.locator("#code").fill(coordinator.code())
    page.locator("#code").press("Enter")
    expect(page.locator("h1")).to_have_text("Overview")


def accept(mentor: Trainee) -> None:
    page = mentor.page
    page.get_by_role("link", name="Applications", exact=True).click()
    expect(page.locator(".rooms [aria-current]").first).to_have_text("Applications")
    mentor.look("applications")
    page.get_by_role("link", name=mentor.name).click()
    mentor.look("applications-mentor")
    page.get_by_role("link", name="Accept").click()
    page.locator("#trained_on").fill("one day")
    mentor.press("Accept, and send the letter")
    mentor.look("applications-accept-error")
    page.locator("#trained_on").fill("12 May 2025")
    mentor.press("Accept, and send the letter")
    expect(page.locator(".panel")).to_contain_text("Accepted")
    mentor.look("applications-accepted")


def keep_waiting_and_decline(mentee: Trainee) -> None:
    page = mentee.page
    page.goto(f"{mentee.forms}/coordinator/applications")
    page.get_by_role("link", name=mentee.name).click()
    page.get_by_role("link", name="Keep waiting").click()
    mentee.look("applications-wait")
    mentee.press("Keep waiting, and send the letter")
    expect(page.locator(".note")).to_contain_text("On the waiting list")
    page.get_by_role("link", name="Decline").click()
    mentee.press("Decline, and send the letter")
    mentee.look("applications-decline-error")
    page.get_by_label("There is no place").check()
    mentee.press("Decline, and send the letter")
    expect(page.locator(".note")).to_contain_text("Declined")
    page.goto(f"{mentee.forms}/coordinator/applications?state=declined")
    expect(page.locator("table")).to_contain_text(mentee.name)
    wait_for_words(mentee, "too few mentors")


def wait_for_words(applicant: Trainee, words: str) -> None:
    """Wait for a letter that says so; others have the same subject."""
    until = time.monotonic() + 60
    while not any(words in one.part("plain") for one in applicant.demo.mailbox.to(applicant.email)):
        assert time.monotonic() < until, words
        time.sleep(0.05)
