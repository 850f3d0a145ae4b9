"""The mentor's side of a new pairing: by a link in a letter, without an account.

The mentor declares to be no supervisor or assessor, says whether anyone else opens the mailbox, and
accepts; or declines, at any time and without a reason. Nothing that a mentee wrote is shown here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.domain.errors import LinkExpiredError, LinkInvalidError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Mailbox, Person
from formsvc.domain.workplace import Place, places_to_agree_to
from formsvc.workflows.acceptance import require_declared
from formsvc.workflows.acknowledgement import NOT_OURS
from formsvc.workflows.ending import MENTOR, tell_coordinators_of_decline, tell_mentee_of_decline
from formsvc.workflows.leaving import take_back_unsent
from formsvc.workflows.proposing import PURPOSE
from formsvc.workflows.services import Services
from formsvc.workflows.sharing import queue_shared
from formsvc.workflows.telling import tell
from formsvc.workflows.withdrawing import withdraw_unsent

_PARTS = 3


@dataclass(frozen=True, slots=True)
class MentorsProposal:
    """What a mentor sees of a pairing by its link."""

    mentor_name: str
    mentee_name: str
    places: tuple[Place, ...]
    mailbox: Mailbox
    accepted_at: datetime | None
    mentee_accepted: bool


def proposal_of_link(services: Services, token: str) -> MentorsProposal:
    """Return what the link's page shows; reads only (C2).

    Raises LinkInvalidError, and LinkExpiredError when the pairing is over.
    """
    mentor, mentee, pairing = _about(services, token)
    return MentorsProposal(
        mentor_name=mentor.name,
        mentee_name=mentee.name,
        places=_places(services, mentor, mentee),
        mailbox=mentor.mailbox,
        accepted_at=pairing.mentor_accepted_at,
        mentee_accepted=pairing.mentee_accepted_at is not None,
    )


def accept_as_mentor(
    services: Services, token: str, *, independent: bool, mailbox: Mailbox, agrees: bool = False
) -> None:
    """Write down the mentor's yes, and whether the mailbox may hold answers.

    Accepting again changes nothing but the mailbox. Raises InputRefusedError without the declaration,
    PairingRefusedError, and what ``proposal_of_link`` raises.
    """
    mentor, mentee, _ = _about(services, token)
    with services.store.hold(mentee.id, mentor.id):
        mentor, mentee, pairing = _about(services, token)
        require_declared(_places(services, mentor, mentee), independent=independent, agrees=agrees)
        _save_mailbox(services, mentor, mailbox)
        if pairing.mentor_accepted_at is not None:
            return
        accepted = replace(pairing, mentor_accepted_at=services.clock())
        if accepted.accepted:
            facts = {"mentee": mentee.id, "mentor": mentor.id, "pairing": pairing.id}
            tell(services, LetterKind.PAIRING_ACCEPTED, mentee, facts)
            queue_shared(services, mentee, accepted)
        services.store.registry.save(mentee.with_pairing(accepted))


def change_mailbox(services: Services, token: str, mailbox: Mailbox) -> None:
    """Write down anew whether the mailbox may hold answers, for all letters from now on.

    Raises what ``proposal_of_link`` raises.
    """
    mentor, _, _ = _about(services, token)
    with services.store.hold(mentor.id):
        _save_mailbox(services, services.store.registry.person(mentor.id), mailbox)


def decline_as_mentor(services: Services, token: str, *, supervises: bool) -> None:
    """End the pairing, and tell the mentee, without a reason, and the coordinators.

    ``supervises``: the mentor is or was a supervisor or assessor; these two are never paired again.
    What hasn't left yet is the mentee's draft again. Raises what ``proposal_of_link`` raises.
    """
    mentor, mentee, _ = _about(services, token)
    take_back_unsent(services, mentee.id)
    with services.store.hold(mentee.id, mentor.id):
        _, _, pairing = _about(services, token)
        withdraw_unsent(services, mentee.id)
        mentee = services.store.registry.person(mentee.id)
        tell_mentee_of_decline(services, mentee, pairing)
        tell_coordinators_of_decline(services, mentee, pairing, by=MENTOR, supervises=supervises)
        services.store.registry.save(mentee.without_pairing(services.today(), supervises=supervises))


def _save_mailbox(services: Services, mentor: Person, mailbox: Mailbox) -> None:
    if mentor.mailbox is not mailbox:
        services.store.registry.save(replace(mentor, mailbox=mailbox))


def _places(services: Services, mentor: Person, mentee: Person) -> tuple[Place, ...]:
    return places_to_agree_to(services.programme.pairing, mentor.workplace, mentee.workplace)


def _about(services: Services, token: str) -> tuple[Person, Person, Pairing]:
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS:
        raise LinkInvalidError(NOT_OURS)
    mentor_id, mentee_id, pairing_id = about
    try:
        mentor = services.store.registry.person(mentor_id)
        mentee = services.store.registry.person(mentee_id)
    except PersonUnknownError:
        raise LinkExpiredError(_over(services)) from None
    pairing = mentee.pairing
    if pairing is None or pairing.id != pairing_id or pairing.mentor_id != mentor_id:
        raise LinkExpiredError(_over(services))
    return mentor, mentee, pairing


def _over(services: Services) -> str:
    contact = services.programme.contact
    return f"This pairing is over, and nothing more is needed. Questions? {contact.name}: {contact.email}"
