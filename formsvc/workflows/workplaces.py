"""Where somebody works, as the programme's rule on pairing needs it; people rotate, so it changes."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import InputRefusedError, PersonUnknownError
from formsvc.domain.people import Person, checked_name
from formsvc.workflows.services import ServicesWithoutRecords


def move_person(
    services: ServicesWithoutRecords, email: str, *, site: str | None = None, department: str | None = None
) -> Person:
    """Write down a site, a department or both; None leaves it, empty forgets it.

    Raises PersonUnknownError and InputRefusedError. Pairings that are in force stay.
    """
    found = services.store.registry.find(email)
    if found is None:
        raise PersonUnknownError(f"Nobody in this programme has the address {email}. Invite them first.")
    with services.store.hold(found.id):
        person = services.store.registry.person(found.id)
        moved = replace(
            person,
            site=person.site if site is None else checked_place("site", site),
            department=person.department if department is None else checked_place("department", department),
        )
        if moved != person:
            services.store.registry.save(moved)
    return moved


def checked_place(field: str, typed: str) -> str:
    """Return a place's name with its spaces tidied, empty for none; raises InputRefusedError."""
    if not typed.strip():
        return ""
    try:
        return checked_name(typed)
    except InputRefusedError:
        raise InputRefusedError(field, f"Enter the {field} on one line, in at most 120 characters.") from None
