"""What ``netlify.toml`` promises the public site."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from tests.site.conftest import ROOT


@pytest.fixture(scope="module")
def netlify() -> dict[str, Any]:
    return tomllib.loads((ROOT / "netlify.toml").read_text(encoding="utf-8"))


def test_the_site_is_built_strictly_from_hashed_requirements(netlify: dict[str, Any]) -> None:
    command = netlify["build"]["command"]
    assert "--require-hashes -r requirements-site.txt" in command
    assert command.endswith("mkdocs build --strict")
    assert netlify["build"]["publish"] == "site"


def test_the_forms_are_sent_on_and_never_proxied(netlify: dict[str, Any]) -> None:
    (redirect,) = netlify["redirects"]
    assert redirect["from"] == "/forms/*"
    assert redirect["to"].startswith("https://")
    assert redirect["to"].endswith("/:splat")
    assert redirect["status"] == 302


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin"),
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Strict-Transport-Security", "max-age=63072000"),
    ],
)
def test_every_page_is_served_with_its_headers(netlify: dict[str, Any], header: str, value: str) -> None:
    """H1, the site's share of it."""
    (rule,) = netlify["headers"]
    assert rule["for"] == "/*"
    assert value in rule["values"][header]
