"""Judging pages in a real browser: axe, the width, and everything that the browser asks or complains of.

A page is loaded once and judged in all its states: the window grows narrower, and the reader's own
switch changes the colours, as it would in somebody's hands.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.axe import judged_by_axe

WIDTHS = (1280, 390)
NARROWEST = 320
SCHEMES = {"default": "light", "slate": "dark"}


@contextmanager
def window(browser: Browser, width: int, colours: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@dataclass
class Judge:
    """One window, in which page after page is judged; what the browser asked for and complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(f"{self.page.url} {message.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url} {error}"))

    def faults_of(self, url: str) -> list[str]:
        """Return what is wrong with a page, wide and narrow, light and dark."""
        self.page.goto(url)
        first = colours(self.page)
        faults = self._faults_at_every_width(first)
        switch_colours(self.page)
        second = colours(self.page)
        assert {first, second} == set(SCHEMES.values())
        return faults + self._faults_at_every_width(second)

    def _faults_at_every_width(self, shown: str) -> list[str]:
        return [
            f"{fault} ({width}, {shown})"
            for width in (*WIDTHS, NARROWEST)
            for fault in self._faults_at(width)
        ]

    def _faults_at(self, width: int) -> list[str]:
        self.page.set_viewport_size({"width": width, "height": 900})
        told = []
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append("wider than the screen")
        return told if width == NARROWEST else told + self._lasting_faults()

    def _lasting_faults(self) -> list[str]:
        """Return what axe finds, and still finds a moment later: a page resizes its parts in steps."""
        if not self._found_by_axe():
            return []
        self.page.wait_for_timeout(300)
        return self._found_by_axe()

    def _found_by_axe(self) -> list[str]:
        found = judged_by_axe(self.page)
        return [f"violation: {_told(rule)}" for rule in found["violations"]] + [
            f"incomplete: {_told(rule)}" for rule in found["incomplete"] if not _explained(rule)
        ]


def colours(page: Page) -> str:
    """Return which colours the page shows."""
    return SCHEMES[page.evaluate("document.body.getAttribute('data-md-color-scheme')")]


def switch_colours(page: Page) -> None:
    """Press the palette's switch in the header; the site remembers it for the next page."""
    page.locator("label.md-header__button[for^=__palette]:visible").click()
    expect(page.locator("body:not([data-md-color-switching])")).to_be_visible()


def _told(rule: Mapping[str, Any]) -> str:
    return f"{rule['id']}: {rule['nodes'][0]['html'][:120]}"


def _explained(rule: Mapping[str, Any]) -> bool:
    """Axe can't tell what lies behind the words of a drawing: their contrast has a test of its own."""
    return rule["id"] == "color-contrast" and all(
        node["html"].startswith('<text class="mp-') for node in rule["nodes"]
    )
