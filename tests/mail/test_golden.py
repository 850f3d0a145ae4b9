"""Every letter, word by word. After a wanted change: ``REWRITE_GOLDEN=1 pytest tests/mail/test_golden.py``.

Then read what changed, in ``tests/mail/golden/``, as its reader would.
"""

from __future__ import annotations

import os
from email.message import EmailMessage
from pathlib import Path

import pytest

from formsvc.domain.letters import LetterKind
from tests.mail.example_letters import EXAMPLES, long_answers, submission_letter
from tests.mail.reading import part

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("ending", ["txt", "html"])
def test_a_letter_reads_as_agreed(name: str, ending: str, tmp_path: Path) -> None:
    message = EXAMPLES[name](tmp_path)
    found = _headers(message) + part(message, "plain") if ending == "txt" else part(message, "html")
    path = GOLDEN / f"{name}.{ending}"
    if os.environ.get("REWRITE_GOLDEN"):
        path.write_text(found, encoding="utf-8", newline="")

    with path.open(encoding="utf-8", newline="") as golden:
        assert found == golden.read()


def test_every_kind_of_letter_has_a_golden_text() -> None:
    assert {kind for kind in LetterKind if any(name.startswith(kind.value) for name in EXAMPLES)} == set(
        LetterKind
    )
    expected = {f"{name}.{ending}" for name in EXAMPLES for ending in ("txt", "html")}
    assert {path.name for path in GOLDEN.iterdir()} == expected


def test_i4_a_very_long_answer_arrives_whole(tmp_path: Path) -> None:
    answers = long_answers()

    message = submission_letter(tmp_path, answers)

    whole = answers["training_why"]
    assert isinstance(whole, str)
    assert len(whole) == 100_000
    assert whole in part(message, "plain")
    assert whole in part(message, "html")
    assert max(len(line) for line in message.as_bytes().splitlines()) <= 78


def _headers(message: EmailMessage) -> str:
    names = ("From", "To", "Reply-To", "Date", "Message-ID", "References", "Auto-Submitted", "Subject")
    lines = [f"{name}: {message[name]}" for name in names if message[name]]
    return "\n".join(lines) + "\n\n"
