"""Saving a page of the questionnaire while it is written: asked by ``autosave.js``, answered in JSON."""

from __future__ import annotations

from flask import Blueprint, g, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from formsvc.domain.drafting import asides_of
from formsvc.domain.errors import MentorpostError
from formsvc.domain.questionnaire import Section
from formsvc.domain.submission import Draft
from formsvc.web.errors import sentence_of
from formsvc.web.mentee.section_page import asked_section, choose_steps, is_what_is_kept, typed_on
from formsvc.web.questionnaire_form import SectionForm, say_opened, section_form
from formsvc.workflows.questionnaire import open_questionnaire, save_section
from formsvc.workflows.set_aside import keep_aside

autosave = Blueprint("autosave", __name__)


@autosave.post("/questionnaire/<section_id>/draft")
def save(section_id: str) -> dict[str, object]:
    """Save what is written so far, or, with ``?aside``, keep it beside what is saved; nothing is judged."""
    asked = asked_section(section_id)
    form = section_form(asked, 0, open_questionnaire(g.services, g.person.id).draft.answers)
    cycle, typed, opened = typed_on(form, asked)
    if request.args.get("aside"):
        page_id = opened.page_id if opened else ""
        draft = keep_aside(g.services, g.person.id, cycle, section=asked, answers=typed, page_id=page_id)
    else:
        draft = save_section(g.services, g.person.id, cycle, typed, opened)
        choose_steps(asked, cycle)
    if opened and is_what_is_kept(typed, asked, draft):
        say_opened(form, asked, draft, opened.page_id)
    return _as_saved(draft, asked, form)


@autosave.errorhandler(MentorpostError)
@autosave.errorhandler(CSRFError)
@autosave.errorhandler(HTTPException)
def say_why_not(error: Exception) -> tuple[dict[str, str], int]:
    """Say calmly why nothing was saved; what is typed is still in the page that asked."""
    status, sentence = sentence_of(error)
    return {"sentence": sentence}, status


def _as_saved(draft: Draft, asked: Section, form: SectionForm) -> dict[str, object]:
    now = g.services.clock().astimezone(g.services.programme.timezone)
    return {
        "saved": f"{now:%H:%M}",
        "generation": draft.generation,
        "opened": form.opened.data,
        "elsewhere": len(asides_of(draft, asked)),
    }
