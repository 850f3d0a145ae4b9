"""Judging pages in a real browser: axe, the width, and everything that the browser asks or complains of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.site import built_page
from tests.site.static_host import StaticHost

NARROWEST = 320


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


def require_every_page_well(
    browser: Browser, host: StaticHost, pages: dict[str, built_page.Page], width: int, colours: str
) -> None:
    """Open every page in one state: nothing for axe to find, no complaint, no request to anybody else."""
    asked: list[str] = []
    complaints: list[str] = []
    with window(browser, width, colours) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
        faults = {url: fault for url in pages if (fault := _faults(page, host.address + url))}
    assert faults == {}
    assert complaints == []
    assert len(asked) > len(pages)
    assert [url for url in asked if not url.startswith((host.address, "data:"))] == []


def _faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    found: Mapping[str, Any] = Axe().run(page, options={"resultTypes": ["violations", "incomplete"]}).response
    told = [f"violation: {rule['id']}" for rule in found["violations"]]
    told += [f"incomplete: {rule['id']}" for rule in found["incomplete"] if not _explained(rule)]
    whole = page.viewport_size
    assert whole is not None
    for width in (whole["width"], NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append(f"wider than a screen of {width}")
    page.set_viewport_size(whole)
    return told


def _explained(rule: Mapping[str, Any]) -> bool:
    """Axe can't tell what lies behind the words of a drawing: their contrast has a test of its own."""
    return rule["id"] == "color-contrast" and all(
        node["html"].startswith('<text class="mp-') for node in rule["nodes"]
    )
