"""A whole data folder, read through by whoever has it alone: to move it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from formsvc.domain.audit import AuditEvent
from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import Conservation
from formsvc.store.embedded import require_format
from formsvc.store.embedded.audit import EmbeddedAuditLog
from formsvc.store.embedded.backup import AUDIT, LAST, LEDGER
from formsvc.store.embedded.contents import names_of_concern
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.ledger import LastWord, Ledger
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.sealing import Sealing


class FolderReader:
    """The documents by concern and owner, the ledger's last words, and the audit list."""

    def __init__(self, data_dir: Path, sealing: Sealing) -> None:
        """Take the folder, which must hold data of this release's format; raises StoreError."""
        if not (data_dir / LAST).exists():
            raise StoreError(f"There is nothing to move: {data_dir} holds no data. Look at FORMSVC_DATA_DIR.")
        require_format((data_dir / LAST).read_bytes())
        self._data_dir = data_dir
        self._sealing = sealing
        self._letters = SealedFolder(data_dir, "outbox", sealing)
        self._ledger = Ledger(data_dir / LEDGER, lambda letter_id: self._letters.path(letter_id).exists())
        self._audit = EmbeddedAuditLog(data_dir / AUDIT, EmbeddedLocks(data_dir / "locks"))

    def owners(self, concern: str) -> Iterator[str]:
        """Yield whose documents there are, by the names that they are sealed under.

        A letter of which the ledger has the last word is left out: it is in the outbox because of a crash
        alone, and the embedded store never hands it out again.
        """
        for name in names_of_concern(self._data_dir, concern):
            owner = name.removeprefix(f"{concern}/")
            if concern != "outbox" or not self._ledger.is_finished(owner):
                yield owner

    def read(self, concern: str, owner: str) -> dict[str, Any]:
        """Return one document; raises DamagedFileError."""
        found = SealedFolder(self._data_dir, concern, self._sealing).read(owner)
        if found is None:
            raise DamagedFileError(f"{concern}/{owner}", "it holds no document")
        return found

    def last_words(self) -> Iterator[dict[str, LastWord]]:
        """Yield every letter's last word and its moment, a part of the letters at a time."""
        return self._ledger.words()

    def lines_passed_over(self) -> int:
        """Return how many lines of the ledger can't be read, and count nowhere."""
        return self._ledger.unreadable()

    def conservation(self) -> Conservation:
        """Return the sum over the ledger."""
        return self._ledger.conservation()

    def audit(self) -> list[AuditEvent]:
        """Return every event that can be read, newest first."""
        return list(self._audit.events())

    def audit_damaged(self) -> int:
        """Return how many events can't be read."""
        return self._audit.damaged()
