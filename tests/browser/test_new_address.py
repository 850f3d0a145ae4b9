"""A mentor moves, and a letter is refused, in a real browser: each page in every window, with axe."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from formsvc.demo.mailbox import Received
from formsvc.demo.run import Demo
from formsvc.domain.people import Person, Role
from formsvc.workflows.address_correction import correct_address
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.pairing import pair_people
from tests.browser.looking import look_at
from tests.browser.test_mentor_links import _send
from tests.browser.trainee import Trainee
from tests.workflows.moving import accept_pairing
from tests.workflows.small_programme import TRAINED_ON

pytestmark = pytest.mark.browser
OLD, NEW = "willa@example.org", "willa.new@example.org"


def refused(letter: Received) -> str | None:
    questionnaire = letter.to == OLD and "Tess Invented" in letter.subject
    return "550 5.1.1 no such mailbox" if questionnaire else None


def test_a_refused_letter_follows_its_mentor_to_the_new_address(
    new_trainee: Callable[..., Trainee], demo: Demo, browser: Browser
) -> None:
    services = demo.services
    trainee = new_trainee(390)
    trainee.join()
    mentee = services.store.registry.find(trainee.email)
    assert mentee
    mentor = invite_person(
        services, name="Dr Willa Invented", email=OLD, roles=frozenset({Role.MENTOR}), trained_on=TRAINED_ON
    )
    pair_people(services, mentee_email=trainee.email, mentor_email=OLD, supervises=False)
    demo.mailbox.refuse(refused)
    sent = _send(services, accept_pairing(services, mentee))
    trainee.letter("couldn't be delivered")
    demo.mailbox.refuse(lambda _letter: None)
    trainee.page.goto(f"{trainee.forms}/submissions/1")
    expect(trainee.page.locator("#other-ways")).to_be_visible()
    trainee.look("sent-undelivered")
    trainee.page.get_by_role("link", name="Copy it and send it yourself").click()
    trainee.look("copy")

    move(browser, standing_link(services, mentor.id, mentee.id, 1, sent.reference), demo)

    trainee.page.goto(link_of(trainee.letter("about your mentor")))
    expect(trainee.page.locator("h1")).to_have_text("Your mentor's new address")
    trainee.look("mentor-address")
    trainee.page.goto(f"{trainee.forms}/home")
    trainee.look("home-new-address")
    trainee.page.get_by_role("link", name="Look at the new address").click()
    trainee.press("Accept this address")
    expect(trainee.page.locator(".note").first).to_contain_text("Accepted.")
    assert trainee.letter("Tess Invented", NEW).message["Message-ID"].startswith(f"<{sent.letter_id}@")
    trainee.page.goto(f"{trainee.forms}/submissions/1")
    expect(trainee.page.locator("main")).to_contain_text(f"It was for {OLD} first.")
    trainee.look("sent-on")


def link_of(letter: Received, path: str = "/mentor-address") -> str:
    """Return the link of a letter that leads to a path."""
    return next(word for word in letter.part("plain").split() if path in word)


def move(browser: Browser, link: str, demo: Demo) -> None:
    """Give a new address by a letter's link, and confirm it from the new mailbox, with the keyboard alone."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(link)
    page.get_by_role("link", name="Give a new address").click()
    look_at(page, "mentor-address-ask")
    page.locator("#email").fill("nowhere")
    page.locator("#email").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    look_at(page, "mentor-address-ask-error")
    page.locator("#email").fill(NEW)
    page.locator("#email").press("Enter")
    expect(page.locator("h1")).to_have_text("Now look in your new mailbox")
    look_at(page, "mentor-address-asked")
    mailbox = Trainee(demo, page, "", NEW)
    page.goto(link_of(mailbox.letter("Confirm your new address"), "/address/"))
    look_at(page, "address-confirm")
    page.get_by_role("button", name="Use this address").click()
    expect(page.locator("h1")).to_have_text("This address counts now")
    look_at(page, "address-confirmed")
    context.close()


def test_an_account_is_asked_for_its_code(
    new_trainee: Callable[..., Trainee], demo: Demo, browser: Browser
) -> None:
    trainee = new_trainee(390, looks=False)
    trainee.join()
    correct_address(demo.services, trainee.email, f"new.{trainee.email}")
    page = browser.new_page()
    page.goto(link_of(trainee.letter("Confirm your new address", f"new.{trainee.email}"), "/address/"))
    look_at(page, "address-confirm-code")
    page.locator("#code").fill("12")
    page.locator("#code").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    look_at(page, "address-confirm-code-error")
    page.close()
    found: Person | None = demo.services.store.registry.find(trainee.email)
    assert found
