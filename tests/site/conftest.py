"""The public site, built once, strictly, from the working tree."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.built_page import Page, read_pages
from tests.site.netlify import Netlify, parsed
from tests.site.static_host import StaticHost, static_host

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as ``make site`` does; a warning of MkDocs is an error."""
    target = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", target],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return target


@pytest.fixture(scope="session")
def pages(site: Path) -> dict[str, Page]:
    return read_pages(site)


@pytest.fixture(scope="session")
def netlify() -> Netlify:
    return parsed(ROOT / "netlify.toml")


@pytest.fixture(scope="module")
def host(site: Path, netlify: Netlify) -> Iterator[StaticHost]:
    with static_host(site, netlify) as running:
        yield running
