"""What screening found in a text, kept with the draft so that no page works it out again: where, never what.

A draft is screened as it is saved, text by text and only where the words are new. A mark says of which
words and rules it was found: once either has changed, the text is screened again. Everything lies in the
draft itself, sealed and erased with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from formsvc.domain.questionnaire import Answer, Answers
from formsvc.domain.screening import named_colleagues, screen
from formsvc.domain.screening.findings import Finding, Identifier, NamedColleague
from formsvc.domain.submission import Screened

NOTHING_KEPT: Mapping[str, Screened] = {}


def screened_text(text: str, known: Screened | None = None) -> Screened:
    """Return what is found in a text: ``known`` when it is of these very words and rules."""
    mark = _mark(text)
    if known is not None and known.of == mark:
        return known
    return Screened(
        of=mark,
        found=tuple((each.start, each.end, each.identifier.value) for each in screen(text)),
        colleagues=tuple((each.start, each.end) for each in named_colleagues(text)),
    )


def screened_answers(answers: Answers, known: Mapping[str, Screened] = NOTHING_KEPT) -> dict[str, Screened]:
    """Return what is found in each answer that has a text, by its question's id."""
    texts = ((question_id, text_of(answer)) for question_id, answer in answers.items())
    return {question_id: screened_text(text, known.get(question_id)) for question_id, text in texts if text}


def findings_in(text: str, screened: Screened) -> list[Finding]:
    """Return the words that may identify a patient, in order."""
    return [Finding(start, end, text[start:end], Identifier(which)) for start, end, which in screened.found]


def colleagues_in(text: str, screened: Screened) -> list[NamedColleague]:
    """Return the colleagues that are named, in order."""
    return [NamedColleague(start, end, text[start:end]) for start, end in screened.colleagues]


def text_of(answer: Answer) -> str:
    """Return the text of an answer: its items line by line, empty for a rating."""
    if isinstance(answer, tuple):
        return "\n".join(answer)
    return answer if isinstance(answer, str) else ""


def _mark(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8, key=_rules()).hexdigest()


@cache
def _rules() -> bytes:
    """Return a mark of the rules as they are written, so that no release trusts what an earlier one found."""
    written = hashlib.blake2b(digest_size=16)
    for module in sorted(Path(__file__).parent.glob("*.py")):
        written.update(module.read_bytes())
    return written.digest()
