"""One writer a person, across threads and processes, by ``flock`` on a fixed pool of lock files.

Ids are spread over the pool by hash, so the files never grow in number, never name anybody,
and are never unlinked (an unlinked lock file lets two holders in). Two people who share a
file merely wait for each other for a moment. The system call itself: filelock's bookkeeping
cost 0.15 ms a hold, as much as sealing a whole submission.
"""

from __future__ import annotations

import errno
import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from formsvc.domain.errors import LockNotHeldError, StoreError
from formsvc.store.embedded.disk import saving_refused_clearly

PERSON_LOCKS = 1024
OUTBOX_LOCKS = 64
ADDRESSES = "addresses"
"""The lock around claiming an address; people are added rarely, so one serves them all."""
_POLL_SECONDS = 0.002
_PATIENCE_SECONDS = 20.0

_held: ContextVar[frozenset[str]] = ContextVar("held", default=frozenset())


class EmbeddedLocks:
    """``hold(*ids)``: the lock around a whole read-modify-write."""

    def __init__(self, folder: Path) -> None:
        """Take the folder of the lock files."""
        self._folder = folder

    @contextmanager
    def __call__(self, *person_ids: str) -> Iterator[None]:
        """Hold these people's documents, in one fixed order; not re-entrant.

        Raises StoreError when another holder doesn't let go for twenty seconds.
        """
        if _held.get():
            raise LockNotHeldError("A hold inside a hold could wait for itself. Take all ids in one hold.")
        names = sorted({stripe("person", person_id, PERSON_LOCKS) for person_id in person_ids})
        with ExitStack() as stack:
            for name in names:
                stack.enter_context(self.exclusive(name))
            token = _held.set(frozenset(person_ids))
            try:
                yield
            finally:
                _held.reset(token)

    def require(self, person_id: str) -> None:
        """Raise LockNotHeldError unless this context holds the person."""
        if person_id not in _held.get():
            raise LockNotHeldError(f"Changing {person_id} needs its hold.")

    @contextmanager
    def exclusive(self, name: str) -> Iterator[None]:
        """Hold one lock file by name, waiting for it."""
        until = time.monotonic() + _PATIENCE_SECONDS
        while (handle := self.try_exclusive(name)) is None:
            if time.monotonic() >= until:
                raise StoreError("The service is busy with this just now. Try again in a moment.")
            time.sleep(_POLL_SECONDS)
        try:
            yield
        finally:
            os.close(handle)

    def try_exclusive(self, name: str) -> int | None:
        """Take one lock file without waiting; None when another has it. Closing the handle lets it go."""
        with saving_refused_clearly():
            handle = os.open(f"{self._folder}/{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            if error.errno in {errno.EWOULDBLOCK, errno.EINTR}:
                return None
            raise StoreError("The service's disk gives no locks, so nothing was saved.") from error
        return handle


def stripe(concern: str, key: str, stripes: int) -> str:
    """Return the name of the lock file that an id falls on."""
    return f"{concern}-{zlib.crc32(key.encode('utf-8', 'surrogatepass')) % stripes:04d}"
