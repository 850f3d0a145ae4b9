"""Asking axe about the page that a browser shows: every rule, what it refuses and what it can't decide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Found = Mapping[str, list[Mapping[str, Any]]]
"""Rules with their nodes, under ``violations`` and ``incomplete``."""

_AXE = Axe().axe_script
_RUN = """async () => {
  const found = await axe.run({resultTypes: ["violations", "incomplete"], selectors: false});
  return {violations: found.violations, incomplete: found.incomplete};
}"""


def judged_by_axe(page: Page) -> Found:
    """Return what axe finds; its script is put into a page once, however often it is asked."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    found: Found = page.evaluate(_RUN)
    return found
