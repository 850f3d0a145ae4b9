"""A mentor's new address, from the mentees' side: each is told, and accepts it or asks for another mentor.

The new mailbox has confirmed the address by then. Until a mentee has accepted it, nothing about that
mentee goes there (Z3): answers wait at the gate (``domain.pairing.waits_for``), the line that nothing
comes is left out, and a closing letter goes to the address that they had accepted, where the letters are.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace

from formsvc.domain.errors import InputRefusedError, PersonUnknownError, TooLateToTakeBackError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import Waiting, waits_for
from formsvc.domain.people import Person, Standing
from formsvc.domain.submission import Submission
from formsvc.workflows.sending_on import has_not_arrived, send_on, send_shared_on, shared_not_arrived
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell

_MOVED_AGAIN = "The address has changed again since you saw this page. Look at the one that it shows now."


@dataclass(frozen=True, slots=True)
class NewAddress:
    """A mentor's address that waits for the mentee's word; ``stuck`` is what could be sent on to it.

    ``shared``: so could questionnaires that went to an earlier mentor, and that this one was let have.
    """

    mentor_name: str
    old_email: str
    new_email: str
    stuck: tuple[Submission, ...]
    shared: bool = False


def has_address_to_accept(services: Services, mentee: Person) -> bool:
    """Tell whether a new address of the mentor waits for this mentee's word."""
    return mentee.standing is not Standing.LEFT and _mentor_who_moved(services, mentee) is not None


def address_to_accept(services: Services, mentee_id: str) -> NewAddress | None:
    """Return the mentor's new address while it waits for this mentee's word, None otherwise; reads only."""
    mentee = services.store.registry.person(mentee_id)
    mentor = _mentor_who_moved(services, mentee)
    if mentor is None or mentee.pairing is None:
        return None
    return NewAddress(
        mentor_name=mentor.name,
        old_email=mentee.pairing.accepted_email,
        new_email=mentor.email,
        stuck=tuple(_stuck(services, mentee)),
        shared=bool(shared_not_arrived(services, mentee)),
    )


def accept_address(services: Services, mentee_id: str, email: str, *, sending_on: bool) -> None:
    """Let letters go to the mentor's new address; ``sending_on``: what didn't arrive as well (Z5).

    ``email`` is what the page showed. Accepting twice is accepting once. Raises InputRefusedError
    when the address has changed again.
    """
    stuck = _accepted(services, mentee_id, email) if email else ()
    for submission in stuck if sending_on else ():
        with suppress(TooLateToTakeBackError):
            send_on(services, mentee_id, submission.cycle)
    if sending_on and email:
        send_shared_on(services, mentee_id)


def tell_mentees_of_address(services: Services, mentor_id: str) -> None:
    """Tell each mentee who hasn't accepted a mentor's address yet, once."""
    for mentee in list(services.store.registry.people()):
        if mentee.pairing is not None and mentee.pairing.mentor_id == mentor_id:
            tell_mentee_of_address(services, mentee)


def tell_mentee_of_address(services: Services, found: Person) -> None:
    """Tell a mentee whose mentor's address waits for their word, once; the worker does what was cut off."""
    mentor = _mentor_who_moved(services, found)
    if mentor is None or not _is_to_be_told(found, mentor):
        return
    with services.store.hold(found.id, mentor.id):
        mentee = services.store.registry.person(found.id)
        mentor = _mentor_who_moved(services, mentee)
        if mentor is not None and _is_to_be_told(mentee, mentor):
            tell(services, LetterKind.MENTOR_MOVED, mentee, {"mentor": mentor.id})
            services.store.registry.save(_with_pairing(mentee, address_told=mentor.email))


def address_still_waits(services: Services, letter: Letter) -> bool:
    """Tell the worker whether the mentee's word is still wanted."""
    try:
        mentee = services.store.registry.person(letter.person_id or "")
    except PersonUnknownError:
        return False
    mentor = _mentor_who_moved(services, mentee)
    return mentor is not None and mentor.id == letter.facts["mentor"] and _takes_letters(mentee)


def address_for_closing(mentee: Person, mentor: Person) -> str:
    """Return where a closing letter goes: the address that the mentee accepted, empty if none ever was."""
    waits = waits_for(mentee.pairing, mentor.email) is Waiting.ADDRESS
    return mentee.pairing.accepted_email if waits and mentee.pairing else mentor.email


def may_hear_of(mentee: Person, mentor: Person) -> bool:
    """Tell whether word about a mentee may go to the address that their mentor has now."""
    return waits_for(mentee.pairing, mentor.email) is not Waiting.ADDRESS


def _accepted(services: Services, mentee_id: str, email: str) -> tuple[Submission, ...]:
    pairing = services.store.registry.person(mentee_id).pairing
    with services.store.hold(mentee_id, *([pairing.mentor_id] if pairing else [])):
        mentee = services.store.registry.person(mentee_id)
        mentor = _mentor_who_moved(services, mentee)
        if mentor is None:
            return ()
        if mentor.email != email:
            raise InputRefusedError("address", _MOVED_AGAIN)
        stuck = tuple(_stuck(services, mentee))
        services.store.registry.save(_with_pairing(mentee, accepted_email=email))
    return stuck


def _mentor_who_moved(services: Services, mentee: Person) -> Person | None:
    if mentee.pairing is None:
        return None
    try:
        mentor = services.store.registry.person(mentee.pairing.mentor_id)
    except PersonUnknownError:
        return None
    return mentor if waits_for(mentee.pairing, mentor.email) is Waiting.ADDRESS else None


def _is_to_be_told(mentee: Person, mentor: Person) -> bool:
    told = mentee.pairing is not None and mentee.pairing.address_told == mentor.email
    return not told and _takes_letters(mentee)


def _takes_letters(mentee: Person) -> bool:
    """Who pauses is told when they are back, by the sweep; who has left isn't."""
    return mentee.standing is Standing.JOINED


def _stuck(services: Services, mentee: Person) -> list[Submission]:
    """Return what this pairing's mentor was to get and hasn't."""
    waiting = [number for number, state in sorted(mentee.cycles.items()) if has_not_arrived(state)]
    found = (services.store.records.submission(mentee.id, number) for number in waiting)
    pairing_id = mentee.pairing.id if mentee.pairing else ""
    return [sent for sent in found if sent is not None and sent.pairing_id == pairing_id]


def _with_pairing(mentee: Person, **changes: str) -> Person:
    """Return the mentee with the pairing in force changed."""
    current = mentee.pairing
    return replace(
        mentee,
        pairings=tuple(
            replace(each, **changes) if each is current else each  # type: ignore[arg-type]  # fields of text
            for each in mentee.pairings
        ),
    )
