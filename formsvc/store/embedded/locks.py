"""One writer a person, across threads and processes, by ``flock`` on a fixed pool of lock files.

Ids are spread over the pool by hash, so the files never grow in number, never name anybody,
and are never unlinked (an unlinked lock file lets two holders in). Two people who share a
file merely wait for each other for a moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from filelock import FileLock, Timeout

from formsvc.domain.errors import LockNotHeldError, StoreError

PERSON_LOCKS = 1024
OUTBOX_LOCKS = 64
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
        try:
            with FileLock(self._folder / f"{name}.lock", timeout=_PATIENCE_SECONDS, mode=0o600).acquire(
                poll_interval=_POLL_SECONDS
            ):
                yield
        except Timeout:
            raise StoreError("The service is busy with this just now. Try again in a moment.") from None

    def try_exclusive(self, name: str) -> FileLock | None:
        """Take one lock file without waiting; None when another has it."""
        lock = FileLock(self._folder / f"{name}.lock", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            return None
        return lock


def stripe(concern: str, key: str, stripes: int) -> str:
    """Return the name of the lock file that an id falls on."""
    number = (
        int.from_bytes(hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[:4], "big") % stripes
    )
    return f"{concern}-{number:04d}"
