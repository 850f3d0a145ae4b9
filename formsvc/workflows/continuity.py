"""What was written last time, beside this time's questions; and what becomes of last time's goals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from formsvc.domain.goals import steps_that_apply
from formsvc.domain.questionnaire import Answers, answers_to
from formsvc.domain.submission import GoalStep
from formsvc.workflows.questionnaire import draft_to_write, last_answers
from formsvc.workflows.services import Services


def last_time(services: Services, mentee_id: str, cycle: int) -> Answers:
    """Return what the newest earlier questionnaire said, as far as it is still asked; at first, nothing."""
    return answers_to(services.programme.questionnaire.questions, last_answers(services, mentee_id, cycle))


def choose_goal_steps(services: Services, mentee_id: str, cycle: int, steps: Mapping[str, GoalStep]) -> None:
    """Write down in the draft what becomes of goals; raises what ``save_section`` raises."""
    if not steps:
        return
    with services.store.hold(mentee_id):
        draft = draft_to_write(services, mentee_id, cycle)
        last = last_answers(services, mentee_id, cycle)
        chosen = {**draft.goal_steps, **steps_that_apply(services.programme.questionnaire, steps, last)}
        if chosen != dict(draft.goal_steps):
            saved = replace(
                draft, goal_steps=chosen, generation=draft.generation + 1, saved_at=services.clock()
            )
            services.store.records.save_draft(mentee_id, saved)
