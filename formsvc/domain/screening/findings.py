"""What screening found: where, which words, and what kind of identifier."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Identifier(StrEnum):
    """Kinds of words that can identify a patient, on their own or beside others."""

    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    EXACT_DATE = "exact_date"
    AGE_OVER_89 = "age_over_89"
    HOSPITAL_NUMBER = "hospital_number"
    PLACE = "place"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


Span = tuple[int, int, Identifier]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Some words of a text, by offsets in characters, that may identify somebody."""

    start: int
    end: int
    words: str
    identifier: Identifier


@dataclass(frozen=True, slots=True)
class NamedColleague:
    """A colleague's name; "my consultant" would do."""

    start: int
    end: int
    words: str


def apart(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of the text, the earlier-found one where two overlap."""
    kept = Apart()
    return tuple(each for each in sorted(f for f in findings if kept.takes(f.start, f.end)))


class Apart:
    """Stretches of a text that don't overlap; asking is as cheap for many as for few."""

    def __init__(self) -> None:
        """Begin with none."""
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free(self, start: int, end: int) -> bool:
        """Tell whether a stretch touches none that was taken."""
        at = bisect_left(self._starts, end)
        return at == 0 or self._ends[at - 1] <= start

    def takes(self, start: int, end: int) -> bool:
        """Take a stretch if it is free."""
        if not self.free(start, end):
            return False
        at = bisect_left(self._starts, start)
        self._starts.insert(at, start)
        self._ends.insert(at, end)
        return True
