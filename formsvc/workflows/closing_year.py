"""Closing a year, a step at a time: thank everyone, ask how it was, and let each pairing go on or end.

Each step remembers in the registry whom it has reached, so stopping half-way and going on later, or two
coordinators at once, reach everybody once. A pairing that goes on stays as it is, so both needn't accept
again. One that ends starts the time for which the mentee's record is kept (``domain/retention.py``). What
they have sent still arrives. A coordinator who supervises or assesses a mentee leaves them to another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from formsvc.domain.audit import Deed
from formsvc.domain.letters import LetterKind
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.auditing import name_of, note
from formsvc.workflows.ending import close_letter
from formsvc.workflows.evaluation import EvaluationRoom, evaluation_room
from formsvc.workflows.services import CoordinatorServices, ServicesWithoutRecords
from formsvc.workflows.telling import tell_once
from formsvc.workflows.trouble import own_trouble_only

AGAIN = timedelta(days=180)
"""How long a step stays done: the next year begins it anew."""
YOUNG = timedelta(days=90)
"""A pairing younger than this goes on without a question."""
AT_A_TIME = 50
LETTERS_AT_A_TIME = 100
_AT_ONCE = 2
"""Batches that are written while a coordinator waits: the second finds that a small programme is done."""


@dataclass(frozen=True, slots=True)
class PairingLine:
    """One pairing to decide on, by the names of the two."""

    id: str
    mentee_id: str
    mentee_name: str
    mentor_name: str
    began: date


@dataclass(frozen=True, slots=True)
class Year:
    """How far the year is closed. ``apart`` pairings are for another coordinator to decide on."""

    to_thank: int
    thanked: int
    thanking: bool
    evaluation: EvaluationRoom
    undecided: int
    going_on: int
    apart: int
    unpaired_months: int


def year(services: CoordinatorServices) -> Year:
    """Return how far each step has come; reads only (C2)."""
    people = list(services.store.registry.people())
    mentoring = _mentoring(people)
    here = [person for person in people if _takes_part(person, mentoring)]
    thanked = [person for person in here if _is_recent(services, person.thanked_on)]
    paired = [(person, person.pairing) for person in people if person.pairing is not None]
    open_ones = [(person, pairing) for person, pairing in paired if _is_undecided(services, pairing)]
    apart = sum(stands_apart(person, services.by) for person, _ in open_ones)
    return Year(
        to_thank=len(here) - len(thanked),
        thanked=len(thanked),
        thanking=any(person.thanking_since is not None for person in people),
        evaluation=evaluation_room(services),
        undecided=len(open_ones) - apart,
        going_on=len(paired) - len(open_ones),
        apart=apart,
        unpaired_months=services.programme.retention.unpaired_months,
    )


def thank_everyone(services: CoordinatorServices) -> None:
    """Have a letter of thanks written to everyone who takes part and has had none this year.

    The decision is kept with the coordinator; the first letters are written now, the others by the worker.
    """
    if not _to_thank(services):
        return
    with services.store.hold(services.by):
        coordinator = services.store.registry.person(services.by)
        begun = coordinator.thanking_since is not None
        if not begun:
            services.store.registry.save(replace(coordinator, thanking_since=services.clock()))
    if not begun:
        note(services, Deed.THANKED)
    for _ in islice(thank_who_is_left(services), _AT_ONCE):
        pass


def thank_who_is_left(services: ServicesWithoutRecords) -> Iterator[None]:
    """Write the letters of thanks that a coordinator decided on, a hundred at a time."""
    decided = [person.thanking_since for person in services.store.registry.people() if person.thanking_since]
    if not decided:
        return
    left = iter(_to_thank(services).items())
    while some := dict(islice(left, LETTERS_AT_A_TIME)):
        for person_id, mentor in some.items():
            with own_trouble_only(person_id):
                _thank(services, person_id, min(decided), mentor=mentor)
        yield
    thank_nobody_more(services)


def thank_nobody_more(services: ServicesWithoutRecords) -> None:
    """Forget that everyone was to be thanked: it is done, or after a restore nobody knows who was (R21)."""
    for found in list(services.store.registry.people()):
        if found.thanking_since is not None:
            with services.store.hold(found.id):
                person = services.store.registry.person(found.id)
                services.store.registry.save(replace(person, thanking_since=None))


def pairings_to_decide(services: CoordinatorServices) -> list[PairingLine]:
    """Return the next pairings that nobody has decided on, by the mentee's name; reads only (C2)."""
    found = sorted(_undecided(services), key=lambda person: (person.name.casefold(), person.id))
    return [
        PairingLine(
            id=person.pairing.id,
            mentee_id=person.id,
            mentee_name=person.name,
            mentor_name=name_of(services, person.pairing.mentor_id),
            began=person.pairing.began,
        )
        for person in found[:AT_A_TIME]
        if person.pairing is not None
    ]


def decide(services: CoordinatorServices, shown: Collection[str], ending: Collection[str]) -> None:
    """Let the pairings that the page showed go on, but for those that end; decided already is decided."""
    for person in list(_undecided(services)):
        pairing = person.pairing
        if pairing is not None and pairing.id in shown:
            with own_trouble_only(person.id):
                _decide(services, person.id, pairing, ends=pairing.id in ending)


def _decide(services: CoordinatorServices, mentee_id: str, seen: Pairing, *, ends: bool) -> None:
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        pairing = person.pairing
        if pairing is None or pairing.id != seen.id or not _is_undecided(services, pairing):
            return
        today = services.today()
        if ends:
            _tell_both(services, person, pairing)
        fresh = replace(pairing, ended=today) if ends else replace(pairing, renewed_on=today)
        changed = tuple(fresh if each.id == fresh.id else each for each in person.pairings)
        services.store.registry.save(replace(person, pairings=changed))
    note(services, Deed.YEAR_ENDED if ends else Deed.YEAR_RENEWED, mentee_id, seen.mentor_id)


def _tell_both(services: CoordinatorServices, person: Person, pairing: Pairing) -> None:
    about = ("year", pairing.id)
    close_letter(services, person, pairing, about=about)
    mentor_name = name_of(services, pairing.mentor_id)
    tell_once(services, LetterKind.YEAR_ENDED, person, {"mentor_name": mentor_name}, about)


def _to_thank(services: ServicesWithoutRecords) -> dict[str, bool]:
    """Return the ids of who is still to be thanked, and whether they are thanked as a mentor."""
    people = list(services.store.registry.people())
    mentoring = _mentoring(people)
    return {
        person.id: person.id in mentoring
        for person in people
        if _takes_part(person, mentoring) and not _is_recent(services, person.thanked_on)
    }


def _thank(services: ServicesWithoutRecords, person_id: str, decided: datetime, *, mentor: bool) -> None:
    with services.store.hold(person_id):
        person = services.store.registry.person(person_id)
        if _is_recent(services, person.thanked_on) or person.standing is Standing.LEFT:
            return
        facts, about = {"mentor": "yes" if mentor else ""}, ("thanks", decided.isoformat())
        tell_once(services, LetterKind.THANKS, person, facts, about)
        services.store.registry.save(replace(person, thanked_on=services.today()))


def _undecided(services: CoordinatorServices) -> Iterator[Person]:
    return (
        person
        for person in services.store.registry.people()
        if person.pairing is not None
        and _is_undecided(services, person.pairing)
        and not stands_apart(person, services.by)
    )


def _is_undecided(services: CoordinatorServices, pairing: Pairing) -> bool:
    young = services.today() < pairing.began + YOUNG
    return not young and not _is_recent(services, pairing.renewed_on)


def _is_recent(services: ServicesWithoutRecords, day: date | None) -> bool:
    return day is not None and services.today() < day + AGAIN


def _takes_part(person: Person, mentoring: Collection[str]) -> bool:
    """Tell whether somebody is thanked: mentees who joined and were paired, and who mentors them."""
    if person.standing not in {Standing.JOINED, Standing.PAUSED}:
        return False
    is_mentee = Role.MENTEE in person.roles and any(each.accepted for each in person.pairings)
    return is_mentee or person.id in mentoring


def _mentoring(people: Collection[Person]) -> set[str]:
    """Return the ids of who is or was a mentor in a pairing that both accepted."""
    return {each.mentor_id for person in people for each in person.pairings if each.accepted}
