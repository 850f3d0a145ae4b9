from __future__ import annotations

from dataclasses import replace

from formsvc.domain.brief import prompts_for_reply, reading_minutes
from formsvc.domain.changes import changes_since_last
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import GoalStep
from tests.domain.test_changes import sent
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


def _beside(before: dict[str, Answer], now: dict[str, Answer]) -> tuple[str, ...]:
    submissions = [sent(1, **before), sent(2, **now)]
    changes = changes_since_last(full_questionnaire(), submissions[1], submissions, submissions)
    return prompts_for_reply(full_questionnaire(), now, "Mo Sample", changes)


def test_a_rating_that_fell_is_asked_about_and_not_judged() -> None:
    prompts = _beside(usual_answers() | {"training": 5}, usual_answers() | {"training": 3})

    assert (
        "“Satisfaction” is lower than last time. Ask what happened, before you suggest anything." in prompts
    )


def test_of_several_that_fell_the_deepest_fall_is_named() -> None:
    prompts = _beside(
        usual_answers() | {"training": 4, "balance": 5}, usual_answers() | {"training": 3, "balance": 2}
    )

    assert next(prompt for prompt in prompts if "lower than" in prompt).startswith("“How is the balance?”")
    assert len(prompts) == 3


def test_a_goal_reached_and_a_rating_that_rose_are_what_to_support() -> None:
    before, now = usual_answers() | {"training": 3}, usual_answers() | {"training": 4}
    assert _beside(before, now)[-1].startswith("“Satisfaction” is higher than last time.")

    reached = [sent(1, **before), replace(sent(2, **now), goal_steps={"goal_short": GoalStep.REACHED})]
    changes = changes_since_last(full_questionnaire(), reached[1], reached, reached)
    prompts = prompts_for_reply(full_questionnaire(), now, "Mo Sample", changes)
    assert prompts[-1] == "A goal was reached. Say that you saw it, and ask what made it possible."


def test_a_point_that_returns_is_the_first_thing_to_challenge() -> None:
    thrice = [sent(cycle, **(usual_answers() | {"training": 5 - cycle})) for cycle in (1, 2, 3)]
    changes = changes_since_last(full_questionnaire(), thrice[2], thrice, thrice)

    prompts = prompts_for_reply(full_questionnaire(), thrice[2].answers, "Mo Sample", changes)

    assert prompts[1].startswith("One point comes up for the third time.")
    assert "No time" not in " ".join(prompts)


def test_the_short_version_is_met_with_a_friendly_line_first() -> None:
    prompts = prompts_for_reply(full_questionnaire(), usual_answers(), "Mo Sample", short=True)

    assert "friendly line" in prompts[0]
    assert prompts[1].startswith("Begin with what Mo Sample asks for.")


def test_who_asks_for_nothing_is_asked_what_would_help() -> None:
    assert _prompts(usual_answers() | {"help": " "})[0].startswith(
        "Mo Sample asks for nothing in particular."
    )
