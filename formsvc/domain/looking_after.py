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


def coordinator_for(person: Person, people: Iterable[Person]) -> str:
    """Return the id of who should look after a mentee: of those who may, who has the fewest; else empty."""
    everyone = list(people)
    able = [one for one in everyone if can_look_after(one, person)]
    load = Counter(one.coordinator_id for one in everyone if one.standing is not Standing.LEFT)
    chosen = min(able, key=lambda one: (load[one.id], one.invited_at, one.id), default=None)
    return chosen.id if chosen is not None else ""
