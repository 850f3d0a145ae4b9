"""The audit list in one file that is added to: ``<UTC> <by> <deed> <whom> <second> <crc32>``.

What is too old is dropped by writing the rest anew, under the lock that adding takes too.
Ids alone are in it, so an erasure leaves nobody's name here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.store.embedded.disk import replace_durably
from formsvc.store.embedded.lines import append_line, moment_of, stamp, words_of
from formsvc.store.embedded.locks import EmbeddedLocks

AUDIT = "audit"
_NOBODY = "-"
_FIELDS = 5


class EmbeddedAuditLog:
    """Appends what was done, and reads it back, newest first."""

    def __init__(self, path: Path, locks: EmbeddedLocks) -> None:
        """Take the list's file, made at the first event."""
        self._path = path
        self._locks = locks

    def add(self, event: AuditEvent) -> None:
        """Add one event, on disk when this returns."""
        words = (stamp(event.at), event.by, event.deed.value, event.whom or _NOBODY, event.second or _NOBODY)
        with self._locks.exclusive(AUDIT):
            append_line(self._path, " ".join(words), durable=True)

    def events(self) -> Iterator[AuditEvent]:
        """Yield every event that can be read, newest first."""
        return (event for event in reversed(self._all()) if event is not None)

    def damaged(self) -> int:
        """Return how many events can't be read."""
        return sum(event is None for event in self._all())

    def drop(self, before: datetime) -> int:
        """Remove the events before a moment; what can't be read stays, and is counted as before."""
        if not any(event.at < before for event in self.events()):
            return 0
        with self._locks.exclusive(AUDIT):
            lines = self._lines()
            kept = [line for line in lines if not _is_before(line, before)]
            replace_durably(str(self._path), b"\n".join(kept), keep_previous=False)
        return len(lines) - len(kept)

    def _all(self) -> list[AuditEvent | None]:
        return [_event(words) for words in words_of(self._lines())]

    def _lines(self) -> list[bytes]:
        try:
            return self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []


def _is_before(line: bytes, before: datetime) -> bool:
    events = [_event(words) for words in words_of([line])]
    return any(event is not None and event.at < before for event in events)


def _event(words: list[str] | None) -> AuditEvent | None:
    if words is None or len(words) != _FIELDS:
        return None
    at, by, deed, whom, second = words
    return AuditEvent(moment_of(at), by, Deed(deed), _named(whom), _named(second))


def _named(word: str) -> str:
    return "" if word == _NOBODY else word
