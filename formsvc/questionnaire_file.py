"""Reading the questionnaire of ``programme.toml``: its sections, questions and their ids."""

from __future__ import annotations

import re

from formsvc.domain.questionnaire import Kind, Question, Questionnaire, Section
from formsvc.toml_table import Table

RATING_WORDS = 5
SECTION_PAGES = frozenset({"check", "send"})
FORM_NAMES = frozenset(
    {"add", "csrf_token", "cycle", "data", "errors", "form_errors", "main", "meta", "populate_obj", "process"}
    | {"opened", "post_process", "then", "validate", "validate_on_submit", "hidden_tag", "is_submitted"}
)
_ID = re.compile(r"[a-z][a-z0-9_]*")


def read_questionnaire(root: Table) -> Questionnaire:
    """Return the questionnaire of a file's root table; what is wrong is noted as a fault."""
    table = root.table("questionnaire", needed="Write a [questionnaire] table with its sections.")
    used: set[str] = set()
    sections = tuple(
        _section(section, used) for section in table.tables("sections", needed="Write at least one section.")
    )
    questionnaire = Questionnaire(
        id=table.text("id", needed="Write an id for the questionnaire."),
        version=table.text("version", needed='Write a version, such as "2026.1".'),
        sections=sections,
        opening=table.text("opening", needed="Name the question that the mentor's letter shows first."),
        watched=table.text("watched"),
    )
    if questionnaire.opening and questionnaire.question(questionnaire.opening) is None:
        table.fault(
            "opening", f'no question has the id "{questionnaire.opening}". Write the id of one below.'
        )
    watched = questionnaire.question(questionnaire.watched)
    if questionnaire.watched and (watched is None or watched.kind is not Kind.ITEMS):
        table.fault(
            "watched",
            f'no question of items has the id "{questionnaire.watched}". Write the id of one.',
        )
    table.finish()
    return questionnaire


def _section(table: Table, used: set[str]) -> Section:
    section = Section(
        id=_id(table, used, "section"),
        title=table.text("title", needed="Write the section's title."),
        intro=table.text("intro"),
        questions=tuple(
            _question(question, used)
            for question in table.tables("questions", needed="Write at least one question in the section.")
        ),
    )
    if section.id in SECTION_PAGES:
        table.fault("id", f'"{section.id}" is the name of a page of the service. Choose another id.')
    table.finish()
    return section


def _question(table: Table, used: set[str]) -> Question:
    kind = _kind(table)
    question = Question(
        id=_id(table, used, "question"),
        kind=kind,
        label=table.text("label", needed="Write what is asked, as people will read it."),
        hint=table.text("hint"),
        required=table.take("required", bool, default=False),
        max_length=table.number("max_length", 200 if kind is Kind.SHORT_TEXT else 4000, 1, 20_000),
        min_items=table.number("min_items", 0, 0, 20),
        max_items=table.number("max_items", 10, 1, 20),
        words=table.texts("words"),
        name=table.text("name"),
    )
    if question.id in FORM_NAMES:
        table.fault("id", f'"{question.id}" is a name that the form itself needs. Choose another id.')
    for rule in (_rating_fault, _items_fault):
        if fault := rule(table, question):
            table.fault(*fault)
    table.finish()
    return question


def _rating_fault(_: Table, question: Question) -> tuple[str, str] | None:
    if question.kind is Kind.RATING and len(question.words) != RATING_WORDS:
        return "words", f"a rating needs {RATING_WORDS} words, from the lowest to the highest."
    if question.kind is not Kind.RATING and question.words:
        return "words", f'only a rating has words. Take them out, or write kind = "{Kind.RATING}".'
    return None


def _items_fault(table: Table, question: Question) -> tuple[str, str] | None:
    for key in ("min_items", "max_items"):
        if key in table.content and question.kind is not Kind.ITEMS:
            return key, f'only items have {key}. Take it out, or write kind = "{Kind.ITEMS}".'
    if question.min_items > question.max_items:
        return "min_items", f"{question.min_items} is more than max_items, {question.max_items}."
    return None


def _kind(table: Table) -> Kind:
    kinds = ", ".join(Kind)
    found = table.text("kind", needed=f"Write one of: {kinds}.")
    if found not in set(Kind):
        if found:
            table.fault("kind", f'"{found}" isn\'t a kind of question. Write one of: {kinds}.')
        return Kind.LONG_TEXT
    return Kind(found)


def _id(table: Table, used: set[str], noun: str) -> str:
    found = table.text("id", needed=f"Write an id for the {noun}, such as goal_short.")
    if found and not _ID.fullmatch(found):
        table.fault("id", f'"{found}" can\'t be an id. Write small letters, digits and _, a letter first.')
    mark = f"{noun}:{found}"
    if found and mark in used:
        table.fault("id", f'another {noun} is called "{found}" already. Write an id of its own.')
    used.add(mark)
    return found
