"""What comes back to the programme, read by the machine alone: each message is handled once, then removed.

A message goes only when what follows from it is on disk, and handling it again changes nothing: so a
crash in between does no harm. Whatever it says is dropped; logs name no message. Trouble with one
message stops no other, and trouble with the mailbox stops nothing else.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from pathlib import Path
from traceback import extract_tb

from formsvc.domain.days_away import DEFAULT
from formsvc.domain.errors import (
    DamagedFileError,
    LinkExpiredError,
    LinkInvalidError,
    MailboxTroubleError,
    MentorpostError,
    PersonUnknownError,
    StoreError,
)
from formsvc.domain.identity import id_of
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Role, lookup_form
from formsvc.domain.returned import AnswerByMail, AutomaticReply, Bounce, Returned, Stray
from formsvc.mail.inbound import Incoming, ReturnMailbox
from formsvc.mail.reading import read_returned
from formsvc.workflows.answer_by_mail import answer_by_mail
from formsvc.workflows.returned_letters import letter_sent_lately, take_in_bounce
from formsvc.workflows.services import Services

logger = logging.getLogger(__name__)


def run_reader(
    services: Services, mailbox: ReturnMailbox, *, stop: threading.Event, rest_seconds: float
) -> None:
    """Read the mailbox again and again until told to stop; trouble is logged once, until it changes."""
    trouble = ""
    while not stop.is_set():
        try:
            read_mailbox(services, mailbox, stop)
            now = ""
        except (MentorpostError, OSError) as error:
            now = str(error) if isinstance(error, MailboxTroubleError) else type(error).__name__
        if now and now != trouble:
            logger.error("What comes back can't be read now: %s", now)
        trouble = now
        stop.wait(rest_seconds)


def read_mailbox(services: Services, mailbox: ReturnMailbox, stop: threading.Event | None = None) -> int:
    """Handle what is in the mailbox, and return how many messages were; stops between two of them.

    Raises MailboxTroubleError, and StoreError or OSError when the store itself is in trouble: the
    message in hand stays.
    """
    handled = 0
    with mailbox.opened() as box:
        for message in box.messages():
            if stop is not None and stop.is_set():
                break
            if _is_handled(services, message):
                box.done(message)
                handled += 1
    return handled


def _is_handled(services: Services, message: Incoming) -> bool:
    """Take a message in; False when it should stay, because somebody's file is damaged."""
    returned = read_returned(message.content, services.today())
    try:
        _take_in(services, returned)
    except DamagedFileError as error:
        logger.error("A %s has to wait: %s.", type(returned).__name__, type(error).__name__)  # noqa: TRY400 - a traceback could quote what came
        return False
    except PersonUnknownError:
        return True
    except (StoreError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one message stops no other (R15)
        logger.error("A %s was dropped: %s.", type(returned).__name__, _named(error))  # noqa: TRY400 - as above
        return True
    logger.info("A %s came back and was taken in.", type(returned).__name__)
    return True


def _take_in(services: Services, returned: Returned) -> None:
    match returned:
        case Bounce():
            take_in_bounce(services, returned)
        case AutomaticReply():
            _be_quiet(services, returned)
        case AnswerByMail(token=token, stray=stray):
            try:
                answer_by_mail(services, token)
            except (LinkInvalidError, LinkExpiredError):
                _say_nobody_reads(services, stray)
        case Stray():
            _say_nobody_reads(services, returned)
        case _:
            pass


def _be_quiet(services: Services, reply: AutomaticReply) -> None:
    """Nudge a mentor no more until the day that their mail program names; their own word goes before it."""
    sent = letter_sent_lately(services, reply.letter_ids)
    person = services.store.registry.find(sent.to_email) if sent is not None else None
    if person is None or Role.MENTOR not in person.roles:
        return
    until = reply.until or services.today() + DEFAULT
    with services.store.hold(person.id):
        fresh = services.store.registry.person(person.id)
        known = fresh.auto_away_until
        if fresh.away_on(services.today()) is None and (known is None or known < until):
            services.store.registry.save(replace(fresh, auto_away_until=until))


def _say_nobody_reads(services: Services, stray: Stray) -> None:
    """Answer a person who takes part, or who answers a letter of ours; once a day, and nobody else.

    An answer to anybody who writes would make the service send mail to forged addresses.
    """
    ours = {lookup_form(services.returns_to), lookup_form(services.mail_from)}
    if lookup_form(stray.sender) in ours or not _is_known(services, stray):
        return
    letter_id = id_of("nobody reads", lookup_form(stray.sender), services.today().isoformat())
    if services.store.sent.find(letter_id) is None:
        services.store.outbox.put_once(
            Letter(
                id=letter_id,
                kind=LetterKind.NOBODY_READS,
                to_name="",
                to_email=stray.sender,
                created_at=services.clock(),
                facts={"message_id": stray.message_id},
            )
        )


def _is_known(services: Services, stray: Stray) -> bool:
    return (
        services.store.registry.find(stray.sender) is not None
        or letter_sent_lately(services, stray.letter_ids) is not None
    )


def _named(error: BaseException) -> str:
    """Return an error's type and the place it came from, without its words."""
    place = extract_tb(error.__traceback__)[-1:]
    return ", ".join([type(error).__name__, *(f"{Path(at.filename).name}:{at.lineno}" for at in place)])
