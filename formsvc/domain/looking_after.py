"""Which coordinator looks after which mentee: one who neither supervises nor assesses them.

A coordinator who does declares it, sees that mentee's name from then on and nothing else, and may not act.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from formsvc.domain.people import Person, Role, Standing


def stands_apart(person: Person, coordinator_id: str) -> bool:
    """Tell whether a coordinator declared to supervise or assess this person."""
    return coordinator_id in person.coordinator_conflicts


def can_look_after(coordinator: Person, person: Person) -> bool:
    """Tell whether somebody is a coordinator who may look after this person."""
    return (
        Role.COORDINATOR in coordinator.roles
        and coordinator.standing is not Standing.LEFT
        and coordinator.id != person.id
        and not stands_apart(person, coordinator.id)
    )


def others_who_coordinate(person: Person, people: Iterable[Person]) -> list[Person]:
    """Return the coordinators but one who have joined: somebody must be left who can sign in."""
    return [
        one
        for one in people
        if one.id != person.id and Role.COORDINATOR in one.roles and one.standing is Standing.JOINED
    ]


def to_hand_over(people: Iterable[Person]) -> dict[str, str]:
    """Return the mentees whose coordinator has gone, or who never had one, and who should look after each.

    Of those who may, whoever has the fewest by then. Where nobody may, the mentee isn't in it.
    """
    everyone = {one.id: one for one in people}
    able = [one for one in everyone.values() if Role.COORDINATOR in one.roles]
    load = Counter(one.coordinator_id for one in everyone.values() if one.standing is not Standing.LEFT)
    found: dict[str, str] = {}
    for person in everyone.values():
        if Role.MENTEE not in person.roles or person.standing is Standing.LEFT:
            continue
        now = everyone.get(person.coordinator_id)
        if now is not None and can_look_after(now, person):
            continue
        those = [one for one in able if can_look_after(one, person)]
        if those:
            chosen = min(those, key=lambda one: (load[one.id], one.invited_at, one.id))
            load[chosen.id] += 1
            found[person.id] = chosen.id
    return found


def coordinator_for(person: Person, people: Iterable[Person]) -> str:
    """Return the id of who should look after a mentee: of those who may, who has the fewest; else empty."""
    everyone = list(people)
    able = [one for one in everyone if can_look_after(one, person)]
    load = Counter(one.coordinator_id for one in everyone if one.standing is not Standing.LEFT)
    chosen = min(able, key=lambda one: (load[one.id], one.invited_at, one.id), default=None)
    return chosen.id if chosen is not None else ""
