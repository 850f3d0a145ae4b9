"""What of an evaluation may be shown: no number below five, not even by subtraction, and how sure it is.

Each question has a fixed ladder: every word by itself, then words put together, and at last nothing.
The first rung counts on which every number is five or more, zero being less than five: "all of
them said so" tells what each one said. No rung overlaps another but by holding it whole, the groups are
never added up, and no two questions are crossed. So for whatever is kept back there are always other
answers that would have been published in exactly the same way, in which it is five or more:
``tests/domain/test_disclosure.py`` looks for them.

The interval is Wilson's score interval of 95% (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927, 209-212).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from formsvc.domain.evaluation import AskedKind, AskedQuestion, Group, Round, Tally

FEWEST = 5
"""The smallest number that is ever shown."""
_Z = NormalDist().inv_cdf(0.975)
_HIGHEST_RATINGS = 2

Part = tuple[int, ...]
"""Words counted together, by their places."""
Rung = tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One row: how many of how many chose these words, and the interval, as fractions of 1."""

    words: tuple[str, ...]
    count: int
    of: int
    low: float
    high: float

    @property
    def label(self) -> str:
        """The words as a reader sees them: ``Useful or very useful``."""
        return in_words(self.words)

    @property
    def per_cent(self) -> int:
        """The share in whole per cent."""
        return _per_cent(self.count / self.of)

    @property
    def interval(self) -> tuple[int, int]:
        """The interval in whole per cent: (49, 94) for 8 of 10."""
        return _per_cent(self.low), _per_cent(self.high)


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question; no shares: too few to show. ``together``: words were counted together."""

    label: str
    shares: tuple[Share, ...]
    together: bool


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One group; ``answered`` None: fewer than five, and nothing else is said."""

    group: Group
    asked: int
    answered: int | None
    questions: tuple[QuestionResult, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All that is ever shown of a round. There is no row for both groups together."""

    groups: tuple[GroupResult, ...]


def results_of(asked: Round, tallies: Mapping[Group, Tally]) -> Results:
    """Return what may be shown of a round's sums."""
    return Results(
        tuple(
            _group_result(asked, group, tallies.get(group, Tally()))
            for group in Group
            if group in asked.asked
        )
    )


def ladder(question: AskedQuestion) -> tuple[Rung, ...]:
    """Return a question's rungs, the finest first; each part of one lies whole within a part of the next."""
    places = range(len(question.words))
    finest: Rung = tuple((place,) for place in places)
    if question.kind is AskedKind.RATING:
        high = tuple(places[-_HIGHEST_RATINGS:])
        middle = tuple(places[_HIGHEST_RATINGS:-_HIGHEST_RATINGS])
        low = tuple(places[:_HIGHEST_RATINGS])
        return finest, (low, middle, high), (low + middle, high)
    counted = tuple(place for place in places if question.words[place] in question.counted)
    rest = tuple(place for place in places if place not in counted)
    return (finest, (counted, rest)) if len(finest) > 2 else (finest,)  # noqa: PLR2004 - two words are one pair


def rung_to_show(question: AskedQuestion, counts: tuple[int, ...]) -> Rung | None:
    """Return the first rung of which every number may be shown, None when there is none."""
    return next((rung for rung in ladder(question) if all(_sum(counts, p) >= FEWEST for p in rung)), None)


def wilson(count: int, of: int) -> tuple[float, float]:
    """Return the bounds of Wilson's 95% interval for a proportion, as fractions of 1."""
    share, spread = count / of, _Z * _Z / of
    middle = (share + spread / 2) / (1 + spread)
    reach = _Z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)


def in_words(words: tuple[str, ...]) -> str:
    """Return ``Not at all, slightly or fairly`` for three words."""
    first, *others = words
    lowered = [first, *(word[:1].lower() + word[1:] if word[1:2].islower() else word for word in others)]
    return lowered[0] if not others else f"{', '.join(lowered[:-1])} or {lowered[-1]}"


def _group_result(asked: Round, group: Group, tally: Tally) -> GroupResult:
    if tally.answered < FEWEST:
        return GroupResult(group, asked.asked[group], None, ())
    questions = tuple(
        _question_result(question, tally.chosen[question.id]) for question in asked.evaluation.asked_of(group)
    )
    return GroupResult(group, asked.asked[group], tally.answered, questions)


def _question_result(question: AskedQuestion, counts: tuple[int, ...]) -> QuestionResult:
    rung = rung_to_show(question, counts) or ()
    shares = tuple(_share(question, counts, part) for part in rung)
    return QuestionResult(question.label, shares, together=any(len(part) > 1 for part in rung))


def _share(question: AskedQuestion, counts: tuple[int, ...], part: Part) -> Share:
    count, of = _sum(counts, part), sum(counts)
    low, high = wilson(count, of)
    return Share(tuple(question.words[place] for place in part), count, of, low, high)


def _sum(counts: tuple[int, ...], part: Part) -> int:
    return sum(counts[place] for place in part)


def _per_cent(share: float) -> int:
    return int(100 * share + 0.5)
