from __future__ import annotations

from formsvc.domain.brief import prompts_for_reply, reading_minutes
from formsvc.domain.questionnaire import Answer
from tests.mail.full_programme import full_questionnaire, usual_answers


def _prompts(answers: dict[str, Answer]) -> tuple[str, ...]:
    return prompts_for_reply(full_questionnaire(), answers, "Mo Sample")


def test_there_are_two_or_three_prompts_whatever_was_answered() -> None:
    few: list[dict[str, Answer]] = [{}, {"training": 1}, {"help": "Time"}, {"good": ("a", "b")}]
    for answers in (*few, usual_answers()):
        assert 2 <= len(_prompts(answers)) <= 3


def test_what_the_mentee_asks_for_comes_first() -> None:
    assert _prompts(usual_answers())[0].startswith("Begin with what Mo Sample asks for.")


def test_one_low_rating_brings_a_prompt_the_lowest_one() -> None:
    both = _prompts(usual_answers() | {"training": 2, "balance": 1})

    assert [prompt for prompt in both if "is rated low" in prompt] == [
        "“How is the balance?” is rated low. Ask what one change would make the most difference.",
    ]
    assert not [p for p in _prompts(usual_answers() | {"training": 3, "balance": 4}) if "rated low" in p]


def test_a_nearly_empty_questionnaire_asks_for_a_friendly_line() -> None:
    assert "friendly line" in _prompts({"training": 3})[0]


def test_no_prompt_quotes_an_answer() -> None:
    answers: dict[str, Answer] = {question.id: "CANARY" for question in full_questionnaire().questions}

    assert not [prompt for prompt in _prompts(answers) if "CANARY" in prompt]


def test_reading_takes_a_minute_at_least() -> None:
    assert reading_minutes({}) == 1
    assert reading_minutes({"a": "word " * 500, "b": ("word " * 300, "word"), "c": 4}) == 4
