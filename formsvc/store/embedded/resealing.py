"""Sealing every file again with the newest key, each under its lock, while the service runs (K3)."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from formsvc.domain.errors import DamagedFileError
from formsvc.store.embedded.contents import HELD_BY_THEMSELVES, names_in, names_of, people_in
from formsvc.store.embedded.disk import previous, read_file, replace_durably, standing_still_on_failure
from formsvc.store.embedded.locks import ADDRESSES, OUTBOX_LOCKS, EmbeddedLocks, stripe
from formsvc.store.protocol import EVALUATION
from formsvc.store.resealed import Resealed
from formsvc.store.sealing import Sealing


class Resealer:
    """Goes through a data folder once."""

    def __init__(self, data_dir: Path, sealing: Sealing, note: Callable[[], None]) -> None:
        """Take the folder, the sealing, and what to call after each document."""
        self._data_dir = data_dir
        self._sealing = sealing
        self._note = note
        self._locks = EmbeddedLocks(data_dir / "locks")
        self.done = Resealed()

    def run(self) -> Resealed:
        """Seal again whatever isn't sealed with the newest key; a damaged file stays as it is.

        A letter that a worker has in hand is left out: it may have it for minutes, and it is gone soon.
        """
        for person_id in sorted(people_in(self._data_dir)):
            with self._locks(person_id):
                for name in names_of(self._data_dir, person_id):
                    self._one(name)
        for concern in HELD_BY_THEMSELVES:
            for name in names_in(self._data_dir, concern):
                with self._locks(name.removeprefix(f"{concern}/")):
                    self._one(name)
        for name in names_in(self._data_dir, "evaluations"):
            with self._locks(EVALUATION):
                self._one(name)
        for name in names_in(self._data_dir, "index"):
            with self._locks.exclusive(ADDRESSES):
                self._one(name)
        for concern in ("outbox", "sent"):
            for name in names_in(self._data_dir, concern):
                self._letter(name)
        return self.done

    def _letter(self, name: str) -> None:
        claim = self._locks.try_exclusive(stripe("outbox", name.rpartition("/")[2], OUTBOX_LOCKS))
        if claim is None:
            self.done.busy.append(name)
            return
        try:
            self._one(name)
        finally:
            os.close(claim)

    def _one(self, name: str) -> None:
        path = f"{self._data_dir}/{name}.json"
        if self._file(path, name):
            self.done.seen += 1
            self._note()
        self._file(previous(path), name)

    def _file(self, path: str, name: str) -> bool:
        """Seal one file again; False when it isn't there."""
        try:
            fresh = self._sealing.resealed(name, read_file(path))
        except FileNotFoundError:
            return False
        except DamagedFileError:
            self.done.damaged.append(path.removeprefix(f"{self._data_dir}/"))
            return True
        if fresh is not None:
            with standing_still_on_failure(self._data_dir):
                replace_durably(path, fresh, keep_previous=False)
            self.done.sealed += 1
        return True
