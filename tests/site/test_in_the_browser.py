"""Every page of the site in a real browser, under the very headers that Netlify will send."""

from __future__ import annotations

import gzip
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.site import built_page
from tests.site.netlify import Netlify

pytestmark = pytest.mark.browser

LARGEST_FIRST_VIEW = 200_000
NARROWEST = 320
_PACKED = {".html", ".css", ".js", ".json", ".svg", ".xml"}


class _Host(SimpleHTTPRequestHandler):
    """A static host: gzip, the headers of netlify.toml, and a count of the bytes it sent."""

    def __init__(self, *given: Any, netlify: Netlify, sent: list[int], **named: Any) -> None:
        self.netlify, self.sent = netlify, sent
        super().__init__(*given, **named)

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path.split("?")[0]))
        page = path / "index.html" if path.is_dir() else path
        found = page.is_file()
        page = page if found else Path(self.directory) / "404.html"
        body = page.read_bytes()
        headers = {"Content-Type": self.guess_type(str(page)), **self.netlify.headers_of(self.path)}
        if page.suffix in _PACKED:
            body, headers["Content-Encoding"] = gzip.compress(body, 6), "gzip"
        self.send_response(200 if found else 404)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.sent.append(len(body) + sum(len(name) + len(value) + 4 for name, value in headers.items()))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


@pytest.fixture(scope="module")
def sent() -> list[int]:
    """Bytes of each answer so far: headers and body, as they went over the wire."""
    return []


@pytest.fixture(scope="module")
def address(site: Path, netlify: Netlify, sent: list[int]) -> Iterator[str]:
    host = partial(_Host, directory=str(site), netlify=netlify, sent=sent)
    with ThreadingHTTPServer(("127.0.0.1", 0), host) as server:
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
    """H1: under the site's Content-Security-Policy, without one complaint of the browser."""
    asked: list[str] = []
    complaints: list[str] = []
    with _window(browser, width, colours) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(f"{page.url} {message.text}"))
        page.on("pageerror", lambda error: complaints.append(f"{page.url} {error}"))
        faults = {url: fault for url in pages if (fault := _faults(page, address + url))}
    assert faults == {}
    assert complaints == []
    assert len(asked) > len(pages)
    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_the_first_view_of_every_page_is_light(
    browser: Browser, address: str, pages: dict[str, built_page.Page], sent: list[int]
) -> None:
    weights = {}
    for url in pages:
        with _window(browser, 390, "light") as page:
            sent.clear()
            page.goto(address + url, wait_until="networkidle")
            weights[url] = sum(sent)
    assert min(weights.values()) > LARGEST_FIRST_VIEW / 10, "the measure itself must see the files"
    assert {url: weight for url, weight in weights.items() if weight > LARGEST_FIRST_VIEW} == {}


def test_searching_finds_a_page(browser: Browser, address: str) -> None:
    with _window(browser, 1280, "light") as page:
        page.goto(address)
        page.get_by_role("textbox", name="Search").press_sequentially("recovery codes")
        found = page.locator(".md-search-result__link").first
        found.wait_for()
        assert "recovery codes" in found.inner_text().lower()


def test_a_script_that_the_policy_does_not_name_would_be_heard_of(browser: Browser, address: str) -> None:
    complaints: list[str] = []
    with _window(browser, 1280, "light") as page:
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(address)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
        )
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)


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


def _explained(rule: Mapping[str, Any]) -> bool:
    """Axe can't tell what lies behind the words of a drawing: their contrast has a test of its own, below."""
    return rule["id"] == "color-contrast" and all(
        node["html"].startswith('<text class="mp-') for node in rule["nodes"]
    )


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("url", ["/", "/run/data-flow/"])
def test_the_words_of_a_picture_stand_out_from_the_page(
    browser: Browser, address: str, url: str, colours: str
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1; 1.4.11: at least 3 to 1 for the lines."""
    with _window(browser, 390, colours) as page:
        page.goto(address + url)
        words, lines, ground = page.evaluate(
            """() => {
              const all = (what, of) => [...document.querySelectorAll(`.mp-picture ${what}`)]
                .map(each => getComputedStyle(each)[of]);
              return [all("text", "fill"), all(".mp-line", "stroke"),
                      getComputedStyle(document.body).backgroundColor];
            }"""
        )
    assert min(_contrast(word, ground) for word in words) >= 4.5
    assert min(_contrast(line, ground) for line in lines) >= 3
    assert len(words) > 8


def _contrast(ink: str, ground: str) -> float:
    """Return the contrast of two CSS colours; what shines through the ink is the ground."""
    below = _channels(ground)[:3]
    *above, alpha = _channels(ink)
    mixed = [alpha * a + (1 - alpha) * b for a, b in zip(above, below, strict=True)]
    light, dark = sorted((_luminance(mixed), _luminance(below)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _channels(colour: str) -> list[float]:
    numbers = [float(number) for number in re.findall(r"[\d.]+", colour)]
    return numbers if len(numbers) == 4 else [*numbers, 1.0]


def _luminance(channels: list[float]) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in channels)
    ]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _faults(page: Page, url: str) -> list[str]:
    page.goto(url)
    found: Mapping[str, Any] = Axe().run(page).response
    told = [f"violation: {rule['id']}" for rule in found["violations"]]
    told += [f"incomplete: {rule['id']}" for rule in found["incomplete"] if not _explained(rule)]
    whole = page.viewport_size
    assert whole is not None
    for width in (whole["width"], NARROWEST):
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append(f"wider than a screen of {width}")
    page.set_viewport_size(whole)
    return told
