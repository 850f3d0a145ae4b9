"""Letters that were sent lately, in PostgreSQL; kept for what may come back of them."""

from __future__ import annotations

from datetime import datetime

from formsvc.domain.returned import SentLetter
from formsvc.store.documents import SENT_LETTER, is_id
from formsvc.store.postgres.columns import address_of, beside_sent
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.tables import SealedTable


class PostgresSentLetters:
    """Letters that the mail server took lately."""

    def __init__(self, database: Database, table: SealedTable, key: bytes) -> None:
        """Take the table, and the look-up key."""
        self._database = database
        self._table = table
        self._key = key

    def note(self, letter: SentLetter) -> None:
        """Add a letter, inside its claim."""
        self._table.write(letter.id, SENT_LETTER.write(letter), **beside_sent(letter, self._key))

    def find(self, letter_id: str) -> SentLetter | None:
        """Return a letter, None for an unknown or malformed id."""
        document = self._table.read(letter_id) if is_id(letter_id) else None
        return SENT_LETTER.read(document) if document is not None else None

    def drop(self, sent_before: datetime) -> int:
        """Remove the letters that were sent before a moment; return how many."""
        return self._database.change("DELETE FROM sent WHERE sent_at < %s", (sent_before,))

    def erase(self, person_id: str, email: str) -> None:
        """Remove the letters of a person and those to their address."""
        self._database.change(
            "DELETE FROM sent WHERE person_id = %s OR address = %s",
            (person_id, address_of(email, self._key)),
        )
