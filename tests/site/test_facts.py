"""What the site says by hand and what the programme says as data are the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from formsvc.domain.credentials import (
    DEVICE_LIFE,
    INVITATION_LIFE,
    SESSION_IDLE,
    SESSION_LIFE,
    SIGN_IN_LINK_LIFE,
)
from formsvc.domain.letters import GIVE_UP_AFTER
from formsvc.domain.programme import Programme
from formsvc.domain.retention import ERASED_AFTER
from formsvc.programme_file import read_programme
from formsvc.publishing.facts import FACTS
from formsvc.workflows.acknowledgement import AT_LEAST
from formsvc.workflows.settling import REQUESTS_KEPT
from tests.site.building import ROOT


@pytest.fixture(scope="module")
def programme() -> Programme:
    return read_programme(ROOT / "programme.toml")


def _page(path: str) -> str:
    return " ".join((ROOT / "docs" / path).read_text(encoding="utf-8").split())


def test_the_help_page_has_every_line_of_the_programme(programme: Programme) -> None:
    page = _page("take-part/help.md")
    missing = [line.name for line in programme.help_lines if not _numbers(line.how) <= _numbers(page)]
    assert missing == []


def test_the_help_page_says_when_the_lines_were_checked(programme: Programme) -> None:
    assert f"We last checked these in {programme.help_lines_checked}" in _page("take-part/help.md")


def test_the_pages_say_how_many_sections_there_are(programme: Programme) -> None:
    words = {7: "seven", 8: "eight", 9: "nine"}
    assert f"It has {words[len(programme.questionnaire.sections)]} short sections" in _page(
        "take-part/how-it-works.md",
    )


def test_every_page_says_what_the_programme_says() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("formsvc"), "site-pages", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_fact_of_the_programme_stands_on_some_page() -> None:
    places = [
        name
        for page in (ROOT / "docs").rglob("*.md")
        for name in re.findall(r"<!-- programme: ([\w-]+) -->", page.read_text(encoding="utf-8"))
    ]
    assert set(places) == set(FACTS)


def test_the_retention_page_has_the_lives_that_the_code_gives() -> None:
    page = _page("privacy/retention.md")
    assert ERASED_AFTER.days == 28, "several pages say four weeks"
    for said in (
        f"Everything about you, when you leave | {ERASED_AFTER.days} days |",
        f"everything goes after {ERASED_AFTER.days} days",
        f"An invitation's link | {INVITATION_LIFE.days} days |",
        f"A sign-in that you began | {SIGN_IN_LINK_LIFE.seconds // 60} minutes; the note of it",
        f"the note of it goes after {REQUESTS_KEPT.days} day |",
        f"until the mail server takes it, or for {GIVE_UP_AFTER.days} days of trying |",
        f"until the cycle closes, and at least {AT_LEAST.days} days |",
        f"Being signed in | {SESSION_IDLE.seconds // 60} minutes without a click",
        f"without a click, {SESSION_LIFE.seconds // 3600} hours at most |",
        f"A device that you called your own | {DEVICE_LIFE.days} days |",
    ):
        assert said in page


def _numbers(text: str) -> set[str]:
    """Return the telephone numbers in a text: three digits or more, spaces between allowed."""
    return set(re.findall(r"\b\d{3,5}(?: \d{3,6})*\b", text))
