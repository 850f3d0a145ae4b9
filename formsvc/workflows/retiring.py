"""Taking somebody out of the programme, and bringing them back while nothing is erased.

A mentee is told kindly; letters stop, the pairing ends as if they had left, and they can keep a copy of
what they wrote until everything is erased. What they have sent arrives: no coordinator's verb reaches it.
A mentor's pairings end as when they step back. Letters are queued before the registry is saved.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.audit import Deed
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.retention import ERASED_AFTER
from formsvc.workflows.auditing import note
from formsvc.workflows.coordinator_retiring import end_access, retire_coordinator, tell_of_return
from formsvc.workflows.mentor_address import address_for_closing
from formsvc.workflows.mentor_standing import end_pairings
from formsvc.workflows.person_page import open_to
from formsvc.workflows.services import CoordinatorServices
from formsvc.workflows.telling import tell


def retire_person(services: CoordinatorServices, person_id: str) -> None:
    """Take somebody out of the programme; twice does no harm.

    Raises what ``open_to`` raises, and what ``retire_coordinator`` does.
    """
    if Role.COORDINATOR in services.store.registry.person(person_id).roles:
        retire_coordinator(services, person_id)
        return
    with services.store.hold(person_id):
        person = open_to(services, person_id)
        if person.standing is Standing.LEFT:
            return
        _retire(services, person)
    if Role.MENTOR in person.roles:
        end_pairings(services, person_id)
    note(services, Deed.RETIRED, person_id)


def bring_back(services: CoordinatorServices, person_id: str) -> None:
    """Take somebody in again whom a coordinator took out; who is to be paired is paired anew.

    Raises what ``open_to`` raises.
    """
    with services.store.hold(person_id):
        person = open_to(services, person_id)
        if person.standing is not Standing.LEFT or person.retired_at is None:
            return
        joined = person.joined_at is not None
        back = replace(
            person,
            standing=Standing.JOINED if joined else Standing.INVITED,
            retired_at=None,
            erased_on=None,
            steps_back_at=None,
        )
        if Role.MENTEE in person.roles and joined:
            tell(services, LetterKind.STANDING_CHANGED, back, {"change": "back", "day": ""})
        if Role.COORDINATOR in person.roles:
            tell_of_return(services, back)
        services.store.registry.save(back)
    note(services, Deed.BROUGHT_BACK, person_id)


def _retire(services: CoordinatorServices, person: Person) -> None:
    now, today = services.clock(), services.today()
    retired = replace(person, standing=Standing.LEFT, retired_at=now, pause=None)
    if Role.MENTEE in person.roles:
        erased_on = today + ERASED_AFTER
        tell(services, LetterKind.STANDING_CHANGED, person, _facts("retired", erased_on.isoformat()))
        _tell_mentor(services, person)
        ended = tuple(replace(each, ended=each.ended or today) for each in person.pairings)
        retired = replace(retired, pairings=ended, erased_on=erased_on)
    if Role.MENTOR in person.roles:
        tell(services, LetterKind.MENTOR_RETIRED, person, {})
        retired = replace(retired, steps_back_at=person.steps_back_at or now, away_until=None)
    services.store.registry.save(retired)
    end_access(services, person.id)


def _tell_mentor(services: CoordinatorServices, person: Person) -> None:
    if person.pairing is None:
        return
    facts = {
        "mentee_name": person.name,
        "deleting": "yes",
        "mentee": person.id,
        "pairing": person.pairing.id,
    }
    mentor = services.store.registry.person(person.pairing.mentor_id)
    if accepted := address_for_closing(person, mentor):
        tell(services, LetterKind.PAIRING_ENDED, replace(mentor, email=accepted), facts)


def _facts(change: str, day: str) -> dict[str, str]:
    return {"change": change, "day": day}
