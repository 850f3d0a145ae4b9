"""What a coordinator sees of a changeover: who has answered, which pairings to look at again, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from formsvc.domain.changeover import changeover_around
from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person
from formsvc.domain.workplace import PlaceRule
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
    people = [each for each in services.store.registry.people() if not stands_apart(each, services.by)]
    said = [(each, each.changeover) for each in people if each.changeover and each.changeover.day == now]
    silent = [each for each, word in said if word.confirmed_at is None]
    return ChangeoverRoom(
        now=now,
        next=next((day for day in dates if day > today and day != now), None),
        asked=len(said),
        answered=len(said) - len(silent),
        changed=sum(word.changed for _, word in said),
        silent=tuple(sorted(silent, key=lambda each: (each.name.casefold(), each.id))),
        clashes=tuple(clash for each in people if (clash := _clash(services, each)) is not None),
    )


def _clash(services: CoordinatorServices, mentee: Person) -> Clash | None:
    """Return what a coordinator should look at again, None when the two work apart or it isn't known."""
    if mentee.pairing is None:
        return None
    try:
        mentor = services.store.registry.person(mentee.pairing.mentor_id)
    except PersonUnknownError:
        return None
    rules = services.programme.pairing
    shared = mentee.workplace.in_common_with(mentor.workplace)
    same = [place for place in shared if rules.on(place) is not PlaceRule.ALLOW]
    if not same:
        return None
    said = f"Both gave the same {' and '.join(same)}."
    if any(rules.on(place) is PlaceRule.REFUSE for place in same):
        said += " Your programme pairs nobody so: choose another mentor."
    return Clash(mentee.id, mentee.name, mentor.name, said)
