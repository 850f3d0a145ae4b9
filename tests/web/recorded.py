"""Records for tests: submissions put straight into the store, as years of sending would leave them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time

from formsvc.domain.cycle import CycleState, Progress, cycle_numbered
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import GoalStep, Submission
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services

AnswersByCycle = Mapping[int, Mapping[str, Answer]]


def put_record(
    services: Services,
    mentee: Person,
    answers: AnswersByCycle,
    steps: Mapping[int, Mapping[str, GoalStep]] | None = None,
) -> Sequence[Submission]:
    """Commit one submission for each cycle, sent on the day it was due."""
    made = [
        replace(_submission(services, mentee, cycle, each), goal_steps=(steps or {}).get(cycle, {}))
        for cycle, each in answers.items()
    ]
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        for each in made:
            services.store.records.commit(each, letter_of(each))
            person = person.with_cycle(
                each.cycle, CycleState(each.reference, each.sent_at, Progress.DELIVERED)
            )
        services.store.registry.save(person)
    return made


def _submission(services: Services, mentee: Person, cycle: int, answers: Mapping[str, Answer]) -> Submission:
    assert mentee.starts
    due = cycle_numbered(cycle, mentee.starts, services.programme.calendar).due
    return Submission(
        reference=f"K7QM-{cycle:04d}",
        mentee_id=mentee.id,
        cycle=cycle,
        sent_at=datetime.combine(due, time(19, 30), tzinfo=services.programme.timezone),
        questionnaire_id=services.programme.questionnaire.id,
        questionnaire_version=services.programme.questionnaire.version,
        answers=answers,
        pairing_id="pairing1",
        mentor_id="mentor1",
        mentor_name="Dr Ada Example",
        mentor_email="ada@example.org",
        letter_id=f"letter{cycle:04d}{mentee.id}",
    )
