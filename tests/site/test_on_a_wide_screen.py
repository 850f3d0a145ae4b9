"""Every page of the site on a wide screen; a file of its own, so that two workers share the pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.site import built_page
from tests.site.judging import require_every_page_well
from tests.site.static_host import StaticHost

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_every_page_is_well_on_a_wide_screen(
    browser: Browser, host: StaticHost, pages: dict[str, built_page.Page], colours: str
) -> None:
    """H1: under the site's Content-Security-Policy, without one complaint of the browser."""
    require_every_page_well(browser, host, pages, 1280, colours)
