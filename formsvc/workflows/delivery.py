"""The worker's road: claim a letter, compose it, hand it to the mail server, write down what was said.

What becomes of a letter: accepted by the server, it is delivered; a temporary refusal lets it
wait and try again for five days (R11); a lasting one parks it, and for a submission the mentee
and the coordinators are told, without content (R12). A letter that can't be composed parks
alone (R15). Logs name a letter by kind and id, and an error by its type and place only (L1).
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from traceback import extract_tb

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import (
    DamagedFileError,
    MailRefusedError,
    MailTemporaryError,
    MentorpostError,
    PersonUnknownError,
    StoreError,
    StoreUnreachableError,
)
from formsvc.domain.letters import (
    CARRYING_ANSWERS,
    REMINDERS,
    Fate,
    Letter,
    LetterEvent,
    LetterKind,
    next_try,
)
from formsvc.domain.sent_state import state_of
from formsvc.domain.submission import Submission
from formsvc.mail.compose import compose
from formsvc.mail.transport import Line, Transport
from formsvc.workflows.address_change import prepare_address_letter
from formsvc.workflows.application_tending import tend_applications
from formsvc.workflows.applying import prepare_application_letter
from formsvc.workflows.changeover import ask_about_changeover, changeover_still_waits
from formsvc.workflows.digest import digest_still_makes_sense, send_digests
from formsvc.workflows.evaluation import tend_rounds
from formsvc.workflows.evaluation_answers import letter_may_go
from formsvc.workflows.letter_facts import (
    Written,
    wants_text_only,
    write_letter,
    write_shared,
    write_submission,
    write_update,
)
from formsvc.workflows.mentor_address import address_still_waits
from formsvc.workflows.opening_code import code_still_works
from formsvc.workflows.proposing import still_proposed
from formsvc.workflows.reminders import nudge_still_makes_sense, reminder_still_makes_sense
from formsvc.workflows.retention import keep_no_longer, notice_still_holds
from formsvc.workflows.returned_letters import note_sent
from formsvc.workflows.services import Services
from formsvc.workflows.settling import (
    note_handed_over,
    note_progress,
    settle,
    sweep,
    tell_undelivered,
)
from formsvc.workflows.shared_undelivered import tell_shared_undelivered
from formsvc.workflows.sharing import shared_to_send
from formsvc.workflows.sign_in import prepare_sign_in_letter
from formsvc.workflows.tending import look_after_everyone

__all__ = ["deliver_due", "go_round", "run_worker", "sweep"]

_PREPARED = {
    LetterKind.SIGN_IN: prepare_sign_in_letter,
    LetterKind.ADDRESS_CONFIRM: prepare_address_letter,
    LetterKind.OPENING_CODE: code_still_works,
    LetterKind.NUDGE: nudge_still_makes_sense,
    **dict.fromkeys(REMINDERS, reminder_still_makes_sense),
    LetterKind.APPLICATION_CONFIRM: prepare_application_letter,
    LetterKind.CHANGEOVER: changeover_still_waits,
    LetterKind.DIGEST: digest_still_makes_sense,
    LetterKind.ERASURE_SOON: notice_still_holds,
    LetterKind.EVALUATION_INVITATION: letter_may_go,
    LetterKind.EVALUATION_REMINDER: letter_may_go,
    LetterKind.MENTOR_MOVED: address_still_waits,
    LetterKind.PAIRING_PROPOSED: still_proposed,
    LetterKind.PAIRING_PROPOSED_MENTEE: still_proposed,
    LetterKind.PAIRING_ACCEPTED: still_proposed,
}
"""What decides for a kind of letter, just before it goes out, whether it may."""
SWEEP_EVERY = timedelta(hours=1)
TEND_EVERY = timedelta(minutes=15)
_DONE = object()
_LONGEST_REST = 60.0
_NOTING_TRIES = 12

logger = logging.getLogger(__name__)


def deliver_due(services: Services, transport: Transport, stop: threading.Event | None = None) -> int:
    """Take every due letter in hand once, over one connection; return how many the server accepted.

    ``stop`` is looked at between letters: the one in hand is finished (R17). Raises StoreError
    or OSError when the store itself is in trouble; what was reached is kept.
    """
    delivered = 0
    with transport.connection() as line:
        for letter_id in services.store.outbox.due(services.clock()):
            if stop is not None and stop.is_set():
                break
            delivered += _deliver(services, line, letter_id)
    return delivered


def run_worker(
    services: Services, transport: Transport, *, stop: threading.Event, poll_seconds: float
) -> None:
    """Deliver until told to stop; sweep at the start and every hour, and look after people in between.

    People are looked after a hundred at a time, so that no sign-in letter waits for ten thousand. When
    the store is in trouble it rests, longer each time up to a minute, so that a full disk can't make
    it send one letter over and over.
    """
    swept_at = tended_at = None
    rounds: Iterator[None] = iter(())
    rest = poll_seconds
    while not stop.is_set():
        try:
            now = services.clock()
            if _is_time(swept_at, SWEEP_EVERY, now):
                go_round(services)
                swept_at = now
            if _is_time(tended_at, TEND_EVERY, now):
                rounds, tended_at = look_after_everyone(services), now
            more_to_look_after = next(rounds, _DONE) is not _DONE
            deliver_due(services, transport, stop)
            rest = 0 if more_to_look_after else poll_seconds
        except (MentorpostError, OSError) as error:
            rest = min(max(2 * rest, 1.0), _LONGEST_REST)
            logger.error("The store is in trouble (%s); resting %.0f s.", _named(error), rest)  # noqa: TRY400 - a traceback could quote what was stored
        stop.wait(rest)


def go_round(services: Services) -> None:
    """Do what is due each hour for the programme as a whole."""
    sweep(services)
    tend_applications(services)
    tend_rounds(services)
    keep_no_longer(services)
    ask_about_changeover(services)
    send_digests(services)


def _is_time(last: datetime | None, every: timedelta, now: datetime) -> bool:
    """Tell whether a round is due; a clock that was put back makes one due too."""
    return last is None or not timedelta(0) <= now - last < every


def _deliver(services: Services, line: Line, letter_id: str) -> bool:
    with services.store.outbox.claim(letter_id) as letter:
        if letter is None or letter.fate is not Fate.WAITING:
            return False
        try:
            return _handed_over(services, line, letter)
        except (MailTemporaryError, DamagedFileError) as error:
            _postpone(services, letter, error)
        except MailRefusedError as error:
            _park(services, letter, str(error))
        except (StoreError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one letter stops no other (R15)
            logger.error("Letter %s %s couldn't be made: %s.", letter.kind, letter.id, _named(error))  # noqa: TRY400 - a traceback could quote an answer
            _park(services, letter, "The letter couldn't be made.")
    return False


def _handed_over(services: Services, line: Line, letter: Letter) -> bool:
    """Take a letter all the way; False when there was nothing to send."""
    written = _written(services, letter)
    if written is None:
        return False
    line.send(
        _composed(services, written),
        sender=_sender(services, letter),
        recipient=written.envelope.recipient.email,
        envelope_id=letter.id,
    )
    _note_delivered(services, letter, written)
    logger.info("Letter %s %s was accepted by the mail server.", letter.kind, letter.id)
    return True


def _note_delivered(services: Services, letter: Letter, written: Written) -> None:
    """Write down that the server took a letter; it would go out again otherwise.

    A store that can't be reached just now is asked again, about as long as the claim lasts: it paces that
    itself, and there is nothing else that a worker could do without it. Each of the three may be repeated.
    """
    for left in range(_NOTING_TRIES - 1, -1, -1):
        try:
            note_sent(services, letter, written.envelope.recipient.email)
            if written.submission is not None:
                note_handed_over(services, written.submission)
            elif letter.kind in CARRYING_ANSWERS:
                note_progress(services, letter, Progress.DELIVERED)
            services.store.outbox.finish(letter.id, LetterEvent.DELIVERED, services.clock())
        except StoreUnreachableError:
            if not left:
                raise
        else:
            return


def _sender(services: Services, letter: Letter) -> str:
    """Return the envelope's sender; none for an automatic answer, so that nothing answers it (RFC 3834)."""
    return "" if letter.kind is LetterKind.NOBODY_READS else services.returns_to


def _composed(services: Services, written: Written) -> EmailMessage:
    """Compose as the recipient wants it, and keep a missing template apart from trouble with the store."""
    text_only = wants_text_only(services, written.envelope.recipient.email)
    try:
        return compose(written.facts, written.envelope, text_only=text_only)
    except OSError as error:
        raise LookupError("A template can't be read.") from error


def _written(services: Services, letter: Letter) -> Written | None:
    outbox, now = services.store.outbox, services.clock()
    if letter.kind is LetterKind.SUBMISSION:
        submission = _submission_to_send(services, letter)
        return write_submission(services, submission) if submission else None
    if letter.kind is LetterKind.UPDATE:
        amended = _update_to_send(services, letter)
        return write_update(services, amended) if amended else None
    if letter.kind is LetterKind.SHARED:
        shared = shared_to_send(services, letter)
        return write_shared(services, shared) if shared else None
    outbox.note_accepted(letter.id, now)
    if letter.kind in _PREPARED and not _PREPARED[letter.kind](services, letter):
        outbox.finish(letter.id, LetterEvent.WITHDRAWN, now)
        return None
    return write_letter(services, letter)


def _submission_to_send(services: Services, letter: Letter) -> Submission | None:
    """Return the record behind a letter; what follows from it is written once it is known how it went.

    None when there is nothing to send: an intent that never became a record, or a letter that
    the server took just before a crash (the registry knows).
    """
    mentee_id, cycle = letter.person_id or "", int(letter.facts["cycle"])
    with services.store.hold(mentee_id):
        submission = services.store.records.submission(mentee_id, cycle)
        if submission is None or submission.letter_id != letter.id:
            services.store.outbox.discard(letter.id, services.clock())
            return None
        services.store.outbox.note_accepted(letter.id, submission.sent_at)
        state = state_of(services.store.registry.person(mentee_id), submission)
    if state.progress is Progress.WITHDRAWN:
        services.store.outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
        return None
    if state.progress is Progress.DELIVERED:
        services.store.outbox.finish(letter.id, LetterEvent.DELIVERED, services.clock())
        return None
    return submission


def _update_to_send(services: Services, letter: Letter) -> Submission | None:
    """Return the record that holds an update; None for an intent that never became one."""
    mentee_id = letter.person_id or ""
    with services.store.hold(mentee_id):
        submission = services.store.records.submission(mentee_id, int(letter.facts["cycle"]))
        if submission is None or submission.update is None or submission.update.letter_id != letter.id:
            services.store.outbox.discard(letter.id, services.clock())
            return None
        services.store.outbox.note_accepted(letter.id, letter.created_at)
    return submission


def _postpone(services: Services, letter: Letter, error: MailTemporaryError | DamagedFileError) -> None:
    again = next_try(letter, services.clock())
    if again is None:
        _park(services, letter, f"{error} It was tried for five days.")
        return
    if letter.kind is LetterKind.SUBMISSION and isinstance(error, MailTemporaryError):
        _settle_waiting(services, letter)
    services.store.outbox.save(
        replace(letter, attempts=letter.attempts + 1, next_try_at=again, last_reply=str(error)),
    )
    logger.warning("Letter %s %s has to wait: %s.", letter.kind, letter.id, type(error).__name__)


def _settle_waiting(services: Services, letter: Letter) -> None:
    """Let the registry know of a questionnaire that waits for the mail server."""
    with services.store.hold(letter.person_id or ""):
        submission = services.store.records.submission(letter.person_id or "", int(letter.facts["cycle"]))
        if submission is not None:
            settle(services, submission)


def _park(services: Services, letter: Letter, reply: str) -> None:
    """Put a letter aside; its last word in the outbox, those who wait for it told."""
    services.store.outbox.finish(letter.id, LetterEvent.PARKED, services.clock())
    parked = replace(
        letter, attempts=letter.attempts + 1, fate=Fate.PARKED, next_try_at=None, last_reply=reply
    )
    services.store.outbox.save(parked)
    logger.error("Letter %s %s is parked.", letter.kind, letter.id)
    try:
        if letter.kind in CARRYING_ANSWERS:
            tell_undelivered(services, parked)
        elif letter.kind is LetterKind.SHARED:
            tell_shared_undelivered(services, parked)
    except (DamagedFileError, PersonUnknownError) as error:
        logger.error("Nobody could be told of %s: %s.", letter.id, type(error).__name__)  # noqa: TRY400 - as above


def _named(error: BaseException) -> str:
    """Return an error's type and the place it came from, without its words."""
    place = extract_tb(error.__traceback__)[-1:]
    return ", ".join([type(error).__name__, *(f"{Path(at.filename).name}:{at.lineno}" for at in place)])
