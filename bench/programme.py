"""A programme of N people on disk, each with past submissions and a finished draft."""

from __future__ import annotations

import os
import random as stdlib_random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from dateutil.relativedelta import relativedelta

from formsvc.auth.links import LinkSigner
from formsvc.domain.cycle import cycle_numbered
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.questionnaire import Answer, Answers, Kind
from formsvc.domain.submission import Draft, Submission
from formsvc.programme_file import read_programme
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from formsvc.workflows.services import Services

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
WORDS = [
    "list",
    "theatre",
    "clinic",
    "ward",
    "round",
    "registrar",
    "feedback",
    "audit",
    "teaching",
    "course",
    "suture",
    "plan",
    "rota",
    "week",
    "month",
    "learnt",
    "asked",
    "watched",
    "practised",
    "improved",
    "slower",
    "calmer",
    "sooner",
    "better",
    "notes",
    "exam",
    "paper",
    "poster",
    "supervisor",
]


@dataclass(frozen=True)
class BenchProgramme:
    """A populated store and the ids of its mentees, by how many submissions they have."""

    services: Services
    mentees: list[str]
    folder: Path


def prose(dice: stdlib_random.Random, length: int = 300) -> str:
    """Return invented prose of about ``length`` characters."""
    text = ""
    while len(text) < length:
        text += dice.choice(WORDS) + " "
    return text[:length].strip()


def answers_for(services: Services, dice: stdlib_random.Random) -> Answers:
    """Return 14 answers, 12 texts of about 300 characters and two ratings: about 4 KB."""
    answers: dict[str, Answer] = {}
    for question in services.programme.questionnaire.questions:
        if question.kind is Kind.RATING:
            answers[question.id] = dice.randint(1, 5)
        elif question.kind is Kind.ITEMS:
            answers[question.id] = (prose(dice, 150), prose(dice, 150))
        else:
            answers[question.id] = prose(dice, min(300, question.max_length))
    return answers


@contextmanager
def without_fsync() -> Iterator[None]:
    """Build quickly: nothing that is measured happens in here, and a sync follows."""
    kept, os.fsync = os.fsync, lambda _fd: None
    try:
        yield
    finally:
        os.fsync = kept
        os.sync()


def build(folder: Path, people: int, past: int = 3, seed: int = 1) -> BenchProgramme:
    """Make a programme of ``people`` mentees (one mentor for ten), each with ``past`` submissions."""
    dice = stdlib_random.Random(seed)  # noqa: S311 - invented people, not secrets
    services = _services(folder, dice)
    with without_fsync():
        mentors = [_add(services, dice, Role.MENTOR, f"mentor{n}") for n in range(max(1, people // 10))]
        mentees = [_add_mentee(services, dice, dice.choice(mentors), n, past) for n in range(people)]
    return BenchProgramme(services, mentees, folder)


def _services(folder: Path, dice: stdlib_random.Random) -> Services:
    return new_services(open_embedded(folder, Sealing([("bench", dice.randbytes(32))]), dice.randbytes(32)))


def new_services(store: Store) -> Services:
    """Return services over a store."""
    return Services(
        store=store,
        programme=read_programme(Path(__file__).parent.parent / "programme.toml"),
        clock=lambda: NOW,
        random=os.urandom,
        links=LinkSigner("bench"),
        base_url="https://forms.example.org",
        mail_from="mentoring@example.org",
    )


def _add(services: Services, dice: stdlib_random.Random, role: Role, name: str) -> Person:
    person = Person(
        id=new_id(dice.randbytes),
        name=f"Dr {name.title()}",
        email=f"{name}@example.org",
        roles=frozenset({role}),
        standing=Standing.JOINED,
        invited_at=NOW,
        joined_at=NOW,
    )
    with services.store.hold(person.id):
        services.store.registry.add(person)
    return person


def _add_mentee(
    services: Services, dice: stdlib_random.Random, mentor: Person, number: int, past: int
) -> str:
    person = _add(services, dice, Role.MENTEE, f"mentee{number}")
    calendar = services.programme.calendar
    starts = TODAY - relativedelta(months=calendar.cadence_months * past)
    pairing = Pairing(
        id=new_id(dice.randbytes),
        mentor_id=mentor.id,
        began=starts,
        mentee_accepted_at=NOW,
        mentor_accepted_at=NOW,
        accepted_email=mentor.email,
        proposed_at=NOW,
    )
    mentee = replace(person, starts=starts, pairings=(pairing,))
    with services.store.hold(mentee.id):
        services.store.registry.save(mentee)
        for cycle in range(1, past + 1):
            _send(services, dice, mentee, mentor, cycle)
        draft = Draft(cycle=past + 1, generation=8, answers=answers_for(services, dice), saved_at=NOW)
        services.store.records.save_draft(mentee.id, draft)
    return mentee.id


def _send(services: Services, dice: stdlib_random.Random, mentee: Person, mentor: Person, cycle: int) -> None:
    if mentee.starts is None or mentee.pairing is None:
        raise ValueError(mentee)
    letter_id = new_id(dice.randbytes)
    opened = cycle_numbered(cycle, mentee.starts, services.programme.calendar).opens
    sent_at = datetime(opened.year, opened.month, opened.day, 12, tzinfo=UTC)
    questionnaire = services.programme.questionnaire
    submission = Submission(
        reference=new_reference(dice.randbytes),
        mentee_id=mentee.id,
        cycle=cycle,
        sent_at=sent_at,
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        answers=answers_for(services, dice),
        pairing_id=mentee.pairing.id,
        mentor_id=mentor.id,
        mentor_name=mentor.name,
        mentor_email=mentor.email,
        letter_id=letter_id,
    )
    letter = Letter(
        id=letter_id,
        kind=LetterKind.SUBMISSION,
        to_name=mentor.name,
        to_email=mentor.email,
        created_at=sent_at,
        person_id=mentee.id,
        facts={"cycle": str(cycle)},
    )
    services.store.records.commit(submission, letter)
    with services.store.outbox.claim(letter_id) as claimed:
        if claimed is None:
            raise ValueError(letter_id)
        services.store.outbox.finish(letter_id, LetterEvent.DELIVERED, sent_at)
