"""What the coordinators' list of people costs: 10,000 people beside 100, at the first look and once warm."""

from __future__ import annotations

import random as stdlib_random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.programme import NOW, TODAY, new_services, without_fsync
from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.store.embedded import open_embedded
from formsvc.store.sealing import Sealing
from formsvc.workflows.people_list import PeopleQuery, people_page
from formsvc.workflows.services import Services
from formsvc.workflows.watching import programme_status

MANY, FEW = 10_000, 100
ROUNDS = 9


def people_figures(scratch: Path) -> dict[str, float]:
    """Return milliseconds: the first list after a start, and medians of warm ones, many and few."""
    many, few = _programme(scratch / "people-many", MANY), _programme(scratch / "people-few", FEW)
    return {
        "people_list_first_ms": _milliseconds(lambda: _show(many)),
        "people_list_ms_10000": _warm(many),
        "people_list_ms_100": _warm(few),
    }


def _show(services: Services) -> None:
    desk = services.for_coordinators()
    people_page(desk, PeopleQuery())
    programme_status(desk)


def _warm(services: Services) -> float:
    _show(services)
    return statistics.median(_milliseconds(lambda: _show(services)) for _ in range(ROUNDS))


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _programme(folder: Path, people: int) -> Services:
    """Return services that have just started, over so many people: a mentor for ten mentees."""
    dice = stdlib_random.Random(1)  # noqa: S311 - invented people, not secrets
    secrets = dice.randbytes(32), dice.randbytes(32)
    store = open_embedded(folder, Sealing([("bench", secrets[0])]), secrets[1])
    with without_fsync():
        mentors = [_person(dice, Role.MENTOR, number) for number in range(people // 11)]
        mentees = [_mentee(dice, dice.choice(mentors), number) for number in range(people - len(mentors))]
        for person in (*mentors, *mentees):
            with store.hold(person.id):
                store.registry.add(person)
    time.sleep(0.2)  # what was written a moment ago isn't remembered
    return new_services(open_embedded(folder, Sealing([("bench", secrets[0])]), secrets[1]))


def _person(dice: stdlib_random.Random, role: Role, number: int) -> Person:
    return Person(
        id=new_id(dice.randbytes),
        name=f"Dr {role.title()} {number}",
        email=f"{role}{number}@example.org",
        roles=frozenset({role}),
        standing=Standing.JOINED,
        invited_at=NOW,
        joined_at=NOW,
        site="Example Infirmary",
        specialty="Surgery",
        grade="ST4",
    )


def _mentee(dice: stdlib_random.Random, mentor: Person, number: int) -> Person:
    starts = TODAY - timedelta(days=dice.randint(5, 400))
    pairing = Pairing(new_id(dice.randbytes), mentor.id, starts, None, NOW, NOW, mentor.email)
    sent = {
        cycle: CycleState(new_reference(dice.randbytes), NOW, Progress.DELIVERED, NOW, seen_at=NOW)
        for cycle in range(1, 4)
    }
    return replace(_person(dice, Role.MENTEE, number), starts=starts, pairings=(pairing,), cycles=sent)
