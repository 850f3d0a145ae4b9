"""What tests of the mentee's pages do and read: another day, the error summary, the boxes."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED

TRAINING = {"skills": "Closing a wound", "satisfaction": "4"}
POINTS = {"positives-0": "A kind word", "positives-1": "A good list", "positives-2": "", "goal": "The exam"}
HELP = {"help": "Someone to listen"}


def days_later(browser: Browser, mailroom: Mailroom, mentee: Person, days: int) -> None:
    """Let days go by and sign in again: no session lasts that long."""
    mailroom.clock.advance(timedelta(days=days))
    mailroom.sign_in(browser, mentee, MENTEE_SEED)


def answer_all(browser: Browser) -> None:
    """Answer every page of the small questionnaire, from the first on, as its own buttons lead."""
    browser.open("/questionnaire/training")
    for fields in (TRAINING, POINTS, HELP):
        browser.submit(**fields, then="continue")
    assert browser.path == "/questionnaire/check"


def markup(browser: Browser) -> str:
    return browser.page.get_data(as_text=True)


def heading(browser: Browser) -> str:
    found = re.search(r"<h1>(.*?)</h1>", markup(browser), re.DOTALL)
    return unescape(found[1]) if found else ""


def error_summary(browser: Browser) -> list[tuple[str, str]]:
    """Return the summary's links as (href, sentence)."""
    found = re.search(r'<div class="error-summary".*?</div>', markup(browser), re.DOTALL)
    links = re.findall(r'<a href="([^"]*)">(.*?)</a>', found[0]) if found else []
    return [(unescape(href), unescape(sentence)) for href, sentence in links]


def ids(browser: Browser) -> set[str]:
    return set(re.findall(r'\sid="([^"]*)"', markup(browser)))


def box(browser: Browser, name: str) -> str:
    """Return what one textarea holds, as a browser reads it: a line break right after the tag is no text."""
    found = re.search(rf'<textarea id="{name}"[^>]*>\n?(.*?)</textarea>', markup(browser), re.DOTALL)
    assert found, name
    return unescape(found[1])
