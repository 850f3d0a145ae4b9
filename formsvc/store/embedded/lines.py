"""Files that are only ever added to: one checked line an event, appended with one ``O_APPEND`` write.

Each line begins with the newline, so a torn line can't swallow the next, and ends with the CRC-32
of its words, so that a damaged one is passed over and never misread.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from formsvc.store.embedded.disk import require_running, saving_refused_clearly, standing_still_on_failure

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def append_line(path: Path, words: str, *, durable: bool) -> None:
    """Append one line of ASCII words; ``durable`` fsyncs it. Raises StoreError."""
    line = f"\n{words} {zlib.crc32(words.encode('ascii')):08x}".encode("ascii")
    require_running(path.parent)
    with standing_still_on_failure(path.parent), saving_refused_clearly():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            while line:
                line = line[os.write(handle, line) :]
            if durable:
                os.fdatasync(handle)
        finally:
            os.close(handle)


def words_of(lines: Iterable[bytes]) -> Iterator[list[str] | None]:
    """Yield each line's words, None for one whose checksum isn't right; empty lines are no lines."""
    for line in lines:
        body, _, checksum = line.rstrip(b"\n").rpartition(b" ")
        if not body and not checksum:
            continue
        whole = f"{zlib.crc32(body):08x}".encode("ascii") == checksum
        yield body.decode("ascii", "replace").split(" ") if whole else None


def stamp(moment: datetime) -> str:
    """Return a moment as lines carry it: UTC, to the second."""
    return f"{moment.astimezone(UTC):{_MOMENT}}"


def moment_of(stamped: str) -> datetime:
    """Return the moment of a stamp; raises ValueError."""
    return datetime.strptime(stamped, _MOMENT).replace(tzinfo=UTC)
