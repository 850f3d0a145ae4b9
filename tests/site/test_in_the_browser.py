"""Every page of the site in a real browser: nothing for axe to find, in light and dark, wide and narrow."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.site import built_page

pytestmark = pytest.mark.browser


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("width", "colours"), [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")]
)
def test_every_page_passes_axe_fits_the_screen_and_asks_nobody_else(
    browser: Browser,
    address: str,
    pages: dict[str, built_page.Page],
    width: int,
    colours: str,
) -> None:
    asked: list[str] = []
    with _window(browser, width, colours) as page:
        page.on("request", lambda request: asked.append(request.url))
        faults = {url: fault for url in pages if (fault := _faults(page, address + url))}
    assert faults == {}
    assert len(asked) > len(pages)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


@contextmanager
def _window(browser: Browser, width: int, colours: str) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if colours == "dark" else "light",
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def _faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    found = Axe().run(page).response
    told = [f"{kind}: {rule['id']}" for kind in ("violations", "incomplete") for rule in found[kind]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        told.append("wider than the screen")
    return told
