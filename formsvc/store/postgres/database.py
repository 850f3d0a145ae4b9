"""Connections, transactions, and what is said when the database can't be reached.

Inside ``transaction`` every statement of the same context goes over its one connection; outside, a
statement stands for itself. A connection that was lost before anything happened over it (the server was
restarted) is replaced and the work begins again; one lost later is refused, and nothing was saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from formsvc.domain.errors import LockNotHeldError, MentorpostError, StoreError, StoreUnreachableError

Row = tuple[Any, ...]
T = TypeVar("T")
_LOCK_PATIENCE = "20s"
NAME = "mentorpost"
"""What the server shows as the name of each connection."""
_VANISHED = {  # a server that no longer answers is noticed within half a minute
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections a process keeps, and how many seconds it waits for one."""

    connections: int = 5
    patience: float = 5.0


@dataclass(frozen=True, slots=True)
class _Transaction:
    connection: psycopg.Connection[Row]
    held: frozenset[str]


class Database:
    """A process's way to the database; shared by its threads, and made after a fork."""

    def __init__(self, url: str, limits: Limits) -> None:
        """Take the address (libpq's, RFC 3986) and the limits; connects in the background."""
        self._limits = limits
        self._here: ContextVar[_Transaction | None] = ContextVar("transaction", default=None)
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=limits.connections,
            timeout=limits.patience,
            reconnect_timeout=limits.patience,
            kwargs={"autocommit": True, "application_name": NAME, **_VANISHED},
            configure=_configure,
            open=True,
            name=NAME,
        )

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()

    @contextmanager
    def transaction(self, locks: Sequence[int] = (), held: frozenset[str] = frozenset()) -> Iterator[None]:
        """Let everything inside happen together, or not at all; within another one, join it.

        ``locks`` are taken first, in the order given, and let go at the end. What ends with a refusal of
        ours keeps what was written before it, as a wrong code keeps its count (A5); any other error
        undoes it all. Raises StoreUnreachableError, and StoreError for a lock that nobody lets go.
        """
        if self._here.get() is not None and not held:
            yield
            return
        connection = self._begun(locks)
        token = self._here.set(_Transaction(connection, held))
        try:
            yield
        except MentorpostError as refusal:
            self._end(connection, keep=not isinstance(refusal, StoreError))
            raise
        except BaseException:
            self._end(connection, keep=False)
            raise
        else:
            self._end(connection, keep=True)
        finally:
            self._here.reset(token)
            self._pool.putconn(connection)

    def require_free(self) -> None:
        """Raise LockNotHeldError inside a hold: another one could wait for it."""
        here = self._here.get()
        if here is not None and here.held:
            raise LockNotHeldError("A hold inside a hold could wait for itself. Take all ids in one hold.")

    def require_held(self, person_id: str) -> None:
        """Raise LockNotHeldError unless this context holds the person."""
        here = self._here.get()
        if here is None or person_id not in here.held:
            raise LockNotHeldError(f"Changing {person_id} needs its hold.")

    def rows(self, query: LiteralString, given: Sequence[object] = ()) -> list[Row]:
        """Return what a question finds."""
        here = self._here.get()
        if here is not None:
            with told():
                return here.connection.execute(query, given).fetchall()
        return self._over_a_live_one(lambda connection: connection.execute(query, given).fetchall())

    def row(self, query: LiteralString, given: Sequence[object] = ()) -> Row | None:
        """Return the first row that a question finds, None when it finds none."""
        return next(iter(self.rows(query, given)), None)

    def change(self, query: LiteralString, given: Sequence[object] = ()) -> int:
        """Change rows, by itself or in the transaction around it; return how many."""
        with self.transaction():
            here = self._here.get()
            if here is None:  # pragma: no cover - a transaction is around it
                raise LockNotHeldError("A change needs a transaction.")
            with told():
                return here.connection.execute(query, given).rowcount

    def copy(self, query: LiteralString, rows: Iterable[Sequence[object]]) -> None:
        """Add many rows by a ``COPY … FROM STDIN``, all or none of them."""
        with self.transaction():
            here = self._here.get()
            if here is None:  # pragma: no cover - a transaction is around it
                raise LockNotHeldError("A change needs a transaction.")
            with told(), here.connection.cursor() as cursor, cursor.copy(query) as copy:
                for row in rows:
                    copy.write_row(row)

    def _begun(self, locks: Sequence[int]) -> psycopg.Connection[Row]:
        begin = "BEGIN; " + "".join(f"SELECT pg_advisory_xact_lock({key:d}); " for key in locks)
        return self._over_a_live_one(lambda connection: _ran(connection, begin), keep=True)

    def _over_a_live_one(self, work: Callable[[psycopg.Connection[Row]], T], *, keep: bool = False) -> T:
        """Do what may be begun again; a connection that turns out to be dead is replaced."""
        for left in range(self._limits.connections, -1, -1):
            with told():
                connection = self._pool.getconn()
                try:
                    done = work(connection)
                except psycopg.Error:
                    dead = connection.broken
                    _undo(connection)
                    self._pool.putconn(connection)
                    if not dead or not left:
                        raise
                    continue
                except BaseException:
                    _undo(connection)
                    self._pool.putconn(connection)
                    raise
                if not keep:
                    self._pool.putconn(connection)
                return done
        raise _unreachable()

    def _end(self, connection: psycopg.Connection[Row], *, keep: bool) -> None:
        if not keep:
            _undo(connection)
            return
        with told():
            if connection.info.transaction_status is TransactionStatus.INERROR:
                _undo(connection)
                raise StoreError("The database refused this, and nothing was saved. Try again in a moment.")
            connection.execute("COMMIT")


def _ran(connection: psycopg.Connection[Row], statements: str) -> psycopg.Connection[Row]:
    connection.execute(statements.encode("ascii"), prepare=False)
    return connection


def _undo(connection: psycopg.Connection[Row]) -> None:
    """Roll back what a connection began; a lost one has been rolled back by its server."""
    if connection.broken or connection.info.transaction_status is TransactionStatus.IDLE:
        return
    try:
        connection.execute("ROLLBACK")
    except psycopg.Error:
        connection.close()


@contextmanager
def told() -> Iterator[None]:
    """Say what failed in a sentence that quotes nothing stored."""
    try:
        yield
    except psycopg.errors.LockNotAvailable:
        raise StoreError("The service is busy with this just now. Try again in a moment.") from None
    except (psycopg.OperationalError, psycopg.InterfaceError):
        raise _unreachable() from None
    except psycopg.Error as error:
        raise StoreError(
            f"The database refused a statement ({error.sqlstate}); nothing was saved. Run `formsvc check`."
        ) from None


def _unreachable() -> StoreUnreachableError:
    return StoreUnreachableError(
        "The service's database can't be reached just now, and nothing was saved. Try again in a minute."
    )


def _configure(connection: psycopg.Connection[Row]) -> None:
    """Wait for locks as long as the embedded store does, and let no server acknowledge what isn't on disk."""
    connection.execute(f"SET lock_timeout = '{_LOCK_PATIENCE}'")
    connection.execute(
        "SELECT set_config('synchronous_commit', 'on', false) "
        "WHERE current_setting('synchronous_commit') = 'off'"
    )
