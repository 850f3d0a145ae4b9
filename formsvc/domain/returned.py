"""What a message in the return mailbox can be, and nothing of what it says.

A letter's id is 128 random bits and stands in the letter alone, so whoever names one has seen it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from formsvc.domain.letters import LetterKind

LETTER_ID = re.compile(r"[a-z2-7]{26}")
SENT_KEPT = timedelta(days=30)
"""How long a letter is known after it was sent; mail systems give up within five days, as a rule."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Word that a letter will never arrive (RFC 3464); ``status`` as in RFC 3463 (``5.1.1``), or empty."""

    letter_ids: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """An answer that a program gave for somebody (RFC 3834); ``until``: the last day away, if it says one."""

    letter_ids: tuple[str, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class AnswerByMail:
    """A mentor's word: the token of one of the email links in a letter."""

    token: str
    stray: Stray


@dataclass(frozen=True, slots=True)
class Stray:
    """What a person wrote to a mailbox that nobody reads: who, and which letters it answers."""

    sender: str
    message_id: str
    letter_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Nothing:
    """What needs nothing: delays, receipts, lists, and what can't be understood."""


Returned = Bounce | AutomaticReply | AnswerByMail | Stray | Nothing


@dataclass(frozen=True, slots=True)
class SentLetter:
    """A letter that the mail server took lately, so that what comes back finds it; never what it says.

    ``person_id`` and ``cycle`` name the record of a letter that carries answers.
    """

    id: str
    kind: LetterKind
    to_email: str
    sent_at: datetime
    person_id: str | None = None
    cycle: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An address to which a letter couldn't be delivered, why (RFC 3463), and when that was heard."""

    email: str
    status: str
    at: datetime


_WHY = (
    (r"5\.1\.(0|1|3|6|10)", "there is no such mailbox"),
    (r"[45]\.1\.2|[45]\.4\.4|5\.1\.8", "there is no mail server behind that address"),
    (r"[45]\.2\.1", "the mailbox is switched off"),
    (r"[45]\.2\.2", "the mailbox is full"),
    (r"[45]\.(2\.3|3\.4)", "the letter is too big for that mailbox"),
    (r"5\.7\.\d+", "the rules of that mail system don't let it in"),
    (r"4\.\d+\.\d+|5\.4\.7", "that mail system couldn't be reached for days"),
)


def why_in_words(status: str) -> str:
    """Return in plain words why a letter couldn't be delivered; a server's own words are never repeated."""
    words = next((why for known, why in _WHY if re.fullmatch(known, status)), "that mail system refused it")
    return f"{words} ({status})" if status else words


_STATUS = re.compile(r"(?<![\d.])[45]\.\d{1,3}\.\d{1,3}(?![\d.])")


def refusal_in_words(reply: str) -> str:
    """Return in plain words what a kept reply of the mail server means; the reply itself without a status.

    Statuses are RFC 3463's, as ``5.1.1``.
    """
    found = _STATUS.search(reply)
    if found is None:
        return reply
    words = why_in_words(found[0])
    return f"{words[0].upper()}{words[1:]}."
