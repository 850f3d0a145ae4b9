"""The end-of-year evaluation: what is asked, one round of asking, and the sums of what people chose.

No sheet of answers exists. What somebody chooses is added to the sums of their group at once, so
nothing is kept that belongs to one person, and there is no order in which it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

LONGEST = timedelta(days=60)
SHORTEST = timedelta(days=7)
BETWEEN = timedelta(days=180)
"""From one opening to the next: two rounds close together would show what one newcomer chose."""
_REMIND_BEFORE = timedelta(days=7)
_LEFT_IN_PEACE = timedelta(days=3)


class Group(StrEnum):
    """Who is asked: each group has its own questions, links and results."""

    MENTEE = "mentee"
    MENTOR = "mentor"


class AskedKind(StrEnum):
    """The kinds of question of an evaluation. None is free text: how one writes says who one is."""

    RATING = "rating"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """One question; ``counted`` are the words of a choice that results put together, such as "Yes"."""

    id: str
    asked_of: tuple[Group, ...]
    kind: AskedKind
    label: str
    words: tuple[str, ...]
    counted: tuple[str, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A version of the evaluation, as ``programme.toml`` has it."""

    id: str
    version: str
    questions: tuple[AskedQuestion, ...]

    def asked_of(self, group: Group) -> tuple[AskedQuestion, ...]:
        """Return a group's questions, in the order in which they are asked."""
        return tuple(question for question in self.questions if group in question.asked_of)


@dataclass(frozen=True, slots=True)
class Round:
    """One time of asking; it keeps the questions that it asked. ``asked`` is how many had a letter.

    Answers are taken until the end of ``closes_on``.
    """

    id: str
    evaluation: Evaluation
    opened_on: date
    closes_on: date
    asked: Mapping[Group, int]
    closed_on: date | None = None
    reminded: bool = False

    def takes_answers(self, today: date) -> bool:
        """Tell whether somebody may still answer."""
        return self.closed_on is None and today <= self.closes_on

    @property
    def remind_on(self) -> date:
        """The day of the one reminder: a week before the end, and never in the first three days."""
        return max(self.closes_on - _REMIND_BEFORE, self.opened_on + _LEFT_IN_PEACE)

    @property
    def next_from(self) -> date:
        """The first day on which another round may open."""
        return self.opened_on + BETWEEN


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a group answered, and by question how many chose each of its words."""

    answered: int = 0
    chosen: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def with_answers(self, questions: Iterable[AskedQuestion], choices: Mapping[str, int]) -> Tally:
        """Return the sums with one more person in them; ``choices`` number the words from 0."""
        added = {
            question.id: _one_more(self.chosen.get(question.id, ()), choices[question.id], question)
            for question in questions
        }
        return Tally(self.answered + 1, added)


def _one_more(sums: tuple[int, ...], choice: int, question: AskedQuestion) -> tuple[int, ...]:
    sums = sums or (0,) * len(question.words)
    return tuple(count + (at == choice) for at, count in enumerate(sums))
