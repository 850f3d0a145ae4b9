"""The append-only ledger: which letter was accepted, delivered, parked, withdrawn or returned, and when.

One line an event: ``<UTC> <letter id> <event> <crc32>``. No person is in it, so it outlives an
erasure, and conservation is counted from it.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from formsvc.domain.letters import Conservation, LetterEvent
from formsvc.store.embedded.lines import append_line, moment_of, stamp, words_of

_FINAL = frozenset({LetterEvent.DELIVERED, LetterEvent.WITHDRAWN})
_FIELDS = 3
PART_BYTES = 32 << 20
"""How much of the ledger's file is kept in memory by its last words at once, near enough."""

LastWord = tuple[LetterEvent, datetime]
"""The event that counts of a letter, and when it was."""


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
        append_line(self._path, f"{stamp(at)} {letter_id} {event.value}", durable=durable)

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
            parked=words[LetterEvent.PARKED] + words[LetterEvent.RETURNED],
            withdrawn=words[LetterEvent.WITHDRAWN],
        )

    def words(self, part_bytes: int = PART_BYTES) -> Iterator[dict[str, LastWord]]:
        """Yield every letter's last word, a part of the letters at a time, so that memory holds each part."""
        parts = (self._path.stat().st_size if self._path.exists() else 0) // part_bytes + 1
        for part in range(parts):
            last: dict[str, tuple[LetterEvent, str]] = {}
            for at, letter_id, event in _events(self._lines()):
                is_here = zlib.crc32(letter_id.encode("ascii")) % parts == part
                if is_here and (letter_id not in last or _follows(last[letter_id][0], event)):
                    last[letter_id] = event, at
            yield {letter_id: (event, moment_of(at)) for letter_id, (event, at) in last.items()}

    def unreadable(self) -> int:
        """Return how many lines can't be read, as the last one before a power cut may be."""
        return sum(words is None or len(words) != _FIELDS for words in words_of(self._lines()))

    def open_letters(self) -> list[str]:
        """Return ids of the letters that have no last word yet."""
        return [letter_id for letter_id, event in self._last_words().items() if event not in _FINAL]

    def _last_words(self) -> dict[str, LetterEvent]:
        last: dict[str, LetterEvent] = {}
        for _, letter_id, event in _events(self._lines()):
            if letter_id not in last or _follows(last[letter_id], event):
                last[letter_id] = event
        return last

    def _follow(self) -> None:
        fresh = self._read_on()
        if not fresh:
            return
        lines = (self._tail + fresh).split(b"\n")
        for _, letter_id, event in _events(lines):
            if event not in _FINAL:
                self._open.add(letter_id)
                if event is LetterEvent.RETURNED:
                    self._finished.discard(letter_id)
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

    def _lines(self) -> Iterator[bytes]:
        try:
            with self._path.open("rb") as ledger:
                yield from ledger
        except FileNotFoundError:
            return


def _events(lines: Iterable[bytes]) -> Iterator[tuple[str, str, LetterEvent]]:
    for words in words_of(lines):
        if words is not None and len(words) == _FIELDS:
            yield words[0], words[1], LetterEvent(words[2])


def _follows(last: LetterEvent, event: LetterEvent) -> bool:
    """Tell whether an event counts after another: after a last word only the letter's return does."""
    return last not in _FINAL or event is LetterEvent.RETURNED
