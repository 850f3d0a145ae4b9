"""Last time's words stand beside this time's questions, and a goal needs one choice."""

from __future__ import annotations

import pytest

from formsvc.domain.people import Person
from formsvc.domain.submission import GoalStep
from formsvc.workflows.continuity import choose_goal_steps, last_time
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from formsvc.workflows.settling import sweep
from tests.web.answering import HELP, POINTS, TRAINING, answer_all, days_later, markup
from tests.web.browsing import Browser, Mailroom


@pytest.fixture
def second(mentee_browser: Browser, mailroom: Mailroom, services: Services, mentee: Person) -> Browser:
    """A first questionnaire is sent with the goal "The exam", and the second is open."""
    answer_all(mentee_browser)
    mentee_browser.submit("/questionnaire/send")
    sweep(services)
    days_later(mentee_browser, mailroom, mentee, 62)
    return mentee_browser


def sent_again(browser: Browser, services: Services, **points: str) -> tuple[object, object]:
    """Answer the second questionnaire with a choice about the goal, and send it."""
    browser.open("/questionnaire/training")
    browser.submit(**TRAINING, then="continue")
    browser.submit(**{**POINTS, **points}, then="continue")
    browser.submit(**HELP, then="continue")
    browser.submit("/questionnaire/send")
    sent = services.store.records.submission("mentee1", 2)
    assert sent is not None
    return sent.answers.get("goal"), sent.goal_steps.get("goal")


def test_last_times_words_stand_beside_each_question(second: Browser) -> None:
    second.open("/questionnaire/training")
    assert "Last time you wrote" in second.text
    assert "Closing a wound" in second.text
    second.open("/questionnaire/points")
    assert "Last time, for “Short-term goal”, you wrote: The exam" in second.text
    assert markup(second).count('name="step-goal"') == 4


@pytest.mark.parametrize(
    ("choice", "typed", "goal", "step"),
    [
        ("kept", "", "The exam", GoalStep.KEPT),
        ("changed", "The exam, part two", "The exam, part two", GoalStep.CHANGED),
        ("reached", "A paper", "A paper", GoalStep.REACHED),
        ("dropped", "", None, GoalStep.DROPPED),
        ("nonsense", "Something", "Something", None),
    ],
)
def test_a_goal_is_kept_changed_reached_or_dropped_with_one_choice(
    second: Browser, services: Services, choice: str, typed: str, goal: str | None, step: GoalStep | None
) -> None:
    assert sent_again(second, services, **{"step-goal": choice, "goal": typed}) == (goal, step)


def test_the_check_page_shows_the_kept_goal_and_the_choice(second: Browser, services: Services) -> None:
    save_section(services, "mentee1", 2, {"goal": ""})
    choose_goal_steps(services, "mentee1", 2, {"goal": GoalStep.KEPT})
    second.open("/questionnaire/check")
    assert "The exam" in second.text
    assert "Last time's goal: kept" in second.text
    assert check_answers(services, "mentee1").draft.answers["goal"] == "The exam"


def test_before_the_second_there_is_nothing_to_show_or_to_choose(
    mentee_browser: Browser, services: Services
) -> None:
    mentee_browser.open("/questionnaire/points")
    assert "Last time" not in mentee_browser.text
    choose_goal_steps(services, "mentee1", 1, {"goal": GoalStep.KEPT})
    assert last_time(services, "mentee1", 1) == {}
    draft = services.store.records.draft("mentee1", 1)
    assert draft is None or draft.goal_steps == {}


def test_a_choice_saved_while_writing_is_there_after_a_reload(second: Browser) -> None:
    second.open("/questionnaire/points")
    second.submit("/questionnaire/points/draft", **{**POINTS, "goal": "", "step-goal": "reached"})
    second.open("/questionnaire/points")
    assert 'value="reached" checked' in markup(second)
