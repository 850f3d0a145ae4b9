from __future__ import annotations

import pytest

from formsvc.domain.questionnaire import (
    Answer,
    Kind,
    Question,
    Questionnaire,
    Section,
    answers_to,
    fault_in,
    faults_in,
    is_answered,
)

WORDS = ("Very poor", "Poor", "Fair", "Good", "Very good")
TEXT = Question("why", Kind.LONG_TEXT, "Why?", required=True, max_length=10)
RATING = Question("mark", Kind.RATING, "How is it?", required=True, words=WORDS)
ITEMS = Question("points", Kind.ITEMS, "Good points", min_items=2, max_items=3, max_length=10)
OPTIONAL = Question("else", Kind.SHORT_TEXT, "Anything else?")


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        (TEXT, "", "Answer “Why?”"),
        (TEXT, "   ", "Answer “Why?”"),
        (TEXT, None, "Answer “Why?”"),
        (TEXT, "x" * 11, "by 1 character:"),
        (TEXT, "x" * 1210, "by 1,200 characters:"),
        (RATING, None, "Choose an answer to “How is it?”"),
        (RATING, 0, "Choose an answer"),
        (RATING, 6, "Choose an answer"),
        (ITEMS, (), "Enter at least two"),
        (ITEMS, ("one", "  "), "Enter at least two"),
        (ITEMS, ("a", "b", "c", "d"), "Enter at most three"),
        (ITEMS, ("a", "x" * 11), "by 1 character"),
    ],
)
def test_a_faulty_answer_gets_a_sentence(question: Question, answer: Answer, said: str) -> None:
    assert said in (fault_in(question, answer) or "")


@pytest.mark.parametrize(
    ("question", "answer"),
    [(TEXT, "because"), (RATING, 1), (RATING, 5), (ITEMS, ("a", "", "b")), (OPTIONAL, ""), (OPTIONAL, None)],
)
def test_a_good_answer_has_no_fault(question: Question, answer: Answer) -> None:
    assert fault_in(question, answer) is None


def test_too_long_says_that_nothing_typed_is_lost() -> None:
    assert "all that you typed is still here" in (fault_in(TEXT, "x" * 11) or "")


def test_faults_come_in_the_order_of_the_questions() -> None:
    assert list(faults_in((ITEMS, TEXT, RATING), {})) == ["points", "why", "mark"]


def test_a_rating_is_read_out_with_its_word() -> None:
    assert RATING.rating_in_words(4) == "4 out of 5, good"


@pytest.mark.parametrize(
    ("answer", "expected"), [(("", " "), False), (("a",), True), (1, True), ("\n", False)]
)
def test_blank_is_not_answered(answer: Answer, expected: bool) -> None:  # noqa: FBT001 - parametrised
    assert is_answered(answer) is expected


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (TEXT, 3),
        (TEXT, ("a", "b")),
        (RATING, "4"),
        (RATING, 0),
        (RATING, 6),
        (RATING, ("4",)),
        (ITEMS, "one"),
        (ITEMS, 2),
    ],
)
def test_an_answer_in_another_kind_s_shape_is_left_out(question: Question, answer: Answer) -> None:
    assert answers_to((question,), {question.id: answer}) == {}


def test_answers_that_are_asked_for_stay_as_they_are_and_others_go() -> None:
    kept: dict[str, Answer] = {"why": " because\n", "mark": 5, "points": ("", "b"), "else": None}
    assert answers_to((TEXT, RATING, ITEMS, OPTIONAL), {**kept, "gone": "x"}) == kept
    assert answers_to((TEXT, RATING), {"mark": 1}) == {"mark": 1}


def test_sections_and_questions_are_found_by_id() -> None:
    first, second = Section("a", "A", (TEXT, RATING)), Section("b", "B", (ITEMS,))
    asked = Questionnaire("q", "1", (first, second), opening="why")
    assert asked.questions == (TEXT, RATING, ITEMS)
    assert (asked.section("b"), asked.section("c")) == (second, None)
    assert (asked.question("points"), asked.question("nothing")) == (ITEMS, None)
