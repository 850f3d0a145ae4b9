"""One section of the questionnaire as a WTForms form, and back to answers.

What counts as a good answer, and the sentence when it isn't one, is the domain's
(``fault_in``): here every field only carries it. Nothing sets a native ``maxlength``, which
would silently cut what is pasted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, FieldList, HiddenField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import HiddenInput

from formsvc.domain.drafting import Opened, mark_of
from formsvc.domain.questionnaire import Answer, Answers, Kind, Question, Section, answers_to, fault_in
from formsvc.domain.submission import Draft

FIRST_ROWS = 3
"""Boxes that an unanswered list begins with."""


_OPENED = re.compile(r"([0-9]{1,15})\.([a-z0-9]{1,40})\.([0-9a-f]{16})")


class SectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The base of every section's form: the round it was opened for, and how its page found the answers."""

    cycle = IntegerField(widget=HiddenInput())
    opened = HiddenField()


class _Judged:
    """Validates a field with the domain's own rule."""

    def __init__(self, question: Question) -> None:
        self.question = question
        required = question.required or question.min_items > 0
        self.field_flags = {"maxlength": question.max_length} | ({} if required else {"optional": True})

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if fault := fault_in(self.question, answer_of(self.question, field)):
            raise ValidationError(fault)


@lru_cache(maxsize=256)
def form_class(section: Section) -> type[SectionForm]:
    """Return the form class of a section; its fields carry the questions' ids."""
    fields = {question.id: _field_for(question) for question in section.questions}
    return type(f"{section.id.title()}Form", (SectionForm,), fields)


def section_form(section: Section, cycle: int, answers: Answers) -> SectionForm:
    """Return a section's form: what was posted, else what is drafted."""
    drafted = {question.id: _shown(answers.get(question.id)) for question in section.questions}
    form: SectionForm = form_class(section)(data={**drafted, "cycle": cycle})
    for question in section.questions:
        if question.kind is Kind.ITEMS:
            _fill_up(form[question.id], max(question.min_items, min(FIRST_ROWS, question.max_items)))
    return form


def opened_from(form: SectionForm, section: Section) -> Opened | None:
    """Return how the posted page had found its section; None when it doesn't say."""
    posted = form.opened.raw_data or [""]
    said = _OPENED.fullmatch(posted[0])
    if said is None:
        return None
    return Opened(int(said[1]), said[2], typed_on=mark_of(_as_it_stood(form, section)) != said[3])


def say_opened(form: SectionForm, section: Section, draft: Draft, page_id: str) -> None:
    """Write into a form how its page finds the section, for the next save to say."""
    mark = mark_of(answers_to(section.questions, draft.answers))
    form.opened.data = f"{draft.generation}.{page_id}.{mark}"


def answers_from(form: SectionForm, section: Section) -> dict[str, Answer]:
    """Return what was typed as answers, faulty ones too, with line ends as the store keeps them."""
    return {question.id: answer_of(question, form[question.id]) for question in section.questions}


def add_box(form: SectionForm, section: Section, list_id: str | None) -> bool:
    """Add an empty box to a list of the section, if it may have more; tell whether there is such a list."""
    question = next((each for each in section.questions if each.id == list_id), None)
    if question is None or question.kind is not Kind.ITEMS:
        return False
    if len(form[question.id]) < question.max_items:
        form[question.id].append_entry()
    return True


def answer_of(question: Question, field: Field) -> Answer:
    """Return one field's answer."""
    if question.kind is Kind.ITEMS:
        items = [_text(entry.data) for entry in field]
        while items and not items[-1].strip():
            items.pop()
        return tuple(items)
    if question.kind is Kind.RATING:
        chosen = field.data or ""
        return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) == 1 else None
    return _text(field.data)


def _as_it_stood(form: SectionForm, section: Section) -> dict[str, Answer]:
    """Return what the posted page showed; a rating that none was chosen of isn't posted at all."""
    ratings = (question for question in section.questions if question.kind is Kind.RATING)
    left_open = (question.id for question in ratings if not form[question.id].raw_data)
    return {**answers_from(form, section), **dict.fromkeys(left_open)}


def _fill_up(boxes: FieldList, number: int) -> None:
    """Add empty boxes; ``min_entries`` would fill them with what was posted for others."""
    while len(boxes) < number:
        boxes.append_entry()


def _text(typed: str | None) -> str:
    return (typed or "").replace("\r\n", "\n")


def _shown(answer: Answer) -> Any:  # noqa: ANN401 - what WTForms takes for each kind of field
    if isinstance(answer, tuple):
        return list(answer)
    return str(answer) if isinstance(answer, int) else answer


def _field_for(question: Question) -> Field:
    judged = [_Judged(question)]
    common = {"label": question.label, "description": question.hint, "validators": judged}
    if question.kind is Kind.RATING:
        choices = [SelectChoice(str(number), word) for number, word in enumerate(question.words, start=1)]
        return RadioField(choices=choices, validate_choice=False, **common)
    if question.kind is Kind.ITEMS:
        return FieldList(TextAreaField(question.label, validators=[_Limited(question)]), **common)
    if question.kind is Kind.SHORT_TEXT:
        return StringField(**common)
    return TextAreaField(**common)


class _Limited:
    """Carries an item's limit for the count beside its box; the list's own rule judges it."""

    def __init__(self, question: Question) -> None:
        self.field_flags = {"maxlength": question.max_length}

    def __call__(self, _form: FlaskForm, _field: Field) -> None:
        """Judge nothing: one sentence a fault is enough."""
