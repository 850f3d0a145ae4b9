"""The disk as it can be trusted: every byte written, fsynced and put in place at once, or a clear refusal."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from formsvc.domain.errors import DiskFailedError, StoreError

STOPPED = "stopped"
"""The file in the data folder that says: the disk failed, so nothing is read or taken in."""

_failed: set[str] = set()
"""Data folders whose disk failed in this process, should even ``stopped`` not have been written."""


def temporary(path: str) -> str:
    """Return the name under which a file is written before it takes its place."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/.{name}.tmp"


def previous(path: str) -> str:
    """Return the name of a file's previous generation."""
    return f"{path}.prev"


def replace_durably(path: str, content: bytes, *, keep_previous: bool) -> None:
    """Put ``content`` in a file's place so that a crash leaves the old or the new, whole.

    Raises StoreError when the disk refuses; the old content is then still there.
    """
    fresh = temporary(path)
    try:
        with saving_refused_clearly():
            write_file(fresh, content)
            if keep_previous:
                _keep(path)
            os.replace(fresh, path)
            sync_folder(os.path.dirname(path))
    except StoreError:
        with contextlib.suppress(OSError):
            os.unlink(fresh)
        raise


def read_file(path: str) -> bytes:
    """Return a whole file; raises FileNotFoundError."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        parts = []
        while part := os.read(handle, 1 << 20):
            parts.append(part)
        return b"".join(parts)
    finally:
        os.close(handle)


def write_file(path: str, content: bytes) -> None:
    """Write every byte to a new private file, and fsync it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: str) -> None:
    """Make the folder's entries durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(folder: Path) -> None:
    """Make a private folder, its entry durable."""
    with saving_refused_clearly():
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(str(folder.parent))


def require_running(root: str | Path) -> None:
    """Raise DiskFailedError when the disk under a data folder has failed.

    After a failed fsync the system may show what never reached the disk, and say yes to the next
    try (Rebello et al., USENIX ATC 2020). So nothing is read either, until the operator has looked.
    """
    if str(root) in _failed or os.path.exists(f"{root}/{STOPPED}"):
        raise DiskFailedError(
            "The service has stopped, because its disk failed while saving. What you were told is saved "
            f"is whole. Whoever runs the service looks at the disk, then removes the file {STOPPED!r} from "
            "the data folder and starts the service again.",
        )


@contextlib.contextmanager
def standing_still_on_failure(root: str | Path) -> Iterator[None]:
    """Let every process stand still once the disk has failed under this one (R5)."""
    try:
        yield
    except DiskFailedError:
        _failed.add(str(root))
        with contextlib.suppress(OSError):
            write_file(f"{root}/{STOPPED}", b"The disk failed while saving.\n")
        raise


@contextlib.contextmanager
def saving_refused_clearly() -> Iterator[None]:
    """Turn the disk's refusal into a sentence (R4): full, over quota, or failing."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise StoreError(
                "The service's disk is full, so nothing was saved and nothing was sent. "
                "What was saved before is whole. Try again later; the coordinator can tell the operator.",
            ) from error
        if error.errno == errno.EIO:
            raise DiskFailedError(
                "The service's disk failed while saving, so nothing more is taken in. What you were told "
                "is saved is whole. The coordinator can tell the operator.",
            ) from error
        raise StoreError(
            "The service's disk refused to save, so nothing was sent. What was saved before is whole. "
            "Try again later; the coordinator can tell the operator.",
        ) from error


@contextlib.contextmanager
def reading_refused_clearly() -> Iterator[None]:
    """Turn a failing read into a sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            "The service's disk can't be read now. Nothing was changed. Try again later."
        ) from error


def _keep(path: str) -> None:
    staged = temporary(previous(path))
    with contextlib.suppress(FileNotFoundError):
        os.unlink(staged)
    with contextlib.suppress(FileNotFoundError):
        os.link(path, staged)
        os.replace(staged, previous(path))
