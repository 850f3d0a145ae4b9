"""The port through which letters leave: a connection that carries many, one recipient each."""

from __future__ import annotations

from contextlib import AbstractContextManager
from email.message import EmailMessage
from typing import Protocol


class Line(Protocol):
    """An open line to a mail server."""

    def send(self, message: EmailMessage, *, sender: str, recipient: str, envelope_id: str) -> str:
        """Hand over one message for one recipient (R14); return the server's reply in short.

        ``envelope_id`` (ASCII letters and digits) goes to the server as ENVID where it takes DSN.
        Raises MailTemporaryError and MailRefusedError, whose texts and the returned reply hold no
        address and nothing of the message. The line stays usable after both.
        """
        ...


class Transport(Protocol):
    """A way to a mail server."""

    def connection(self) -> AbstractContextManager[Line]:
        """Give a line; nothing is dialled before the first letter."""
        ...
