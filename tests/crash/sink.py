"""A mail server reduced to its acceptance: the Message-ID on disk before it says yes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path


class SinkTransport:
    """Takes every letter, and writes its Message-ID and recipient down durably."""

    def __init__(self, taken: Path) -> None:
        self._taken = taken

    @contextmanager
    def connection(self) -> Iterator[SinkTransport]:
        yield self

    def send(self, message: EmailMessage, *, recipient: str, **_rest: str) -> str:
        """Accept."""
        handle = os.open(self._taken, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(handle, f"{message['Message-ID']} {recipient}\n".encode())
        os.fsync(handle)
        os.close(handle)
        return "250 2.0.0"

    def taken(self) -> list[str]:
        """Return what was accepted, in order."""
        return self._taken.read_text().splitlines() if self._taken.exists() else []
