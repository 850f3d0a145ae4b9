"""The audit list in PostgreSQL: ids and moments alone, so an erasure leaves nobody's name here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.store.postgres.database import Database


class PostgresAuditLog:
    """Adds what was done, and reads it back, newest first."""

    def __init__(self, database: Database) -> None:
        """Take the database."""
        self._database = database

    def add(self, event: AuditEvent) -> None:
        """Add one event, its moment to the second."""
        self._database.change(
            "INSERT INTO audit (at, by_whom, deed, whom, second) VALUES (%s, %s, %s, %s, %s)",
            (event.at.replace(microsecond=0), event.by, event.deed.value, event.whom, event.second),
        )

    def events(self) -> Iterator[AuditEvent]:
        """Yield every event, newest first."""
        for at, by, deed, whom, second in self._database.rows(
            "SELECT at, by_whom, deed, whom, second FROM audit ORDER BY number DESC"
        ):
            yield AuditEvent(at, by, Deed(deed), whom, second)

    def damaged(self) -> int:
        """Return how many events can't be read: none, since each is a row of its own."""
        return 0

    def drop(self, before: datetime) -> int:
        """Remove the events before a moment; return how many."""
        return self._database.change("DELETE FROM audit WHERE at < %s", (before,))
