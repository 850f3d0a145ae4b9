"""What Netlify makes of ``netlify.toml``: the build, the way to the forms, what every page carries."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.site.building import ROOT
from tests.site.built_page import Page
from tests.site.netlify import Netlify, parsed


def test_netlify_finds_no_fault(netlify: Netlify) -> None:
    assert netlify.errors == []
    assert len(netlify.redirects) > 5
    assert len(netlify.headers) == 3


def test_netlifys_parsers_would_find_a_fault(tmp_path: Path) -> None:
    (tmp_path / "netlify.toml").write_text('[[redirects]]\nfrom = "/a"\nstatus = "soon"\n')
    assert parsed(tmp_path / "netlify.toml").errors


def test_the_site_is_built_as_everywhere_else_by_a_pinned_python() -> None:
    build = tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))["build"]
    assert build["command"] == "make site"
    assert build["publish"] == "site"
    assert re.fullmatch(r"3\.1[1-3]", build["environment"]["PYTHON_VERSION"])


def test_the_forms_are_sent_on_to_their_own_host_and_never_proxied(netlify: Netlify) -> None:
    rule = netlify.redirects[0]
    assert rule["from"] == "/forms/*"
    assert re.fullmatch(r"https://[\w.-]+/:splat", rule["to"])
    assert (rule["status"], rule["force"]) == (302, True)
    assert {each["status"] for each in netlify.redirects} == {301, 302}, "200 would be a proxy"


def test_only_one_place_of_the_site_knows_the_services_host(netlify: Netlify, pages: dict[str, Page]) -> None:
    host = netlify.redirects[0]["to"].removeprefix("https://").removesuffix("/:splat")
    assert (ROOT / "netlify.toml").read_text(encoding="utf-8").count(host) == 1
    assert host not in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert [url for url, page in pages.items() for link in page.links if host in link] == []


def test_a_moved_page_is_found_where_it_is_now(netlify: Netlify, pages: dict[str, Page]) -> None:
    moved = [rule for rule in netlify.redirects if rule["status"] == 301]
    assert [rule["to"] for rule in moved if rule["to"] not in pages] == []
    assert [rule["from"] for rule in moved if rule["from"] + "/" in pages] == []


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "strict-origin"),
        ("Strict-Transport-Security", "max-age=63072000"),
        ("Permissions-Policy", "camera=()"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Security-Policy", "default-src 'none'"),
    ],
)
def test_every_page_carries_its_headers(
    netlify: Netlify, pages: dict[str, Page], header: str, value: str
) -> None:
    """H1, the site's share of it."""
    assert [url for url in pages if value not in netlify.headers_of(url)[header]] == []


def test_the_policy_allows_nothing_unsafe_and_nobody_else(netlify: Netlify) -> None:
    policy = netlify.headers_of("/")["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert policy.count("'sha256-") == 6


def test_hashed_files_are_kept_for_a_year_and_pages_are_not(netlify: Netlify, site: Path) -> None:
    hashed = [
        "/" + file.relative_to(site).as_posix()
        for file in (site / "assets").rglob("*.min.*")
        if re.search(r"\.[0-9a-f]{8}\.min\.(js|css)$", file.name)
    ]
    assert len(hashed) > 3
    assert [path for path in hashed if "immutable" not in netlify.headers_of(path)["Cache-Control"]] == []
    assert "Cache-Control" not in netlify.headers_of("/about/evidence/")
    assert "Cache-Control" not in netlify.headers_of("/assets/extra.css")
