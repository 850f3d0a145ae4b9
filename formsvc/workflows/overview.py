"""The coordinator's first page: what needs them, how many answered, and the letters' sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from formsvc.domain.application import ApplicationState
from formsvc.domain.letters import Fate
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.needs import OF_STATE, Need, Needs
from formsvc.domain.people import Person, Standing
from formsvc.domain.responses import Round, response_rounds
from formsvc.domain.returned import refusal_in_words, why_in_words
from formsvc.domain.watching import states_of
from formsvc.workflows.changeover_room import clashes_among
from formsvc.workflows.people_list import parked_of
from formsvc.workflows.services import CoordinatorServices
from formsvc.workflows.watching import ProgrammeStatus, programme_status

A_WEEK = timedelta(days=7)
LISTED = 20
"""Of people whom letters don't reach, as many as the page lists; the list of people has all."""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody whom a letter didn't reach, and why, in words."""

    person_id: str
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Overview:
    """What the first page shows."""

    needs: Needs
    unreached: tuple[Unreached, ...]
    rounds: tuple[Round, ...]
    status: ProgrammeStatus


def overview(services: CoordinatorServices) -> Overview:
    """Return what the first page shows; nothing of whom this coordinator supervises or assesses."""
    people = _people(services)
    return Overview(
        needs=_needs(services, people),
        unreached=tuple(_unreached(services, people))[:LISTED],
        rounds=_rounds(services, people),
        status=programme_status(services),
    )


def rounds_of(services: CoordinatorServices) -> tuple[Round, ...]:
    """Return how many answered, as the chart shows it."""
    return _rounds(services, _people(services))


def needs_of(services: CoordinatorServices) -> Needs:
    """Return what needs a coordinator."""
    return _needs(services, _people(services))


def _people(services: CoordinatorServices) -> dict[str, Person]:
    return {person.id: person for person in services.store.registry.people()}


def _own(services: CoordinatorServices, people: Mapping[str, Person]) -> Iterator[Person]:
    return (person for person in people.values() if not stands_apart(person, services.by))


def _rounds(services: CoordinatorServices, people: Mapping[str, Person]) -> tuple[Round, ...]:
    return response_rounds(_own(services, people), services.today(), services.programme.calendar)


def _needs(services: CoordinatorServices, people: Mapping[str, Person]) -> Needs:
    today, programme, parked = services.today(), services.programme, parked_of(services)
    about: dict[Need, list[str]] = {need: [] for need in Need}
    for person in _own(services, people):
        mentor = people.get(person.pairing.mentor_id) if person.pairing else None
        states = states_of(
            person, mentor, today, programme.calendar, programme.timezone, parked=person.id in parked
        )
        for state in states & OF_STATE.keys():
            about[OF_STATE[state]].append(person.name)
        if _waits_long(services, person, today):
            about[Need.UNANSWERED].append(person.name)
    clashes = clashes_among(people, services.by, programme.pairing)
    about[Need.CLASHES] = [clash.mentee_name for clash in clashes]
    counts = {need: len(names) for need, names in about.items()} | {
        Need.APPLICATIONS: _new_applications(services)
    }
    named = dict.fromkeys(name for names in about.values() for name in sorted(names, key=str.casefold))
    return Needs({need: counts[need] for need in Need if counts[need]}, tuple(named))


def _waits_long(services: CoordinatorServices, person: Person, today: date) -> bool:
    pairing = person.pairing
    if pairing is None or pairing.accepted or person.standing is Standing.LEFT:
        return False
    return today - pairing.asked_on(services.programme.timezone) >= A_WEEK


def _new_applications(services: CoordinatorServices) -> int:
    states = Counter(application.state for application in services.store.applications.applications())
    return states[ApplicationState.NEW]


def _unreached(services: CoordinatorServices, people: Mapping[str, Person]) -> Iterator[Unreached]:
    """Yield whose letters are parked, then those to whom something came back; nobody who has left."""
    own = {person.id: person for person in _own(services, people) if person.standing is not Standing.LEFT}
    told = set()
    for letter in services.store.outbox.letters():
        person = own.get(letter.person_id or "")
        if letter.fate is not Fate.PARKED or person is None:
            continue
        told.add(person.id)
        to = "" if letter.to_email == person.email else f"What they sent to {letter.to_name}: "
        yield Unreached(
            person.id, person.name, to + (refusal_in_words(letter.last_reply) or "No reason was given.")
        )
    for person in own.values():
        if person.refused is not None and person.id not in told:
            yield Unreached(
                person.id, person.name, f"A letter came back: {why_in_words(person.refused.status)}."
            )
