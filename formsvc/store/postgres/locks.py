"""One writer a person, across hosts, by advisory locks that end with their transaction.

A lock lies on a 64-bit hash of an id: two ids that share one merely wait for each other. One connection
that breaks lets go of its locks, and of what it wrote.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from formsvc.store.postgres.database import Database

ADDRESSES = "addresses"
"""Around claiming an address, as in the embedded store."""


class PostgresLocks:
    """``hold(*ids)``: one transaction around a whole read-modify-write."""

    def __init__(self, database: Database) -> None:
        """Take the database."""
        self._database = database

    @contextmanager
    def __call__(self, *person_ids: str) -> Iterator[None]:
        """Hold these people's documents, in one fixed order; not re-entrant."""
        self._database.require_free()
        keys = sorted({lock_key(person_id) for person_id in person_ids})
        with self._database.transaction(keys, frozenset(person_ids)):
            yield

    def require(self, person_id: str) -> None:
        """Raise LockNotHeldError unless this context holds the person."""
        self._database.require_held(person_id)


def lock_key(of: str) -> int:
    """Return the advisory lock of an id, a signed 64-bit number."""
    digest = hashlib.blake2b(of.encode("utf-8", "surrogatepass"), digest_size=8, person=b"mentorpost")
    return int.from_bytes(digest.digest(), "big", signed=True)
