"""Word that a pairing has ended, or won't begin: to the mentor, the mentee and the coordinators."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Standing
from formsvc.workflows.mentor_address import address_for_closing
from formsvc.workflows.services import ServicesWithoutRecords
from formsvc.workflows.telling import coordinators, tell, tell_once

MENTOR, MENTEE = "mentor", "mentee"


def close_letter(
    services: ServicesWithoutRecords,
    mentee: Person,
    pairing: Pairing,
    *,
    deleting: bool = False,
    about: tuple[str, ...] = (),
) -> None:
    """Queue the closing letter to a pairing's mentor; ``deleting``: with the request to delete letters.

    A pairing that not both had accepted never began, and its letter says so. With ``about`` it is queued
    once, whatever is cut off (``tell_once``).
    """
    try:
        mentor = services.store.registry.person(pairing.mentor_id)
    except PersonUnknownError:
        return  # erased meanwhile
    accepted = address_for_closing(mentee, mentor)
    if not accepted:
        return
    facts = {
        "mentee_name": mentee.name,
        "deleting": "yes" if deleting else "",
        "unbegun": "" if pairing.accepted else "yes",
        "mentee": mentee.id,
        "pairing": pairing.id,
    }
    at_the_accepted = replace(mentor, email=accepted)
    if about:
        tell_once(services, LetterKind.PAIRING_ENDED, at_the_accepted, facts, about)
    else:
        tell(services, LetterKind.PAIRING_ENDED, at_the_accepted, facts)


def tell_mentee_of_decline(services: ServicesWithoutRecords, mentee: Person, pairing: Pairing) -> None:
    """Queue kind word to the mentee that their mentor can't be it; no reason goes along."""
    if mentee.standing is not Standing.LEFT:
        tell(services, LetterKind.PAIRING_DECLINED, mentee, {"mentor": pairing.mentor_id})


def tell_coordinators_of_decline(
    services: ServicesWithoutRecords, mentee: Person, pairing: Pairing, *, by: str, supervises: bool
) -> None:
    """Queue word to the coordinators: who declined, or that one of them said "supervisor or assessor"."""
    facts = {
        "mentee": mentee.id,
        "mentor": pairing.mentor_id,
        "by": by,
        "supervises": "yes" if supervises else "",
        "unbegun": "" if pairing.accepted else "yes",
    }
    for coordinator in coordinators(services):
        tell(services, LetterKind.PAIRING_DECLINED_COORDINATOR, coordinator, facts)
