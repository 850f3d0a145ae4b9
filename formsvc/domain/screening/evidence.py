"""Evidence for and against: a cue is a shape of words, where it stands, and how much it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

BEFORE, AFTER = 60, 80
"""How many characters on either side of a name a cue may reach."""


class Side(StrEnum):
    """Where a cue stands: it ends at the name, begins after it, or is anywhere in its sentence."""

    BEFORE = "before"
    AFTER = "after"
    AROUND = "around"


@dataclass(frozen=True, slots=True)
class Cue:
    """A shape of words; above nought it speaks for a colleague, below for a patient."""

    weight: int
    side: Side
    words: re.Pattern[str]

    def stands(self, before: str, after: str) -> bool:
        """Tell whether the words around a name have this shape."""
        if self.side is Side.BEFORE:
            return self.words.search(before[-BEFORE:]) is not None
        if self.side is Side.AFTER:
            return self.words.match(after[:AFTER]) is not None
        return self.words.search(before) is not None or self.words.search(after) is not None


def before(weight: int, words: str, between: str = r"\W{1,3}") -> Cue:
    """Return a cue for whole words that end where the name begins."""
    return Cue(weight, Side.BEFORE, re.compile(rf"(?<!\w)(?:{words}){between}$", re.IGNORECASE))


def after(weight: int, words: str) -> Cue:
    """Return a cue for words that follow the name at once; they bring their own blank or comma."""
    return Cue(weight, Side.AFTER, re.compile(rf"(?:{words})", re.IGNORECASE))


def around(weight: int, words: str) -> Cue:
    """Return a cue for whole words anywhere in the sentence."""
    return Cue(weight, Side.AROUND, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))


def weighed(cues: Iterable[Cue], left: str, right: str) -> int:
    """Return the sum of what the cues say about a name between two stretches of its sentence."""
    return sum(cue.weight for cue in cues if cue.stands(left, right))
