"""The letter on the site's page "An example" is the one that the programme really sends.

After a wanted change: ``REWRITE_GOLDEN=1 pytest tests/mail/test_the_example.py``, and read the page again.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from formsvc.domain.questionnaire import Answers
from formsvc.mail.compose import compose
from formsvc.programme_file import read_programme
from formsvc.workflows.letter_facts import write_submission
from tests.mail.full_programme import full_services, send
from tests.mail.reading import part

ROOT = Path(__file__).resolve().parents[2]
LETTER = ROOT / "snippets/example-letter.txt"
PAGE = ROOT / "docs/take-part/example.md"

ANSWERS: Answers = {
    "skills_acquired": (
        "Leading the Monday trauma handover",
        "Skin closure without being watched",
        "Telling a family that an operation is put off",
    ),
    "skills_next": (
        "Open appendicectomy from start to finish. I get to assist, but seldom to operate: two of us share "
        "one list."
    ),
    "training_rating": 3,
    "training_why": (
        "Thursday teaching is the best hour of my week. In clinic I mostly type letters, and nobody looks at "
        "what I decided."
    ),
    "cv_additions": ("Finished the first round of my audit of discharge letters",),
    "balance_rating": 2,
    "balance_why": "Five of the last eight weekends. I have stopped going to the choir, and I miss it.",
    "goal_short": (
        "Do two appendicectomies with a consultant in the room, and write down afterwards what I learnt."
    ),
    "goal_medium": "Decide by the spring whether to apply for specialty training this year or next.",
    "goal_long": "I don't know yet. Something with my hands, somewhere I can teach.",
    "positives": (
        "A registrar let me lead the handover, and afterwards told me two things to keep and one to change.",
        "I asked for help early on a night when I would once have struggled on.",
    ),
    "negatives": (
        (
            "I noticed a worry about a plan and said nothing until the next morning. I learnt that I go "
            "quiet when two seniors disagree."
        ),
        "I said yes to three extra shifts in a row, and was short with people by the third.",
    ),
    "help_most": (
        "How do you speak up when two seniors disagree in front of you? And would you wait a year before "
        "applying?"
    ),
    "anything_else": "",
}


def test_the_letter_on_the_page_is_the_one_that_is_sent(tmp_path: Path) -> None:
    services, mentee = full_services(tmp_path)
    services = replace(services, programme=read_programme(ROOT / "programme.toml"))
    written = write_submission(services, send(services, mentee, 1, ANSWERS))
    found = part(compose(written.facts, written.envelope), "plain")
    if os.environ.get("REWRITE_GOLDEN"):
        LETTER.write_text(found, encoding="utf-8")
    assert LETTER.read_text(encoding="utf-8") == found


def test_the_page_shows_that_letter_and_quotes_only_what_stands_in_it() -> None:
    page, letter = PAGE.read_text(encoding="utf-8"), " ".join(LETTER.read_text(encoding="utf-8").split())
    assert '--8<-- "snippets/example-letter.txt"' in page
    quoted = [line.removeprefix("> ") for line in page.splitlines() if line.startswith("> ")]
    assert len(quoted) > 5
    assert [words for words in quoted if words not in letter] == []
