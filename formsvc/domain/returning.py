"""Points that keep returning: the same thing in nearly the same words, questionnaire after questionnaire.

Two points count as the same when they share enough of their words. Case, punctuation, order, endings such as
-ing and -ed, small words ("the", "my", "again") and counts ("twice", "four times") don't matter. What
is left must overlap: twice the shared words over all words of both is at least ``ENOUGH``.

Its limits: it compares words and understands none. "No time to study" and "My evenings are too short to read"
are two points to it. A long point that grew out of a short one is new as well. The small words and
endings are English; in another language only nearly the same wording counts, and in a script
without spaces only the same. So whoever shows a returning point shows the earlier words beside it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import Submission

TOLD_FROM = 3
"""How often a point must have come, this time included, before it is said to return."""
ENOUGH = 0.6
_SMALL = frozenset(
    "a about after again all also am an and another any are as at be because been before but by can could "
    "did do during even for from had has have he her his i in into is it its just me more most my of off "
    "often on or our out over really same she so some still such than that the their them then there these "
    "they this those through to too us very was we were when where which while who will with would yet you "
    "your once twice one two three four five six seven eight nine ten several times week weeks month months "
    "day days".split()
)
_TIMES = {3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth"}
_APOSTROPHE = re.compile("['\u2019]")
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ing", "ed", "es", "s", "e")
_LEAST_STEM = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A point in the words of one cycle; ``same``: they were the very words of this time."""

    cycle: int
    text: str
    same: bool


@dataclass(frozen=True, slots=True)
class ReturningPoint:
    """A point of this time that came before, ``before`` in the words of each time, oldest first."""

    text: str
    before: tuple[Said, ...]

    @property
    def times(self) -> int:
        """How often it has come, this time included."""
        return len(self.before) + 1

    @property
    def in_words(self) -> str:
        """``for the third time``."""
        return f"for the {_TIMES.get(self.times, f'{self.times}th')} time"


def returning_points(
    question_id: str, submission: Submission, earlier: Sequence[Submission]
) -> tuple[ReturningPoint, ...]:
    """Return this submission's points that come for the third time or more, the most frequent first.

    One that says the same as another of this time is named once.
    """
    found: list[ReturningPoint] = []
    for text in _points(submission.answers.get(question_id)):
        before = tuple(_said_before(text, question_id, earlier))
        if len(before) + 1 >= TOLD_FROM and not any(alike(text, known.text) for known in found):
            found.append(ReturningPoint(text, before))
    return tuple(sorted(found, key=lambda point: -point.times))


def alike(one: str, other: str) -> bool:
    """Tell whether two points say the same in nearly the same words, as this module's docstring says."""
    these, those = _stems(one), _stems(other)
    if not these or not those:
        return _plain(one) == _plain(other)
    return 2 * len(these & those) >= ENOUGH * (len(these) + len(those))


def _said_before(text: str, question_id: str, earlier: Sequence[Submission]) -> Iterator[Said]:
    for sent in sorted(earlier, key=lambda each: each.cycle):
        same = next((point for point in _points(sent.answers.get(question_id)) if alike(text, point)), None)
        if same is not None:
            yield Said(sent.cycle, same, _plain(same) == _plain(text))


def _points(answer: Answer) -> tuple[str, ...]:
    return tuple(item for item in answer if item.strip()) if isinstance(answer, tuple) else ()


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stems(text: str) -> frozenset[str]:
    words = _WORD.findall(_APOSTROPHE.sub("", _plain(text)))
    return frozenset(_stem(word) for word in words if word not in _SMALL and not word.isdecimal())


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_STEM:
            return word.removesuffix(ending)
    return word
