"""Two people who are paired and have both said yes, by the workflows that their pages call."""

from __future__ import annotations

from collections.abc import Collection

from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Mailbox
from formsvc.workflows.acceptance import accept_as_mentee, proposal_to
from formsvc.workflows.mentor_acceptance import accept_as_mentor
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.proposing import pairing_link
from formsvc.workflows.services import Services


def pair_accepted(
    services: Services,
    mentee_email: str,
    mentor_email: str,
    *,
    mailbox: Mailbox = Mailbox.PRIVATE,
    shared: Collection[int] = (),
) -> Pairing:
    """Pair two people and let both accept, the mentor first; return the pairing as it is then."""
    pair_people(services, mentee_email=mentee_email, mentor_email=mentor_email, supervises=False)
    accept_for_mentor(services, mentee_email, mailbox)
    return accept_for_mentee(services, mentee_email, shared)


def accept_for_mentor(services: Services, mentee_email: str, mailbox: Mailbox = Mailbox.PRIVATE) -> None:
    """Say yes as the mentor of a mentee's pairing."""
    token = token_of_pairing(services, mentee_email)
    accept_as_mentor(services, token, independent=True, mailbox=mailbox, agrees=True)


def accept_for_mentee(services: Services, mentee_email: str, shared: Collection[int] = ()) -> Pairing:
    """Say yes as a mentee, to whom their page shows."""
    shown = proposal_to(services, _id_of(services, mentee_email))
    accept_as_mentee(
        services,
        shown.person.id,
        pairing_id=shown.pairing.id,
        mentor_email=shown.mentor_email,
        independent=True,
        agrees=True,
        shared=shared,
    )
    return proposal_to(services, shown.person.id).pairing


def token_of_pairing(services: Services, mentee_email: str) -> str:
    """Return the token of the link that a mentee's mentor has."""
    shown = proposal_to(services, _id_of(services, mentee_email))
    return pairing_link(services, shown.person.id, shown.pairing).rpartition("/")[2]


def _id_of(services: Services, email: str) -> str:
    person = services.store.registry.find(email)
    if person is None:
        raise LookupError(email)
    return person.id
