"""Who looks after a mentee: named when they are added, handed over, and never one who assesses them.

Whoever supervises or assesses a mentee declares it. It can't be undone by themselves: from then on they
see a name and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from formsvc.domain.audit import Deed
from formsvc.domain.errors import InputRefusedError, PersonUnknownError
from formsvc.domain.looking_after import can_look_after, coordinator_for, stands_apart, to_hand_over
from formsvc.domain.people import Person, Role
from formsvc.workflows.auditing import note
from formsvc.workflows.person_page import open_to
from formsvc.workflows.services import CoordinatorServices, ServicesWithoutRecords
from formsvc.workflows.trouble import own_trouble_only

AT_A_TIME = 100


def name_coordinator(services: CoordinatorServices, person_id: str, coordinator_id: str) -> None:
    """Put a mentee into a coordinator's hands.

    Raises InputRefusedError for who can't look after them, and what ``open_to`` raises.
    """
    able = {one.id for one in services.store.registry.people()}
    with services.store.hold(person_id):
        person = open_to(services, person_id)
        chosen = services.store.registry.person(coordinator_id) if coordinator_id in able else None
        if chosen is None or not can_look_after(chosen, person):
            raise InputRefusedError("coordinator", "Choose a coordinator from the list.")
        if person.coordinator_id == chosen.id:
            return
        services.store.registry.save(replace(person, coordinator_id=chosen.id))
    note(services, Deed.COORDINATOR_NAMED, person_id)


def stand_apart(services: CoordinatorServices, person_id: str) -> None:
    """Write down that who acts supervises or assesses a mentee, and hand the mentee over to another.

    Twice does no harm. Where there is no other coordinator nobody is named. Raises PersonUnknownError.
    """
    with services.store.hold(person_id):
        person = services.store.registry.person(person_id)
        if stands_apart(person, services.by) or Role.MENTEE not in person.roles:
            return
        apart = replace(person, coordinator_conflicts=(*person.coordinator_conflicts, services.by))
        if person.coordinator_id in {"", services.by}:
            others = services.store.registry.people()
            apart = replace(apart, coordinator_id=coordinator_for(apart, others))
        services.store.registry.save(apart)
    note(services, Deed.CONFLICT_DECLARED, person_id)


def find_coordinators(services: ServicesWithoutRecords) -> Iterator[None]:
    """Name another coordinator for each mentee whose own has gone, a hundred mentees at a time."""
    left = iter(to_hand_over(services.store.registry.people()).items())
    while some := dict(islice(left, AT_A_TIME)):
        for mentee_id, coordinator_id in some.items():
            with own_trouble_only(mentee_id):
                _hand_over(services, mentee_id, coordinator_id)
        yield


def _hand_over(services: ServicesWithoutRecords, mentee_id: str, coordinator_id: str) -> None:
    """Name a coordinator unless they have gone too, or somebody else was named meanwhile."""
    with services.store.hold(mentee_id):
        mentee = services.store.registry.person(mentee_id)
        chosen = services.store.registry.person(coordinator_id)
        if mentee_id in to_hand_over([mentee, chosen, *_named(services, mentee)]):
            services.store.registry.save(replace(mentee, coordinator_id=chosen.id))


def _named(services: ServicesWithoutRecords, mentee: Person) -> list[Person]:
    """Return who is named for a mentee now, if they are still there."""
    try:
        return [services.store.registry.person(mentee.coordinator_id)] if mentee.coordinator_id else []
    except PersonUnknownError:
        return []


def has_another(services: CoordinatorServices, person: Person) -> bool:
    """Tell whether anybody but who acts could look after a mentee."""
    others = services.store.registry.people()
    return any(can_look_after(one, person) for one in others if one.id != services.by)
