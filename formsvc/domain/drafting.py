"""Saving over a draft: the newer wins, and what another tab or device had saved is kept beside it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.domain.questionnaire import Answers, Questionnaire, Section, answers_to, is_answered
from formsvc.domain.submission import Draft, SetAside, Touch

KEPT_ASIDE = 5
"""Versions that a draft keeps aside; the oldest goes first. One page has one version at most."""


@dataclass(frozen=True, slots=True)
class Opened:
    """How a page had found its section: the draft's generation, the page's own id, and if it was typed on."""

    generation: int
    page_id: str
    typed_on: bool = True


def mark_of(answers: Answers) -> str:
    """Return a short mark that two sets of answers share when they say the same."""
    said = {question_id: _trimmed(answer) for question_id, answer in answers.items() if is_answered(answer)}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def saved_over(
    draft: Draft, questionnaire: Questionnaire, answers: Answers, now: datetime, opened: Opened | None = None
) -> Draft:
    """Return the draft with some answers merged in; the same draft when they change nothing.

    ``opened`` tells how the page that posts them had found them. Where another page has changed
    the section since, the answers that are saved now win and the others are set aside; a page
    on which nothing was typed since wins over nothing. None: the answers are known to be fresh.
    """
    kept = dict(answers)
    aside = draft
    for section in questionnaire.sections:
        typed = answers_to(section.questions, answers)
        if not typed:
            continue
        stored = answers_to(section.questions, draft.answers)
        if opened is None or mark_of(stored) == mark_of({**stored, **typed}):
            continue
        if not _changed_elsewhere(draft, section, opened):
            continue
        if not opened.typed_on:
            kept = {question_id: answer for question_id, answer in kept.items() if question_id not in typed}
        elif mark_of(stored) != mark_of({}):
            aside = with_aside(aside, _version(draft, section, stored), over=opened.page_id)
    merged = {**draft.answers, **kept}
    if merged == dict(draft.answers):
        return draft
    generation = draft.generation + 1
    touch = Touch(generation, opened.page_id if opened else "", now)
    touched = {section.id: touch for section in questionnaire.sections if _differs(section, draft, merged)}
    return replace(
        aside,
        generation=generation,
        answers=merged,
        saved_at=now,
        touched={**draft.touched, **touched},
    )


def with_aside(draft: Draft, version: SetAside, over: str = "") -> Draft:
    """Return the draft with another version kept aside, in place of what the same page had there.

    ``over`` is the page whose version is the saved one now: it needs none aside.
    """
    of_pages = {version.page_id, over}
    others = (
        other
        for other in draft.set_aside
        if other.section_id != version.section_id or other.page_id not in of_pages
    )
    return replace(draft, set_aside=(*others, version)[-KEPT_ASIDE:])


def without_aside(draft: Draft, section_id: str, saved_at: str) -> Draft:
    """Return the draft without one version; ``saved_at`` is its moment in ISO 8601."""
    return replace(
        draft,
        set_aside=tuple(
            other
            for other in draft.set_aside
            if (other.section_id, other.saved_at.isoformat()) != (section_id, saved_at)
        ),
    )


def asides_of(draft: Draft, section: Section) -> tuple[SetAside, ...]:
    """Return the other versions of one section that are kept, oldest first."""
    return tuple(other for other in draft.set_aside if other.section_id == section.id)


def _changed_elsewhere(draft: Draft, section: Section, opened: Opened) -> bool:
    touch = draft.touched.get(section.id)
    return touch is not None and touch.generation > opened.generation and touch.page_id != opened.page_id


def _version(draft: Draft, section: Section, stored: Answers) -> SetAside:
    touch = draft.touched[section.id]
    return SetAside(section.id, stored, touch.saved_at, touch.page_id)


def _differs(section: Section, draft: Draft, merged: Answers) -> bool:
    return any(
        question.id in merged
        and (question.id not in draft.answers or merged[question.id] != draft.answers[question.id])
        for question in section.questions
    )


def _trimmed(answer: object) -> object:
    """Return items without the empty boxes at their end, which a page may or may not show."""
    if not isinstance(answer, tuple):
        return answer
    items = list(answer)
    while items and not items[-1].strip():
        items.pop()
    return items
