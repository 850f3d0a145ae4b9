"""Reading the evaluation of ``programme.toml``: its questions, whom they are asked of, their words."""

from __future__ import annotations

import re

from formsvc.domain.evaluation import AskedKind, AskedQuestion, Evaluation, Group
from formsvc.toml_table import Table

MOST_QUESTIONS = 10
"""Of one group: an evaluation that takes longer is answered by those who have time."""
_RATING_WORDS = 5
_FEWEST_WORDS, _MOST_WORDS = 2, 6
_ID = re.compile(r"[a-z][a-z0-9_]*")
_FORM_NAMES = frozenset(
    {"csrf_token", "data", "errors", "form_errors", "hidden_tag", "is_submitted", "meta", "populate_obj"}
    | {"process", "validate", "validate_on_submit"}
)


def read_evaluation(root: Table) -> Evaluation | None:
    """Return the evaluation of a file's root table, None where there is none; faults are noted."""
    if "evaluation" not in root.content:
        return None
    table = root.table("evaluation", needed="")
    used: set[str] = set()
    evaluation = Evaluation(
        id=table.text("id", needed='Write an id for the evaluation, such as "end-of-year".'),
        version=table.text("version", needed='Write a version, such as "2026.1".'),
        questions=tuple(
            _question(question, used)
            for question in table.tables("questions", needed="Write at least one question.")
        ),
    )
    for group in Group:
        if len(evaluation.asked_of(group)) > MOST_QUESTIONS:
            table.fault("questions", f"more than {MOST_QUESTIONS} are asked of one {group}. Take some out.")
    table.finish()
    return evaluation


def _question(table: Table, used: set[str]) -> AskedQuestion:
    kind = _kind(table)
    question = AskedQuestion(
        id=_id(table, used),
        asked_of=_asked_of(table),
        kind=kind,
        label=table.text("label", needed="Write what is asked, as people will read it."),
        words=table.texts("words"),
        counted=table.texts("counted"),
        hint=table.text("hint"),
    )
    for rule in (_words_fault, _counted_fault):
        if fault := rule(question):
            table.fault(*fault)
    table.finish()
    return question


def _words_fault(question: AskedQuestion) -> tuple[str, str] | None:
    words = question.words
    if question.kind is AskedKind.RATING and len(words) != _RATING_WORDS:
        return "words", f"a rating needs {_RATING_WORDS} words, from the lowest to the highest."
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS:
        return "words", f"a choice needs {_FEWEST_WORDS} to {_MOST_WORDS} words to choose from."
    if len(set(words)) != len(words):
        return "words", "the same words stand here twice. Every choice needs words of its own."
    return None


def _counted_fault(question: AskedQuestion) -> tuple[str, str] | None:
    if question.kind is AskedKind.RATING:
        if question.counted:
            return "counted", "a rating counts its two highest words. Take this out."
        return None
    unknown = [word for word in question.counted if word not in question.words]
    if unknown:
        return "counted", f'"{unknown[0]}" is none of the words. Write one or more of them.'
    if not question.counted or set(question.counted) == set(question.words):
        return "counted", 'write which of the words count together, such as ["Yes"], and not all of them.'
    return None


def _kind(table: Table) -> AskedKind:
    kinds = ", ".join(AskedKind)
    found = table.text("kind", needed=f"Write one of: {kinds}.")
    if found not in set(AskedKind):
        if found:
            table.fault(
                "kind",
                f'"{found}" isn\'t a kind of question here, so that nobody is known by their words.'
                f" Write one of: {kinds}.",
            )
        return AskedKind.CHOICE
    return AskedKind(found)


def _asked_of(table: Table) -> tuple[Group, ...]:
    found = table.texts("asked_of")
    groups = tuple(group for group in Group if group in found)
    if not groups or len(groups) != len(found):
        table.fault("asked_of", 'write whom to ask: ["mentee"], ["mentor"] or ["mentee", "mentor"].')
    return groups


def _id(table: Table, used: set[str]) -> str:
    found = table.text("id", needed="Write an id for the question, such as felt_safe.")
    if found and not _ID.fullmatch(found):
        table.fault("id", f'"{found}" can\'t be an id. Write small letters, digits and _, a letter first.')
    if found in used:
        table.fault("id", f'another question is called "{found}" already. Write an id of its own.')
    if found in _FORM_NAMES:
        table.fault("id", f'"{found}" is a name that the form itself needs. Choose another id.')
    used.add(found)
    return found
