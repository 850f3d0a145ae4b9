"""A mentor who moves: a pairing that both accepted, and the way to a new address by the links of letters."""

from __future__ import annotations

from dataclasses import replace

from formsvc.auth.links import joined_token
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.address_by_mailbox import ask_from_letter, confirm_by_mailbox
from formsvc.workflows.services import Services
from tests.workflows.signing_in import letters

NEW = "Ada.New@example.org"


def accept_pairing(services: Services, mentee: Person) -> Person:
    """Let both have accepted the pairing in force, with the address that the mentor has now."""
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        assert person.pairing
        mentor = services.store.registry.person(person.pairing.mentor_id)
        now = services.clock()
        accepted = replace(
            person.pairing, mentee_accepted_at=now, mentor_accepted_at=now, accepted_email=mentor.email
        )
        person = replace(person, pairings=(*person.pairings[:-1], accepted))
        services.store.registry.save(person)
    return person


def standing_token(services: Services, mentee: Person, cycle: int = 1) -> str:
    """Return the token of the second link in a questionnaire's letter."""
    sent = services.store.records.submission(mentee.id, cycle)
    assert sent
    return services.links.sign("mentor-standing", sent.mentor_id, mentee.id, str(cycle), sent.reference)


def newest_confirmation(services: Services) -> Letter:
    """Return the newest letter to a new address."""
    return max(letters(services, LetterKind.ADDRESS_CONFIRM), key=lambda letter: letter.created_at)


def confirmation_token(services: Services) -> str:
    """Return the token of the newest link to a new address."""
    letter = newest_confirmation(services)
    return joined_token(letter.person_id or "", letter.facts["secret"])


def move(services: Services, mentee: Person, email: str = NEW) -> None:
    """Let a mentee's mentor give a new address by the letter's link, and confirm it from there."""
    ask_from_letter(services, standing_token(services, mentee), email)
    confirm_by_mailbox(services, confirmation_token(services), "")
