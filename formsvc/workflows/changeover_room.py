"""What a coordinator sees of a changeover: who has answered, which pairings to look at again, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from formsvc.domain.changeover import changeover_around
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person
from formsvc.domain.workplace import PairingRules, PlaceRule
from formsvc.workflows.services import CoordinatorServices


@dataclass(frozen=True, slots=True)
class Clash:
    """A pairing of two who work at one place."""

    mentee_id: str
    mentee_name: str
    mentor_name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangeoverRoom:
    """How far the changeover has come; ``now`` is the day that is asked about, ``next`` the one to come."""

    now: date | None
    next: date | None
    asked: int
    answered: int
    changed: int
    silent: tuple[Person, ...]
    clashes: tuple[Clash, ...]


def changeover_room(services: CoordinatorServices) -> ChangeoverRoom:
    """Return how far the changeover has come; reads only (C2)."""
    today, dates = services.today(), services.programme.changeovers
    now = changeover_around(today, dates)
    everyone = {each.id: each for each in services.store.registry.people()}
    people = [each for each in everyone.values() if not stands_apart(each, services.by)]
    said = [(each, each.changeover) for each in people if each.changeover and each.changeover.day == now]
    silent = [each for each, word in said if word.confirmed_at is None]
    return ChangeoverRoom(
        now=now,
        next=next((day for day in dates if day > today and day != now), None),
        asked=len(said),
        answered=len(said) - len(silent),
        changed=sum(word.changed for _, word in said),
        silent=tuple(sorted(silent, key=lambda each: (each.name.casefold(), each.id))),
        clashes=clashes_among(everyone, services.by, services.programme.pairing),
    )


def clashes_among(people: Mapping[str, Person], by: str, rules: PairingRules) -> tuple[Clash, ...]:
    """Return the pairings that a coordinator should look at again; ``people``: everyone, by id."""
    own = (each for each in people.values() if not stands_apart(each, by))
    return tuple(clash for each in own if (clash := _clash(each, people, rules)) is not None)


def _clash(mentee: Person, people: Mapping[str, Person], rules: PairingRules) -> Clash | None:
    """Return what to look at again, None when the two work apart or it isn't known."""
    mentor = people.get(mentee.pairing.mentor_id) if mentee.pairing else None
    if mentor is None:
        return None
    shared = mentee.workplace.in_common_with(mentor.workplace)
    same = [place for place in shared if rules.on(place) is not PlaceRule.ALLOW]
    if not same:
        return None
    said = f"Both gave the same {' and '.join(same)}."
    if any(rules.on(place) is PlaceRule.REFUSE for place in same):
        said += " Your programme pairs nobody so: choose another mentor."
    return Clash(mentee.id, mentee.name, mentor.name, said)
