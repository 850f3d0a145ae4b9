"""What the site does in a browser: its weight, its search, its policy, its pictures."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser

from tests.site import built_page
from tests.site.judging import window
from tests.site.static_host import StaticHost

pytestmark = pytest.mark.browser

LARGEST_FIRST_VIEW = 200_000


def test_the_first_view_of_every_page_is_light(
    browser: Browser, host: StaticHost, pages: dict[str, built_page.Page]
) -> None:
    """A first visit is measured; every other page loads the same files, and its own words."""
    with window(browser, 390, "light") as page:
        host.sent.clear()
        page.goto(host.address, wait_until="networkidle")
    home = pages["/"]
    assert len(host.sent) > len(_loads(home)), "the search index and its script come on top"
    shared = sum(host.sent) - len(gzip.compress(home.file.read_bytes(), 6))
    weights = {
        url: shared + len(gzip.compress(page.file.read_bytes(), 6))
        for url, page in pages.items()
        if _loads(page) <= _loads(home)
    }
    assert weights.keys() == pages.keys()
    assert {url: weight for url, weight in weights.items() if weight > LARGEST_FIRST_VIEW} == {}


def _loads(page: built_page.Page) -> set[str]:
    return {urljoin(page.url, target) for target in page.loaded} - {page.url}


def test_the_request_to_it_is_one_page_on_paper(browser: Browser, host: StaticHost) -> None:
    with window(browser, 1280, "dark") as page:
        page.goto(host.address + "/run/it-request/")
        paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_searching_finds_a_page(browser: Browser, host: StaticHost) -> None:
    with window(browser, 1280, "light") as page:
        page.goto(host.address)
        page.get_by_role("textbox", name="Search").press_sequentially("recovery codes")
        found = page.locator(".md-search-result__item", has_text="recovery codes")
        found.first.wait_for()
        assert found.count() > 1


def test_a_script_that_the_policy_does_not_name_would_be_heard_of(browser: Browser, host: StaticHost) -> None:
    complaints: list[str] = []
    with window(browser, 1280, "light") as page:
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(host.address)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))"
        )
        assert page.evaluate("window.ran") is None
    assert any("Content Security Policy" in complaint for complaint in complaints)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("url", ["/", "/run/data-flow/"])
def test_the_words_of_a_picture_stand_out_from_the_page(
    browser: Browser, host: StaticHost, url: str, colours: str
) -> None:
    """WCAG 2.2, 1.4.3: at least 4.5 to 1; 1.4.11: at least 3 to 1 for the lines."""
    with window(browser, 390, colours) as page:
        page.goto(host.address + url)
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
