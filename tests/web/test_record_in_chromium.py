"""The record, the comparison and the copy in a real Chromium: axe, narrow screens, print, no request.

The application answers in this process: whatever the browser asks for goes to its test client.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, Route, expect

from formsvc.demo import seed
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import GoalStep, Way
from formsvc.programme_file import read_programme
from formsvc.workflows.notice import opening_link
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.browser.looking import look_at
from tests.web.answering import days_later
from tests.web.browsing import Browser, Mailroom, local
from tests.web.recorded import put_record
from tests.workflows.delivering import send_checked
from tests.workflows.small_programme import BASE_URL

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
WILD = (
    "<img src=x onerror=alert(1)>\u202e שלום 👩🏽\u200d\u2695\ufe0f </style><script>alert(1)</script>"
    + "W" * 200
)


@pytest.fixture
def services(services: Services) -> Services:
    """The example programme, with all its questions."""
    return replace(services, programme=read_programme(ROOT / "programme.toml"))


@pytest.fixture
def recorded(services: Services, mentee: Person, mentee_browser: Browser, mailroom: Mailroom) -> Browser:
    """Five cycles, of which the third was missed, with a sixth open."""
    first: dict[str, Answer] = dict(seed._ROBIN)  # noqa: SLF001 - the example's own words
    later: dict[str, Answer] = dict(seed._ROBIN_LATER)  # noqa: SLF001 - the same
    put_record(
        services,
        mentee,
        {
            1: first,
            2: later,
            4: {
                **later,
                "training_rating": 3,
                "goal_short": "An audit finished " + "W" * 200,
                "anything_else": WILD,
            },
            5: {
                **later,
                "balance_rating": 4,
                "training_rating": 4,
                "goal_medium": "",
                "goal_short": "The exam",
            },
        },
        {4: {"goal_short": GoalStep.REACHED}, 5: {"goal_medium": GoalStep.DROPPED}},
    )
    days_later(mentee_browser, mailroom, mentee, 310)
    return mentee_browser


@pytest.fixture
def page(browser: Chromium, recorded: Browser) -> Iterator[Page]:
    """A page whose every request is answered by the application, as the signed-in mentee."""
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")

    def answer(route: Route) -> None:
        answered = recorded.client.get(local(route.request.url), buffered=True)
        route.fulfill(status=answered.status_code, headers=dict(answered.headers), body=answered.data)

    context.route(f"{BASE_URL}/**", answer)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("record", "/record"),
        ("record-compare", "/record/compare?a=4&b=5"),
        ("record-home", "/home"),
        ("record-unknown", "/record/compare?a=3&b=5"),
    ],
)
def test_each_page_in_every_window(page: Page, name: str, path: str) -> None:
    page.goto(BASE_URL + path)
    look_at(page, name)


def test_what_a_mentor_gets_in_every_window(
    page: Page, recorded: Browser, services: Services, mentee: Person, mailroom: Mailroom
) -> None:
    """The letter to come with its pictures; then, sent by link, the page that the mentor opens."""
    wild = {**seed._ROBIN_LATER, "goal_short": WILD, "negatives": ("The audit stalled again", WILD)}  # noqa: SLF001 - as above
    save_section(services, mentee.id, 6, wild)
    page.goto(f"{BASE_URL}/questionnaire/check/letter")
    look_at(page, "letter-to-come")
    link = opening_link(services, send_checked(services, mentee, way=Way.LINK))
    recorded.open(link)
    recorded.submit()
    code = mailroom.letters(LetterKind.OPENING_CODE, "ada@example.org")[-1].facts["code"]
    recorded.submit(code=code)
    page.goto(link)
    expect(page.locator(".course")).to_have_count(2)
    look_at(page, "letter-opened")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_what_is_drawn_stands_out_from_the_page(page: Page, colours: Literal["light", "dark"]) -> None:
    """WCAG 2.2: words 4.5 to 1 (1.4.3), points and lines 3 to 1 (1.4.11); axe can't measure drawings."""
    page.emulate_media(color_scheme=colours)
    page.goto(f"{BASE_URL}/record")
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    words = page.evaluate("[...document.querySelectorAll('.chart text')].map(t => getComputedStyle(t).fill)")
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart path, .chart polyline')].map(t => getComputedStyle(t).stroke)"
    )
    assert len(words) > 20
    assert len(drawn) > 20
    assert [each for each in set(words) if contrast(each, behind) < 4.5] == []
    assert [each for each in set(drawn) if contrast(each, behind) < 3] == []


def test_forced_colours_draw_everything_in_the_reader_s_own(page: Page) -> None:
    page.emulate_media(forced_colors="active")
    page.goto(f"{BASE_URL}/record")
    drawn = page.evaluate(
        "[...document.querySelectorAll('.chart path, .chart polyline')].map(t => getComputedStyle(t).stroke)"
    )
    own = page.evaluate("getComputedStyle(document.querySelector('main h1')).color")
    assert set(drawn) == {own}


def test_print_shows_every_submission_and_no_form(page: Page) -> None:
    page.goto(f"{BASE_URL}/record")
    page.emulate_media(media="print")
    folded = page.locator("details.one-sent:not([open]) dl").first
    assert folded.evaluate("each => each.checkVisibility({contentVisibilityAuto: true})")
    assert not page.locator(".choose-two").is_visible()


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two CSS colours, as WCAG 2.2 defines it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_copy_opens_from_the_disk_without_a_request_and_is_accessible(
    browser: Chromium, recorded: Browser, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.html"
    copy.write_bytes(recorded.client.get("/record/export.html").data)
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    asked: list[str] = []
    told: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: told.append(message.text))
    opened.on("dialog", lambda dialog: told.append(dialog.message))
    opened.goto(copy.as_uri())
    assert opened.locator("h1").inner_text() == "Your mentoring record"
    assert opened.evaluate("getComputedStyle(document.querySelector('.chart .grid')).strokeWidth") == "1px"
    assert asked == [copy.as_uri()]
    assert told == []
    context.close()
    # axe is a script, which the copy's own policy forbids: it looks at the copy without that line
    copy.write_text(
        "\n".join(
            line
            for line in copy.read_text(encoding="utf-8").split("\n")
            if "Content-Security-Policy" not in line
        ),
        encoding="utf-8",
    )
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    opened.goto(copy.as_uri())
    look_at(opened, "record-copy")
    context.close()
