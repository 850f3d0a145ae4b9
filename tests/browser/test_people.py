"""The coordinators' list of people and one person's page, in every window, with and without scripts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.demo.run import Demo
from formsvc.domain.people import Role
from formsvc.workflows.enrolment import invite_person
from tests.browser.looking import look_at
from tests.browser.test_applications import sign_in_as_coordinator

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=False, reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()


def test_people_are_found_without_a_script_and_every_page_is_calm(
    demo: Demo, page: Page, browser: Browser
) -> None:
    for number in range(60):
        invite_person(
            demo.services,
            name=f"Listed Specimen {number:02}",
            email=f"listed{number}@example.org",
            roles=frozenset({Role.MENTEE}),
        )
    sign_in_as_coordinator(demo, page, scripts=False)
    page.get_by_role("link", name="People", exact=True).click()
    page.get_by_label("Name or address").fill("listed specimen")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_role("link", name="Not yet joined (60)").click()
    expect(page.locator("caption")).to_have_text("60 people, page 1 of 2")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("caption")).to_have_text("60 people, page 2 of 2")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download this list").click()
    assert download.value.suggested_filename.endswith(".csv")
    page.get_by_role("link", name="Listed Specimen 59").click()
    page.get_by_role("button", name="Send a fresh invitation").click()
    expect(page.locator(".note")).to_contain_text("A fresh invitation is on its way")

    _pair_without_a_script(demo, page)
    scripted = browser.new_context(
        viewport={"width": 390, "height": 900},
        reduced_motion="reduce",
        storage_state=page.context.storage_state(),
    )
    _look_at_every_page(demo, scripted.new_page())
    scripted.close()


def _pair_without_a_script(demo: Demo, page: Page) -> None:
    """Every step of it is a link or a form."""
    page.goto(f"{demo.services.base_url}/coordinator/overview")
    look_at(page, "overview", scripts=False)
    page.get_by_role("link", name="need a mentor").click()
    look_at(page, "room-pairing", scripts=False)
    page.get_by_role("link", name="Listed Specimen 07").click()
    page.get_by_role("button", name="Ask both").click()
    expect(page.locator(".error-summary")).to_contain_text("Choose a mentor.")
    look_at(page, "pairing-one-error", scripts=False)
    page.get_by_role("radio").first.check()
    page.get_by_label("As far as I know").check()
    page.get_by_role("button", name="Ask both").click()
    expect(page.locator(".note")).to_contain_text("Both are asked by letter")


def _look_at_every_page(demo: Demo, page: Page) -> None:
    page.goto(f"{demo.services.base_url}/coordinator/?role=mentee")
    look_at(page, "people")
    page.goto(f"{demo.services.base_url}/coordinator/?q=nobody-of-that-name")
    look_at(page, "people-nobody")
    page.goto(f"{demo.services.base_url}/coordinator/?role=mentee")
    page.locator("tbody a").first.click()
    look_at(page, "person")
    here = page.url
    page.get_by_role("link", name="I supervise or assess them").click()
    look_at(page, "person-apart")
    page.goto(here)
    page.get_by_role("link", name="Take them out").click()
    look_at(page, "person-retire")
    page.goto(f"{here}/coordinator")
    page.get_by_role("button", name="Write it down").click()
    look_at(page, "person-coordinator")
    page.goto(f"{here}/address")
    page.get_by_role("button", name="Correct it").click()
    look_at(page, "person-address-error")
    page.goto(f"{demo.services.base_url}/coordinator/overview")
    look_at(page, "overview")
    page.goto(f"{demo.services.base_url}/coordinator/pairing")
    look_at(page, "room-pairing")
    page.locator("tbody a").first.click()
    look_at(page, "pairing-one")
    page.get_by_role("button", name="Ask both").click()
    look_at(page, "pairing-one-error")
    page.goto(f"{demo.services.base_url}/coordinator/?role=mentor")
    page.locator("tbody a").first.click()
    look_at(page, "person-mentor")
    page.get_by_role("link", name="Write down their training").click()
    page.locator("#max_mentees").fill("none")
    page.get_by_role("button", name="Write it down").click()
    look_at(page, "person-mentoring-error")
    invite_person(
        demo.services, name="Carl Placeholder", email="carl@example.org", roles=frozenset({Role.COORDINATOR})
    )
    page.goto(f"{demo.services.base_url}/coordinator/?role=coordinator")
    page.get_by_role("link", name="Carl Placeholder").click()
    page.get_by_role("link", name="Take them out of the programme").click()
    look_at(page, "person-retire-coordinator")
    page.goto(f"{demo.services.base_url}/account/settings/letters")
    look_at(page, "letters-coordinator")
    for room in ("evaluation", "audit", "year", "year/thanks", "year/pairings", "changeover"):
        page.goto(f"{demo.services.base_url}/coordinator/{room}")
        look_at(page, f"room-{room.replace('/', '-')}")
