"""What is known of a mentor for pairing: when they were trained, and how many mentees they take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from formsvc.domain.audit import Deed
from formsvc.domain.errors import PairingRefusedError, PersonUnknownError
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.auditing import note
from formsvc.workflows.person_page import open_to
from formsvc.workflows.services import CoordinatorServices


@dataclass(frozen=True, slots=True)
class Mentoring:
    """A training and a cap; None: not known, and then the programme's own rule on each counts."""

    trained_on: date | None
    max_mentees: int | None


def write_down(services: CoordinatorServices, mentor_id: str, known: Mentoring) -> Person:
    """Write down what is known of a mentor; pairings that there are stay as they are.

    Raises what ``mentor_known`` raises.
    """
    mentor_known(services, mentor_id)
    with services.store.hold(mentor_id):
        mentor = services.store.registry.person(mentor_id)
        changed = replace(mentor, trained_on=known.trained_on, max_mentees=known.max_mentees)
        if changed == mentor:
            return mentor
        services.store.registry.save(changed)
    note(services, Deed.MENTORING_NOTED, mentor_id)
    return changed


def mentor_known(services: CoordinatorServices, mentor_id: str) -> Person:
    """Return a mentor who takes part; raises PersonUnknownError for everybody else."""
    person = open_to(services, mentor_id)
    if Role.MENTOR not in person.roles or person.standing is Standing.LEFT:
        raise PersonUnknownError("There is no such mentor, or they have left.")
    return person


def mentor_by_address(services: CoordinatorServices, email: str) -> Person:
    """Return the mentor of an address; raises PersonUnknownError and PairingRefusedError."""
    person = services.store.registry.find(email)
    if person is None:
        raise PersonUnknownError(f"Nobody in this programme has the address {email}. Invite them first.")
    if Role.MENTOR not in person.roles:
        raise PairingRefusedError(f"{person.name} doesn't take part as a mentor. Invite them as one first.")
    return mentor_known(services, person.id)
