"""The append-only ledger: which letter was accepted, delivered, parked or withdrawn, and when.

One line an event, written with one ``O_APPEND`` write: ``<UTC> <letter id> <event> <crc32>``.
Each line begins with the newline, so a torn line can't swallow the next. No person is in it,
so it outlives an erasure, and conservation is counted from it.
"""

from __future__ import annotations

import os
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from formsvc.domain.letters import Conservation, LetterEvent
from formsvc.store.embedded.files import saving_refused_clearly

_FINAL = frozenset({LetterEvent.DELIVERED, LetterEvent.WITHDRAWN})
_FIELDS = 3


class Ledger:
    """Appends events, follows other processes' events, and counts them all."""

    def __init__(self, path: Path, in_outbox: Callable[[str], bool]) -> None:
        """Take the ledger's file (made at the first event), and how to see a letter's file.

        Following keeps the last word only of letters whose file is still in the outbox: what a
        crash left behind, so memory doesn't grow with the ledger.
        """
        self._path = path
        self._in_outbox = in_outbox
        self._offset = 0
        self._tail = b""
        self._open: set[str] = set()
        self._finished: set[str] = set()

    def append(self, letter_id: str, event: LetterEvent, at: datetime, *, durable: bool) -> None:
        """Write one event; ``durable`` fsyncs it, else the outbox file is what survives a power cut."""
        body = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ} {letter_id} {event.value}"
        line = f"\n{body} {zlib.crc32(body.encode('ascii')):08x}".encode("ascii")
        with saving_refused_clearly():
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                while line:
                    line = line[os.write(handle, line) :]
                if durable:
                    os.fdatasync(handle)
            finally:
                os.close(handle)

    def is_open(self, letter_id: str) -> bool:
        """Tell whether the ledger has the letter as accepted or parked, without a last word."""
        self._follow()
        return letter_id in self._open

    def is_finished(self, letter_id: str) -> bool:
        """Tell whether the ledger has the last word of a letter whose file is still there."""
        self._follow()
        return letter_id in self._finished

    def conservation(self) -> Conservation:
        """Count every letter once, by its last word."""
        last = self._last_words()
        words = Counter(last.values())
        return Conservation(
            accepted=len(last),
            delivered=words[LetterEvent.DELIVERED],
            waiting=words[LetterEvent.ACCEPTED],
            parked=words[LetterEvent.PARKED],
            withdrawn=words[LetterEvent.WITHDRAWN],
        )

    def open_letters(self) -> list[str]:
        """Return ids of the letters that have no last word yet."""
        return [letter_id for letter_id, event in self._last_words().items() if event not in _FINAL]

    def _last_words(self) -> dict[str, LetterEvent]:
        last: dict[str, LetterEvent] = {}
        for letter_id, event in self._all_events():
            if last.get(letter_id) not in _FINAL:
                last[letter_id] = event
        return last

    def _follow(self) -> None:
        fresh = self._read_on()
        if not fresh:
            return
        lines = (self._tail + fresh).split(b"\n")
        for letter_id, event in _events(lines):
            if event not in _FINAL:
                self._open.add(letter_id)
                continue
            self._open.discard(letter_id)
            if self._in_outbox(letter_id):
                self._finished.add(letter_id)
        self._tail = lines[-1]

    def _read_on(self) -> bytes:
        try:
            with self._path.open("rb") as ledger:
                ledger.seek(self._offset)
                fresh = ledger.read()
        except FileNotFoundError:
            return b""
        self._offset += len(fresh)
        return fresh

    def _all_events(self) -> Iterator[tuple[str, LetterEvent]]:
        try:
            with self._path.open("rb") as ledger:
                yield from _events(ledger)
        except FileNotFoundError:
            return


def _events(lines: Iterable[bytes]) -> Iterator[tuple[str, LetterEvent]]:
    for line in lines:
        body, _, checksum = line.rstrip(b"\n").rpartition(b" ")
        fields = body.decode("ascii", "replace").split(" ")
        if len(fields) == _FIELDS and f"{zlib.crc32(body):08x}".encode("ascii") == checksum:
            yield fields[1], LetterEvent(fields[2])
