"""What a process remembers of documents that it reads again and again, and when it may believe it.

A remembered document counts only while its file is the very one that was read: the same inode, size and
modification time, asked of the file system at each look. Every write puts a new file in the old one's
place, so each of them is seen, whichever process made it. One thing could deceive: the file system's
clock ticks every few milliseconds, and an inode may be used again; so what had been written shortly
before it was read is read once more. Nothing that is damaged is remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from formsvc.store.embedded.files import SealedFolder

AT_MOST = 20_000
"""Documents that are remembered; what comes after is read each time. A person takes about 3 KB."""
_TICK = 100_000_000
"""Nanoseconds after which a file's modification time tells a later write from this one."""

T = TypeVar("T")
_Stamp = tuple[int, int, int]


class Remembering(Generic[T]):
    """Values by the files that they were read from; one a process, shared by its threads."""

    def __init__(self, folder: SealedFolder, read: Callable[[str], T]) -> None:
        """Take the folder, and what reads one owner's document; what it raises is the caller's."""
        self._folder = folder
        self._read = read
        self._known: dict[str, tuple[_Stamp, T]] = {}

    def value(self, owner: str) -> T:
        """Return what an owner's file holds at this moment."""
        asked = time.time_ns()
        stamp = self._folder.stamp(owner)
        known = self._known.get(owner)
        if known is not None and known[0] == stamp:
            return known[1]
        self._known.pop(owner, None)
        value = self._read(owner)  # never older than the stamp
        if stamp is not None and asked - stamp[-1] > _TICK and len(self._known) < AT_MOST:
            self._known[owner] = (stamp, value)
        return value

    def forget_all_but(self, owners: Iterable[str]) -> None:
        """Forget whoever is no longer there (K4)."""
        for gone in self._known.keys() - set(owners):
            self._known.pop(gone, None)
