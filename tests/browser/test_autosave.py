"""What is typed is saved by itself and never lost: offline, in two tabs, after an hour, after a reload."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from formsvc.domain.people import Person
from formsvc.workflows.questionnaire import save_section
from tests.browser.looking import look_at
from tests.browser.writing_desk import WritingDesk, writing_desk
from tests.workflows.test_questionnaire import GOOD

pytestmark = pytest.mark.browser

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WritingDesk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as running:
        yield running


@pytest.fixture
def mentee(desk: WritingDesk) -> Person:
    desk.in_trouble = False
    return desk.new_mentee(next(_numbers))


@pytest.fixture
def new_page(desk: WritingDesk, browser: Browser, mentee: Person) -> Iterator[Callable[..., Page]]:
    """Open a browser of the mentee's, signed in, at the first page of the questionnaire."""
    contexts: list[BrowserContext] = []

    def make(**how: Any) -> Page:
        contexts.append(browser.new_context(viewport={"width": 390, "height": 800}, **how))
        page = contexts[-1].new_page()
        desk.sign_in(page, mentee)
        desk.open(page)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


def bar(page: Page) -> Locator:
    return page.locator(".saving")


def held(page: Page) -> int:
    """Count what this tab keeps of what was typed."""
    return int(page.evaluate("Object.keys(sessionStorage).length"))


def test_it_is_saved_while_it_is_written_and_says_so(desk: WritingDesk, page: Page, mentee: Person) -> None:
    expect(bar(page)).to_be_empty()
    page.locator("#skills").press_sequentially("Half a sent")
    assert held(page) == 1
    expect(bar(page)).to_have_text(f"Saved {desk.clock():%H:%M}")
    assert held(page) == 0
    assert desk.draft(mentee).answers == {"skills": "Half a sent", "satisfaction": None}
    look_at(page, "section-saved")
    page.get_by_label("Good", exact=True).check()
    page.get_by_role("button", name="Save and continue").locator("visible=true").last.click()
    expect(page.locator("h1")).to_have_text("Points")
    assert desk.draft(mentee).answers["satisfaction"] == 4
    assert desk.draft(mentee).set_aside == ()


def test_offline_it_waits_says_so_and_saves_when_the_network_is_back(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    page.locator("#skills").fill("Written in a tunnel")
    page.context.set_offline(offline=True)
    expect(bar(page)).to_contain_text("Not saved yet: we keep trying.")
    look_at(page, "section-not-saved-yet")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator("#skills")).to_have_value("Written in a tunnel")
    assert held(page) == 1
    page.context.set_offline(offline=False)
    expect(bar(page)).to_contain_text("Saved")
    assert held(page) == 0
    assert desk.draft(mentee).answers["skills"] == "Written in a tunnel"


def test_a_service_in_trouble_is_tried_again(desk: WritingDesk, page: Page, mentee: Person) -> None:
    desk.in_trouble = True
    page.locator("#skills").fill("Not yet")
    expect(bar(page)).to_contain_text("Not saved yet")
    desk.in_trouble = False
    expect(bar(page)).to_contain_text("Saved")
    assert desk.draft(mentee).answers["skills"] == "Not yet"


def test_what_a_reload_would_lose_is_put_back(desk: WritingDesk, page: Page, mentee: Person) -> None:
    """The same happens when a phone drops the tab and loads it again."""
    desk.in_trouble = True
    page.locator("#skills").fill("Two lines,\nnot saved")
    page.get_by_label("Very good").check()
    page.reload()
    expect(page.locator("#skills")).to_have_value("Two lines,\nnot saved")
    expect(page.get_by_label("Very good")).to_be_checked()
    expect(page.locator(".put-back")).to_have_text("We put back what you typed.")
    look_at(page, "section-put-back")
    desk.in_trouble = False
    page.locator("#skills").press("End")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(bar(page)).to_contain_text("Saved")
    assert desk.draft(mentee).answers == {"skills": "Two lines,\nnot saved", "satisfaction": 5}
    page.reload()
    expect(page.locator(".put-back")).to_be_empty()


def test_a_saved_page_puts_nothing_back(page: Page) -> None:
    page.locator("#skills").fill("Saved")
    expect(bar(page)).to_contain_text("Saved")
    page.reload()
    expect(page.locator("#skills")).to_have_value("Saved")
    expect(page.locator(".put-back")).to_be_empty()


def test_two_tabs_keep_both_versions_and_tell(desk: WritingDesk, page: Page, mentee: Person) -> None:
    other = page.context.new_page()
    desk.open(other)
    page.locator("#skills").fill("In the first tab")
    expect(bar(page)).to_contain_text("Saved")
    other.locator("#skills").fill("In the second tab")
    expect(bar(other)).to_contain_text("You also changed this page somewhere else.")
    other.get_by_role("link", name="See the other version").click()
    expect(other.get_by_role("heading", name="You also changed this page")).to_be_visible()
    expect(other.locator("main")).to_contain_text("In the first tab")
    expect(other.locator("#skills")).to_have_value("In the second tab")
    look_at(other, "section-other-version")
    other.get_by_role("button", name="Put it away").click()
    expect(other.locator("main")).not_to_contain_text("In the first tab")
    assert desk.draft(mentee).set_aside == ()


def test_a_press_in_a_stale_tab_shows_the_other_version_first(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    save_section(desk.services, mentee.id, 1, {"skills": "On another device", "satisfaction": 2})
    page.locator("#skills").fill("Here")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator("main")).to_contain_text("On another device")
    expect(page.locator("#skills")).to_have_value("Here")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator("main")).to_contain_text("Saved. Come back whenever you like.")


def test_a_tab_that_wakes_after_another_device_wrote_loses_nothing(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    desk.in_trouble = True
    page.locator("#skills").fill("Typed before it fell asleep")
    save_section(desk.services, mentee.id, 1, {"skills": "Newer, on the laptop"})
    page.reload()
    expect(page.locator("main")).to_contain_text("Typed before it fell asleep")
    expect(page.locator("#skills")).to_have_value("Newer, on the laptop")
    assert held(page) == 0


def test_s4_c3_an_hour_later_what_was_typed_waits_for_signing_in_again(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    desk.clock.advance(timedelta(minutes=61))
    page.locator("#skills").fill("Typed after a long theatre case")
    expect(bar(page)).to_contain_text("you were signed out meanwhile")
    look_at(page, "section-signed-out")
    assert held(page) == 1
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in, in a new tab").click()
    desk.sign_in(opened.value, mentee)
    expect(bar(page)).to_contain_text("Saved", timeout=20_000)
    assert held(page) == 0
    assert desk.draft(mentee).answers["skills"] == "Typed after a long theatre case"


def test_what_was_sent_meanwhile_is_said_and_stays_to_be_copied(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    other = page.context.new_page()
    save_section(desk.services, mentee.id, 1, GOOD)
    other.goto(f"{desk.address}/questionnaire/check")
    other.get_by_role("button", name="Send to").click()
    expect(other.locator("h1")).to_contain_text("saved and on its way")
    page.locator("#skills").fill("An afterthought")
    expect(bar(page)).to_contain_text("You have sent this questionnaire")
    expect(page.locator("#skills")).to_have_value("An afterthought")


def test_signing_out_saves_first_and_leaves_nothing_in_the_tab(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    page.locator("#skills").fill("The last word")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#email")).to_be_visible()
    assert held(page) == 0
    assert desk.draft(mentee).answers["skills"] == "The last word"


def test_signing_out_in_trouble_waits_for_a_second_press(
    desk: WritingDesk, page: Page, mentee: Person
) -> None:
    """On a device of their own, where signing out leaves the browser's other storage alone."""
    page.context.clear_cookies()
    desk.sign_in(page, mentee, own_device=True)
    desk.open(page)
    desk.in_trouble = True
    page.locator("#skills").fill("Not to be lost")
    page.get_by_role("button", name="Sign out").click()
    expect(bar(page)).to_contain_text("Not saved yet")
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("#email")).to_be_visible()
    assert held(page) == 0


def test_sending_leaves_nothing_in_the_tab(desk: WritingDesk, page: Page, mentee: Person) -> None:
    desk.in_trouble = True
    page.locator("#skills").fill("Never saved")
    assert held(page) == 1
    save_section(desk.services, mentee.id, 1, GOOD)
    page.goto(f"{desk.address}/questionnaire/check")
    page.get_by_role("button", name="Send to").click()
    expect(page.locator("h1")).to_contain_text("saved and on its way")
    assert held(page) == 0


def test_nobody_else_gets_what_was_typed_in_this_tab(desk: WritingDesk, page: Page) -> None:
    desk.in_trouble = True
    page.locator("#skills").fill("Mine alone")
    page.context.clear_cookies()
    desk.sign_in(page, desk.new_mentee(next(_numbers)))
    desk.open(page)
    expect(page.locator("#skills")).to_have_value("")
    assert held(page) == 0


def test_without_javascript_the_page_says_nothing_of_it_and_saves_by_its_buttons(
    desk: WritingDesk, new_page: Callable[..., Page], mentee: Person
) -> None:
    page = new_page(java_script_enabled=False)
    expect(page.locator("main")).not_to_contain_text("Not saved")
    page.locator("#skills").fill("By the button")
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.locator("main")).to_contain_text("Saved. Come back whenever you like.")
    assert desk.draft(mentee).answers["skills"] == "By the button"
