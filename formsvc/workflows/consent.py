"""Consent: what somebody agreed to, asked again when its text changes, and withdrawn by leaving (P1).

Until the new text is accepted nothing new is written or sent; ``web/access.py`` sees to that. Reading
one's record, keeping a copy, pausing and leaving stay open, and nothing that was written is lost.
"""

from __future__ import annotations

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import Person, Standing
from formsvc.workflows.services import Services, ServicesWithoutRecords


def must_agree(services: ServicesWithoutRecords, person: Person) -> bool:
    """Tell whether somebody hasn't accepted the agreement in force; who has left is asked nothing."""
    in_force = services.programme.agreement.version
    return person.standing is not Standing.LEFT and person.agreement_version != in_force


def agree_again(services: Services, person_id: str, version: str) -> None:
    """Write down that somebody who takes part accepted the agreement in force; twice is once.

    Raises InputRefusedError when another version is in force than the one that was shown.
    """
    require_in_force(services, version)
    with services.store.hold(person_id):
        person = services.store.registry.person(person_id)
        services.store.registry.save(person.agreeing(version, services.clock()))


def require_in_force(services: ServicesWithoutRecords, version: str) -> None:
    """Refuse the acceptance of a text that isn't in force (any more); raises InputRefusedError."""
    if version != services.programme.agreement.version:
        raise InputRefusedError(
            "agreement", "The agreement has changed meanwhile. Read it again, then accept it."
        )
