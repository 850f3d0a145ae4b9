"""What a record says over time: answers side by side, ratings as series, and the lives of goals.

A submission may be older than the questionnaire and answer other questions. What has another
shape by now is left out of the series, and never out of the record: it is shown as it was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from formsvc.domain.questionnaire import Answer, Kind, Question, Questionnaire, is_answered
from formsvc.domain.submission import GoalStep, Submission

NO_LONGER_ASKED = "Asked before, and no longer"


@dataclass(frozen=True, slots=True)
class Row:
    """One question with the answer of each submission; ``question`` None: it isn't asked any more."""

    id: str
    label: str
    question: Question | None
    answers: tuple[Answer, ...]

    @property
    def worded(self) -> tuple[str | tuple[str, ...], ...]:
        """The answers in words; empty where nothing was answered."""
        return tuple(in_words(self.question, answer) for answer in self.answers)

    @property
    def answered(self) -> bool:
        """Whether any submission says something here."""
        return any(is_answered(answer) for answer in self.answers)

    @property
    def same(self) -> bool:
        """Whether all say the same, and say something."""
        return len(set(self.answers)) == 1 and is_answered(self.answers[0])


@dataclass(frozen=True, slots=True)
class Chapter:
    """One section of the questionnaire, as these submissions answered it."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RatingSeries:
    """One question's ratings, beside the cycles they belong to; None where there is none."""

    question: Question
    ratings: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Ratings:
    """All ratings over time: every cycle from the first sent to the last, gaps included."""

    cycles: tuple[int, ...]
    series: tuple[RatingSeries, ...]


class Turn(StrEnum):
    """What a submission did with a goal: the mentee's own word where there is one, else by comparing."""

    NEW = "new"
    SAME = "same as before"
    CHANGED = "changed"
    REACHED = "reached"
    DROPPED = "dropped"
    EMPTY = "left empty"


@dataclass(frozen=True, slots=True)
class Stage:
    """One goal in one submission; after ``REACHED`` and ``DROPPED``, ``text`` is the goal that follows."""

    cycle: int
    turn: Turn
    text: str


@dataclass(frozen=True, slots=True)
class GoalLife:
    """One goal question through all submissions that say something of it, oldest first."""

    question: Question
    stages: tuple[Stage, ...]


_SAID = {
    GoalStep.CHANGED: Turn.CHANGED,
    GoalStep.REACHED: Turn.REACHED,
    GoalStep.DROPPED: Turn.DROPPED,
}

_ENDINGS = (Turn.REACHED, Turn.DROPPED)


def in_words(question: Question | None, answer: Answer) -> str | tuple[str, ...]:
    """Return an answer as a person reads it; a rating outside its scale stays the number that was sent."""
    if isinstance(answer, int):
        known = question is not None and question.kind is Kind.RATING and 1 <= answer <= len(question.words)
        return question.rating_in_words(answer) if question and known else str(answer)
    return "" if answer is None else answer


def side_by_side(questionnaire: Questionnaire, submissions: Sequence[Submission]) -> tuple[Chapter, ...]:
    """Return every question once, with all answers to it; what isn't asked any more comes last."""
    asked = tuple(
        Chapter(
            section.title,
            tuple(_row(question.id, question.label, question, submissions) for question in section.questions),
        )
        for section in questionnaire.sections
    )
    known = {question.id for question in questionnaire.questions}
    sent = dict.fromkeys(question_id for submission in submissions for question_id in submission.answers)
    gone = tuple(_row(each, each.replace("_", " "), None, submissions) for each in sent if each not in known)
    return (*asked, Chapter(NO_LONGER_ASKED, gone)) if gone else asked


def ratings_over_time(questionnaire: Questionnaire, submissions: Sequence[Submission]) -> Ratings:
    """Return the ratings that still fit their question's scale; a question without any is left out."""
    sent = {submission.cycle: submission for submission in submissions}
    cycles = tuple(range(min(sent), max(sent) + 1)) if sent else ()
    series = (
        RatingSeries(question, tuple(_rating(question, sent.get(cycle)) for cycle in cycles))
        for question in questionnaire.questions
        if question.kind is Kind.RATING
    )
    return Ratings(cycles, tuple(each for each in series if any(each.ratings)))


def goal_lives(questionnaire: Questionnaire, submissions: Sequence[Submission]) -> tuple[GoalLife, ...]:
    """Return what became of each goal, submission by submission; a goal never set is left out."""
    in_order = sorted(submissions, key=lambda submission: submission.cycle)
    lives = (
        GoalLife(question, tuple(_stages(question, in_order)))
        for question in questionnaire.questions
        if question.kind is Kind.GOAL
    )
    return tuple(life for life in lives if life.stages)


def _row(question_id: str, label: str, question: Question | None, submissions: Sequence[Submission]) -> Row:
    return Row(question_id, label, question, tuple(each.answers.get(question_id) for each in submissions))


def _rating(question: Question, submission: Submission | None) -> int | None:
    answer = submission.answers.get(question.id) if submission else None
    return answer if isinstance(answer, int) and 1 <= answer <= len(question.words) else None


def _stages(question: Question, submissions: Sequence[Submission]) -> Iterator[Stage]:
    before = ""
    for submission in submissions:
        answer = submission.answers.get(question.id)
        text = answer if isinstance(answer, str) and answer.strip() else ""
        turn = _turn(submission, submission.goal_steps.get(question.id), before, text)
        if turn is None:
            continue
        if turn in _ENDINGS and _alike(before, text):
            text = ""  # the words of the goal that ended, not of the next one
        text = text or (before if turn is Turn.SAME else "")
        yield Stage(submission.cycle, turn, text)
        before = text or (before if turn is Turn.EMPTY else "")


def _turn(submission: Submission, step: GoalStep | None, before: str, text: str) -> Turn | None:
    """Return what became of the goal, None where there is none; the short version asks for no goals."""
    if step in _SAID and (before or text):
        return _SAID[step]
    if before and (_alike(before, text) or (step is GoalStep.KEPT and not text)):
        return Turn.SAME
    if text:
        return Turn.CHANGED if before else Turn.NEW
    return Turn.EMPTY if before and not submission.short else None


def _alike(one: str, other: str) -> bool:
    return one.split() == other.split()
