"""Looking at one page in every window: phone and desk, light and dark, and as narrow as phones come."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page

from tests.axe import judged_by_axe

PICTURES = bool(os.environ.get("PICTURES"))
"""Whether to take pictures for people to look at, in ``test-results/pages``: no test reads them."""
SHOTS = Path(__file__).resolve().parents[2] / "test-results" / "pages"
WIDTHS = (390, 1280)
NARROWEST = 320
HEIGHT = 900
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")

EXPLAINED = (
    # axe can't look inside a frame that forbids scripts, and the demo's letters must not run any
    ("incomplete", "frame-tested", 'title="The letter as HTML" sandbox'),
    # axe takes a drawing for its background; tests/web/test_record_in_chromium.py measures the words in it
    ("incomplete", "color-contrast", "<text "),
    # it stays in view over the end of a page; its ground and its colours are the page's own
    ("incomplete", "color-contrast", 'class="saving"'),
)
"""What axe leaves undecided for a reason: kind, rule, and a piece of the one element it is about."""

_SETTLED = "Promise.all(document.getAnimations().map(each => each.finished.catch(() => null)))"
"""Colours take a moment to change, where less motion isn't asked for: axe must not measure half-way."""

_looked: set[tuple[str, bool]] = set()


def look_at(page: Page, name: str, *, scripts: bool = True) -> None:
    """Let axe look in each window: no violation, nothing incomplete, no sideways scroll.

    A page of the same name is looked at once a run.
    """
    if (name, scripts) in _looked:
        return
    _looked.add((name, scripts))
    began = page.viewport_size
    told: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for colours in COLOURS:
            page.emulate_media(color_scheme=colours)
            page.evaluate(_SETTLED)
            window = f"{width}-{colours}{'' if scripts else '-no-js'}"
            if PICTURES:
                page.screenshot(path=SHOTS / f"{name}-{window}.png", full_page=True)
            if scripts:  # axe is a script itself
                told += [f"{window}: {fault}" for fault in _found_by_axe(page)]
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    if _scrolls_sideways(page):
        told.append(f"{NARROWEST} wide, it scrolls sideways")
    if began:
        page.set_viewport_size(began)
    assert told == [], f"{name}: {told}"


def _found_by_axe(page: Page) -> list[str]:
    found = judged_by_axe(page)
    return [
        f"{kind}: {rule['id']}: {node['html'][:160]}"
        for kind in ("violations", "incomplete")
        for rule in found[kind]
        for node in rule["nodes"]
        if not _is_explained(kind, rule["id"], node["html"])
    ]


def _is_explained(kind: str, rule: str, html: str) -> bool:
    return any((kind, rule) == (a, b) and piece in html for a, b, piece in EXPLAINED)


def _scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))
