"""One section as a form and back: the kinds of field, the number of boxes, and the domain's own sentences."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from wtforms import FieldList, RadioField, StringField, TextAreaField

from formsvc.domain.questionnaire import Answer, Answers, Kind, Question, Section, fault_in
from formsvc.web.questionnaire_form import add_box, answers_from, form_class, section_form

WORDS = ("Very poor", "Poor", "Fair", "Good", "Very good")
SECTION = Section(
    "every",
    "Every kind",
    (
        Question("line", Kind.SHORT_TEXT, "A line", required=True, max_length=20),
        Question("text", Kind.LONG_TEXT, "A text", max_length=30),
        Question("mark", Kind.RATING, "A mark", required=True, words=WORDS),
        Question("points", Kind.ITEMS, "Points", min_items=2, max_items=4, max_length=10),
        Question("aim", Kind.GOAL, "An aim", hint="Something you could tell was done."),
    ),
)
TYPED = st.characters(exclude_characters="\r", exclude_categories=["Cs"])


@pytest.fixture(scope="module")
def plain() -> Flask:
    """A bare Flask: the form needs a request and nothing of ours."""
    app = Flask("plain")
    app.config.update(SECRET_KEY="for tests only", WTF_CSRF_ENABLED=False)
    return app


def posted(
    plain: Flask, fields: dict[str, str], drafted: Answers | None = None
) -> tuple[dict[str, Answer], dict[str, object]]:
    """Return the answers and the errors of a post."""
    with plain.test_request_context(method="POST", data={"cycle": "1"} | fields):
        form = section_form(SECTION, 1, drafted or {})
        form.validate()
        return answers_from(form, SECTION), dict(form.errors)


def test_each_kind_has_its_field(plain: Flask) -> None:
    with plain.test_request_context():
        form = section_form(SECTION, 1, {})
        kinds = {question.id: type(form[question.id]) for question in SECTION.questions}
    assert kinds == {
        "line": StringField,
        "text": TextAreaField,
        "mark": RadioField,
        "points": FieldList,
        "aim": TextAreaField,
    }
    assert [option.label.text for option in form["mark"]] == list(WORDS)
    assert form["aim"].description == "Something you could tell was done."


def test_a_section_s_form_class_is_made_once() -> None:
    assert form_class(SECTION) is form_class(SECTION)


@pytest.mark.parametrize(
    ("question", "typed", "boxes"),
    [
        (Question("p", Kind.ITEMS, "P"), (), 3),
        (Question("p", Kind.ITEMS, "P", max_items=2), (), 2),
        (Question("p", Kind.ITEMS, "P", min_items=5), (), 5),
        (Question("p", Kind.ITEMS, "P"), ("a", "b", "c", "d"), 4),
        (Question("p", Kind.ITEMS, "P"), ("a", "", "c"), 3),
    ],
)
def test_a_list_has_a_box_for_all_that_is_typed_and_asked(
    plain: Flask, question: Question, typed: tuple[str, ...], boxes: int
) -> None:
    with plain.test_request_context():
        form = section_form(Section("s", "S", (question,)), 1, {"p": typed})
        assert len(form["p"]) == boxes
        assert tuple(entry.data for entry in form["p"])[: len(typed)] == typed


@pytest.mark.parametrize(("list_id", "boxes"), [("points", 4), ("line", 3), ("cycle", 3), (None, 3), ("", 3)])
def test_only_a_list_of_this_section_gets_another_box(plain: Flask, list_id: str | None, boxes: int) -> None:
    with plain.test_request_context():
        form = section_form(SECTION, 1, {})
        assert add_box(form, SECTION, list_id) is (list_id == "points")
        add_box(form, SECTION, list_id)
        assert len(form["points"]) == boxes


def test_the_sentence_at_a_field_is_the_domain_s(plain: Flask) -> None:
    faulty = {"line": "x" * 21, "text": "y" * 31, "mark": "6", "points-0": "z" * 11, "points-1": "b"}
    answers, errors = posted(plain, faulty)
    said = {question.id: fault_in(question, answers[question.id]) for question in SECTION.questions}
    assert errors == {name: [sentence] for name, sentence in said.items() if sentence}
    assert set(errors) == {"line", "text", "mark", "points"}


@pytest.mark.parametrize("typed", ["", "0", "6", "99", "-1", "four", "4.0", "４", "٤", " 4"])  # noqa: RUF001 - other digits on purpose
def test_a_rating_is_one_of_the_choices(plain: Flask, typed: str) -> None:
    _, errors = posted(plain, {"line": "x", "mark": typed, "points-0": "a", "points-1": "b"})
    assert errors == {"mark": ["Choose an answer to “A mark”"]}


def test_what_is_not_posted_keeps_its_draft(plain: Flask) -> None:
    drafted: dict[str, Answer] = {"line": "kept", "text": "kept too", "mark": 3, "aim": "a goal"}
    answers, _ = posted(plain, {"line": "changed"}, drafted)
    assert answers == {**drafted, "line": "changed", "points": ()}


@pytest.mark.parametrize("name", ["points-1", "points-7", "points-99999999999999999999"])
def test_one_point_counts_once_whichever_box_it_is_in(plain: Flask, name: str) -> None:
    answers, errors = posted(plain, {"line": "x", "mark": "4", name: "one"})
    assert answers["points"] == ("one",)
    assert errors == {"points": ["Enter at least two under “Points”"]}


@given(
    line=st.text(TYPED, max_size=40),
    points=st.lists(st.text(TYPED), max_size=5),
    mark=st.integers(1, 5),
)
@settings(max_examples=60, deadline=None)
def test_i4_there_and_back_is_the_same(plain: Flask, line: str, points: list[str], mark: int) -> None:
    """Empty boxes at the end are the only thing that a draft doesn't keep."""
    while points and not points[-1].strip():
        points.pop()
    boxes = {f"points-{number}": point for number, point in enumerate(points)}
    fields = {"line": line, "mark": str(mark), **boxes}
    answers, _ = posted(plain, {name: text.replace("\n", "\r\n") for name, text in fields.items()})
    assert (answers["line"], answers["mark"], answers["points"]) == (line, mark, tuple(points))
    with plain.test_request_context():
        shown = section_form(SECTION, 1, answers)
        assert answers_from(shown, SECTION) == answers
