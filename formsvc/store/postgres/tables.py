"""One table a concern, one sealed envelope a row, under the same names as the embedded store's files."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, LiteralString, TypeVar

from psycopg import sql

from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.store.postgres.columns import Columns
from formsvc.store.postgres.database import Database
from formsvc.store.sealing import Sealing

CONCERNS: tuple[LiteralString, ...] = (
    "registry",
    "drafts",
    "records",
    "credentials",
    "requests",
    "evaluations",
    "applications",
    "sent",
    "outbox",
)
"""The tables of documents; the letters come last, so that what they are about is there before them."""
_BLOCK = 1000
"""The sequence's step: a process takes so many numbers at once, and asks again when they are used."""
_AT_ONCE = 500

T = TypeVar("T")


class Generations:
    """Numbers that no other writing of any document has or had."""

    def __init__(self, database: Database) -> None:
        """Take the database, whose sequence gives the blocks."""
        self._database = database
        self._lock = threading.Lock()
        self._next = self._end = 0

    def take(self) -> int:
        """Return a fresh number."""
        while True:
            with self._lock:
                if self._next < self._end:
                    self._next += 1
                    return self._next - 1
            ((begin,),) = self._database.rows(
                "SELECT nextval('generations')"
            )  # a lock here could wait for it
            with self._lock:
                self._next, self._end = begin, begin + _BLOCK


class SealedTable:
    """The documents of one concern; whoever writes holds what the protocol asks for."""

    def __init__(
        self, database: Database, concern: LiteralString, sealing: Sealing, generations: Generations
    ) -> None:
        """Take the database, the concern (the table's name), and what seals and numbers a writing."""
        self._database = database
        self.concern = concern
        self._sealing = sealing
        self._generations = generations
        table = sql.Identifier(concern)
        self._read = _literal(sql.SQL("SELECT envelope FROM {} WHERE id = %s").format(table))
        self._remove = _literal(sql.SQL("DELETE FROM {} WHERE id = %s").format(table))
        self._lock = _literal(sql.SQL("SELECT envelope FROM {} WHERE id = %s FOR UPDATE").format(table))
        self._reseal = _literal(sql.SQL("UPDATE {} SET envelope = %s WHERE id = %s").format(table))
        self._owners = _literal(sql.SQL("SELECT id FROM {} ORDER BY id").format(table))
        self._remove_some = _literal(sql.SQL("DELETE FROM {} WHERE id = ANY(%s)").format(table))
        self._seen = _literal(sql.SQL("SELECT id, generation FROM {}").format(table))
        self._some = _literal(sql.SQL("SELECT id, envelope FROM {} WHERE id = ANY(%s)").format(table))
        self._writes: dict[tuple[str, ...], tuple[LiteralString, LiteralString, LiteralString]] = {}

    def read(self, owner: str) -> dict[str, Any] | None:
        """Return one document, None when there is none; raises DamagedFileError."""
        found = self._database.row(self._read, (owner,))
        return self.opened(owner, found[0]) if found is not None else None

    def opened(self, owner: str, envelope: bytes) -> dict[str, Any]:
        """Return what an envelope of this table holds; raises DamagedFileError."""
        return self._sealing.open(f"{self.concern}/{owner}", bytes(envelope)).content

    def found(self, owners: Sequence[str], columns: Sequence[str]) -> dict[str, tuple[bytes, Columns]]:
        """Return the envelopes of some documents, each with what stands in these columns beside it."""
        names = sql.SQL(", ").join(sql.Identifier(name) for name in ("id", "envelope", *columns))
        some = sql.SQL("SELECT {} FROM {} WHERE id = ANY(%s)").format(names, sql.Identifier(self.concern))
        rows = self._database.rows(_literal(some), (list(owners),))
        return {row[0]: (bytes(row[1]), dict(zip(columns, row[2:], strict=True))) for row in rows}

    def owners(self) -> list[str]:
        """Return whose documents there are, sorted."""
        return [owner for (owner,) in self._database.rows(self._owners)]

    def generations(self) -> dict[str, int]:
        """Return the number of each document's last writing."""
        return dict(self._database.rows(self._seen))

    def envelopes(self, owners: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield the envelopes of some documents, a few hundred a question."""
        wanted = list(owners)
        for begin in range(0, len(wanted), _AT_ONCE):
            yield from self._database.rows(self._some, (wanted[begin : begin + _AT_ONCE],))

    def write(self, owner: str, document: Mapping[str, Any], **columns: object) -> None:
        """Add or replace a document, with what is known of it beside."""
        self._database.change(self._statements(columns)[0], self._values(owner, document, columns))

    def create(self, owner: str, document: Mapping[str, Any], **columns: object) -> None:
        """Add a document; raises StoreError when there is one."""
        if not self.create_once(owner, document, **columns):
            raise StoreError(f"{self.concern}/{owner} is there already; nothing was written.")

    def create_once(self, owner: str, document: Mapping[str, Any], **columns: object) -> bool:
        """Add a document unless there is one; tell whether it was added."""
        given = self._values(owner, document, columns)
        return bool(self._database.change(self._statements(columns)[1], given))

    def replace(self, owner: str, document: Mapping[str, Any], **columns: object) -> bool:
        """Replace a document; False when there is none."""
        given = self._values(owner, document, columns)
        return bool(self._database.change(self._statements(columns)[2], (*given[1:], owner)))

    def create_all(
        self, documents: Sequence[tuple[str, Mapping[str, Any]]], columns: Sequence[Mapping[str, object]]
    ) -> None:
        """Add some documents, at least one, with the columns of each: all or none of them."""
        names = sql.SQL(", ").join(map(sql.Identifier, ("id", "generation", "envelope", *columns[0])))
        copy = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(self.concern), names)
        rows = [
            self._values(owner, document, beside)
            for (owner, document), beside in zip(documents, columns, strict=True)
        ]
        self._database.copy(_literal(copy), rows)

    def remove(self, owner: str) -> None:
        """Remove a document; twice does no harm."""
        self._database.change(self._remove, (owner,))

    def remove_all(self, owners: Sequence[str]) -> None:
        """Remove some documents."""
        self._database.change(self._remove_some, (list(owners),))

    def reseal(self, owner: str) -> bool | None:
        """Seal one document with the newest key; False when it is already, None when it is gone.

        The writing keeps its number. Raises DamagedFileError.
        """
        with self._database.transaction():
            found = self._database.row(self._lock, (owner,))
            if found is None:
                return None
            fresh = self._sealing.resealed(f"{self.concern}/{owner}", bytes(found[0]))
            if fresh is not None:
                self._database.change(self._reseal, (fresh, owner))
            return fresh is not None

    def _values(
        self, owner: str, document: Mapping[str, Any], columns: Mapping[str, object]
    ) -> tuple[object, ...]:
        generation = self._generations.take()
        envelope = self._sealing.seal(f"{self.concern}/{owner}", document, generation)
        return (owner, generation, envelope, *columns.values())

    def _statements(
        self, columns: Mapping[str, object]
    ) -> tuple[LiteralString, LiteralString, LiteralString]:
        """Return the statements that write, create and replace with these columns; made once."""
        named = tuple(columns)
        if named not in self._writes:
            self._writes[named] = self._made(("generation", "envelope", *named))
        return self._writes[named]

    def _made(self, columns: tuple[str, ...]) -> tuple[LiteralString, LiteralString, LiteralString]:
        table = sql.Identifier(self.concern)
        names = sql.SQL(", ").join(sql.Identifier(name) for name in ("id", *columns))
        places = sql.SQL(", ").join(sql.Placeholder() for _ in ("id", *columns))
        insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(table, names, places)
        fresh = sql.SQL(", ").join(sql.SQL("{0} = EXCLUDED.{0}").format(sql.Identifier(c)) for c in columns)
        given = sql.SQL(", ").join(sql.SQL("{} = %s").format(sql.Identifier(c)) for c in columns)
        return (
            _literal(sql.SQL("{} ON CONFLICT (id) DO UPDATE SET {}").format(insert, fresh)),
            _literal(sql.SQL("{} ON CONFLICT (id) DO NOTHING").format(insert)),
            _literal(sql.SQL("UPDATE {} SET {} WHERE id = %s").format(table, given)),
        )


def sealed_tables(database: Database, sealing: Sealing) -> dict[str, SealedTable]:
    """Return every table of documents, by its concern."""
    numbers = Generations(database)
    return {concern: SealedTable(database, concern, sealing, numbers) for concern in CONCERNS}


class Listing(Generic[T]):
    """All values of a table, of which only what changed since this process last looked is opened again."""

    AT_MOST = 20_000

    def __init__(self, table: SealedTable, understood: Callable[[dict[str, Any]], T]) -> None:
        """Take the table, and what makes a value of a document."""
        self._table = table
        self._understood = understood
        self._known: dict[str, tuple[int, T]] = {}

    def values(self) -> Iterator[T]:
        """Yield every value that can be read."""
        return (found for _, found in self._all() if not isinstance(found, DamagedFileError))

    def damaged(self) -> list[str]:
        """Return the names of documents that cannot be read."""
        return [found.name for _, found in self._all() if isinstance(found, DamagedFileError)]

    def _all(self) -> Iterator[tuple[str, T | DamagedFileError]]:
        seen, known = self._table.generations(), self._known
        for gone in known.keys() - seen.keys():
            known.pop(gone, None)  # what was erased is forgotten too (K4)
        fresh = [owner for owner, number in seen.items() if known.get(owner, (None,))[0] != number]
        stale = set(fresh)
        for owner in seen:
            remembered = known.get(owner) if owner not in stale else None
            if remembered is not None:
                yield owner, remembered[1]
        for owner, envelope in self._table.envelopes(fresh):
            try:
                value = self._understood(self._table.opened(owner, envelope))
            except DamagedFileError as damage:
                yield owner, damage
                continue
            if len(known) < self.AT_MOST:
                known[owner] = (seen[owner], value)
            yield owner, value


def _literal(query: sql.Composed) -> LiteralString:
    """Return composed SQL as a statement: names come from this package alone, values never stand in it."""
    return query.as_string()
