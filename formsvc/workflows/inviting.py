"""A coordinator invites one person, with what is known of them; whoever is here already stays as they are."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.audit import Deed
from formsvc.domain.errors import AddressTakenError, InputRefusedError
from formsvc.domain.newcomer import Newcomer
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.auditing import note
from formsvc.workflows.invitation import enter_person, new_person
from formsvc.workflows.services import CoordinatorServices


def invite_one(services: CoordinatorServices, newcomer: Newcomer) -> None:
    """Invite one person; raises InputRefusedError for an address that takes part already."""
    if not invite_newcomer(services, newcomer):
        found = services.store.registry.find(newcomer.email)
        raise InputRefusedError(
            "email", here_in_words(found) if found else "This address takes part already."
        )


def invite_newcomer(services: CoordinatorServices, newcomer: Newcomer) -> bool:
    """Invite somebody unless their address takes part; say whether. Doing it again does no harm.

    Whose invitation was cut off before its letter was queued gets it now.
    """
    found = services.store.registry.find(newcomer.email)
    person = found or _person(services, newcomer)
    with services.store.hold(person.id):
        if found is not None and not was_cut_off(services, found):
            return False
        try:
            enter_person(services, person)
        except AddressTakenError:
            return False
    note(services, Deed.INVITED, person.id)
    return True


def was_cut_off(services: CoordinatorServices, person: Person) -> bool:
    """Tell whether somebody was added, and the crash came before their invitation."""
    return (
        person.standing is Standing.INVITED
        and services.store.credentials.credentials(person.id).invitation is None
    )


def here_in_words(person: Person) -> str:
    """Say that somebody takes part already, or has left, and as what."""
    roles = " and ".join(sorted(person.roles))
    if person.standing is Standing.LEFT:
        return f"This address belongs to a {roles} who has left the programme."
    return f"This address takes part already, as a {roles}."


def _person(services: CoordinatorServices, newcomer: Newcomer) -> Person:
    as_mentor = Role.MENTOR in newcomer.roles
    return replace(
        new_person(services, name=newcomer.name, email=newcomer.email, roles=newcomer.roles),
        grade=newcomer.grade,
        specialty=newcomer.specialty,
        site=newcomer.site,
        department=newcomer.department,
        max_mentees=newcomer.max_mentees if as_mentor else None,
        trained_on=newcomer.trained_on if as_mentor else None,
    )
