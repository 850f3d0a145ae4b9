"""The mentee's whole way in a real browser: join, answer with mistakes, check, send, come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from formsvc.demo.run import Demo
from formsvc.demo.visitor import link_in
from tests.browser.trainee import MENTOR, Trainee

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scripts"), [(390, True), (1280, False)])
def test_a_trainee_joins_answers_and_sends(
    new_trainee: Callable[..., Trainee],
    demo: Demo,
    width: int,
    scripts: bool,  # noqa: FBT001 - parametrised
) -> None:
    """With mistakes on the way; every page is looked at in every window."""
    trainee = new_trainee(width, scripts=scripts)
    page = trainee.page
    trainee.join()
    trainee.look("home-due")
    page.get_by_role("link", name="Start").click()
    trainee.look("questionnaire-start")
    page.get_by_role("link", name="Start").click()
    answer_all_sections(trainee)
    expect(page.locator("h1")).to_have_text("Check your answers")
    expect(page.locator("main")).to_contain_text(f"Sent only to {MENTOR[0]}, {MENTOR[1]}")
    trainee.look("check")
    before = len(demo.mailbox.to(MENTOR[1]))
    trainee.press(f"Send to {MENTOR[0]}")
    expect(page.locator("h1")).to_contain_text("saved and on its way")
    reference = page.locator(".reference").inner_text()
    trainee.look("sent")
    letter = trainee.letter(f"{trainee.name}'s questionnaire", MENTOR[1])
    assert len(demo.mailbox.to(MENTOR[1])) == before + 1
    assert reference in letter.part("plain")
    page.goto(link_in(letter))
    trainee.look("mentor-link")
    trainee.press("I have seen it and will reply")
    trainee.look("mentor-thanks")
    page.goto(f"{trainee.forms}/home")
    expect(page.locator("main")).to_contain_text("Seen by your mentor")
    trainee.look("home-sent")


def answer_all_sections(trainee: Trainee) -> None:
    """Answer every section; on the way a list is left too short and a rating is left out."""
    page = trainee.page
    for section in trainee.demo.services.programme.questionnaire.sections:
        expect(page.locator("h1")).to_have_text(section.title)
        if section.id == "training":
            trainee.press("Save and continue")
            expect(page.locator(".error-summary")).to_contain_text("Choose an answer to")
            trainee.look("section-rating-error")
        if section.id == "positives":
            page.locator("#positives-1").fill("Only one, and in the second box")
            trainee.press("Save and continue")
            trainee.look("section-items-error")
            page.locator(".error-summary a").first.click()
            expect(page.locator("#positives-0")).to_be_focused()
            expect(page.locator("#positives-1")).to_have_value("Only one, and in the second box")
            rows = page.locator("textarea").count()
            page.get_by_role("button", name="Add another").click()
            expect(page.locator("textarea")).to_have_count(rows + 1)
        for question in section.questions:
            trainee.fill(question)
        if section.id in {"skills", "training", "goals"}:
            trainee.look(f"section-{section.id}")
        trainee.press("Save and continue")


def test_signing_in_again_by_link_typed_code_and_own_device(new_trainee: Callable[..., Trainee]) -> None:
    trainee = new_trainee(390)
    page = trainee.page
    trainee.join()
    trainee.sign_out()
    trainee.look("signed-out")
    letter = trainee.ask_for_letter()
    trainee.page.locator("#code").fill("ABCD-EFGH")
    trainee.page.locator("#code").press("Enter")
    trainee.look("sign-in-2-letter-error")
    trainee.type_letter_code(letter)
    trainee.look("sign-in-3-code")
    page.get_by_label("This is my own device").check()
    page.locator("#code").fill(trainee.code())
    page.locator("#code").press("Enter")
    expect(page.locator("h1")).to_contain_text("due by")
    trainee.sign_out()
    page.goto(f"{trainee.forms}/sign-in")
    expect(page.locator("#code")).to_be_visible()
    trainee.look("sign-in-own-device")
    page.goto(link_in(trainee.letter("sign")))
    trainee.look("link-used")
    page.goto(f"{trainee.forms}/sign-in/lost-phone")
    trainee.look("lost-phone")


def test_r7_a_double_click_on_send_is_one_submission(new_trainee: Callable[..., Trainee], demo: Demo) -> None:
    trainee = new_trainee(1280, looks=False)
    trainee.join()
    trainee.page.goto(f"{trainee.forms}/questionnaire/skills")
    for section in demo.services.programme.questionnaire.sections:
        for question in section.questions:
            trainee.fill(question)
        trainee.press("Save and continue")
    trainee.page.get_by_role("button", name=f"Send to {MENTOR[0]}").dblclick()
    expect(trainee.page.locator("h1")).to_contain_text("saved and on its way")
    person = demo.services.store.registry.find(trainee.email)
    assert person
    assert len(demo.services.store.records.submissions(person.id)) == 1
    trainee.letter(f"{trainee.name}'s questionnaire", MENTOR[1])
    whose = f"{trainee.name}'s questionnaire"
    found = [one for one in demo.mailbox.to(MENTOR[1]) if whose in one.subject]
    assert len(found) == 1


@pytest.mark.parametrize("path", ["sign-in", "sign-in/lost-phone", "nowhere", "m/no-such-link"])
def test_pages_for_anyone(new_trainee: Callable[..., Trainee], path: str) -> None:
    trainee = new_trainee()
    trainee.page.goto(f"{trainee.forms}/{path}")
    trainee.look(f"anyone-{path.replace('/', '-')}")


def test_the_keyboard_alone_goes_past_the_header_and_from_a_fault_to_its_field(
    new_trainee: Callable[..., Trainee],
) -> None:
    trainee = new_trainee(looks=False)
    page = trainee.page
    page.goto(f"{trainee.forms}/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to main content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#email")).to_be_focused()
    page.keyboard.type("no address")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_focused()
    expect(page.locator("#email")).to_have_value("no address")


def test_the_demos_own_pages(new_trainee: Callable[..., Trainee], demo: Demo) -> None:
    trainee = new_trainee()
    trainee.page.goto(f"{demo.address}/demo/")
    expect(trainee.page.locator("h1")).to_have_text("Who is who in the demo")
    trainee.look("demo-people")
    letter = demo.mailbox.to(MENTOR[1])[-1]
    trainee.page.goto(f"{demo.address}/demo/letters/{letter.key}")
    expect(trainee.page.frame_locator("iframe").locator("body")).to_contain_text("Dr Ada Example")
    trainee.look("demo-letter")


def test_a_link_in_a_letter_of_the_demo_leads_out_of_its_frame(
    new_trainee: Callable[..., Trainee], demo: Demo
) -> None:
    trainee = new_trainee(looks=False)
    letter = trainee.letter("invitation")
    trainee.page.goto(f"{demo.address}/demo/letters/{letter.key}")
    trainee.page.frame_locator("iframe").locator('a[href*="/join/"]').first.click()
    expect(trainee.page.locator("h1")).to_have_text(f"Welcome, {trainee.name}")
