"""The evaluation in a real Chromium, with the example programme's own questions: axe, keyboard, every window.

The application answers in this process: whatever the browser asks for goes to its test client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from formsvc.domain.evaluation import Group
from formsvc.programme_file import read_programme
from formsvc.workflows.evaluation_answers import answer_evaluation, asked_by_link
from formsvc.workflows.services import Services
from tests.browser.looking import look_at
from tests.web.browsing import Browser, local
from tests.workflows.evaluating import add_people, letters, links, opened
from tests.workflows.small_programme import BASE_URL

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
Window = Callable[[FlaskClient], Page]


@pytest.fixture
def services(services: Services) -> Services:
    """The example programme, with all its questions."""
    return replace(services, programme=read_programme(ROOT / "programme.toml"))


@pytest.fixture
def window(browser: Chromium) -> Iterator[Window]:
    """Open a window whose every request is answered by the application."""
    contexts = []

    def make(client: FlaskClient) -> Page:
        context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
        contexts.append(context)

        def answer(route: Route) -> None:
            asked = route.request
            said = {
                name: value for name, value in asked.headers.items() if name in {"content-type", "origin"}
            }
            answered = client.open(
                local(asked.url),
                method=asked.method,
                data=asked.post_data_buffer,
                headers=said,
                buffered=True,
                follow_redirects=True,
            )
            route.fulfill(status=answered.status_code, headers=dict(answered.headers), body=answered.data)

        context.route(f"{BASE_URL}/**", answer)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def test_answering_from_the_letter_s_link(window: Window, visitor: Browser, services: Services) -> None:
    """The questions, what is missing, and thanks; with the keyboard on what is wrong."""
    people = add_people(services, mentees=5)
    opened(services)
    (token, *_) = links(services, people)
    page = window(visitor.client)
    page.goto(f"{BASE_URL}/evaluation/{token}")
    expect(page.get_by_role("group")).to_have_count(9)
    look_at(page, "evaluation")
    page.get_by_label("Very useful").first.check()
    page.get_by_role("button", name="Hand in my answers").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary a")).to_have_count(8)
    look_at(page, "evaluation-error")
    page.locator(".error-summary a").first.click()
    expect(page.locator("#career-0")).to_be_focused()
    expect(page.get_by_label("Very useful").first).to_be_checked()
    for group in page.get_by_role("group").all():
        group.get_by_role("radio").last.check()
    page.get_by_role("button", name="Hand in my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    look_at(page, "evaluation-thanks")
    page.goto(f"{BASE_URL}/evaluation/{token}")
    expect(page.get_by_role("heading", level=1)).to_have_text("This link was used already")
    look_at(page, "evaluation-used")


def test_a_coordinator_opens_a_round_and_reads_its_results(
    window: Window, coordinator_browser: Browser, services: Services
) -> None:
    add_people(services, mentees=24, mentors=6)
    page = window(coordinator_browser.client)
    page.goto(f"{BASE_URL}/coordinator/evaluation")
    page.get_by_role("button", name="Send the letters").click()
    expect(page.locator(".error-summary")).to_be_focused()
    look_at(page, "evaluation-room-error")
    page.get_by_label("Last day for answers").fill("23 March")
    page.get_by_role("button", name="Send the letters").click()
    expect(page.get_by_role("heading", name="Open now")).to_be_visible()
    look_at(page, "evaluation-room-open")
    for number, letter in enumerate(letters(services)):
        token = letter.facts["secret"]
        asked = asked_by_link(services, token)
        if asked.group is Group.MENTEE or number % 2:
            choices = {each.id: (number * at) % len(each.words) for at, each in enumerate(asked.questions)}
            answer_evaluation(services, token, choices)
    page.get_by_role("link", name="Close it early").click()
    look_at(page, "evaluation-closing")
    page.get_by_role("button", name="Close it now").click()
    expect(page.get_by_role("table")).to_have_count(1)
    expect(page.get_by_text("Fewer than five answered, so nothing is shown.")).to_be_visible()
    look_at(page, "evaluation-results")
