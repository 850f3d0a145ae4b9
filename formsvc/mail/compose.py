"""From facts to a message: text and HTML from the same facts, by the templates in ``letters/<kind>/``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from formsvc.domain.errors import InputRefusedError
from formsvc.mail.facts import Facts
from formsvc.mail.parts import LetterMessage, picture_part, related_part, text_part
from formsvc.mail.policy import WireMailbox
from formsvc.mail.templates import letters_environment

_NEVER_IN_A_HEADER = frozenset({"Cc", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be empty, and an address."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a letter's headers say; ``references`` are message ids, oldest first.

    ``auto_replied`` marks an automatic answer to somebody's email (RFC 3834).
    """

    letter_id: str
    sender: Mailbox
    recipient: Mailbox
    reply_to: Mailbox
    written_at: datetime
    references: Sequence[str] = ()
    auto_replied: bool = False


def compose(facts: Facts, envelope: Envelope, *, text_only: bool = False) -> LetterMessage:
    """Return the whole message; composed again from the same facts it is the same, byte for byte.

    ``text_only`` leaves the HTML part and its pictures out, which say nothing that the text doesn't say.
    Raises InputRefusedError for a name, subject or address that would break a header (I1). Lone
    surrogates, which no mail can carry, become U+FFFD; all other text stays as it was (I4).
    """
    message = LetterMessage()
    _write_headers(message, envelope)
    message.subject(_one_line("subject", _rendered(facts, "subject.txt")))
    message.set_raw("MIME-Version", "1.0")
    text = _rendered(facts, "body.txt")
    if text_only:
        message.holds_text("plain", text)
        return message
    html = _rendered(facts, "body.html", cid=lambda name: _content_id(name, envelope))
    shown = _with_pictures(text_part("html", html), facts, envelope)
    message.holds_parts("alternative", f"=_{envelope.letter_id}", [text_part("plain", text), shown])
    return message


def _with_pictures(html: LetterMessage, facts: Facts, envelope: Envelope) -> LetterMessage:
    """Put the pictures beside the HTML that shows them, as parts related to it."""
    pictures = [picture_part(png, name, _content_id(name, envelope)) for name, png in facts.pictures.items()]
    return related_part(f"=_{envelope.letter_id}.pictures", [html, *pictures]) if pictures else html


def _content_id(name: str, envelope: Envelope) -> str:
    return message_id(f"{name}.{envelope.letter_id}", envelope.sender.email)[1:-1]


def message_id(name: str, mail_from: str) -> str:
    """Return ``<name@domain of the sender's address>``, the same at every call."""
    return f"<{name}@{_wire_address(mail_from).rpartition('@')[2]}>"


def _write_headers(message: LetterMessage, envelope: Envelope) -> None:
    message.set_raw("Date", format_datetime(envelope.written_at))
    message.set_raw("From", _address("from", envelope.sender))
    message.set_raw("To", _address("to", envelope.recipient))
    message.set_raw("Reply-To", _address("reply_to", envelope.reply_to))
    message.set_raw("Message-ID", message_id(envelope.letter_id, envelope.sender.email))
    if envelope.references:
        message.set_raw("In-Reply-To", envelope.references[-1])
        message.set_raw("References", " ".join(envelope.references))
    message.set_raw("Auto-Submitted", "auto-replied" if envelope.auto_replied else "auto-generated")


def _address(field: str, mailbox: Mailbox) -> WireMailbox:
    return WireMailbox(_one_line(field, mailbox.name), _wire_address(mailbox.email))


@lru_cache(maxsize=8)
def _wire_address(email: str) -> str:
    """Return the address as mail servers know it: an international domain in its ASCII form."""
    try:
        found = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InputRefusedError("email", "This isn't an email address that a letter can go to.") from None
    return found.ascii_email or found.normalized


def _one_line(field: str, text: str) -> str:
    if any(unicodedata.category(char) in _NEVER_IN_A_HEADER for char in text):
        raise InputRefusedError(field, "This would break a letter's header: it must stand on one line.")
    return text


def _rendered(facts: Facts, part: str, cid: Callable[[str], str] | None = None) -> str:
    template = _LETTERS.get_template(f"{facts.kind.value}/{part}")
    text = template.render(facts=facts, programme=facts.programme, cid=cid)
    return _without_lone_surrogates(text)


def _without_lone_surrogates(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


_LETTERS = letters_environment()
