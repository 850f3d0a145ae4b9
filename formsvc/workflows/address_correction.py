"""Correcting an address that is wrong, for whoever runs the service; nobody can redirect a letter by it (Z3).

Who has joined must confirm from the new mailbox, with the authenticator's code if they have one, and
each mentee accepts a mentor's. Who was invited and never joined has nothing to protect yet: their
address is put right at once, the old link ends, and a new invitation goes out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from formsvc.domain.credentials import AddressRoad
from formsvc.domain.errors import AddressTakenError, InputRefusedError, PersonUnknownError
from formsvc.domain.people import Person, Role, Standing, checked_email, lookup_form
from formsvc.workflows.address_change import queue_change
from formsvc.workflows.invitation import revoke_invitation, send_invitation
from formsvc.workflows.services import ServicesWithoutRecords


@dataclass(frozen=True, slots=True)
class Correction:
    """Whom it concerns, and whether it is done: else the new mailbox has to confirm it first."""

    person_id: str
    name: str
    done: bool


def correct_address(services: ServicesWithoutRecords, old: str, new: str) -> Correction:
    """Begin to change somebody's address, or put an unused invitation right; again does no harm.

    Raises InputRefusedError, PersonUnknownError and AddressTakenError.
    """
    address = checked_email(new)
    if lookup_form(old) == lookup_form(address):
        raise InputRefusedError("email", "The two addresses are the same.")
    person = _whose(services, checked_email(old), address)
    with services.store.hold(person.id):
        fresh = services.store.registry.person(person.id)
        if _never_joined(services, fresh):
            _reinvite(services, fresh, address)
            return Correction(fresh.id, fresh.name, done=True)
        credentials = services.store.credentials.credentials(fresh.id)
        queue_change(services, fresh, credentials, address, AddressRoad.OPERATOR)
    return Correction(fresh.id, fresh.name, done=False)


def _whose(services: ServicesWithoutRecords, old: str, new: str) -> Person:
    """Return who has the old address, or the new one after a crash had cut an invitation's correction off."""
    holder, taken = services.store.registry.find(old), services.store.registry.find(new)
    if holder is None and taken is not None and _never_joined(services, taken):
        return taken
    if taken is not None:
        raise AddressTakenError("Somebody in this programme already has the new address.")
    if holder is None:
        raise PersonUnknownError(f"Nobody in this programme has the address {old}.")
    if holder.standing is Standing.LEFT:
        raise InputRefusedError("email", f"{holder.name} has left the programme.")
    return holder


def _never_joined(services: ServicesWithoutRecords, person: Person) -> bool:
    """Tell whether nobody can have relied on this address: invited, not joined, and nobody's mentor."""
    unused = services.store.credentials.credentials(person.id).seed is None
    return unused and person.standing is Standing.INVITED and Role.MENTOR not in person.roles


def _reinvite(services: ServicesWithoutRecords, person: Person, address: str) -> None:
    """End the old link first, so that no crash leaves it good; then the address, then the new letter."""
    revoke_invitation(services, person.id)
    if lookup_form(person.email) != lookup_form(address):
        services.store.registry.readdress(replace(person, email=address))
    send_invitation(services, services.store.registry.person(person.id))
