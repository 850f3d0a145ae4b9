"""A coordinator brings a spreadsheet in a real browser: looked at first, then invited, page by page."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, FilePayload, Page, expect

from formsvc.demo.run import Demo
from formsvc.workflows.services import Services
from tests.browser.looking import look_at
from tests.browser.test_applications import sign_in_as_coordinator

pytestmark = pytest.mark.browser
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def spreadsheet(name: str, people: int) -> FilePayload:
    book, kept = Workbook(), io.BytesIO()
    assert book.active
    book.active.append(["Name", "Email", "Role", "Specialty", "Phone"])
    for n in range(people):
        book.active.append([f"Invented {name} {n}", f"{name}{n}@example.org", "mentee", "Surgery", "x"])
    book.active.append([f"Tess {name}", "tess at example.org", "mentee and boss", "", ""])
    book.active.append(["=A2", f"formula-{name}@example.org", "mentor", "", ""])
    book.active.append([f"Invented {name} 0", f"{name}0@example.org", "mentee", "Surgery", ""])
    book.save(kept)
    return {"name": "people.xlsx", "mimeType": EXCEL, "buffer": kept.getvalue()}


def test_a_spreadsheet_is_looked_at_and_then_invited(demo: Demo, page: Page) -> None:
    name, people = "imported", 104
    sign_in_as_coordinator(demo, page, scripts=True)
    page.get_by_role("link", name="Invite", exact=True).click()
    page.get_by_role("button", name="Invite", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("Enter a name.")
    look_at(page, "invite-error")
    page.get_by_role("link", name="from a spreadsheet").click()
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator("#file-error")).to_contain_text("Choose a file")
    look_at(page, "invite-list-error")
    page.locator("#file").set_input_files(spreadsheet(name, people))
    page.get_by_role("button", name="Look at it first").click()
    expect(page.locator(".lead")).to_contain_text(f"{people} people to invite, 1 with nothing to do, 2")
    look_at(page, "invite-preview")
    assert found(demo.services, name, people) == 0
    page.get_by_role("button", name="Invite these").click()
    expect(page.locator(".lead")).to_contain_text(f"100 of {people} are done", timeout=60_000)
    expect(page.locator("h1")).to_have_text("They are invited", timeout=60_000)
    look_at(page, "invite-done")
    assert found(demo.services, name, people) == people


def found(services: Services, name: str, people: int) -> int:
    return sum(services.store.registry.find(f"{name}{n}@example.org") is not None for n in range(people))
