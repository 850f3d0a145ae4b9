"""One page of the questionnaire: its form, how it found its answers, and what else was written for it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain.drafting import Opened, asides_of, mark_of
from formsvc.domain.goals import STEPS
from formsvc.domain.identity import new_id
from formsvc.domain.questionnaire import Answers, Section, answers_to, is_answered
from formsvc.domain.submission import Draft, GoalStep
from formsvc.domain.time_left import minutes_left
from formsvc.web.mentee.pages import place_of
from formsvc.web.page import Page, ask
from formsvc.web.questionnaire_form import SectionForm, answers_from, opened_from, say_opened, section_form
from formsvc.workflows.continuity import choose_goal_steps, last_time


class Typed(NamedTuple):
    """What was posted from a section's page: its round, the answers, and how the page had found them."""

    cycle: int
    answers: Answers
    opened: Opened | None


def asked_section(section_id: str) -> Section:
    """Return the section of an address; 404 where there is none."""
    found: Section | None = g.services.programme.questionnaire.section(section_id)
    return found or abort(404)


def asked_form(asked: Section, cycle: int, draft: Draft) -> SectionForm:
    """Return a section's form, with what was posted, else what is drafted, and how its page finds it."""
    form = section_form(asked, cycle, draft.answers)
    posted = opened_from(form, asked)
    say_opened(form, asked, draft, posted.page_id if posted else new_id(g.services.random))
    return form


def section_page(asked: Section, cycle: int, draft: Draft) -> Page:
    """Return a section's page: its form, where it lies, and what else was written for it."""
    return ask(
        "mentee/section.html",
        asked_form(asked, cycle, draft),
        asked=asked,
        place=place_of(asked),
        minutes=minutes_left(g.services.programme.questionnaire, asked, draft.answers),
        touch=draft.touched.get(asked.id),
        asides=asides_of(draft, asked),
        is_answered=is_answered,
        last=last_time(g.services, g.person.id, cycle),
        chosen=draft.goal_steps,
        goal_steps=STEPS,
    )


def choose_steps(asked: Section, cycle: int) -> None:
    """Keep what was chosen for last time's goals on a section's page."""
    said = {question.id: request.form.get(f"step-{question.id}", "") for question in asked.questions}
    steps = {question_id: GoalStep(word) for question_id, word in said.items() if word in set(GoalStep)}
    choose_goal_steps(g.services, g.person.id, cycle, steps)


def typed_on(form: SectionForm, asked: Section) -> Typed:
    """Return what was posted from a section's page."""
    return Typed(form.cycle.data or 0, answers_from(form, asked), opened_from(form, asked))


def may_go_on(form: SectionForm) -> bool:
    """Tell whether the writer comes back later anyway, or everything on the page is as it should be."""
    return request.form.get("then") == "later" or bool(form.validate())


def is_what_is_kept(typed: Answers, asked: Section, draft: Draft) -> bool:
    """Tell whether the draft says what was typed; not so when an untouched old page met a newer version."""
    return mark_of(answers_to(asked.questions, typed)) == mark_of(answers_to(asked.questions, draft.answers))


def to_the_other_version(asked: Section, before: Draft, saved: Draft, typed: Answers) -> Response | None:
    """Lead to the page anew when this save came upon what was written elsewhere."""
    newer = None if is_what_is_kept(typed, asked, saved) else "1"
    if newer is None and all(version in before.set_aside for version in asides_of(saved, asked)):
        return None
    values: dict[str, Any] = {"section_id": asked.id, "newer": newer, "from": request.args.get("from")}
    return redirect(url_for("mentee.section", **values))
