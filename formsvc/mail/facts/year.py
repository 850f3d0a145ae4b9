"""Letters at the end of a year: thanks to everyone, and word to the mentee whose pairing has ended."""

from __future__ import annotations

from dataclasses import dataclass

from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class ThanksFacts(Facts):
    """Thanks for a year; ``mentor``: for mentoring in it."""

    kind = LetterKind.THANKS
    mentor: bool


@dataclass(frozen=True, kw_only=True)
class YearEndedFacts(Facts):
    """Word that a pairing has ended with the year, and for how many months the record is kept."""

    kind = LetterKind.YEAR_ENDED
    mentor_name: str
    months: int
    link: str
