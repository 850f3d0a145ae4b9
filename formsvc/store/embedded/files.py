"""One sealed TinyDB a document, replaced whole and durably: TinyDB's own storage is neither."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tinydb import Storage, TinyDB
from tinydb.table import Document

from formsvc.domain.errors import StoreError
from formsvc.store.embedded.disk import (
    make_folder,
    previous,
    read_file,
    reading_refused_clearly,
    replace_durably,
    require_running,
    saving_refused_clearly,
    standing_still_on_failure,
    sync_folder,
    temporary,
)
from formsvc.store.sealing import Sealing

_ONLY = 1
"""Each database holds one document: one person and concern."""


class SealedStorage(Storage):
    """A TinyDB ``Storage`` over one sealed file.

    Writing: a temporary file beside it, every byte, fsync, the previous generation linked to
    ``.prev`` where asked for, ``os.replace``, fsync of the folder. Whoever writes holds the lock.
    """

    def __init__(
        self, path: str, name: str, sealing: Sealing, *, keep_previous: bool, is_new: bool = False
    ) -> None:
        """Take the file, its sealed name, whether to keep the last generation, and whether it is new."""
        super().__init__()
        self._path = path
        self._name = name
        self._sealing = sealing
        self._keep_previous = keep_previous
        self._generation = 0
        self._is_new = is_new

    def read(self) -> dict[str, dict[str, Any]] | None:
        """Return what the file holds, None when there is no file; raises DamagedFileError."""
        if self._is_new:
            return None
        try:
            envelope = read_file(self._path)
        except FileNotFoundError:
            return None
        opened = self._sealing.open(self._name, envelope)
        self._generation = opened.generation
        return opened.content

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file; raises StoreError, with the old content whole."""
        envelope = self._sealing.seal(self._name, data, self._generation + 1)
        replace_durably(self._path, envelope, keep_previous=self._keep_previous)
        self._generation += 1


class SealedFolder:
    """The documents of one concern, each a small TinyDB in ``<root>/<concern>/<owner>.json``."""

    def __init__(self, root: Path, concern: str, sealing: Sealing, *, keep_previous: bool = True) -> None:
        """Take the data folder and the concern, which is the folder's name."""
        self._root = str(root)
        self._concern = concern
        self._folder = f"{root}/{concern}"
        self._sealing = sealing
        self._keep_previous = keep_previous

    def within(self, owner: str) -> SealedFolder:
        """Return the folder of one owner's own documents."""
        return SealedFolder(
            Path(self._root), f"{self._concern}/{owner}", self._sealing, keep_previous=self._keep_previous
        )

    def path(self, owner: str) -> Path:
        """Return where a document lies."""
        return Path(f"{self._folder}/{owner}.json")

    def read(self, owner: str) -> dict[str, Any] | None:
        """Return one document, None when there is none; raises DamagedFileError."""
        require_running(self._root)
        with reading_refused_clearly():
            tables = self._storage(owner).read() or {}
        return tables.get(TinyDB.default_table_name, {}).get(str(_ONLY))

    def make_room(self, owner: str) -> None:
        """Make the folder of one owner's own documents, if it isn't there."""
        if not os.path.isdir(f"{self._folder}/{owner}"):
            with standing_still_on_failure(self._root):
                make_folder(Path(f"{self._folder}/{owner}"))

    def stamp(self, owner: str) -> tuple[int, int, int] | None:
        """Return what tells one writing of a document from another, the last its time (ns); None: no file."""
        try:
            found = os.stat(f"{self._folder}/{owner}.json")
        except FileNotFoundError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns

    def require_running(self) -> None:
        """Raise DiskFailedError when the disk under the data folder has failed."""
        require_running(self._root)

    def exists(self, owner: str) -> bool:
        """Tell whether there is a document."""
        return os.path.exists(f"{self._folder}/{owner}.json")

    def create(self, owner: str, document: dict[str, Any]) -> None:
        """Write a document that must not exist yet, durably; raises StoreError when it does."""
        if self.exists(owner):
            raise StoreError(f"{self._concern}/{owner} is there already; nothing was written.")
        require_running(self._root)
        with standing_still_on_failure(self._root), self._database(owner, is_new=True) as database:
            database.insert(Document(document, doc_id=_ONLY))

    def write(
        self,
        owner: str,
        document: dict[str, Any],
        *,
        judge: Callable[[Mapping[str, Any]], None] = lambda _old: None,
    ) -> None:
        """Write or replace one document, durably; raises StoreError.

        ``judge`` is shown what it would replace; when it raises, nothing is written.
        """
        if not os.path.exists(
            f"{self._folder}/{owner}.json"
        ):  # TinyDB's own upsert would first write an empty database
            self.create(owner, document)
            return

        def replaced(old: dict[str, Any]) -> None:
            judge(old)
            old.clear()
            old.update(document)

        require_running(self._root)
        with standing_still_on_failure(self._root), self._database(owner) as database:
            database.update(replaced, doc_ids=[_ONLY])

    def owners(self) -> list[str]:
        """Return whose documents there are."""
        with reading_refused_clearly():
            try:
                with os.scandir(self._folder) as entries:
                    return [entry.name[:-5] for entry in entries if is_document(entry.name)]
            except FileNotFoundError:
                return []

    def remove(self, owner: str) -> None:
        """Remove a document, its previous generation and what a crash left of it, durably."""
        path = f"{self._folder}/{owner}.json"
        require_running(self._root)
        with standing_still_on_failure(self._root), saving_refused_clearly():
            for leftover in (path, previous(path), temporary(path)):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(leftover)
            sync_folder(os.path.dirname(path))

    def _storage(self, owner: str) -> SealedStorage:
        return SealedStorage(
            f"{self._folder}/{owner}.json",
            f"{self._concern}/{owner}",
            self._sealing,
            keep_previous=self._keep_previous,
        )

    def _database(self, owner: str, *, is_new: bool = False) -> TinyDB:
        return TinyDB(
            f"{self._folder}/{owner}.json",
            f"{self._concern}/{owner}",
            self._sealing,
            keep_previous=self._keep_previous,
            is_new=is_new,
            storage=SealedStorage,
        )


def is_document(name: str) -> bool:
    """Tell a document's file from a temporary one or a previous generation."""
    return name.endswith(".json") and not name.startswith(".")
