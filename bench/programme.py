"""A programme of N people on disk, each with past submissions and a finished draft."""

from __future__ import annotations

import os
import random as stdlib_random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from dateutil.relativedelta import relativedelta

from formsvc.auth.links import LinkSigner
from formsvc.domain.cycle import CycleState, Progress, cycle_numbered
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.questionnaire import Answer, Answers, Kind, Questionnaire
from formsvc.domain.reminders import Reminders, Stage
from formsvc.domain.screening.kept import screened_answers
from formsvc.domain.submission import Draft, Screened, Submission
from formsvc.programme_file import read_programme
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from formsvc.workflows.services import Services

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
PROGRAMME = read_programme(Path(__file__).parent.parent / "programme.toml")
SETS_OF_ANSWERS = 100
"""So many people have answers of their own: inventing some for all would take longer than measuring."""
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
    """Return invented sentences of about ``length`` characters."""
    text = ""
    while len(text) < length:
        words = [dice.choice(WORDS) for _ in range(dice.randint(5, 12))]
        text += " ".join(words).capitalize() + ". "
    return text[:length].strip()


def answers_for(questionnaire: Questionnaire, dice: stdlib_random.Random) -> Answers:
    """Return 14 answers, 12 texts of about 300 characters and two ratings: about 4 KB."""
    return dice.choice(_sets_of_answers(questionnaire.version))[0]


def draft_for(services: Services, dice: stdlib_random.Random, cycle: int) -> Draft:
    """Return a finished draft, as saving it page by page leaves it."""
    answers, screened = dice.choice(_sets_of_answers(services.programme.questionnaire.version))
    return Draft(cycle, generation=8, answers=answers, saved_at=services.clock(), screened=screened)


@cache
def _sets_of_answers(version: str) -> list[tuple[Answers, Mapping[str, Screened]]]:
    dice = stdlib_random.Random(version)  # noqa: S311 - invented words, not secrets
    sets = [_invented_answers(dice) for _ in range(SETS_OF_ANSWERS)]
    return [(answers, screened_answers(answers)) for answers in sets]


def _invented_answers(dice: stdlib_random.Random) -> Answers:
    answers: dict[str, Answer] = {}
    for question in PROGRAMME.questionnaire.questions:
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
    return BenchProgramme(services, populate(services, people, past, dice), folder)


def populate(services: Services, people: int, past: int, dice: stdlib_random.Random) -> list[str]:
    """Add mentees (one mentor for ten) with past submissions and a finished draft; return their ids."""
    with without_fsync():
        mentors = [_add(services, dice, Role.MENTOR, f"mentor{n}") for n in range(max(1, people // 10))]
        return [_add_mentee(services, dice, dice.choice(mentors), n, past) for n in range(people)]


def _services(folder: Path, dice: stdlib_random.Random) -> Services:
    return new_services(open_embedded(folder, Sealing([("bench", dice.randbytes(32))]), dice.randbytes(32)))


def new_services(store: Store) -> Services:
    """Return services over a store."""
    return Services(
        store=store,
        programme=PROGRAMME,
        clock=lambda: NOW,
        random=os.urandom,
        links=LinkSigner("bench"),
        base_url="https://forms.example.org",
        mail_from="mentoring@example.org",
    )


def _add(services: Services, dice: stdlib_random.Random, role: Role, name: str) -> Person:
    now = services.clock()
    person = Person(
        id=new_id(dice.randbytes),
        name=f"Dr {name.title()}",
        email=f"{name}@example.org",
        roles=frozenset({role}),
        standing=Standing.JOINED,
        invited_at=now,
        joined_at=now,
        agreement_version=services.programme.agreement.version,
    )
    with services.store.hold(person.id):
        services.store.registry.add(person)
    return person


def _add_mentee(
    services: Services, dice: stdlib_random.Random, mentor: Person, number: int, past: int
) -> str:
    person = _add(services, dice, Role.MENTEE, f"mentee{number}")
    calendar = services.programme.calendar
    now = services.clock()
    starts = services.today() - relativedelta(months=calendar.cadence_months * past)
    pairing = Pairing(
        id=new_id(dice.randbytes),
        mentor_id=mentor.id,
        began=starts,
        mentee_accepted_at=now,
        mentor_accepted_at=now,
        accepted_email=mentor.email,
        proposed_at=now,
    )
    mentee = replace(
        person,
        starts=starts,
        pairings=(pairing,),
        reminders=Reminders.OPENED,
        reminded={past + 1: Stage.OPENED},
    )
    with services.store.hold(mentee.id):
        sent = [_send(services, dice, mentee, mentor, cycle) for cycle in range(1, past + 1)]
        settled = {each.cycle: _delivered(each) for each in sent}
        services.store.registry.save(replace(mentee, cycles=settled))
        services.store.records.save_draft(mentee.id, draft_for(services, dice, past + 1))
    return mentee.id


def _delivered(sent: Submission) -> CycleState:
    return CycleState(
        sent.reference, sent.sent_at, Progress.DELIVERED, delivered_at=sent.sent_at, seen_at=sent.sent_at
    )


def _send(
    services: Services, dice: stdlib_random.Random, mentee: Person, mentor: Person, cycle: int
) -> Submission:
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
        answers=answers_for(questionnaire, dice),
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
    return submission
