"""Erasing a person: what they wrote, what they sign in with, their letters, and last their entry (K4, P3).

The entry goes last, so whoever is cut off runs the command again and it finds the person. What
was emailed lies in the mentor's mailbox and is not ours to erase.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from formsvc.domain.application import Application
from formsvc.domain.errors import ErasureRefusedError, PersonUnknownError
from formsvc.domain.letters import LetterEvent
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.application_tending import erase_application
from formsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Erasure:
    """Whom it was, and how many letters were taken back before they went out."""

    name: str
    withdrawn: int


def erase_person(
    services: Services, email: str, *, provided: Callable[[Person], bool] = lambda _: True
) -> Erasure:
    """Erase everything that the service holds about somebody, an applicant who isn't a person yet too.

    Raises PersonUnknownError, and ErasureRefusedError for the only coordinator, for a mentor who
    still has mentees or letters on the way, and while a letter of theirs is being handed over.
    ``provided`` is asked inside the hold: nothing is erased when it says no, which is refused too.
    """
    person = services.store.registry.find(email)
    applications = _applications_of(services, email, person)
    if person is None and not applications:
        raise PersonUnknownError(f"Nobody in this programme has the address {email}.")
    if person is None:
        return Erasure(applications[-1].applied.name, _erase_applications(services, applications))
    _require_free(services, person)
    _erase_applications(services, applications)
    with services.store.hold(person.id):
        if not provided(services.store.registry.person(person.id)):
            raise ErasureRefusedError(f"{person.name} takes part again, so nothing was erased.")
        withdrawn = _withdraw(services, _letters_about(services, person.id), services.clock())
        services.store.records.erase(person.id)
        services.store.credentials.erase(person.id)
        services.store.sent.erase(person.id, person.email)
        services.store.registry.erase(person.id)
    return Erasure(person.name, withdrawn)


def _applications_of(services: Services, email: str, person: Person | None) -> list[Application]:
    """Return what somebody applied with, from an address that they have given up since too."""
    found = services.store.applications.find(email)
    if person is None:
        return found
    own = (each for each in services.store.applications.applications() if each.person_id == person.id)
    return [*found, *(each for each in own if each not in found)]


def _erase_applications(services: Services, applications: list[Application]) -> int:
    return sum(erase_application(services, application.id) for application in applications)


def _require_free(services: Services, person: Person) -> None:
    everyone = services.store.registry.people() if person.roles - {Role.MENTEE} else ()
    others = [other for other in everyone if other.id != person.id]
    if Role.COORDINATOR in person.roles and not any(
        Role.COORDINATOR in other.roles and other.standing is not Standing.LEFT for other in others
    ):
        raise ErasureRefusedError(
            f"{person.name} is the only coordinator. Invite another first: formsvc invite --as coordinator"
        )
    mentees = sorted(o.name for o in others if o.pairing is not None and o.pairing.mentor_id == person.id)
    if mentees:
        raise ErasureRefusedError(
            f"{person.name} is still the mentor of {', '.join(mentees)}. Pair them with somebody else first."
        )
    if any(
        letter.to_email == person.email and letter.person_id not in {None, person.id}
        for letter in services.store.outbox.letters()
    ):
        raise ErasureRefusedError(
            f"A mentee's letter to {person.name} hasn't gone out yet. `formsvc status` shows what waits."
        )


def _letters_about(services: Services, person_id: str) -> list[str]:
    person = services.store.registry.person(person_id)
    references = {state.reference for state in person.cycles.values()}
    references |= {sent.reference for sent in services.store.records.submissions(person_id)}
    return [
        letter.id
        for letter in services.store.outbox.letters()
        if letter.person_id == person_id
        or letter.to_email == person.email
        or letter.facts.get("reference") in references
    ]


def _withdraw(services: Services, letter_ids: list[str], now: datetime) -> int:
    """Take letters back; raises ErasureRefusedError for one that a worker is handing over."""
    taken = 0
    for letter_id in letter_ids:
        with services.store.outbox.claim(letter_id) as letter:
            if letter is not None:
                services.store.outbox.note_accepted(letter_id, now)
                services.store.outbox.finish(letter_id, LetterEvent.WITHDRAWN, now)
                taken += 1
            elif any(waiting.id == letter_id for waiting in services.store.outbox.letters()):
                raise ErasureRefusedError(
                    "A letter of theirs is being handed over at this moment, so nothing was erased yet. "
                    "Run this again in a minute."
                )
    return taken
