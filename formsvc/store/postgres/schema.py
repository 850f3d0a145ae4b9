"""The tables, and how a database comes to have those of this release.

Each file in ``migrations/`` is applied once, in a transaction of its own, by ``formsvc migrate``; a lock
lets one host do it while another waits. No process runs over tables that it doesn't know.
"""

from __future__ import annotations

from importlib.resources import files

import psycopg

from formsvc.domain.errors import NewerFormatError, StoreError
from formsvc.store.postgres.database import NAME, Database, told
from formsvc.store.postgres.locks import lock_key

_LOCK = lock_key("migrate")


def migrate(url: str) -> list[str]:
    """Apply what a database lacks, and return the names of what was applied.

    Raises StoreUnreachableError, and NewerFormatError when a later release has been here.
    """
    applied = []
    with told(), psycopg.connect(url, autocommit=True, application_name=f"{NAME} migrate") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS migrations "
            "(number integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        found = connection.execute("SELECT coalesce(max(number), 0) FROM migrations").fetchone()
        done = int(found[0]) if found else 0
        _refuse_newer(done)
        for number, (name, statements) in enumerate(migrations(), start=1):
            if number > done:
                with connection.transaction():
                    connection.execute(statements.encode("utf-8"), prepare=False)
                    connection.execute("INSERT INTO migrations (number) VALUES (%s)", (number,))
                applied.append(name)
    return applied


def require_schema(database: Database) -> None:
    """Raise StoreError unless the database has exactly the tables of this release."""
    (exists,) = database.rows("SELECT to_regclass('migrations') IS NOT NULL")
    (done,) = database.rows("SELECT coalesce(max(number), 0) FROM migrations") if exists[0] else ((0,),)
    _refuse_newer(done[0])
    if done[0] < len(migrations()):
        raise StoreError("The database doesn't have this release's tables yet. Run `formsvc migrate`.")


def count_rows(url: str) -> int:
    """Return how many documents a database holds; none before it has tables."""
    with told(), psycopg.connect(url, autocommit=True, application_name=f"{NAME} count") as connection:
        (exists,) = connection.execute("SELECT to_regclass('registry') IS NOT NULL").fetchone() or (False,)
        if not exists:
            return 0
        (found,) = connection.execute(
            "SELECT (SELECT count(*) FROM registry) + (SELECT count(*) FROM drafts) "
            "+ (SELECT count(*) FROM records) + (SELECT count(*) FROM credentials) "
            "+ (SELECT count(*) FROM requests) + (SELECT count(*) FROM evaluations) "
            "+ (SELECT count(*) FROM applications) + (SELECT count(*) FROM sent) "
            "+ (SELECT count(*) FROM outbox)"
        ).fetchone() or (0,)
    return int(found)


def migrations() -> list[tuple[str, str]]:
    """Return the names and statements of this release's migrations, in order."""
    folder = files("formsvc.store.postgres") / "migrations"
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".sql"))
    return [(name.removesuffix(".sql"), (folder / name).read_text(encoding="utf-8")) for name in names]


def _refuse_newer(done: int) -> None:
    if done > len(migrations()):
        raise NewerFormatError(
            "A newer release of Mentorpost has changed this database. Run that release, or restore the dump "
            "made before the upgrade."
        )
