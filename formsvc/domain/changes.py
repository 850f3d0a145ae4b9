"""What changed between a submission and the one before it, told by structure and never by reading feelings.

Who asks decides what is compared: a mentor may know of the same pairing and of what the mentee
shared (Z4), a mentee of everything. What isn't handed in here is never told, counted or hinted at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from formsvc.domain.history import GoalLife, Ratings, Stage, Turn, goal_lives, ratings_over_time
from formsvc.domain.questionnaire import Question, Questionnaire
from formsvc.domain.returning import ReturningPoint, returning_points
from formsvc.domain.submission import Submission

MOST_SHOWN = 12
"""How many of the newest cycles a series shows: two years of a two-monthly questionnaire."""


@dataclass(frozen=True, slots=True)
class RatingChange:
    """One rating beside last time's; ``series`` ends with ``now`` and has None for a cycle without one."""

    question: Question
    before: int
    now: int
    cycles: tuple[int, ...]
    series: tuple[int | None, ...]

    @property
    def fell(self) -> bool:
        """Whether it is lower than last time."""
        return self.now < self.before

    @property
    def in_words(self) -> str:
        """``up from 3 (fair) to 4 (good)``, or ``still 3 (fair)``, in the questionnaire's words."""
        now = _worded(self.question, self.now)
        if self.now == self.before:
            return f"still {now}"
        return f"{'down' if self.fell else 'up'} from {_worded(self.question, self.before)} to {now}"

    @property
    def so_far(self) -> str:
        """``3, none, 4 in cycles 2 to 4, out of 5``: the series in words."""
        ratings = ", ".join("none" if rating is None else str(rating) for rating in self.series)
        return f"{ratings} in cycles {self.cycles[0]} to {self.cycles[-1]}, out of {len(self.question.words)}"


@dataclass(frozen=True, slots=True)
class GoalChange:
    """What became of one goal: ``before`` was it last time, ``now`` is it from now on; empty: none."""

    question: Question
    turn: Turn
    before: str
    now: str

    @property
    def in_words(self) -> str:
        """``reached``, ``changed``, ``new``: what became of it."""
        return "left empty this time" if self.turn is Turn.EMPTY else self.turn.value


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed since the submission of cycle ``since``."""

    since: int
    ratings: tuple[RatingChange, ...] = ()
    goals: tuple[GoalChange, ...] = ()
    returning: tuple[ReturningPoint, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.ratings or self.goals or self.returning)


def changes_since_last(
    questionnaire: Questionnaire,
    submission: Submission,
    visible: Sequence[Submission],
    everything: Sequence[Submission],
) -> Changes | None:
    """Return what changed since the newest earlier one of the ``visible``; None when there is none.

    Of ``everything`` that was sent, only the cycles' numbers are looked at.
    """
    earlier = sorted((each for each in visible if each.cycle < submission.cycle), key=lambda each: each.cycle)
    if not earlier:
        return None
    told = _as_one_may_know((*earlier, submission), {each.cycle for each in everything})
    return Changes(
        since=earlier[-1].cycle,
        ratings=tuple(_rating_changes(ratings_over_time(questionnaire, told), earlier[-1].cycle)),
        goals=tuple(_goal_changes(goal_lives(questionnaire, told), submission.cycle)),
        returning=returning_points(questionnaire.watched, submission, earlier),
    )


def _as_one_may_know(told: Sequence[Submission], sent: Collection[int]) -> tuple[Submission, ...]:
    """Return submissions without the choices about goals of one that isn't among them.

    "Reached" is said of the goal before: who may not know that one hears nothing of it.
    """
    known = {each.cycle for each in told}
    in_order = sorted({*sent, *known})
    before = dict(pairwise(reversed(in_order)))
    return tuple(each if before.get(each.cycle) in known else replace(each, goal_steps={}) for each in told)


def _worded(question: Question, rating: int) -> str:
    return f"{rating} ({question.words[rating - 1].lower()})"


def _rating_changes(ratings: Ratings, since: int) -> Iterator[RatingChange]:
    for series in ratings.series:
        before, now = series.ratings[ratings.cycles.index(since)], series.ratings[-1]
        if before is not None and now is not None:
            cycles, shown = ratings.cycles[-MOST_SHOWN:], series.ratings[-MOST_SHOWN:]
            yield RatingChange(series.question, before, now, cycles, shown)


def _goal_changes(lives: Sequence[GoalLife], cycle: int) -> Iterator[GoalChange]:
    for life in lives:
        stage = life.stages[-1]
        if stage.cycle != cycle or stage.turn is Turn.SAME:
            continue
        yield GoalChange(life.question, stage.turn, _goal_before(life.stages[:-1]), stage.text)


def _goal_before(stages: Sequence[Stage]) -> str:
    """Return the goal that stood; one left empty for a while still stands."""
    return next((each.text for each in reversed(stages) if each.turn is not Turn.EMPTY), "")
