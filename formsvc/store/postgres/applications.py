"""Applications in PostgreSQL, found by the keyed hash of their address, with which their id begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formsvc.domain.application import Application
from formsvc.domain.errors import DamagedFileError
from formsvc.store.documents import APPLICATION, is_id
from formsvc.store.postgres.columns import HASH, address_of, beside_application
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.locks import PostgresLocks
from formsvc.store.postgres.tables import Listing, SealedTable


class PostgresApplications:
    """Who would like to take part."""

    def __init__(self, database: Database, table: SealedTable, locks: PostgresLocks, key: bytes) -> None:
        """Take the table, and the look-up key."""
        self._database = database
        self._table = table
        self._locks = locks
        self._key = key
        self._listing = Listing(table, APPLICATION.read)

    def id_for(self, email: str, unique: str) -> str:
        """Return the id of an application from an address."""
        return f"{self._hash(email)}{unique}"

    def application(self, application_id: str) -> Application | None:
        """Return one application, None for an unknown or malformed id."""
        document = self._table.read(application_id) if is_id(application_id) else None
        return APPLICATION.read(document) if document is not None else None

    def find(self, email: str) -> list[Application]:
        """Return an address's applications, oldest first."""
        found = self._database.rows(
            "SELECT id, envelope FROM applications WHERE address = %s", (self._hash(email),)
        )
        return sorted(self._opened(found), key=lambda application: application.applied_at)

    def applications(self) -> Iterator[Application]:
        """Yield every application that can be read."""
        return self._listing.values()

    def damaged(self) -> list[str]:
        """Return the names of applications that cannot be read."""
        return self._listing.damaged()

    def save(self, application: Application) -> None:
        """Add or replace an application, inside its hold."""
        self._locks.require(application.id)
        self._table.write(application.id, APPLICATION.write(application), **beside_application(application))

    def erase(self, application_id: str) -> None:
        """Remove an application, inside its hold."""
        self._locks.require(application_id)
        self._table.remove(application_id)

    def _opened(self, found: Iterable[tuple[str, bytes]]) -> Iterator[Application]:
        for owner, envelope in found:
            try:
                yield APPLICATION.read(self._table.opened(owner, envelope))
            except DamagedFileError:
                continue

    def _hash(self, email: str) -> str:
        return address_of(email, self._key)[:HASH]
