"""A mail server with a mailbox: a real SMTP dialogue over loopback, letters kept as received (RFC 5321)."""

from __future__ import annotations

import mailbox
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from formsvc.wiring import utc_now

HOST_NAME = "mailbox.example.org"
RETURNS = "returns@example.org"
"""Where what comes back goes, once ``keep_returns`` says in which folder."""


@dataclass(frozen=True, slots=True)
class Received:
    """One letter as the mailbox received it: its number, its bytes, parsed, for whom, and its subject."""

    key: str
    raw: bytes
    message: EmailMessage
    to: str
    subject: str

    def part(self, kind: str) -> str:
        """Return the text of its ``plain`` or ``html`` part."""
        found = self.message.get_body((kind,))
        return str(found.get_content()) if found is not None else ""

    def html(self) -> str:
        """Return its ``html`` part with the pictures that lie beside it put into their places."""
        html = self.part("html")
        for picture in (part for part in self.message.walk() if part.get_content_maintype() == "image"):
            inside = b64encode(picture.get_content()).decode("ascii")
            html = html.replace(f"cid:{str(picture['Content-ID'])[1:-1]}", f"data:image/png;base64,{inside}")
        return html


class _Keeper:
    """Takes every letter, adds the headers that a receiving server adds, and keeps it in a Maildir."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)
        self.kept: list[Received] = []
        self.refuses: Callable[[Received], str | None] = lambda _letter: None
        self.returns: mailbox.Maildir | None = None

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        for recipient in envelope.rcpt_tos:
            spoken = "ESMTPS" if session.ssl else "ESMTP"
            added = (
                f"Return-Path: <{(envelope.mail_from or '').strip('<>')}>\r\n"
                f"Delivered-To: {recipient}\r\n"
                f"Received: from {session.host_name} by {HOST_NAME} with {spoken}\r\n"
                f"\tfor <{recipient}>; {format_datetime(utc_now())}\r\n"
            )
            content = envelope.content
            body = content.encode() if isinstance(content, str) else bytes(content or b"")
            raw = added.encode("utf-8") + body
            if refusal := self.refuses(_parsed("", raw)):
                return refusal
            if self.returns is not None and recipient == RETURNS:
                self.returns.add(raw)
                continue
            key = self.box.add(raw)
            self.kept.append(_parsed(key, self.box.get_bytes(key)))
        return "250 2.0.0 OK, kept in the mailbox"


class DemoMailbox:
    """Starts and stops the server, and reads what it kept."""

    def __init__(self, folder: Path, tls: ssl.SSLContext | None = None) -> None:
        """Take the folder of the Maildir, made here; with ``tls`` the server insists on STARTTLS."""
        self._keeper = _Keeper(folder)
        self._port = free_port()
        self._tls = tls
        self._controller: Controller | None = None

    def start(self) -> int:
        """Start listening on a free loopback port, the same one every time, and return it."""
        self._controller = Controller(
            self._keeper,
            hostname="127.0.0.1",
            port=self._port,
            server_hostname=HOST_NAME,
            tls_context=self._tls,
            require_starttls=self._tls is not None,
        )
        self._controller.start()
        return self._port

    def refuse(self, refuses: Callable[[Received], str | None]) -> None:
        """From now on, answer a letter with what this returns (``550 5.1.1 ...``); None keeps it."""
        self._keeper.refuses = refuses

    def keep_returns(self, folder: Path) -> None:
        """From now on, keep what goes to ``RETURNS`` in a Maildir of its own, for the machine alone."""
        self._keeper.returns = mailbox.Maildir(folder, create=True)

    def stop(self) -> None:
        """Stop listening, if it does."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def letters(self) -> list[Received]:
        """Return every letter, the one received last first."""
        return self._keeper.kept[::-1]

    def to(self, email: str) -> list[Received]:
        """Return the letters to one address, the one received last first."""
        return [letter for letter in self.letters() if letter.to.casefold() == email.casefold()]


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _parsed(key: str, raw: bytes) -> Received:
    message = message_from_bytes(raw, policy=policy.default)
    return Received(key, raw, message, str(message["Delivered-To"]), str(message["Subject"]))
