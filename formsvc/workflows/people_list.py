"""The coordinators' list of people: searched, filtered, sorted, counted, a page at a time; never an answer.

Of a mentee whom a coordinator supervises or assesses that coordinator finds the name, under no filter,
and learns no state of them from any count.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from formsvc.domain.audit import Deed
from formsvc.domain.letters import Fate
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.rhythm import current_cycle
from formsvc.domain.watching import State, states_of
from formsvc.workflows.auditing import note
from formsvc.workflows.services import CoordinatorServices
from formsvc.workflows.watching import PersonRow, row_of

PAGE = 50
ELSEWHERE = "Another coordinator looks after this person"


class Sort(StrEnum):
    """By what a list is ordered."""

    NAME = "name"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class PeopleQuery:
    """What is looked for; ``number`` is the page's, counted from 1."""

    text: str = ""
    state: State | None = None
    role: Role | None = None
    sort: Sort = Sort.NAME
    number: int = 1


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """One page of people; ``counts`` are of those whom text and role leave, ``everyone`` of these in all."""

    query: PeopleQuery
    rows: tuple[PersonRow, ...]
    found: int
    everyone: int
    counts: Mapping[State, int]

    @property
    def last(self) -> int:
        """The number of the last page."""
        return max(-(-self.found // PAGE), 1)


@dataclass(frozen=True, slots=True)
class _Found:
    """One person who is shown, with their states; none of whom somebody else looks after."""

    person: Person
    states: frozenset[State]
    apart: bool


def people_page(services: CoordinatorServices, query: PeopleQuery) -> PeoplePage:
    """Return one page; a number beyond the last gives the last."""
    people = {person.id: person for person in services.store.registry.people()}
    matching = _matching(services, people, query)
    shown = _shown(services, matching, query)
    number = min(max(query.number, 1), max(-(-len(shown) // PAGE), 1))
    return PeoplePage(
        query=replace(query, number=number),
        rows=tuple(_row(services, one, people) for one in shown[(number - 1) * PAGE : number * PAGE]),
        found=len(shown),
        everyone=len(matching),
        counts=Counter(state for one in matching for state in one.states),
    )


def export_people(services: CoordinatorServices, query: PeopleQuery) -> Iterator[PersonRow]:
    """Write down that a list is downloaded, and return what stands on all of its pages."""
    note(services, Deed.PEOPLE_EXPORTED)
    people = {person.id: person for person in services.store.registry.people()}
    shown = _shown(services, _matching(services, people, query), query)
    return (_row(services, one, people) for one in shown)


def parked_of(services: CoordinatorServices) -> frozenset[str]:
    """Return the ids of whose letters were refused for good."""
    parked = (letter for letter in services.store.outbox.letters() if letter.fate is Fate.PARKED)
    return frozenset(letter.person_id for letter in parked if letter.person_id)


def _matching(
    services: CoordinatorServices, people: Mapping[str, Person], query: PeopleQuery
) -> list[_Found]:
    text = _plain(query.text)
    return [one for one in _everyone(services, people) if _is_meant(one, text, query.role)]


def _shown(services: CoordinatorServices, matching: list[_Found], query: PeopleQuery) -> list[_Found]:
    shown = [one for one in matching if query.state is None or query.state in one.states]
    return sorted(shown, key=_order(services, query.sort))


def _everyone(services: CoordinatorServices, people: Mapping[str, Person]) -> Iterator[_Found]:
    today, programme, parked = services.today(), services.programme, parked_of(services)
    for person in people.values():
        if stands_apart(person, services.by):
            yield _Found(person, frozenset(), apart=True)
            continue
        mentor = people.get(person.pairing.mentor_id) if person.pairing else None
        states = states_of(
            person, mentor, today, programme.calendar, programme.timezone, parked=person.id in parked
        )
        yield _Found(person, states, apart=False)


def _is_meant(one: _Found, text: str, role: Role | None) -> bool:
    if role is not None and role not in one.person.roles:
        return False
    if not text or text in _plain(one.person.name):
        return True
    return not one.apart and text in _plain(one.person.email)


def _order(services: CoordinatorServices, sort: Sort) -> Callable[[_Found], tuple[object, ...]]:
    def by_name(one: _Found) -> tuple[object, ...]:
        return _plain(one.person.name), one.person.id

    def by_due(one: _Found) -> tuple[object, ...]:
        return _due(services, one) or date.max, *by_name(one)

    return by_due if sort is Sort.DUE else by_name


def _due(services: CoordinatorServices, one: _Found) -> date | None:
    if one.apart or one.person.standing is not Standing.JOINED:
        return None
    cycle = current_cycle(one.person, services.today(), services.programme.calendar)
    return cycle.due if cycle else None


def _row(services: CoordinatorServices, one: _Found, people: Mapping[str, Person]) -> PersonRow:
    if not one.apart:
        return row_of(services, one.person, people, services.today())
    return PersonRow(one.person.name, "", (), Standing.JOINED, "", None, ELSEWHERE)


def _plain(text: str) -> str:
    """Return a text as it is looked for: without case, accents or spaces around."""
    if text.isascii():
        return text.strip().lower()
    bare = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(char for char in bare if not unicodedata.combining(char))
