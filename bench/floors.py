"""What a submit is measured beside: bare durable replacements, SQLite, and one TinyDB file."""

from __future__ import annotations

import json
import os
import sqlite3
from pathlib import Path

from tinydb import TinyDB


def replace_durably(folder: Path, name: str, content: bytes) -> None:
    """Replace one file as durably as a file can be: temporary file, fsync, rename, folder fsync."""
    temporary = folder / f".{name}.tmp"
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(handle, content)
    os.fsync(handle)
    os.close(handle)
    temporary.replace(folder / name)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    os.fsync(handle)
    os.close(handle)


class SqliteInserts:
    """One row an insert, WAL, ``synchronous=FULL``: the durable setting people choose."""

    def __init__(self, path: Path) -> None:
        """Open the database and make its one table."""
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("CREATE TABLE submissions (id INTEGER PRIMARY KEY, document TEXT)")

    def insert(self, document: dict[str, object]) -> None:
        """Insert one document and commit."""
        self._connection.execute("INSERT INTO submissions (document) VALUES (?)", (json.dumps(document),))


class NaiveTinyDB:
    """The whole programme in one TinyDB file, as its documentation begins."""

    def __init__(self, path: Path, documents: list[dict[str, object]]) -> None:
        """Fill the file in one go, so that building it costs little."""
        self._database = TinyDB(path)
        self._database.insert_multiple(documents)

    def insert(self, document: dict[str, object]) -> None:
        """Insert one document: TinyDB rewrites the file."""
        self._database.insert(document)
