"""Letters of the year: before a changeover, thanks at its end, and word of a pairing that ended with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True, kw_only=True)
class ChangeoverFacts(Facts):
    """A question before a changeover, with a link of one's own; ``again``: it is the one reminder."""

    kind = LetterKind.CHANGEOVER
    day: date
    again: bool
    link: str
