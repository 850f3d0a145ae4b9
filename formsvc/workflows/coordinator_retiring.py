"""Taking a coordinator out: by another or by themselves, at once, told to all of them, never the last one.

Sessions, devices and sign-ins under way end with the same write, and nothing lets who was taken out in
again but another coordinator. Two who take each other out at one moment decide one after the other: every
coordinator is held, so one of them stays.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from formsvc.domain.audit import Deed
from formsvc.domain.errors import LastCoordinatorError
from formsvc.domain.letters import LetterKind
from formsvc.domain.looking_after import others_who_coordinate
from formsvc.domain.people import Person, Standing
from formsvc.workflows.auditing import note
from formsvc.workflows.invitation import revoke_invitation
from formsvc.workflows.looking_after import find_coordinators
from formsvc.workflows.services import CoordinatorServices
from formsvc.workflows.telling import coordinators, tell

_AT_ONCE = 2
"""Batches of mentees who get another coordinator at once; the worker finds one for the others."""


def retire_coordinator(services: CoordinatorServices, person_id: str) -> None:
    """Take a coordinator out; twice does no harm. Raises LastCoordinatorError, PersonUnknownError."""
    held = {person_id, *(each.id for each in coordinators(services))}
    with services.store.hold(*held):
        person = services.store.registry.person(person_id)
        if person.standing is Standing.LEFT:
            return
        everyone = [services.store.registry.person(each) for each in sorted(held)]
        if not others_who_coordinate(person, everyone):
            raise LastCoordinatorError(
                f"{person.name} is the only coordinator who has joined, so nobody would be left. Invite "
                f"another first, and come back when they have joined."
            )
        _tell_everyone(services, person, back=False)
        retired = replace(person, standing=Standing.LEFT, retired_at=services.clock())
        services.store.registry.save(retired)
        end_access(services, person_id)
    note(services, Deed.RETIRED, person_id)
    for _ in islice(find_coordinators(services), _AT_ONCE):
        pass


def tell_of_return(services: CoordinatorServices, person: Person) -> None:
    """Queue word that somebody coordinates again, inside their hold."""
    _tell_everyone(services, person, back=True)


def end_access(services: CoordinatorServices, person_id: str) -> None:
    """End every way in that somebody has, an invitation never used too, inside their hold (S3)."""
    revoke_invitation(services, person_id)
    credentials = services.store.credentials.credentials(person_id)
    services.store.credentials.save_credentials(
        replace(credentials, sessions=(), devices=(), sign_in_requests=())
    )


def _tell_everyone(services: CoordinatorServices, person: Person, *, back: bool) -> None:
    """Tell them and the other coordinators, so that nobody is taken out in silence."""
    facts = {"who": person.id, "by": services.by, "back": "yes" if back else ""}
    to = {person.id: person, **{each.id: each for each in coordinators(services)}}
    for each in to.values():
        tell(services, LetterKind.COORDINATOR_CHANGED, each, facts)
