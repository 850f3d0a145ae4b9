"""Word to a person by a letter that stands for itself; its facts are references, never answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formsvc.domain.identity import id_of, new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.services import ServicesWithoutRecords


def tell(
    services: ServicesWithoutRecords, kind: LetterKind, person: Person, facts: Mapping[str, str]
) -> None:
    """Queue one letter to a person."""
    services.store.outbox.put(_letter(services, kind, person, facts, new_id(services.random)))


def tell_once(
    services: ServicesWithoutRecords,
    kind: LetterKind,
    person: Person,
    facts: Mapping[str, str],
    about: tuple[str, ...],
) -> None:
    """Queue the one letter about something, inside the hold that decided it.

    Its id is made from the person and what it is about: when a crash comes before that is written
    down, the letter that is queued again is the same one.
    """
    services.store.outbox.put_once(_letter(services, kind, person, facts, id_of(person.id, *about)))


def coordinators(services: ServicesWithoutRecords) -> Iterator[Person]:
    """Yield the coordinators who take part."""
    return (
        person
        for person in services.store.registry.people()
        if Role.COORDINATOR in person.roles and person.standing is not Standing.LEFT
    )


def coordinators_of(services: ServicesWithoutRecords, mentee: Person) -> Iterator[Person]:
    """Yield the coordinators who may hear of a mentee: none who supervises or assesses them."""
    return (each for each in coordinators(services) if not stands_apart(mentee, each.id))


def _letter(
    services: ServicesWithoutRecords,
    kind: LetterKind,
    person: Person,
    facts: Mapping[str, str],
    letter_id: str,
) -> Letter:
    return Letter(
        id=letter_id,
        kind=kind,
        to_name=person.name,
        to_email=person.email,
        created_at=services.clock(),
        person_id=person.id,
        facts=facts,
    )
