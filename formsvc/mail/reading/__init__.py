"""Reading what comes back, by a machine alone: what kind of message it is, and nothing of what it says.

Anything may be in there: reports that quote a letter, replies that quote answers, spam. What leaves
this package is a ``Returned`` of ids, codes, a date and an address; bodies are dropped here.
"""

from __future__ import annotations

import re
from datetime import date
from email.message import Message

from formsvc.domain.days_away import last_day_away
from formsvc.domain.returned import AnswerByMail, AutomaticReply, Nothing, Returned, Stray
from formsvc.mail.reading.parts import (
    beginning_of,
    header,
    letters_answered,
    message_id_of,
    parsed,
    sender_of,
)
from formsvc.mail.reading.report import is_report, read_report

MOST_READ = 256 * 1024
"""Bytes of a message that are looked at: reports and headers come first."""

_TOKEN = re.compile(r"\[mp:([^\[\]]{1,600})\]")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_AWAY = re.compile(
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response)|out of (?:the )?office)\b", re.IGNORECASE
)
_A_MACHINE = re.compile(r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)\b", re.IGNORECASE)
_A_LIST = ("List-Id", "List-Unsubscribe", "List-Post")
_OF_REPLIES = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply")


def read_returned(content: bytes, today: date) -> Returned:
    """Return what a message is; never raises, whatever the bytes are."""
    try:
        return _read(parsed(content[:MOST_READ]), today)
    except Exception:  # noqa: BLE001 - whatever a stranger sends, the next message is read (R15)
        return Nothing()


def _read(message: Message, today: date) -> Returned:
    if is_report(message):
        return read_report(message)
    if _is_automatic(message):
        return _automatic(message, today) if _says_away(message) else Nothing()
    sender = sender_of(message)
    if not sender or _A_MACHINE.match(sender):
        return Nothing()
    stray = Stray(sender, message_id_of(message), letters_answered(message))
    found = _TOKEN.search(header(message, "Subject"))
    return AnswerByMail("".join(found[1].split()), stray) if found else stray


def _is_automatic(message: Message) -> bool:
    """Tell whether a program sent it, by any of the signs in use: it is never answered."""
    submitted = _word(message, "Auto-Submitted")
    return (
        submitted not in {"", "no"}
        or header(message, "Return-Path") == "<>"
        or header(message, "Precedence").casefold() in _BULK
        or any(message.get(name) is not None for name in (*_A_LIST, *_OF_REPLIES, "X-Auto-Response-Suppress"))
        or bool(_AWAY.match(header(message, "Subject")))
    )


def _says_away(message: Message) -> bool:
    """Tell whether a program answered for somebody, rather than told of its own accord."""
    return (
        _word(message, "Auto-Submitted") == "auto-replied"
        or header(message, "Precedence").casefold() == "auto_reply"
        or any(message.get(name) is not None for name in _OF_REPLIES)
        or bool(_AWAY.match(header(message, "Subject")))
    )


def _automatic(message: Message, today: date) -> AutomaticReply:
    until = last_day_away(f"{header(message, 'Subject')}\n{beginning_of(message)}", today)
    return AutomaticReply(letters_answered(message), until)


def _word(message: Message, name: str) -> str:
    return header(message, name).partition(";")[0].strip().casefold()
