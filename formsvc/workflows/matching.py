"""The coordinator's room for pairing: who needs a mentor, who could be it, and whose yes is missing.

A coordinator who supervises or assesses a mentee finds nothing of them here, and can't pair them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import ceil

from formsvc.domain.audit import Deed
from formsvc.domain.errors import InputRefusedError, PairingRefusedError, PersonUnknownError
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.matching import Matching, match
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.wording import ERASED
from formsvc.workflows.auditing import note
from formsvc.workflows.pairing import loads, pair
from formsvc.workflows.person_page import open_to
from formsvc.workflows.proposing import ask_again
from formsvc.workflows.services import CoordinatorServices

PAGE = 50


class Why(StrEnum):
    """Why a mentee needs a mentor; no reason of anybody's own is known here, nor asked."""

    STEPPED_BACK = "Their mentor has stepped back"
    ANOTHER = "Needs another mentor"
    UNBEGUN = "The pairing didn't begin"
    NEW = "Has had no mentor yet"


@dataclass(frozen=True, slots=True)
class Seeker:
    """A mentee who needs a mentor, why, and since when."""

    person: Person
    why: Why
    since: date


@dataclass(frozen=True, slots=True)
class WaitingPair:
    """A pairing that not both have accepted; ``days`` is how long they have been asked."""

    mentee: Person
    mentor_name: str
    missing: str
    days: int
    asked_today: bool


@dataclass(frozen=True, slots=True)
class PairingRoom:
    """One page of what waits: for a coordinator, then for a mentee's or mentor's yes.

    ``seeking`` and ``asked`` count all of each.
    """

    seekers: tuple[Seeker, ...]
    waiting: tuple[WaitingPair, ...]
    seeking: int
    asked: int
    number: int
    last: int


@dataclass(frozen=True, slots=True)
class PairingPage:
    """One mentee, their present mentor if there is one, and every other mentor judged."""

    mentee: Person
    mentor_name: str
    matching: Matching

    @property
    def seen(self) -> str:
        """The id of the pairing that the page shows, empty for none."""
        return self.mentee.pairing.id if self.mentee.pairing else ""


def pairing_room(services: CoordinatorServices, number: int = 1) -> PairingRoom:
    """Return one page of who needs a mentor, the longest first, and of pairings that wait for a yes."""
    people = {person.id: person for person in services.store.registry.people()}
    mentees = [
        person
        for person in people.values()
        if Role.MENTEE in person.roles
        and person.standing is not Standing.LEFT
        and not stands_apart(person, services.by)
    ]
    seekers = [_seeker(services, person, people) for person in mentees if person.pairing is None]
    waiting = [_waiting(services, person, people) for person in mentees]
    order = list(Why)
    seekers.sort(key=lambda one: (order.index(one.why), one.since, _name(one.person)))
    asked = sorted((one for one in waiting if one), key=lambda one: (-one.days, _name(one.mentee)))
    last = max(ceil(max(len(seekers), len(asked)) / PAGE), 1)
    number = min(max(number, 1), last)
    shown = slice((number - 1) * PAGE, number * PAGE)
    return PairingRoom(
        tuple(seekers[shown]), tuple(asked[shown]), len(seekers), len(asked), number=number, last=last
    )


def pairing_page(services: CoordinatorServices, mentee_id: str) -> PairingPage:
    """Return one mentee with every mentor judged; raises PersonUnknownError and StandsApartError."""
    mentee = _mentee(services, mentee_id)
    people = {person.id: person for person in services.store.registry.people()}
    return PairingPage(
        mentee=mentee,
        mentor_name=_name_of(people, mentee.pairing.mentor_id) if mentee.pairing else "",
        matching=match(
            mentee, people.values(), loads(people.values()), services.programme.pairing, services.today()
        ),
    )


def choose_mentor(services: CoordinatorServices, mentee_id: str, mentor_id: str, *, seen: str) -> None:
    """Propose the mentor whom a coordinator chose.

    The coordinator has declared that to their knowledge neither supervises nor assesses the other, and both
    are asked by themselves. A second click changes nothing. Raises InputRefusedError for a mentor who
    can't be it now, ProposalMovedError when another pairing came first, and what ``pairing_page`` raises.
    """
    mentee = _mentee(services, mentee_id)
    try:
        paired = pair(services, mentee, _mentor(services, mentor_id), supervises=False, seen=seen)
    except (PairingRefusedError, PersonUnknownError) as refused:
        raise InputRefusedError("mentor", str(refused)) from None
    if paired.new:
        note(services, Deed.PAIRED, mentee_id, mentor_id)


def ask_again_for_yes(services: CoordinatorServices, mentee_id: str) -> None:
    """Send the letters again to who hasn't said yes, at most once a day; raises what ``open_to`` raises."""
    pairing = _mentee(services, mentee_id).pairing
    if pairing is not None and ask_again(services, mentee_id):
        note(services, Deed.ASKED_AGAIN, mentee_id, pairing.mentor_id)


def _mentee(services: CoordinatorServices, mentee_id: str) -> Person:
    person = open_to(services, mentee_id)
    if Role.MENTEE not in person.roles or person.standing is Standing.LEFT:
        raise PersonUnknownError("There is no such mentee, or they have left.")
    return person


def _mentor(services: CoordinatorServices, mentor_id: str) -> Person:
    person = services.store.registry.person(mentor_id)
    if Role.MENTOR not in person.roles:
        raise PersonUnknownError("There is no such mentor.")
    return person


def _seeker(services: CoordinatorServices, person: Person, people: Mapping[str, Person]) -> Seeker:
    last = person.pairings[-1] if person.pairings else None
    if last is None or last.ended is None:
        asked = person.joined_at or person.invited_at
        return Seeker(person, Why.NEW, asked.astimezone(services.programme.timezone).date())
    mentor = people.get(last.mentor_id)
    if mentor is None or mentor.steps_back_at is not None:
        return Seeker(person, Why.STEPPED_BACK, last.ended)
    return Seeker(person, Why.ANOTHER if last.accepted else Why.UNBEGUN, last.ended)


def _waiting(
    services: CoordinatorServices, person: Person, people: Mapping[str, Person]
) -> WaitingPair | None:
    pairing = person.pairing
    if pairing is None or pairing.accepted:
        return None
    since, today = pairing.asked_on(services.programme.timezone), services.today()
    return WaitingPair(
        mentee=person,
        mentor_name=_name_of(people, pairing.mentor_id),
        missing=_missing(pairing),
        days=(today - since).days,
        asked_today=today in {since, pairing.asked_again_on},
    )


def _missing(pairing: Pairing) -> str:
    if pairing.mentee_accepted_at is not None:
        return "the mentor"
    return "both" if pairing.mentor_accepted_at is None else "the mentee"


def _name_of(people: Mapping[str, Person], person_id: str) -> str:
    return people[person_id].name if person_id in people else ERASED


def _name(person: Person) -> tuple[str, str]:
    return person.name.casefold(), person.id
