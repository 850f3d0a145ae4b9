"""Word to a person by a letter that stands for itself; its facts are references, never answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.services import ServicesWithoutRecords


def tell(
    services: ServicesWithoutRecords, kind: LetterKind, person: Person, facts: Mapping[str, str]
) -> None:
    """Queue one letter to a person."""
    services.store.outbox.put(
        Letter(
            id=new_id(services.random),
            kind=kind,
            to_name=person.name,
            to_email=person.email,
            created_at=services.clock(),
            person_id=person.id,
            facts=facts,
        ),
    )


def coordinators(services: ServicesWithoutRecords) -> Iterator[Person]:
    """Yield the coordinators who take part."""
    return (
        person
        for person in services.store.registry.people()
        if Role.COORDINATOR in person.roles and person.standing is not Standing.LEFT
    )
