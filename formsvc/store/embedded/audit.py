"""The audit list in one file that is only ever added to: ``<UTC> <by> <deed> <whom> <second> <crc32>``.

Ids alone are in it, so an erasure leaves nobody's name here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.store.embedded.lines import append_line, moment_of, stamp, words_of

_NOBODY = "-"
_FIELDS = 5


class EmbeddedAuditLog:
    """Appends what was done, and reads it back, newest first."""

    def __init__(self, path: Path) -> None:
        """Take the list's file, made at the first event."""
        self._path = path

    def add(self, event: AuditEvent) -> None:
        """Add one event, on disk when this returns."""
        words = (stamp(event.at), event.by, event.deed.value, event.whom or _NOBODY, event.second or _NOBODY)
        append_line(self._path, " ".join(words), durable=True)

    def events(self) -> Iterator[AuditEvent]:
        """Yield every event that can be read, newest first."""
        return (event for event in reversed(self._all()) if event is not None)

    def damaged(self) -> int:
        """Return how many events can't be read."""
        return sum(event is None for event in self._all())

    def _all(self) -> list[AuditEvent | None]:
        try:
            lines = self._path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        return [_event(words) for words in words_of(lines)]


def _event(words: list[str] | None) -> AuditEvent | None:
    if words is None or len(words) != _FIELDS:
        return None
    at, by, deed, whom, second = words
    return AuditEvent(moment_of(at), by, Deed(deed), _named(whom), _named(second))


def _named(word: str) -> str:
    return "" if word == _NOBODY else word
