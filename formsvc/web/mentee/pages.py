"""What the mentee's pages show beside their forms: the way through the sections, and their state."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import g, render_template, request, url_for

from formsvc.domain.history import side_by_side
from formsvc.domain.questionnaire import (
    Answer,
    Answers,
    Question,
    Section,
    answers_to,
    faults_in,
    is_answered,
)
from formsvc.domain.sending import UPDATE_LIMIT
from formsvc.web.mentee.forms import SendForm, UpdateForm
from formsvc.web.mentee.pointing import pointing_at
from formsvc.web.questionnaire_form import answers_from
from formsvc.workflows.questionnaire import OpenQuestionnaire, check_answers
from formsvc.workflows.record import SentSubmission


class Step(NamedTuple):
    """One section in the list of sections."""

    section: Section
    state: str


class Place(NamedTuple):
    """Where one section lies in the questionnaire: its number from 1, how many, and what comes before."""

    number: int
    total: int
    back: str


def steps(answers: Answers) -> list[Step]:
    """Return every section with how far it has come."""
    return [
        Step(section, _state(section, answers)) for section in g.services.programme.questionnaire.sections
    ]


def first_unfinished(answers: Answers) -> str:
    """Return the address of the first section that still needs something, else of the check page."""
    waiting = (step.section.id for step in steps(answers) if step.state != "Done")
    section_id = next(waiting, None)
    return url_for("mentee.section", section_id=section_id) if section_id else url_for("mentee.check")


def place_of(section: Section) -> Place:
    """Return where a section lies, and the page before it."""
    sections = g.services.programme.questionnaire.sections
    at = sections.index(section)
    before = (
        url_for("mentee.section", section_id=sections[at - 1].id) if at else url_for("mentee.questionnaire")
    )
    return Place(at + 1, len(sections), url_for("mentee.check") if _from_check() else before)


def after(section: Section) -> str:
    """Return the page that follows a finished section."""
    sections = g.services.programme.questionnaire.sections
    at = sections.index(section)
    if request.form.get("then") == "later":
        return url_for("mentee.home", saved="1")
    if _from_check() or at + 1 == len(sections):
        return url_for("mentee.check")
    return url_for("mentee.section", section_id=sections[at + 1].id)


def drawn_start(opened: OpenQuestionnaire) -> str:
    """Draw the start page: what it takes, how far it has come, and what an earlier cycle left unsent."""
    questions = g.services.programme.questionnaire.questions
    left = opened.draft.unsent
    return render_template(
        "mentee/questionnaire.html",
        opened=opened,
        steps=steps(opened.draft.answers),
        way_on=first_unfinished(opened.draft.answers),
        unsent=answers_to(questions, left.answers) if left else {},
        is_answered=is_answered,
    )


def drawn_check(moved: str = "") -> str:
    """Draw the check page; ``moved`` says why nothing was sent."""
    checked = check_answers(g.services, g.person.id)
    sections = g.services.programme.questionnaire.sections
    pointing = pointing_at(sections, checked.draft.answers, checked.draft.screened)
    form = SendForm(
        formdata=None,
        cycle=checked.cycle.number,
        generation=checked.draft.generation,
        pairing_id=checked.pairing.id if checked.pairing else "",
        mentor_email=checked.mentor_email,
        short="yes" if checked.faults else "",
        when="now",
        way=checked.way.value,
    )
    return render_template(
        "mentee/check.html",
        checked=checked,
        form=form,
        short_will_do=bool(checked.faults) and not checked.short_faults,
        moved=moved,
        faults=[
            (_section_of(question_id), question_id, said) for question_id, said in checked.faults.items()
        ],
        faulty=bool(moved or checked.faults),
        is_answered=is_answered,
        pointed=pointing.pointed,
        colleagues=pointing.colleagues,
    )


def drawn_sent(sent: SentSubmission) -> str:
    """Draw the confirmation of a submission, with its answers to print or keep."""
    return render_template("mentee/sent.html", form=UpdateForm(formdata=None), **sent_context(sent))


def sent_context(sent: SentSubmission) -> dict[str, Any]:
    """Return what the confirmation shows beside its form."""
    return {
        "sent": sent,
        "chapters": side_by_side(g.services.programme.questionnaire, [sent.submission]),
        "update_limit": UPDATE_LIMIT,
    }


def typed_too_late() -> list[tuple[Question, Answer]]:
    """Return what was just typed into a section, where something was."""
    if request.method != "POST" or request.endpoint != "mentee.section" or "page" not in g:
        return []
    asked: Section = g.page.context["asked"]
    typed = answers_to(asked.questions, answers_from(g.page.form, asked))
    return [(each, typed[each.id]) for each in asked.questions if is_answered(typed.get(each.id))]


def drawn_too_late(sentence: str, typed: list[tuple[Question, Answer]]) -> tuple[str, int]:
    """Draw what couldn't be saved any more, and why: nothing typed is lost."""
    return render_template("mentee/too_late.html", sentence=sentence, typed=typed), 409


def anchor(question: Question) -> str:
    """Return the id of the first input of a question, for links from an error summary."""
    return f"{question.id}-0" if question.kind in {"items", "rating"} else question.id


def _section_of(question_id: str) -> Section:
    sections: tuple[Section, ...] = g.services.programme.questionnaire.sections
    return next(each for each in sections if any(question.id == question_id for question in each.questions))


def _state(section: Section, answers: Answers) -> str:
    if not any(question.id in answers for question in section.questions):
        return "Not started"
    return "Needs a change" if faults_in(section.questions, answers) else "Done"


def _from_check() -> bool:
    return request.args.get("from") == "check"
