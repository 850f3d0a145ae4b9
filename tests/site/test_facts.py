"""What the site says by hand and what the programme says as data are the same."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from formsvc.domain.programme import Programme
from formsvc.programme_file import read_programme
from tests.site.conftest import ROOT


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


def test_the_page_of_the_questionnaire_is_the_one_that_the_programme_makes() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("formsvc"), "questionnaire-page", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_site_lives_where_the_programme_says(programme: Programme) -> None:
    site_url = re.search(
        r"^site_url: (\S+)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert site_url is not None
    assert site_url[1].rstrip("/") == programme.site_url.rstrip("/")


def _numbers(text: str) -> set[str]:
    """Return the telephone numbers in a text: three digits or more, spaces between allowed."""
    return set(re.findall(r"\b\d{3,5}(?: \d{3,6})*\b", text))
