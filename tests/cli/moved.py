"""A programme with one of everything in files, and what must be the same after a move."""

from __future__ import annotations

import gc
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.domain.evaluation import Group
from formsvc.domain.letters import Conservation, Fate, LetterEvent, LetterKind
from formsvc.domain.returned import SentLetter
from formsvc.keys import KeysFile
from formsvc.settings import Settings, load_settings
from formsvc.store.protocol import EVALUATION, Store
from formsvc.wiring import open_database, services_over
from formsvc.workflows.services import Services
from tests.cli.operator import Operator
from tests.cli.trainees import NOW, services_of
from tests.domain.small_evaluation import ASKED
from tests.store.examples import (
    CREDENTIALS,
    DRAFT,
    PERSON,
    REQUEST,
    a_letter,
    a_submission,
    an_application,
    somebody,
)
from tests.workflows.small_programme import SettableClock, small_programme

SENT = SentLetter("sent1", LetterKind.SUBMISSION, "ada@example.org", NOW, PERSON.id, 1)
LINKS = {f"{number:064x}": Group.MENTEE for number in range(3)}
PEOPLE = 12


def fill(settings_file: Path) -> None:
    """Put one of everything into an operator's folder, and a letter of each fate."""
    store = services_of(settings_file).store
    for person in (PERSON, *(somebody(number) for number in range(PEOPLE))):
        with store.hold(person.id):
            store.registry.add(person)
    with store.hold(PERSON.id):
        store.records.save_draft(PERSON.id, replace(DRAFT, generation=DRAFT.generation + 1, answers={}))
        store.records.save_draft(PERSON.id, DRAFT)
        store.credentials.save_credentials(CREDENTIALS)
        for cycle in (1, 10):
            store.records.commit(*a_submission(cycle))
    asked = replace(REQUEST, person_id=PERSON.id)
    with store.hold(asked.id):
        store.credentials.save_sign_in_request(asked)
    application = an_application(store, 1)
    with store.hold(application.id):
        store.applications.save(application)
    with store.hold(EVALUATION):
        store.evaluations.open(ASKED, {Group.MENTEE: ["mentee1"], Group.MENTOR: ["m2"]})
        store.evaluations.note_asked(ASKED.id, Group.MENTEE, ["mentee1"], LINKS)
    store.sent.note(SENT)
    _letters(store)
    store.audit.add(AuditEvent(NOW, "operator", Deed.INVITED, PERSON.id))
    store.audit.add(AuditEvent(NOW, "coordinator1", Deed.PAIRED, PERSON.id, "mentor1"))
    store.audit.add(AuditEvent(NOW, "operator", Deed.PEOPLE_EXPORTED))


def _letters(store: Store) -> None:
    later = NOW + timedelta(hours=1)
    for number in range(10, 16):
        store.outbox.put(a_letter(number))
    for number, event in (
        (10, LetterEvent.DELIVERED),
        (11, LetterEvent.WITHDRAWN),
        (12, LetterEvent.DELIVERED),
    ):
        with store.outbox.claim(f"l{number}"):
            store.outbox.finish(f"l{number}", event, later)
    store.outbox.take_back(a_letter(12), later)
    with store.outbox.claim("l13") as parked:
        assert parked
        store.outbox.save(replace(parked, fate=Fate.PARKED, last_reply="550 5.1.1"))
        store.outbox.finish("l13", LetterEvent.PARKED, later)
    with store.outbox.claim("l14") as tried:
        assert tried
        store.outbox.save(replace(tried, attempts=3, next_try_at=later))


@dataclass(frozen=True)
class Everything:
    """All that either store shows of that programme."""

    people: dict[str, object]
    found: dict[str, object]
    written: list[object]
    applications: list[object]
    evaluation: list[object]
    letters: dict[str, object]
    due: list[str]
    conservation: Conservation
    audit: list[AuditEvent]


def everything(store: Store) -> Everything:
    people = {person.id: person for person in store.registry.people()}
    assert store.registry.damaged() == store.outbox.damaged() == []
    return Everything(
        people=dict(people),
        found={person.email: store.registry.find(person.email.upper()) for person in people.values()},
        written=[
            (
                store.records.draft(person_id, DRAFT.cycle),
                store.records.submissions(person_id),
                store.credentials.credentials(person_id),
            )
            for person_id in sorted(people)
        ]
        + [store.credentials.sign_in_request(REQUEST.id), store.sent.find(SENT.id)],
        applications=[*store.applications.applications(), *store.applications.find("ANA@example.org")],
        evaluation=[store.evaluations.rounds(), [store.evaluations.link(link) for link in LINKS]],
        letters={letter.id: letter for letter in store.outbox.letters()},
        due=store.outbox.due(NOW + timedelta(minutes=30)),
        conservation=store.outbox.conservation(),
        audit=list(store.audit.events()),
    )


class Mover:
    """An operator who has a full folder, and an empty database to move into."""

    def __init__(self, operator: Operator, url: str) -> None:
        self.operator = operator
        self.url = url
        self.settings_file = operator.folder / "settings.env"
        self.data = operator.folder / "data"

    @contextmanager
    def both_set(self) -> Iterator[Settings]:
        """Name the database beside the folder in the settings.

        Stores that a test has let go of are gone first, as they are with their process.
        """
        gc.collect()
        with pytest.MonkeyPatch.context() as both:
            both.setenv("FORMSVC_DATABASE_URL", self.url)
            yield load_settings(self.settings_file)

    def move(self, *options: str) -> tuple[int, str]:
        """Run the command; give its exit code and all that it said."""
        with self.both_set():
            ran = self.operator.run("move-store", *options)
        return ran.exit_code, ran.output

    def start_moving(self) -> subprocess.Popen[str]:
        """Run the command as a process of its own."""
        with self.both_set():
            return self.operator.start("move-store")

    @contextmanager
    def in_database(self) -> Iterator[Services]:
        """Give services over the database, and let go of it."""
        with self.both_set() as settings:
            keys_file = KeysFile(settings.keys_file, None)
            opened = open_database(settings, keys_file)
            try:
                services = services_over(opened.store, settings, keys_file.keys, SettableClock(NOW))
                yield replace(services, programme=small_programme())
            finally:
                opened.database.close()


def asked(url: str, question: str) -> list[tuple[Any, ...]]:
    """Return what a database answers."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question.encode())
        return cursor.fetchall() if cursor.description else []


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder but the mark of its move, by its path."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != "moved.json")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def keys_of_rows(url: str) -> set[str]:
    """Return the ids of the keys that people and letters are sealed with in a database."""
    rows = asked(url, "SELECT envelope FROM registry UNION ALL SELECT envelope FROM outbox")
    return {json.loads(bytes(envelope))["key"] for (envelope,) in rows}
