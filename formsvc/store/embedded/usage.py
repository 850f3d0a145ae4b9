"""Who uses a data folder: any number of processes that have its store open, or one that moves it away.

The lock lies on the folder itself (flock(2)), so it needs no file of its own, whoever runs a command
first, and the system lets it go when its process ends, however that ends.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from formsvc.domain.errors import StoreError
from formsvc.domain.wording import moment_in_words
from formsvc.store.embedded.disk import read_file, reading_refused_clearly, replace_durably

MOVED = "moved.json"
"""The file in a data folder that says: this was moved to PostgreSQL, and is an old copy."""


@dataclass(frozen=True, slots=True)
class Left:
    """A move's id, and when it ended."""

    move: str
    at: datetime


def use(data_dir: Path) -> int:
    """Lock a folder beside others that use it; closing the handle lets it go.

    Raises StoreError while it is being moved, and when it was.
    """
    handle = _locked(data_dir, fcntl.LOCK_SH)
    if handle is None:
        raise StoreError(
            "The data are being moved to PostgreSQL just now. Wait until `formsvc move-store` has ended."
        )
    try:
        _require_here(data_dir)
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextmanager
def used(data_dir: Path) -> Iterator[None]:
    """Use a folder for as long as the block lasts; raises as ``use`` does."""
    handle = use(data_dir)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def alone(data_dir: Path) -> Iterator[None]:
    """Keep everybody else out of a folder for as long as the block lasts; raises StoreError."""
    handle = _locked(data_dir, fcntl.LOCK_EX)
    if handle is None:
        raise StoreError(
            f"Something uses {data_dir}. Stop `formsvc serve`, `formsvc work` and every other command over "
            f"it, and try again."
        )
    try:
        yield
    finally:
        os.close(handle)


def leave(data_dir: Path, left: Left) -> None:
    """Mark a folder as an old copy, durably."""
    content = json.dumps({"move": left.move, "at": left.at.isoformat()}).encode("ascii")
    replace_durably(f"{data_dir}/{MOVED}", content + b"\n", keep_previous=False)


def left_by(data_dir: Path) -> Left | None:
    """Return the mark of a folder that was moved, None for any other; raises StoreError."""
    with reading_refused_clearly():
        try:
            content = read_file(f"{data_dir}/{MOVED}")
        except FileNotFoundError:
            return None
    try:
        found = json.loads(content)
        return Left(str(found["move"]), datetime.fromisoformat(found["at"]))
    except (ValueError, KeyError, TypeError):
        raise StoreError(
            f"{MOVED} in the data folder can't be read. It says that the data were moved to PostgreSQL: set "
            f"FORMSVC_DATABASE_URL."
        ) from None


def _require_here(data_dir: Path) -> None:
    left = left_by(data_dir)
    if left is not None:
        raise StoreError(
            f"The data in {data_dir} were moved to PostgreSQL on {moment_in_words(left.at)} UTC, and this is "
            f"the old copy. Set FORMSVC_DATABASE_URL."
        )


def _locked(data_dir: Path, kind: int) -> int | None:
    with reading_refused_clearly():
        handle = os.open(data_dir, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, kind | fcntl.LOCK_NB)
    except OSError as error:
        os.close(handle)
        if error.errno == errno.EWOULDBLOCK:
            return None
        raise StoreError("The service's disk gives no locks, so its data can't be used.") from error
    return handle
