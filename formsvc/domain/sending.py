"""When a questionnaire leaves, what of it is sent, and what the two-minute version of one asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from formsvc.domain.questionnaire import (
    Answer,
    Answers,
    Kind,
    Question,
    Questionnaire,
    Section,
    answers_to,
    is_answered,
)

MORNING = time(8)
UPDATE_LIMIT = 1000
"""Characters of the one short update to a sent questionnaire."""
SHORT_ID = "two-minutes"


class When(StrEnum):
    """When a letter may leave; until then it can be taken back."""

    NOW = "now"
    IN_AN_HOUR = "hour"
    IN_THE_MORNING = "morning"


def leaves_at(when: When, now: datetime) -> datetime | None:
    """Return when a letter may leave, None: at once. ``now`` is local, for the morning's sake."""
    if when is When.IN_AN_HOUR:
        return now + timedelta(hours=1)
    if when is When.IN_THE_MORNING:
        morning = datetime.combine(now.date(), MORNING, tzinfo=now.tzinfo)
        if now >= morning:
            morning = datetime.combine(now.date() + timedelta(days=1), MORNING, tzinfo=now.tzinfo)
        return morning
    return None


def two_minute_version(questionnaire: Questionnaire) -> Section:
    """Return one page with the ratings, one point of each list that asks for some, and the one request."""
    return Section(
        id=SHORT_ID,
        title="The two-minute version",
        intro="Better than nothing, and often enough. Your mentor is told that it is the short one.",
        questions=tuple(
            _shortened(question) for question in questionnaire.questions if _is_kept(question, questionnaire)
        ),
    )


def _is_kept(question: Question, questionnaire: Questionnaire) -> bool:
    asked_for = question.kind is Kind.ITEMS and question.min_items > 0
    return question.kind is Kind.RATING or asked_for or question.id == questionnaire.opening


def _shortened(question: Question) -> Question:
    if question.kind is Kind.ITEMS:
        return replace(question, min_items=1, required=True, hint="One is enough.")
    return question


def as_sent(questions: tuple[Question, ...], answers: Answers) -> dict[str, Answer]:
    """Return what the check page showed: without empty items, and without what wasn't answered or asked."""
    return {
        question_id: _without_empty(answer)
        for question_id, answer in answers_to(questions, answers).items()
        if is_answered(answer)
    }


def _without_empty(answer: Answer) -> Answer:
    return tuple(item for item in answer if item.strip()) if isinstance(answer, tuple) else answer
