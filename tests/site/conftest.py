"""The public site, built once, strictly, from the working tree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site.building import ROOT, built
from tests.site.built_page import Page, read_pages
from tests.site.netlify import Netlify, parsed
from tests.site.static_host import StaticHost, static_host


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("site"))


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
