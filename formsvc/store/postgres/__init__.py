"""The store past one machine: PostgreSQL, for any number of web and worker processes on any hosts.

One table a concern, one sealed document a row; ``hold`` is a transaction that other holders of the same
people wait for, so that record, registry and letter are committed together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from formsvc.store.boxes import Boxes
from formsvc.store.postgres.applications import PostgresApplications
from formsvc.store.postgres.audit import PostgresAuditLog
from formsvc.store.postgres.credentials import PostgresCredentials
from formsvc.store.postgres.database import Database, Limits
from formsvc.store.postgres.locks import PostgresLocks
from formsvc.store.postgres.moves import require_no_move
from formsvc.store.postgres.outbox import PostgresOutbox
from formsvc.store.postgres.records import PostgresRecords
from formsvc.store.postgres.registry import PostgresRegistry
from formsvc.store.postgres.schema import migrate, require_schema
from formsvc.store.postgres.sent import PostgresSentLetters
from formsvc.store.postgres.tables import SealedTable, sealed_tables
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing

__all__ = ["LEASE_SECONDS", "Limits", "Opened", "migrate", "open_postgres", "open_while_moving"]

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

    Raises StoreUnreachableError, StoreError for a database without this release's tables or with a move
    that isn't ended, and NewerFormatError when a later release has changed it.
    """
    database = _looked_at(Database(url, limits or Limits()), require_schema, require_no_move)
    return _opened(database, sealing, lookup_key, lease_seconds)


def open_while_moving(url: str, sealing: Sealing, lookup_key: bytes) -> Opened:
    """Open the store that a move fills, for the move alone; raises as ``open_postgres`` does."""
    return _opened(_looked_at(Database(url, Limits()), require_schema), sealing, lookup_key, LEASE_SECONDS)


def _looked_at(database: Database, *looks: Callable[[Database], None]) -> Database:
    try:
        for look in looks:
            look(database)
    except BaseException:
        database.close()
        raise
    return database


def _opened(database: Database, sealing: Sealing, lookup_key: bytes, lease_seconds: float) -> Opened:
    tables = sealed_tables(database, sealing)
    locks = PostgresLocks(database)
    outbox = PostgresOutbox(database, tables["outbox"], lease_seconds)
    store = Store(
        hold=locks,
        registry=PostgresRegistry(database, tables["registry"], locks, lookup_key),
        records=PostgresRecords(database, tables["drafts"], tables["records"], outbox, locks),
        credentials=PostgresCredentials(database, tables["credentials"], tables["requests"], locks),
        outbox=outbox,
        applications=PostgresApplications(database, tables["applications"], locks, lookup_key),
        audit=PostgresAuditLog(database),
        evaluations=Boxes(tables["evaluations"], locks.require),
        sent=PostgresSentLetters(database, tables["sent"], lookup_key),
    )
    return Opened(store, database, tables)
