"""Every page of the site in each of its states, under the very headers that Netlify will send."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.site import built_page
from tests.site.judging import Judge, colours, window
from tests.site.static_host import StaticHost

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def judge(browser: Browser) -> Iterator[Judge]:
    with window(browser, 1280, "light") as page:
        yield Judge(page)


def test_every_page_is_well_in_every_state(
    judge: Judge, host: StaticHost, pages: dict[str, built_page.Page]
) -> None:
    """H1: under the site's Content-Security-Policy, without one complaint, and with nobody else asked."""
    faults = {url: found for url in pages if (found := judge.faults_of(host.address + url))}
    assert faults == {}
    assert judge.complaints == []
    assert len(judge.asked) > len(pages)
    assert [url for url in judge.asked if not url.startswith((host.address, "data:"))] == []


def test_a_page_with_faults_would_be_found(judge: Judge, host: StaticHost) -> None:
    """In each state: low contrast in one scheme only, and a block that is too wide on a phone only."""
    judge.page.route(
        "**/extra.css",
        lambda route: route.fulfill(
            content_type="text/css",
            body='[data-md-color-scheme="slate"] p { color: #333 } h1 { min-width: 360px }',
        ),
    )
    faults = judge.faults_of(host.address + "/about/evidence/")
    assert any("color-contrast" in fault and "(390, dark)" in fault for fault in faults)
    assert any("color-contrast" in fault and "(1280, dark)" in fault for fault in faults)
    assert "wider than the screen (320, light)" in faults
    assert "wider than the screen (390, light)" not in faults


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_site_begins_in_the_readers_own_colours(browser: Browser, host: StaticHost, system: str) -> None:
    with window(browser, 390, system) as page:
        page.goto(host.address)
        assert colours(page) == system
