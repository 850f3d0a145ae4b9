"""The port through which mail comes back: a mailbox that the machine alone reads, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

AT_ONCE = 200
"""Messages taken in hand at a time, so that a flood doesn't keep the rest of a worker waiting."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message: what the mailbox calls it, and its first bytes, ``MOST_READ`` at most."""

    key: str
    content: bytes = field(repr=False)


class OpenMailbox(Protocol):
    """A mailbox that is open."""

    def messages(self) -> Iterator[Incoming]:
        """Yield messages, the oldest first, at most ``AT_ONCE``; one that can't be read stops no other."""
        ...

    def done(self, message: Incoming) -> None:
        """Remove a message that was handled; one that is gone already does no harm."""
        ...


class ReturnMailbox(Protocol):
    """A way to the mailbox."""

    def opened(self) -> AbstractContextManager[OpenMailbox]:
        """Open it and close it afterwards; raises MailboxTroubleError, whose words quote no message."""
        ...
