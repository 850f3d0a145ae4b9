"""From facts to a message: text and HTML from the same facts, by the templates in ``letters/<kind>/``."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from email_validator import EmailNotValidError, validate_email
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.wording import begun, day_in_words, led_by, moment_in_words
from formsvc.mail.dialling import dialled
from formsvc.mail.facts import Facts
from formsvc.mail.picture import drawing_of
from formsvc.mail.policy import LETTER_POLICY

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


def compose(facts: Facts, envelope: Envelope, *, text_only: bool = False) -> EmailMessage:
    """Return the whole message; composed again from the same facts it is the same, byte for byte.

    ``text_only`` leaves the HTML part and its pictures out, which say nothing that the text doesn't say.
    Raises InputRefusedError for a name, subject or address that would break a header (I1). Lone
    surrogates, which no mail can carry, become U+FFFD; all other text stays as it was (I4).
    """
    message = EmailMessage(policy=LETTER_POLICY)
    _write_headers(message, envelope)
    message["Subject"] = _one_line("subject", _rendered(facts, "subject.txt"))
    message.set_content(_rendered(facts, "body.txt"), cte="quoted-printable")
    if text_only:
        return message
    html = _rendered(facts, "body.html", cid=lambda name: _content_id(name, envelope))
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    _add_pictures(message, facts, envelope)
    message.set_boundary(f"=_{envelope.letter_id}")
    return message


def _add_pictures(message: EmailMessage, facts: Facts, envelope: Envelope) -> None:
    """Put the pictures beside the HTML that shows them, as parts related to it."""
    pictures = facts.pictures
    if not pictures:
        return
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)  # noqa: S101 - it has just been added
    for name, png in pictures.items():
        html.add_related(
            png,
            maintype="image",
            subtype="png",
            cid=f"<{_content_id(name, envelope)}>",
            disposition="inline",
            filename=f"{name}.png",
        )
    html.set_boundary(f"=_{envelope.letter_id}.pictures")


def _content_id(name: str, envelope: Envelope) -> str:
    return message_id(f"{name}.{envelope.letter_id}", envelope.sender.email)[1:-1]


def message_id(name: str, mail_from: str) -> str:
    """Return ``<name@domain of the sender's address>``, the same at every call."""
    return f"<{name}@{_wire_address(mail_from).rpartition('@')[2]}>"


def _write_headers(message: EmailMessage, envelope: Envelope) -> None:
    message["Date"] = envelope.written_at
    message["From"] = _address("from", envelope.sender)
    message["To"] = _address("to", envelope.recipient)
    message["Reply-To"] = _address("reply_to", envelope.reply_to)
    message["Message-ID"] = message_id(envelope.letter_id, envelope.sender.email)
    if envelope.references:
        message["In-Reply-To"] = envelope.references[-1]
        message["References"] = " ".join(envelope.references)
    message["Auto-Submitted"] = "auto-replied" if envelope.auto_replied else "auto-generated"


def _address(field: str, mailbox: Mailbox) -> Address:
    return Address(_one_line(field, mailbox.name), addr_spec=_wire_address(mailbox.email))


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


def _with_line_breaks(text: str) -> Markup:
    return Markup("<br>\n").join(escape(line) for line in text.splitlines())


def _numbered(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "letters"),
        autoescape=select_autoescape(enabled_extensions=("html",), disabled_extensions=("txt",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Any] = {
        "day": day_in_words,
        "moment": moment_in_words,
        "line_breaks": _with_line_breaks,
        "of": _numbered,
        "begun": begun,
        "led": led_by,
        "dialled": dialled,
        "drawing": lambda rating: drawing_of(rating.series, len(rating.question.words)),
    }
    environment.filters.update(filters)
    return environment


_LETTERS = _environment()
