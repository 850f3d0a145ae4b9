"""What trainees and mentors read asks no more of them than it must: a reading age of about fourteen.

Measured by the Flesch-Kincaid grade (Kincaid and others, 1975), a grade in a school that begins at six:
grade 8 is an age of 13 to 14. The figure is a ceiling and no aim; a page is judged by reading it.
"""

from __future__ import annotations

import re

import pytest
import textstat

from tests.site.building import ROOT

CEILING = 8.0
PAGES = sorted(
    str(page.relative_to(ROOT / "docs"))
    for pattern in ("*.md", "about/*.md", "take-part/*.md", "privacy/*.md")
    for page in (ROOT / "docs").glob(pattern)
)


def prose(markdown: str) -> str:
    """Return what is read aloud of a page: no tables, code, comments, footnotes or addresses."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"```.*?```|<!--.*?-->|<figure.*?</figure>", "", text, flags=re.DOTALL)
    text = re.sub(r"^(\||\[\^|!!!|--8<--|<|#).*$", "", text, flags=re.MULTILINE)
    text = text.split("\n## Sources")[0]
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|\{[^}]*\}|\[\^\w+\]", r"\1", text)
    text = re.sub(r"^\s*(?:[-*>]|\d+\.)\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"[*_`]", "", text)
    blocks = [" ".join(block.split()) for block in re.split(r"\n\s*\n|;", text)]
    return "\n".join(block if block.endswith((".", "?", "!")) else f"{block}." for block in blocks if block)


def grade(text: str) -> float:
    return float(textstat.flesch_kincaid_grade(text))


@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_participants_reads_easily(page: str) -> None:
    text = prose((ROOT / "docs" / page).read_text(encoding="utf-8"))
    assert len(text.split()) > 60
    assert grade(text) <= CEILING


def test_the_measure_tells_plain_from_heavy() -> None:
    plain = "You write to your mentor. Your mentor reads it and writes back. Then you talk."
    heavy = (
        "Participation necessitates the systematic documentation of developmental objectives, facilitating "
        "longitudinal consideration of professional capabilities by an appropriately qualified individual."
    )
    assert grade(plain) < 4 < CEILING < grade(heavy)
