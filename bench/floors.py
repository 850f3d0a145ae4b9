"""What nothing that keeps its word can be faster than: bare durable writes, and a kept SMTP connection."""

from __future__ import annotations

import json
import os
import smtplib
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

from tinydb import TinyDB

from bench.mail_sink import MailSink
from bench.samples import Outcome, Samples

ROUNDS, AT_A_TIME = 9, 100
A_RECORD = 4_400
"""Bytes of one sealed questionnaire, as `bench.growth` finds them on the disk."""
LETTER = (
    b"Subject: a letter\r\nMessage-ID: <%d@example.org>\r\n\r\n" + b"An invented line of a letter.\r\n" * 500
)
APPEND, REPLACE = "append and fdatasync: ms", "temporary file, fsync, rename, folder fsync: ms"
SQLITE, SMTP = "SQLite commit: ms", "a letter over a kept SMTP connection: ms"


def measure_floors(scratch: Path) -> Outcome:
    """Time each floor a hundred times a round, one floor after another."""
    sink = MailSink()
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as server, (scratch / "appended").open("ab") as log:
            samples = _rounds(scratch, log.fileno(), server)
    finally:
        sink.stop()
    values = {
        "append_ms": samples.median(APPEND),
        "replace_ms": samples.median(REPLACE),
        "sqlite_commit_ms": samples.median(SQLITE),
        "replacements_a_second": 1000 / samples.median(REPLACE),
        "letters_a_second": 1000 / samples.median(SMTP),
    }
    return Outcome(values, samples)


def _rounds(scratch: Path, log: int, server: smtplib.SMTP) -> Samples:
    sqlite, content = SqliteInserts(scratch / "floor.sqlite"), os.urandom(A_RECORD)
    work: dict[str, Callable[[int], object]] = {
        APPEND: lambda _: append_durably(log, content),
        REPLACE: lambda number: replace_durably(scratch, f"{number}.json", content),
        SQLITE: lambda _: sqlite.insert({"answers": content.hex()[:A_RECORD]}),
        SMTP: lambda number: server.sendmail("a@example.org", "b@example.org", LETTER % number),
    }
    samples = Samples()
    for turn in range(ROUNDS):
        for name, once in work.items():
            for number in range(AT_A_TIME):
                samples.time(name, lambda once=once, number=turn * AT_A_TIME + number: once(number))
    return samples


def append_durably(handle: int, content: bytes) -> None:
    """Add to an open file, and wait until it is on the disk."""
    os.write(handle, content)
    os.fdatasync(handle)


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


def letters_a_second(port: int, letters: int, size: int) -> float:
    """Return how fast letters of a size go over one raw SMTP connection that is kept."""
    line = b"An invented line of a letter, as long as such lines are.\r\n"
    body = line * (size // len(line))
    with smtplib.SMTP("127.0.0.1", port) as server:
        began = time.perf_counter()
        for number in range(letters):
            head = b"Subject: a letter\r\nMessage-ID: <raw.%d.%d@example.org>\r\n\r\n" % (
                time.monotonic_ns(),
                number,
            )
            server.sendmail("a@example.org", "b@example.org", head + body)
        return letters / (time.perf_counter() - began)


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
