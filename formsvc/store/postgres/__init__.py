"""The store past one machine: PostgreSQL, for any number of web and worker processes on any hosts.

One table a concern, one sealed document a row; ``hold`` is a transaction that other holders of the same
people wait for, so that record, registry and letter are committed together.
"""

from __future__ import annotations

from dataclasses import dataclass

from formsvc.store.boxes import Boxes
from formsvc.store.postgres.applications import PostgresApplications
from formsvc.store.postgres.audit import PostgresAuditLog
from formsvc.store.postgres.credentials import PostgresCredentials
from formsvc.store.postgres.database import Database, Limits
from formsvc.store.postgres.locks import PostgresLocks
from formsvc.store.postgres.outbox import PostgresOutbox
from formsvc.store.postgres.records import PostgresRecords
from formsvc.store.postgres.registry import PostgresRegistry
from formsvc.store.postgres.schema import migrate, require_schema
from formsvc.store.postgres.sent import PostgresSentLetters
from formsvc.store.postgres.tables import Generations, SealedTable
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing

__all__ = ["LEASE_SECONDS", "Limits", "Opened", "migrate", "open_postgres"]

LEASE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Opened:
    """A store, and what keeping it needs besides: its database and its tables by concern."""

    store: Store
    database: Database
    tables: dict[str, SealedTable]


def open_postgres(
    url: str,
    sealing: Sealing,
    lookup_key: bytes,
    *,
    limits: Limits | None = None,
    lease_seconds: float = LEASE_SECONDS,
) -> Opened:
    """Open the store in a database.

    Raises StoreUnreachableError, StoreError for a database without this release's tables, and
    NewerFormatError when a later release has changed it.
    """
    database = Database(url, limits or Limits())
    try:
        require_schema(database)
    except BaseException:
        database.close()
        raise
    numbers = Generations(database)
    registry = SealedTable(database, "registry", sealing, numbers)
    drafts = SealedTable(database, "drafts", sealing, numbers)
    records = SealedTable(database, "records", sealing, numbers)
    credentials = SealedTable(database, "credentials", sealing, numbers)
    requests = SealedTable(database, "requests", sealing, numbers)
    evaluations = SealedTable(database, "evaluations", sealing, numbers)
    applications = SealedTable(database, "applications", sealing, numbers)
    sent = SealedTable(database, "sent", sealing, numbers)
    letters = SealedTable(database, "outbox", sealing, numbers)
    locks = PostgresLocks(database)
    outbox = PostgresOutbox(database, letters, lease_seconds)
    store = Store(
        hold=locks,
        registry=PostgresRegistry(database, registry, locks, lookup_key),
        records=PostgresRecords(database, drafts, records, outbox, locks),
        credentials=PostgresCredentials(database, credentials, requests, locks),
        outbox=outbox,
        applications=PostgresApplications(database, applications, locks, lookup_key),
        audit=PostgresAuditLog(database),
        evaluations=Boxes(evaluations, locks.require),
        sent=PostgresSentLetters(database, sent, lookup_key),
    )
    every = (registry, drafts, records, credentials, requests, evaluations, applications, sent, letters)
    return Opened(store, database, {table.concern: table for table in every})
