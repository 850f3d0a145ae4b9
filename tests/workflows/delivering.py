"""Sending a questionnaire and looking after its letter, with a real mail server at the other end."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from formsvc.domain.cycle import CycleState
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answers
from formsvc.domain.sending import When
from formsvc.domain.submission import Draft, Submission, Way
from formsvc.workflows.questionnaire import (
    check_answers,
    open_questionnaire,
    save_section,
    submit_questionnaire,
)
from formsvc.workflows.services import Services

CANARY = "a canary in every answer"
ANSWERS: Answers = {
    "skills": CANARY,
    "satisfaction": 4,
    "positives": (CANARY, CANARY),
    "goal": CANARY,
    "help": CANARY,
}


def send_questionnaire(services: Services, mentee: Person) -> Submission:
    """Answer and send the open cycle's questionnaire, as the pages do."""
    answer(services, mentee)
    return send_checked(services, mentee)


def answer(services: Services, mentee: Person) -> None:
    """Answer the open cycle's questionnaire."""
    cycle = check_answers(services, mentee.id).cycle.number
    save_section(services, mentee.id, cycle, ANSWERS)


def send_checked(
    services: Services,
    mentee: Person,
    *,
    generation: int | None = None,
    when: When = When.NOW,
    way: Way = Way.EMAIL,
    short: bool = False,
) -> Submission:
    """Send what was answered, to whom the check page shows; again after sending, the same."""
    opened = open_questionnaire(services, mentee.id)
    mentor = services.store.registry.person(mentee.pairing.mentor_id) if mentee.pairing else None
    assert mentee.pairing is not None
    assert mentor is not None
    return submit_questionnaire(
        services,
        mentee.id,
        cycle=opened.cycle.number,
        generation=opened.draft.generation if generation is None else generation,
        pairing_id=mentee.pairing.id,
        mentor_email=mentor.email,
        when=when,
        way=way,
        short=short,
    )


def put_welcome(services: Services, person: Person, **changes: str) -> Letter:
    """Queue a letter that stands for itself."""
    letter = Letter(
        id=new_id(services.random),
        kind=LetterKind.WELCOME_MENTOR,
        to_name=person.name,
        to_email=person.email,
        created_at=services.clock(),
        person_id=person.id,
    )
    letter = replace(letter, **changes)  # type: ignore[arg-type]  # the fields of text alone
    services.store.outbox.put(letter)
    return letter


def waiting(services: Services) -> list[Letter]:
    """Return the outbox, oldest first."""
    return sorted(services.store.outbox.letters(), key=lambda letter: letter.created_at)


def state_of(services: Services, mentee: Person, cycle: int = 1) -> CycleState:
    return services.store.registry.person(mentee.id).cycles[cycle]


def draft_of(services: Services, mentee: Person, cycle: int = 1) -> Draft | None:
    return services.store.records.draft(mentee.id, cycle)


def in_minutes(number: float) -> timedelta:
    return timedelta(minutes=number)
