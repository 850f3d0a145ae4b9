"""Site and service are one house: the same tabs and footer, and from every screen a way to its guide."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from formsvc.publishing.frame import FOOTER, TABS
from formsvc.web.guides import ANYWHERE, GUIDES
from tests.web.browsing import Browser
from tests.web.test_every_route import visits

SITE = "https://mentoring.example.org"
ROOT = Path(__file__).resolve().parents[2]
NAVIGATION = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:\n")[1]


def part(page: str, start: str, end: str) -> list[tuple[str, str]]:
    """Return (address, words) of every link in one part of a page."""
    inside = page.split(start, 1)[1].split(end, 1)[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>([^<]+)</a>', inside)


def test_the_sites_navigation_has_the_same_tabs() -> None:
    titles = re.findall(r"^  - ([^:]+):", NAVIGATION, flags=re.MULTILINE)
    assert titles == [*(tab.text for tab in TABS), "Sign in"]
    first_pages = re.findall(r"^  - [^:]+:(?:\s*\n\s+- [^:]+:)? (\S+\.md)$", NAVIGATION, flags=re.MULTILINE)
    assert ["/" + page.removesuffix(".md").replace("index", "") for page in first_pages] == [
        tab.path if tab.path == "/" else tab.path.rstrip("/") for tab in TABS
    ]


def test_a_visitor_finds_the_sites_tabs_and_the_way_in(visitor: Browser) -> None:
    page = visitor.open("/sign-in").text
    found = part(page, '<nav class="tabs"', "</nav>")
    assert found == [*((SITE + tab.path, tab.text) for tab in TABS), ("/sign-in", "Sign in")]


@pytest.mark.parametrize("address", ["/sign-in", "/no-such-page", "/m/abc.def", "/join/abc.def"])
def test_every_page_has_the_sites_footer(visitor: Browser, address: str) -> None:
    found = part(visitor.open(address).text, "<footer>", "</ul>")
    assert found == [(SITE + link.path, link.text) for link in FOOTER]


def test_a_missing_page_is_the_same_page_on_both_sides(visitor: Browser) -> None:
    theirs = (ROOT / "overrides/404.html").read_text(encoding="utf-8")
    ours = visitor.open("/no-such-page").text
    for words in (*re.findall(r"<h1>(.+)</h1>", theirs), *re.findall(r"<p>(.+)</p>", theirs)):
        assert words in ours
    links = re.findall(r'<a href="(/[^"]*)">([^<]+)</a>', theirs)
    assert len(links) == 4
    assert [words for _, words in links if f">{words}</a>" not in ours] == []


def test_every_screen_has_a_guide_of_its_own(
    app: Flask, visitor: Browser, mentee_browser: Browser, coordinator_browser: Browser
) -> None:
    shown = set()
    for endpoint, method, path in visits(app):
        if method != "GET" or endpoint in {"static", "public.health"}:
            continue
        for browser in (visitor, mentee_browser, coordinator_browser):
            answer = browser.open(path)
            if answer.request.path != path or "text/html" not in answer.content_type:
                continue
            if "Content-Disposition" in answer.headers:
                continue  # a file to keep is no screen
            (guide,) = part(answer.text, '<aside class="guide"', "</aside>")
            expected = GUIDES.get(endpoint, ANYWHERE)
            assert guide == (SITE + expected.path, expected.text.replace("'", "&#39;")), endpoint
            shown.add(endpoint)
    assert shown <= GUIDES.keys(), shown - GUIDES.keys()
    assert {"mentee.home", "mentee.section", "mentee.check", "account.sign_in", "coordinator.people"} <= shown
