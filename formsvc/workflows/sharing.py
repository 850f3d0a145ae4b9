"""Earlier questionnaires that a mentee lets a new mentor have: each goes once, in its own letter (Z4, Z5).

A letter names the cycle and the pairing; the worker reads the record when it is due. It goes to the
address that the mentee accepted, and to no other.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Mailbox, Person, Standing
from formsvc.domain.submission import Submission, Way
from formsvc.workflows.services import Services


def queue_shared(services: Services, mentee: Person, pairing: Pairing) -> None:
    """Queue what a mentee shares with a new mentor, inside the hold of both, once both have accepted."""
    if not pairing.accepted:
        return
    mentor = services.store.registry.person(pairing.mentor_id)
    for cycle in pairing.shared:
        services.store.outbox.put(
            Letter(
                id=new_id(services.random),
                kind=LetterKind.SHARED,
                to_name=mentor.name,
                to_email=pairing.accepted_email,
                created_at=services.clock(),
                person_id=mentee.id,
                facts={"cycle": str(cycle), "pairing": pairing.id},
            ),
        )


def shared_to_send(services: Services, letter: Letter) -> Submission | None:
    """Return what a letter shares, as the new mentor gets it; None, and it is taken back, when it may not go.

    The pairing must be in force, accepted by both, and share it: a letter that a crash cut off from
    its acceptance goes nowhere.
    """
    mentee_id = letter.person_id or ""
    with services.store.hold(mentee_id):
        services.store.outbox.note_accepted(letter.id, letter.created_at)
        found = shared_submission(services, mentee_id, int(letter.facts["cycle"]), letter.facts["pairing"])
        if found is None or found.mentor_email != letter.to_email:
            services.store.outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
            return None
    return replace(found, letter_id=letter.id)


def shared_submission(services: Services, mentee_id: str, cycle: int, pairing_id: str) -> Submission | None:
    """Return an earlier submission with the new mentor as its recipient, None when it isn't shared."""
    try:
        mentee = services.store.registry.person(mentee_id)
    except PersonUnknownError:
        return None
    pairing, sent = mentee.pairing, services.store.records.submission(mentee_id, cycle)
    if pairing is None or pairing.id != pairing_id or sent is None or mentee.standing is Standing.LEFT:
        return None
    if (
        cycle not in pairing.shared
        or pairing.mentee_accepted_at is None
        or pairing.mentor_accepted_at is None
    ):
        return None
    mentor = services.store.registry.person(pairing.mentor_id)
    whole = mentor.mailbox is Mailbox.PRIVATE and sent.way is Way.EMAIL
    return replace(
        sent,
        pairing_id=pairing.id,
        mentor_id=mentor.id,
        mentor_name=mentor.name,
        mentor_email=pairing.accepted_email,
        goes_at=max(pairing.mentee_accepted_at, pairing.mentor_accepted_at),
        way=Way.EMAIL if whole else Way.LINK,
        redirections=(),
    )
