"""The mark of a move into a database: set before the first document, and ended after the comparison.

Between the two no process opens the store there, so nobody is served half a programme. ``programme`` is a
keyed hash that only the same keys give: what was begun from one programme's files is never gone on with
from another's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

import psycopg

from formsvc.domain.errors import StoreError
from formsvc.store.postgres.database import NAME, Database, Row, told
from formsvc.store.postgres.locks import lock_key
from formsvc.store.postgres.schema import migrate
from formsvc.store.postgres.tables import CONCERNS

_LOCK = lock_key("move-store")
_PATIENCE_SECONDS = 1.0
_POLL_SECONDS = 0.05
_ANYTHING = " OR ".join(f"EXISTS (SELECT FROM {table})" for table in (*CONCERNS, "ledger", "audit"))


@dataclass(frozen=True, slots=True)
class Move:
    """A move that this process alone goes on with."""

    id: str
    connection: psycopg.Connection[Row]
    ended_at: datetime | None

    def end(self) -> None:
        """Let the database be served from now on."""
        with told():
            self.connection.execute("UPDATE moves SET ended_at = now()")


@contextmanager
def moving(url: str, programme: str, known: str | None) -> Iterator[Move]:
    """Begin a move into a database that holds nothing yet, or go on with the one that was begun.

    The database gets this release's tables, if it lacks them. ``known`` is the move that the files were
    left by, if they were. Raises StoreError for a database that holds anything else, or that somebody uses.
    """
    with told(), psycopg.connect(url, autocommit=True, application_name=f"{NAME} move-store") as connection:
        if not _comes_true(connection, "SELECT pg_try_advisory_lock(%s)", _LOCK):
            raise StoreError("Another `formsvc move-store` into this database is running. Wait for it.")
        found = _begun(connection)
        if found is not None and found[2] is None and found[0] != known and not _holds_anything(connection):
            connection.execute("DELETE FROM moves")  # it was refused before it moved anything
            found = None
        _require(connection, found, programme, known)
        migrate(url)
        fresh = token_hex(16)
        connection.execute(
            "INSERT INTO moves (id, programme) VALUES (%s, %s) ON CONFLICT DO NOTHING", (fresh, programme)
        )
        move_id, ended_at = _row(connection, "SELECT id, ended_at FROM moves")
        try:
            if ended_at is None:
                _require_unused(connection)
        except StoreError:
            connection.execute("DELETE FROM moves WHERE id = %s", (fresh,))
            raise
        yield Move(move_id, connection, ended_at)


def require_no_move(database: Database) -> None:
    """Raise StoreError while a move into a database isn't ended."""
    if database.row("SELECT 1 FROM moves WHERE ended_at IS NULL") is not None:
        raise StoreError(
            "A move into this database isn't ended, so nothing is served from it. "
            "Run `formsvc move-store` again."
        )


def _begun(connection: psycopg.Connection[Row]) -> Row | None:
    """Return the id, the programme and the end of the move that a database has a mark of."""
    (exists,) = _row(connection, "SELECT to_regclass('moves') IS NOT NULL")
    return connection.execute("SELECT id, programme, ended_at FROM moves").fetchone() if exists else None


def _require(
    connection: psycopg.Connection[Row], found: Row | None, programme: str, known: str | None
) -> None:
    if known is not None and (found is None or found[0] != known):
        raise StoreError(
            "The data folder was moved before, and not into this database. Set FORMSVC_DATABASE_URL to the "
            "one that it was moved into. To move the old copy once more, remove moved.json from it first."
        )
    if found is not None and found[1] != programme:
        raise StoreError(
            "Another programme, or this one under other keys, was moved into this database. Name an empty "
            "one in FORMSVC_DATABASE_URL."
        )
    is_in_use = found is None and _holds_anything(connection)
    if is_in_use or (found is not None and found[2] is not None and found[0] != known):
        raise StoreError(
            "The database holds a programme's data already, and a move never mixes with them. Name an empty "
            "one in FORMSVC_DATABASE_URL."
        )


def _holds_anything(connection: psycopg.Connection[Row]) -> bool:
    (exists,) = _row(connection, "SELECT to_regclass('registry') IS NOT NULL")
    return bool(exists and _row(connection, f"SELECT {_ANYTHING}")[0])


def _require_unused(connection: psycopg.Connection[Row]) -> None:
    """Raise StoreError while a process that opened the store before the mark was set is still connected."""
    nobody = (
        "SELECT NOT EXISTS (SELECT FROM pg_stat_activity "
        "WHERE datname = current_database() AND application_name = %s)"
    )
    if not _comes_true(connection, nobody, NAME):
        raise StoreError(
            "Something uses the database. Stop `formsvc serve`, `formsvc work` and every other command on "
            "each host, and try again."
        )


def _comes_true(connection: psycopg.Connection[Row], question: str, *given: object) -> bool:
    """Tell whether something holds, if not at once then soon: the server notices late who has just ended."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while not _row(connection, question, *given)[0]:
        if time.monotonic() >= until:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _row(connection: psycopg.Connection[Row], query: str, *given: object) -> Row:
    found = connection.execute(query.encode("ascii"), given).fetchone()
    if found is None:  # pragma: no cover - each of these questions has an answer
        raise StoreError("The database gave no answer. Run `formsvc check`.")
    return found
