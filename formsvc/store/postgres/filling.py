"""A database that a move fills: many documents at once, and how it differs from what it should hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from formsvc.domain.audit import AuditEvent
from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import Conservation, LetterEvent
from formsvc.store.postgres import Opened
from formsvc.store.postgres.columns import Columns, columns_of

Document = Mapping[str, Any]
LastWord = tuple[LetterEvent, datetime]


class Filling:
    """The rows of a store that nobody else uses."""

    def __init__(self, opened: Opened, key: bytes) -> None:
        """Take the store, and the look-up key."""
        self._store, self._database, self._tables = opened.store, opened.database, opened.tables
        self._key = key

    @property
    def concerns(self) -> tuple[str, ...]:
        """The tables of documents, in the order in which they are filled."""
        return tuple(self._tables)

    def owners(self, concern: str) -> list[str]:
        """Return whose documents a table has."""
        return self._tables[concern].owners()

    def differing(self, concern: str, documents: Mapping[str, Document]) -> list[str]:
        """Return of whom the table doesn't hold exactly this, with the right columns beside it."""
        columns = self._columns(concern, documents)
        wanted = {owner: (document, columns[owner]) for owner, document in documents.items()}
        named = next((list(beside) for beside in columns.values()), [])
        found = self._tables[concern].found(list(wanted), named)
        return [owner for owner in wanted if self._opened(concern, owner, found.get(owner)) != wanted[owner]]

    def put(self, concern: str, documents: Mapping[str, Document]) -> None:
        """Write or replace documents, all or none of them."""
        if not documents:
            return
        columns = list(self._columns(concern, documents).values())
        with self._database.transaction():
            self._tables[concern].remove_all(list(documents))
            if concern == "registry":  # an address may have gone from one to another between two tries
                addresses = [beside["address"] for beside in columns]
                self._database.change("DELETE FROM registry WHERE address = ANY(%s)", (addresses,))
            self._tables[concern].create_all(list(documents.items()), columns)

    def remove(self, concern: str, owners: Iterable[str]) -> None:
        """Remove documents."""
        self._tables[concern].remove_all(list(owners))

    def replace_ledger(self, parts: Iterable[Mapping[str, LastWord]]) -> None:
        """Let the ledger hold these last words alone, or leave it as it was."""
        with self._database.transaction():
            self._database.change("DELETE FROM ledger")
            self._database.copy(
                "COPY ledger (letter_id, word, at) FROM STDIN",
                ((letter_id, event.value, at) for part in parts for letter_id, (event, at) in part.items()),
            )

    def replace_audit(self, events: Iterable[AuditEvent]) -> None:
        """Let the audit list hold these events alone, oldest first, or leave it as it was."""
        with self._database.transaction():
            self._database.change("DELETE FROM audit")
            self._database.copy(
                "COPY audit (at, by_whom, deed, whom, second) FROM STDIN",
                ((each.at, each.by, each.deed.value, each.whom, each.second) for each in events),
            )

    def last_words(self, letter_ids: Iterable[str]) -> dict[str, LastWord]:
        """Return the last words of some letters."""
        found = self._database.rows(
            "SELECT letter_id, word, at FROM ledger WHERE letter_id = ANY(%s)", (list(letter_ids),)
        )
        return {letter_id: (LetterEvent(word), at) for letter_id, word, at in found}

    def conservation(self) -> Conservation:
        """Return the sum over the ledger."""
        return self._store.outbox.conservation()

    def audit(self) -> list[AuditEvent]:
        """Return every event, newest first."""
        return list(self._store.audit.events())

    def _columns(self, concern: str, documents: Mapping[str, Document]) -> dict[str, Columns]:
        """Return what belongs beside each document; raises StoreError, which names one of another release."""
        columns = {}
        for owner, document in documents.items():
            try:
                columns[owner] = columns_of(concern, document, self._key)
            except StoreError as refused:
                raise StoreError(f"{concern}/{owner}: {refused}") from None
        return columns

    def _opened(
        self, concern: str, owner: str, found: tuple[bytes, Columns] | None
    ) -> tuple[Document, Columns] | None:
        if found is None:
            return None
        try:
            return self._tables[concern].opened(owner, found[0]), found[1]
        except DamagedFileError:
            return None
