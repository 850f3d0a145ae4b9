"""One person as a coordinator sees them: who, with whom, how far each cycle has come; never an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from formsvc.domain.cycle import Cycle
from formsvc.domain.errors import StandsApartError
from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.looking_after import can_look_after, others_who_coordinate, stands_apart
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.returned import refusal_in_words
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.domain.watching import State, states_of
from formsvc.domain.wording import ERASED
from formsvc.workflows.auditing import AuditLine, audit_lines_about
from formsvc.workflows.people_list import parked_of
from formsvc.workflows.services import CoordinatorServices
from formsvc.workflows.watching import PersonRow, progress_of, row_of

DEEDS = 20
"""Lines of the audit list that a person's page shows, newest first."""


@dataclass(frozen=True, slots=True)
class PairingLine:
    """One pairing, from the page's person: with whom, and how far it is accepted."""

    other_id: str
    other_name: str
    began: date
    ended: date | None
    how: str


@dataclass(frozen=True, slots=True)
class CycleLine:
    """One cycle in words."""

    cycle: Cycle
    progress: str


@dataclass(frozen=True, slots=True)
class StuckLetter:
    """A letter that wasn't delivered, and why; nothing of its content."""

    what: str
    why: str
    since: datetime
    given_up: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What the page shows; ``others``: the coordinators who may look after them.

    ``only_coordinator``: nobody else who has joined could run the programme.
    """

    person: Person
    row: PersonRow
    states: tuple[State, ...]
    pairings: tuple[PairingLine, ...]
    cycles: tuple[CycleLine, ...]
    stuck: tuple[StuckLetter, ...]
    others: tuple[Person, ...]
    deeds: tuple[AuditLine, ...]
    only_coordinator: bool = False

    @property
    def can_be_invited_again(self) -> bool:
        """Whether a fresh invitation makes sense."""
        return self.person.standing is Standing.INVITED and self.person.roles != {Role.MENTOR}

    @property
    def can_be_retired(self) -> bool:
        """Whether they can be taken out of the programme: nobody can who alone coordinates it."""
        return self.person.standing is not Standing.LEFT and not self.only_coordinator

    @property
    def can_be_brought_back(self) -> bool:
        """Whether a coordinator took them out, and nothing is erased yet."""
        return self.person.standing is Standing.LEFT and self.person.retired_at is not None


def open_to(services: CoordinatorServices, person_id: str) -> Person:
    """Return a person whom this coordinator may look at and act for.

    Raises PersonUnknownError, and StandsApartError for a mentee whom they supervise or assess.
    """
    person = services.store.registry.person(person_id)
    if stands_apart(person, services.by):
        raise StandsApartError(
            "You said that you supervise or assess this person. So another coordinator looks after them, "
            "and you see their name and nothing else.",
        )
    return person


def person_page(services: CoordinatorServices, person_id: str) -> PersonPage:
    """Return one person's page; raises what ``open_to`` raises."""
    person = open_to(services, person_id)
    people = {each.id: each for each in services.store.registry.people()}
    programme, today = services.programme, services.today()
    mentor = people.get(person.pairing.mentor_id) if person.pairing else None
    states = states_of(
        person,
        mentor,
        today,
        programme.calendar,
        programme.timezone,
        parked=person.id in parked_of(services),
    )
    return PersonPage(
        person=person,
        row=row_of(services, person, people, today),
        states=tuple(state for state in State if state in states),
        pairings=tuple(_pairings(services, person, people)),
        cycles=tuple(_cycles(services, person)),
        stuck=tuple(_stuck(services, person)),
        others=tuple(sorted((c for c in people.values() if can_look_after(c, person)), key=_name)),
        only_coordinator=Role.COORDINATOR in person.roles
        and not others_who_coordinate(person, people.values()),
        deeds=tuple(islice(audit_lines_about(services, person.id), DEEDS)),
    )


def _pairings(
    services: CoordinatorServices, person: Person, people: Mapping[str, Person]
) -> list[PairingLine]:
    """Return the newest first: those of a mentee, and those in which they are somebody's mentor."""
    own = [(pairing, people.get(pairing.mentor_id)) for pairing in person.pairings]
    as_mentor = [
        (pairing, other)
        for other in people.values()
        if not stands_apart(other, services.by)
        for pairing in other.pairings
        if pairing.mentor_id == person.id
    ]
    lines = [
        PairingLine(
            other_id=other.id if other else "",
            other_name=other.name if other else ERASED,
            began=pairing.began,
            ended=pairing.ended,
            how=_acceptance(pairing),
        )
        for pairing, other in (*own, *as_mentor)
    ]
    return sorted(lines, key=lambda line: (line.ended is None, line.began), reverse=True)


def _acceptance(pairing: Pairing) -> str:
    if pairing.supervises:
        return "Ended: one of them said that the mentor supervises or assesses the mentee"
    if pairing.ended is not None:
        return "Ended"
    if pairing.accepted:
        return "Both said yes"
    if pairing.mentee_accepted_at is not None:
        return "The mentee said yes, the mentor not yet"
    if pairing.mentor_accepted_at is not None:
        return "The mentor said yes, the mentee not yet"
    return "Neither said yes yet"


def _cycles(services: CoordinatorServices, person: Person) -> list[CycleLine]:
    """Return the open cycle and those before it that left a trace, newest first."""
    calendar, today = services.programme.calendar, services.today()
    if person.starts is None or Role.MENTEE not in person.roles:
        return []
    now = current_cycle(person, today, calendar)
    numbers = {*person.cycles, *person.skipped, *([now.number] if now else [])}
    cycles = [nth_cycle(person, number, calendar) for number in sorted(numbers, reverse=True)]
    return [CycleLine(cycle, progress_of(person, cycle, today)) for cycle in cycles]


def _stuck(services: CoordinatorServices, person: Person) -> list[StuckLetter]:
    theirs = (
        letter
        for letter in services.store.outbox.letters()
        if letter.person_id == person.id and (letter.fate is not Fate.WAITING or letter.attempts)
    )
    return [
        StuckLetter(
            what=_what(letter),
            why=_why(letter),
            since=letter.created_at,
            given_up=letter.fate is Fate.PARKED,
        )
        for letter in sorted(theirs, key=lambda letter: letter.created_at, reverse=True)
    ]


def _what(letter: Letter) -> str:
    if letter.kind is LetterKind.SHARED:
        return f"What they shared with {letter.to_name} ({letter.to_email})"
    if letter.kind in {LetterKind.SUBMISSION, LetterKind.UPDATE}:
        return f"What they sent to {letter.to_name} ({letter.to_email})"
    return f"A letter of the service to {letter.to_name} ({letter.to_email})"


def _why(letter: Letter) -> str:
    if letter.fate is Fate.HELD:
        return "It is held back after a restore, because it may have been sent already."
    if not letter.last_reply:
        return "The mail server didn't take it, and didn't say why."
    return refusal_in_words(letter.last_reply) if letter.fate is Fate.PARKED else letter.last_reply


def _name(person: Person) -> tuple[str, str]:
    return person.name.casefold(), person.id
