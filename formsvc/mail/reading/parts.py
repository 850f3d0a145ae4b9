"""Headers and texts of messages that anybody may have sent; what is wrong with one reads as empty.

The old ``compat32`` policy is used on purpose: the newer one raises on headers that don't follow the rules.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import checked_email
from formsvc.domain.returned import LETTER_ID

_LONGEST_HEADER = 20_000
_TEXT_READ = 8_000
_MESSAGE_ID = re.compile(r"<([^<>@\s]{1,100})@[^<>@\s]{1,255}>")
_TAG = re.compile(r"<[^>]{0,500}>")


def parsed(content: bytes) -> Message:
    """Return a message of any bytes at all."""
    return message_from_bytes(content)


def header(message: Message, name: str) -> str:
    """Return a header as one line of text, decoded where it can be, empty when it isn't there."""
    try:
        raw = str(message.get(name, ""))[:_LONGEST_HEADER]
    except (ValueError, LookupError, HeaderParseError):
        return ""
    try:
        text = str(make_header(decode_header(raw)))
    except (HeaderParseError, LookupError, ValueError):
        text = raw
    return " ".join(text.split())


def sender_of(message: Message) -> str:
    """Return the address in From, as one is stored, empty when there is none that is right."""
    try:
        return checked_email(parseaddr(header(message, "From"))[1])
    except (InputRefusedError, ValueError, IndexError):
        return ""


def message_id_of(message: Message) -> str:
    """Return the message's own id, empty when it has none of the right shape."""
    found = _MESSAGE_ID.search(header(message, "Message-ID"))
    return found[0] if found and found[0].isascii() and found[0].isprintable() else ""


def letters_named_in(text: str) -> list[str]:
    """Return the ids of letters among the message ids of a header, in their order."""
    return [name for name in _MESSAGE_ID.findall(text) if LETTER_ID.fullmatch(name)]


def letters_answered(message: Message) -> tuple[str, ...]:
    """Return the ids of the letters that a message says it answers, the nearest first."""
    nearest = letters_named_in(header(message, "In-Reply-To"))
    return tuple(dict.fromkeys(nearest + letters_named_in(header(message, "References"))[::-1]))


def beginning_of(message: Message) -> str:
    """Return the beginning of a message's words, without markup, for a date to be found in it."""
    for part in message.walk():
        if part.get_content_maintype() == "text":
            return _TAG.sub(" ", _decoded(part)[: 4 * _TEXT_READ])[:_TEXT_READ]
    return ""


def _decoded(part: Message) -> str:
    try:
        content = part.get_payload(decode=True)
        charset = part.get_content_charset("utf-8")
        return content.decode(charset, "replace") if isinstance(content, bytes) else ""
    except (LookupError, ValueError):
        return ""
