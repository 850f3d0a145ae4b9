"""Letters that were sent lately, in files of their own, one a letter; kept for what may come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from formsvc.domain.errors import DamagedFileError
from formsvc.domain.people import lookup_form
from formsvc.domain.returned import SentLetter
from formsvc.store.documents import SENT_LETTER, is_id
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.locks import OUTBOX_LOCKS, EmbeddedLocks, stripe


class EmbeddedSentLetters:
    """Letters that the mail server took lately."""

    def __init__(self, folder: SealedFolder, locks: EmbeddedLocks) -> None:
        """Take the folder, and the locks that letters are claimed with."""
        self._folder = folder
        self._locks = locks

    def note(self, letter: SentLetter) -> None:
        """Add a letter, inside its claim."""
        self._folder.write(letter.id, SENT_LETTER.write(letter))

    def find(self, letter_id: str) -> SentLetter | None:
        """Return a letter, None for an unknown or malformed id."""
        document = self._folder.read(letter_id) if is_id(letter_id) else None
        return SENT_LETTER.read(document) if document is not None else None

    def drop(self, sent_before: datetime) -> int:
        """Remove the letters that were sent before a moment; return how many."""
        return self._remove(lambda letter: letter.sent_at < sent_before)

    def erase(self, person_id: str, email: str) -> None:
        """Remove the letters of a person and those to their address."""
        address = lookup_form(email)
        self._remove(lambda letter: letter.person_id == person_id or lookup_form(letter.to_email) == address)

    def _remove(self, wanted: Callable[[SentLetter], bool]) -> int:
        removed = 0
        for letter_id in self._folder.owners():
            try:
                letter = self.find(letter_id)
            except DamagedFileError:
                continue
            if letter is not None and wanted(letter):
                with self._locks.exclusive(stripe("outbox", letter_id, OUTBOX_LOCKS)):
                    self._folder.remove(letter_id)
                removed += 1
        return removed
