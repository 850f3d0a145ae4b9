"""Goals from one cycle to the next: kept, changed, reached or dropped, with one choice each."""

from __future__ import annotations

from collections.abc import Mapping

from formsvc.domain.questionnaire import Answer, Answers, Kind, Questionnaire, is_answered
from formsvc.domain.submission import GoalStep

STEPS = {
    GoalStep.KEPT: "Keep it as it is",
    GoalStep.CHANGED: "Change it",
    GoalStep.REACHED: "Reached",
    GoalStep.DROPPED: "Drop it",
}


def with_kept_goals(answers: Answers, steps: Mapping[str, GoalStep], last: Answers) -> dict[str, Answer]:
    """Return the answers with last time's words where a goal is kept and nothing new is written."""
    kept = {
        question_id: last[question_id]
        for question_id, step in steps.items()
        if step is GoalStep.KEPT
        and is_answered(last.get(question_id))
        and not is_answered(answers.get(question_id))
    }
    return {**answers, **kept}


def steps_that_apply(
    questionnaire: Questionnaire, steps: Mapping[str, GoalStep], last: Answers
) -> dict[str, GoalStep]:
    """Return the choices about goals that were really set last time."""
    goals = {question.id for question in questionnaire.questions if question.kind is Kind.GOAL}
    return {
        question_id: step
        for question_id, step in steps.items()
        if question_id in goals and is_answered(last.get(question_id))
    }
