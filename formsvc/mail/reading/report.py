"""Delivery reports (RFC 3464), as Postfix, Exchange and Gmail write them.

Which letter it was is told by the envelope's id that we gave it (RFC 3461), or by its Message-ID among the
headers that came back, or by what the report answers. Of the reason only the code is read (RFC 3463).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from formsvc.domain.returned import LETTER_ID, Bounce, Nothing
from formsvc.mail.reading.parts import header, letters_answered, letters_named_in

_REPORTS = {"message/delivery-status", "message/global-delivery-status"}
_RETURNED = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SAYS_NOTHING = re.compile(r"|[245]\.0\.0")


def is_report(message: Message) -> bool:
    """Tell whether a message is a report of any kind, a receipt for reading too."""
    return message.get_content_type() == "multipart/report"


def read_report(message: Message) -> Bounce | Nothing:
    """Return which letter a report says has failed for good, and the code; a delay is nothing."""
    fields = [block for part in message.walk() for block in _blocks(part)]
    failed = [block for block in fields if header(block, "Action").casefold().startswith("failed")]
    ids = tuple(dict.fromkeys(_letters(message, fields)))
    return Bounce(ids, _status(failed)) if failed and ids else Nothing()


def _blocks(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a report: one for the message, one for each recipient."""
    if part.get_content_type() not in _REPORTS:
        return
    payload = part.get_payload()
    if isinstance(payload, list):
        for block in payload:
            if isinstance(block, Message):
                yield block
                if isinstance(block.get_payload(), str):
                    yield from _written_out(str(block.get_payload()))
    elif isinstance(payload, str):
        yield from _written_out(payload)


def _written_out(text: str) -> Iterator[Message]:
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        if block.strip():
            yield HeaderParser().parsestr(block.strip("\r\n"))


def _status(failed: list[Message]) -> str:
    """Return the code of the first failure; where it says nothing, the one that the server said."""
    for block in failed:
        codes = [*_CODE.findall(header(block, "Status")), *_CODE.findall(header(block, "Diagnostic-Code"))]
        telling = [code for code in codes if not _SAYS_NOTHING.fullmatch(code)]
        if codes:
            return str((telling or codes)[0])
    return ""


def _letters(message: Message, fields: list[Message]) -> Iterator[str]:
    for block in fields:
        envelope = header(block, "Original-Envelope-Id")
        if LETTER_ID.fullmatch(envelope):
            yield envelope
    for part in message.walk():
        if part.get_content_type() in _RETURNED:
            yield from letters_named_in(_returned_id(part))
    yield from letters_answered(message)[:1]


def _returned_id(part: Message) -> str:
    """Return the Message-ID of what came back, whole or as headers alone."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return header(payload[0], "Message-ID") if payload and isinstance(payload[0], Message) else ""
    return header(HeaderParser().parsestr(str(payload).lstrip("\r\n")), "Message-ID")
