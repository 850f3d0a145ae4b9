"""Every fault of the evaluation in programme.toml names file, line and key, and says what to write."""

from __future__ import annotations

import pytest

from formsvc.domain.evaluation import AskedKind, Group
from formsvc.programme_file import parse_programme, read_programme
from tests.test_programme_file import SHIPPED, TEXT, faults

AT = "evaluation.questions"


def test_the_shipped_evaluation_asks_ten_questions_at_most_of_each_group_and_no_free_text() -> None:
    evaluation = read_programme(SHIPPED).evaluation
    assert evaluation
    assert [len(evaluation.asked_of(group)) for group in Group] == [9, 5]
    assert {question.kind for question in evaluation.questions} == set(AskedKind)
    safe = next(question for question in evaluation.questions if question.id == "felt_safe")
    assert safe.words[-1] == "I'd rather not say"


def test_a_programme_may_have_no_evaluation() -> None:
    """R22: a file of an earlier release goes on working."""
    without = TEXT[: TEXT.index("\n[evaluation]")]
    assert parse_programme(without, "programme.toml").evaluation is None


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ('id = "end-of-year"\n', "", "evaluation.id", "missing. Write an id for the evaluation"),
        ('id = "career"\n', 'id = "reflecting"\n', f"{AT}[1].id", 'another question is called "reflecting"'),
        ('id = "career"\n', 'id = "Career!"\n', f"{AT}[1].id", "can't be an id"),
        ('id = "career"\n', 'id = "meta"\n', f"{AT}[1].id", "a name that the form itself needs"),
        (
            'asked_of = ["mentee"]\nkind = "choice"\nlabel = "Did you change',
            'asked_of = ["nurse"]\nkind = "choice"\nlabel = "Did you change',
            f"{AT}[5].asked_of",
            'write whom to ask: ["mentee"]',
        ),
        (
            'kind = "choice"\nlabel = "Did you change',
            'kind = "long_text"\nlabel = "Did you change',
            f"{AT}[5].kind",
            "so that nobody is known by their words. Write one of: rating, choice.",
        ),
        (
            'label = "Did you change anything because of it?"\n',
            "",
            f"{AT}[5].label",
            "missing. Write what is asked",
        ),
        ('"Useful", "Very useful"]', '"Useful"]', f"{AT}[0].words", "a rating needs 5 words"),
        ('words = ["Yes", "Partly", "No"]', 'words = ["Yes"]', f"{AT}[7].words", "needs 2 to 6 words"),
        (
            '["Yes", "Partly", "No"]',
            '["Yes", "Partly", "Yes"]',
            f"{AT}[7].words",
            "the same words stand here twice",
        ),
        (
            'counted = ["Every time", "Most times"]',
            "",
            f"{AT}[4].counted",
            "which of the words count together",
        ),
        (
            'counted = ["Every time", "Most times"]',
            'counted = ["Always"]',
            f"{AT}[4].counted",
            '"Always" is none of the words',
        ),
        (
            'kind = "rating"\nlabel = "How useful was it for your life',
            'counted = ["Useful"]\nkind = "rating"\nlabel = "How useful was it for your life',
            f"{AT}[2].counted",
            "a rating counts its two highest words",
        ),
        ('id = "again"\n', 'id = "again"\nlable = "x"\n', f"{AT}[10].lable", "Did you mean label?"),
    ],
)
def test_a_fault_names_file_line_key_and_mend(old: str, new: str, key: str, said: str) -> None:
    start = TEXT.index("\n[evaluation]")
    head, tail = TEXT[:start], TEXT[start:]
    assert old in tail
    found = [fault for fault in faults(head + tail.replace(old, new, 1)) if f" {key}: " in fault]
    assert len(found) == 1
    assert found[0].startswith("programme.toml, line ")
    assert said in found[0]


def test_more_than_ten_questions_of_one_group_are_refused() -> None:
    more = "".join(
        f'\n[[evaluation.questions]]\nid = "more{number}"\nasked_of = ["mentor"]\nkind = "choice"\n'
        f'label = "?"\nwords = ["Yes", "No"]\ncounted = ["Yes"]\n'
        for number in range(6)
    )
    (fault,) = faults(TEXT + more)
    assert "evaluation.questions: more than 10 are asked of one mentor" in fault
