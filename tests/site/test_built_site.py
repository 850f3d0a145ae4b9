"""The built site holds together, and asks nobody else for anything."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from formsvc.publishing.frame import FOOTER, TABS
from formsvc.web.guides import ANYWHERE, GUIDES
from tests.site.building import ROOT, built
from tests.site.built_page import Page, read_pages

SERVICE = "/forms/"
_INTO_THE_SITE = re.compile(r"\{\{? ?(?:programme\.)?site(?:_url)? ?\}\}?(/[\w/#.-]+)")
_OTHER_HOST = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_LOADED_BY_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s;]+)""", re.IGNORECASE)


def test_every_internal_link_and_anchor_resolves(site: Path, pages: dict[str, Page]) -> None:
    broken = [
        f"{page.url} -> {link}"
        for page in pages.values()
        for link in page.links
        if not _resolves(site, pages, page, link)
    ]
    assert not broken


def test_no_page_and_no_stylesheet_loads_from_another_host(site: Path, pages: dict[str, Page]) -> None:
    loaded = [target for page in pages.values() for target in page.loaded]
    for css in [*_stylesheets(site), *(style for page in pages.values() for style in page.styles)]:
        loaded += _LOADED_BY_CSS.findall(css)
    assert len(loaded) > len(pages)
    assert [target for target in loaded if _OTHER_HOST.match(target)] == []


def test_no_page_links_to_another_host_without_need(pages: dict[str, Page]) -> None:
    outward = {link for page in pages.values() for link in page.links if _OTHER_HOST.match(link)}
    assert outward == set()


def test_every_page_has_a_description_of_its_own(pages: dict[str, Page]) -> None:
    described = {url: page.description for url, page in pages.items() if url != "/404.html"}
    fallen_back = pages["/404.html"].description
    assert [url for url, description in described.items() if description == fallen_back] == []
    assert [url for url, description in described.items() if not 40 <= len(description) <= 170] == []
    assert len(set(described.values())) == len(described)


def test_every_page_has_one_first_heading(pages: dict[str, Page]) -> None:
    counts = {url: page.headings.count("h1") for url, page in pages.items()}
    assert {url: count for url, count in counts.items() if count != 1} == {}


def test_every_page_leads_to_signing_in(pages: dict[str, Page]) -> None:
    assert [url for url, page in pages.items() if SERVICE not in page.links] == []


def test_every_page_leads_to_raising_a_concern_and_to_help(pages: dict[str, Page]) -> None:
    for wanted in ("raise-a-concern/", "take-part/help/", "privacy/notice/", "privacy/accessibility/"):
        assert [url for url, page in pages.items() if f"/{wanted}" not in page.links] == []


def test_a_link_to_a_page_shows_its_title_and_description_elsewhere(pages: dict[str, Page]) -> None:
    for url, page in pages.items():
        assert page.social["og:description"] == page.description, url
        assert page.social["og:title"], url


def test_titles_and_descriptions_may_hold_any_sign(tmp_path: Path) -> None:
    """A quotation mark in a description would end the attribute that it stands in."""
    told = 'What "Your record" holds: <all> of it & more, for whoever asks. It\'s long enough.'
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Home\n")
    (tmp_path / "docs/page.md").write_text(
        f"---\ntitle: 'A & \"B\"'\ndescription: {json.dumps(told)}\n---\n# A\n"
    )
    theme = {"name": "material", "font": False, "custom_dir": str(ROOT / "overrides")}
    (tmp_path / "mkdocs.yml").write_text(json.dumps({"site_name": 'Signs & "more"', "theme": theme}))
    built(tmp_path / "mkdocs.yml", tmp_path / "site")
    page = read_pages(tmp_path / "site")["/page/"]
    assert page.description == told
    assert page.social["og:description"] == told
    assert page.social["og:title"] == 'A & "B"'
    assert page.social["og:site_name"] == 'Signs & "more"'


def test_every_link_of_the_service_and_its_letters_into_the_site_resolves(
    site: Path,
    pages: dict[str, Page],
) -> None:
    found = {
        path
        for file in (ROOT / "formsvc").rglob("*.*")
        if file.suffix in {".py", ".html", ".txt"}
        for path in _INTO_THE_SITE.findall(file.read_text(encoding="utf-8"))
    }
    found |= {link.path for link in (*TABS, *FOOTER, *GUIDES.values(), ANYWHERE)}
    assert "/take-part/help/" in found
    assert [path for path in found if not _resolves(site, pages, pages["/"], path)] == []


def test_a_broken_link_would_be_found(site: Path, pages: dict[str, Page]) -> None:
    home = pages["/"]
    assert _resolves(site, pages, home, "about/four-principles/#1-it-is-confidential")
    assert not _resolves(site, pages, home, "about/four-principles/#no-such-part")
    assert not _resolves(site, pages, home, "about/no-such-page/")


def _resolves(site: Path, pages: dict[str, Page], page: Page, link: str) -> bool:
    if urlsplit(link).scheme or link.startswith("//"):
        return True
    path, anchor = urldefrag(urljoin(page.url, link))
    if path.startswith(SERVICE):
        return True
    target = pages.get(unquote(path))
    if target is None:
        return not path.endswith("/") and (site / unquote(path).lstrip("/")).is_file()
    return not anchor or unquote(anchor) in target.ids


def _stylesheets(site: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(site.rglob("*.css"))]
