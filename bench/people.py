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
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from formsvc.workflows.matching import pairing_room
from formsvc.workflows.overview import overview
from formsvc.workflows.people_list import PeopleQuery, people_page
from formsvc.workflows.services import CoordinatorServices, Services
from formsvc.workflows.watching import programme_status

MANY, FEW = 10_000, 100
ROUNDS = 9


def people_figures(scratch: Path) -> dict[str, float]:
    """Return milliseconds: the first list after a start, and medians of warm lists and other rooms."""
    many, few = _programme(scratch / "people-many", MANY), _programme(scratch / "people-few", FEW)
    return {
        "people_list_first_ms": _milliseconds(lambda: _show(many)),
        "people_list_ms_10000": _warm(many),
        "people_list_ms_100": _warm(few),
        "overview_ms_10000": _warm(many, overview),
        "pairing_room_ms_10000": _warm(many, pairing_room),
    }


def _show(services: Services) -> None:
    _list(services.for_coordinators())


def _list(desk: CoordinatorServices) -> None:
    people_page(desk, PeopleQuery())
    programme_status(desk)


def _warm(services: Services, room: Callable[[CoordinatorServices], object] = _list) -> float:
    desk = services.for_coordinators()
    room(desk)
    return statistics.median(_milliseconds(lambda: room(desk)) for _ in range(ROUNDS))


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _programme(folder: Path, people: int) -> Services:
    """Return services that have just started, over so many people: a mentor for ten mentees."""
    dice = stdlib_random.Random(1)  # noqa: S311 - invented people, not secrets
    secrets = dice.randbytes(32), dice.randbytes(32)
    store = empty_programme(folder, secrets)
    with without_fsync():
        mentors = [person(dice, Role.MENTOR, number) for number in range(people // 11)]
        mentees = [mentee_of(dice, dice.choice(mentors), number) for number in range(people - len(mentors))]
        for each in (*mentors, *mentees):
            with store.hold(each.id):
                store.registry.add(each)
    time.sleep(0.2)  # what was written a moment ago isn't remembered
    return new_services(open_embedded(folder, Sealing([("bench", secrets[0])]), secrets[1]))


def empty_programme(folder: Path, secrets: tuple[bytes, bytes]) -> Store:
    """Open a new store with a sealing key and a look-up key."""
    return open_embedded(folder, Sealing([("bench", secrets[0])]), secrets[1])


def person(dice: stdlib_random.Random, role: Role, number: int) -> Person:
    """Return somebody who takes part."""
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


def mentee_of(dice: stdlib_random.Random, mentor: Person, number: int) -> Person:
    """Return a mentee of somebody, who has sent three questionnaires."""
    starts = TODAY - timedelta(days=dice.randint(5, 400))
    pairing = Pairing(new_id(dice.randbytes), mentor.id, starts, None, NOW, NOW, mentor.email)
    sent = {
        cycle: CycleState(new_reference(dice.randbytes), NOW, Progress.DELIVERED, NOW, seen_at=NOW)
        for cycle in range(1, 4)
    }
    return replace(person(dice, Role.MENTEE, number), starts=starts, pairings=(pairing,), cycles=sent)
