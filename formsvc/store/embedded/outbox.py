"""The outbox in files, one a letter, claimed by kernel locks that a dead worker lets go of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import Conservation, Fate, Letter, LetterEvent
from formsvc.store.documents import LETTER
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.ledger import Ledger
from formsvc.store.embedded.locks import OUTBOX_LOCKS, EmbeddedLocks, stripe
from formsvc.store.embedded.remembering import Remembering

_NEVER = datetime.max.replace(tzinfo=UTC)
_Seen = tuple[int, datetime, datetime]
"""A file's modification time (ns), when its letter is to be tried, and when it was written."""


class EmbeddedOutbox:
    """Letters not yet accepted by the mail server, and the ledger that counts them all."""

    def __init__(self, letters: SealedFolder, ledger: Ledger, locks: EmbeddedLocks) -> None:
        """Take the letters' folder, the ledger and the locks that claims are made with."""
        self._letters = letters
        self._ledger = ledger
        self._locks = locks
        self._seen: dict[str, _Seen] = {}
        self._remembered = Remembering(letters, self._read)

    def put(self, letter: Letter) -> None:
        """Add a letter that stands for itself, and write ``accepted`` in the ledger."""
        self._letters.create(letter.id, LETTER.write(letter))
        self._ledger.append(letter.id, LetterEvent.ACCEPTED, letter.created_at, durable=False)

    def put_once(self, letter: Letter) -> None:
        """Add a letter unless one of its id is there already."""
        if not self._letters.exists(letter.id):
            self.put(letter)

    def due(self, now: datetime) -> list[str]:
        """Return ids of waiting letters whose next try has come, oldest first; reads only what changed."""
        self._seen = {letter_id: self._look(letter_id, at) for letter_id, at in self._files()}
        ready = ((created, letter_id) for letter_id, (_, due, created) in self._seen.items() if due <= now)
        return [letter_id for _, letter_id in sorted(ready)]

    @contextmanager
    def claim(self, letter_id: str) -> Iterator[Letter | None]:
        """Claim one letter for as long as the context lasts; None when another has it or it is gone."""
        handle = self._locks.try_exclusive(stripe("outbox", letter_id, OUTBOX_LOCKS))
        if handle is None:
            yield None
            return
        try:
            yield self._unfinished(letter_id)
        finally:
            os.close(handle)

    def save(self, letter: Letter) -> None:
        """Replace a claimed letter."""
        self._letters.write(letter.id, LETTER.write(letter))

    def resume(self, letter: Letter, now: datetime) -> None:
        """Let a claimed, parked letter wait again: its file first, so that no crash forgets to send it."""
        self.save(letter)
        self._ledger.append(letter.id, LetterEvent.ACCEPTED, now, durable=True)

    def take_back(self, letter: Letter, now: datetime) -> None:
        """Put a delivered letter that came back into the outbox, parked; the ledger's line first.

        It waits for a worker that has just handed the letter over and still writes that down.
        """
        with self._locks.exclusive(stripe("outbox", letter.id, OUTBOX_LOCKS)):
            self._ledger.append(letter.id, LetterEvent.RETURNED, now, durable=True)
            self.save(replace(letter, fate=Fate.PARKED, next_try_at=None))

    def finish(self, letter_id: str, event: LetterEvent, now: datetime) -> None:
        """Write a claimed letter's last word in the ledger, then remove it; PARKED keeps the file."""
        self._ledger.append(letter_id, event, now, durable=True)
        if event is not LetterEvent.PARKED:
            self._letters.remove(letter_id)

    def note_accepted(self, letter_id: str, now: datetime) -> None:
        """Write ``accepted`` unless the ledger has the letter already."""
        if not self._ledger.is_open(letter_id):
            self._ledger.append(letter_id, LetterEvent.ACCEPTED, now, durable=False)

    def discard(self, letter_id: str, now: datetime) -> None:
        """Remove a claimed letter whose record does not exist; one that was counted is withdrawn."""
        if self._ledger.is_open(letter_id):
            self.finish(letter_id, LetterEvent.WITHDRAWN, now)
        else:
            self._letters.remove(letter_id)

    def letters(self) -> Iterator[Letter]:
        """Yield every letter in the outbox that can be read, opening only what changed since."""
        self._letters.require_running()
        waiting = self._letters.owners()
        self._remembered.forget_all_but(waiting)
        for letter_id in waiting:
            try:
                letter = self._remembered.value(letter_id)
            except DamagedFileError:
                continue
            if letter is not None:
                yield letter

    def damaged(self) -> list[str]:
        """Return the names of letters that cannot be read."""
        found = []
        for letter_id in self._letters.owners():
            try:
                self._remembered.value(letter_id)
            except DamagedFileError as damage:
                found.append(damage.name)
        return found

    def missing(self) -> list[str]:
        """Return ids of letters without a last word that aren't in the outbox."""
        return [letter_id for letter_id in self._ledger.open_letters() if not self._letters.exists(letter_id)]

    def conservation(self) -> Conservation:
        """Return the sum over the ledger."""
        return self._ledger.conservation()

    def _read(self, letter_id: str) -> Letter | None:
        document = self._letters.read(letter_id)
        return LETTER.read(document) if document is not None else None

    def _unfinished(self, letter_id: str) -> Letter | None:
        letter = self._read(letter_id)
        if letter is not None and self._ledger.is_finished(letter_id):
            self._letters.remove(letter_id)
            return None
        return letter

    def _files(self) -> Iterator[tuple[str, int]]:
        for letter_id in self._letters.owners():
            try:
                yield letter_id, self._letters.path(letter_id).stat().st_mtime_ns
            except FileNotFoundError:
                continue

    def _look(self, letter_id: str, modified: int) -> _Seen:
        known = self._seen.get(letter_id)
        if known is not None and known[0] == modified:
            return known
        try:
            letter = self._read(letter_id)
        except StoreError:
            letter = None
        if letter is None:
            return modified, _NEVER, _NEVER
        due = letter.next_try_at or letter.created_at
        return modified, due if letter.fate is Fate.WAITING else _NEVER, letter.created_at
