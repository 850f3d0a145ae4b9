"""Laying a backup out in an empty folder: every name looked at before anything is written.

Until all of it is done and the block that uses it has ended, ``format.json`` says "unfinished
restore", so no service and no worker opens the folder. Whatever is refused leaves it empty.
"""

from __future__ import annotations

import contextlib
import shutil
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from formsvc.domain.errors import DamagedFileError, KeyMissingError, StoreError
from formsvc.store.embedded import CONCERNS, UNFINISHED, format_of, require_format
from formsvc.store.embedded.backup import AUDIT, LAST, LEDGER, Archived, concern_of, damage_of
from formsvc.store.embedded.disk import replace_durably, sync_folder, write_file
from formsvc.store.sealing import Sealing

_NAMED = 5
"""How many damaged files a refusal names."""


@dataclass(frozen=True, slots=True)
class Restored(Archived):
    """What was laid out, and when its backup was made."""

    made_at: datetime


@contextlib.contextmanager
def restored(
    archive: Path, data_dir: Path, sealing: Sealing, note: Callable[[], None], *, damaged_too: bool
) -> Iterator[Restored]:
    """Lay a backup out, and let the folder be opened once the block has ended well.

    Raises StoreError for a folder that isn't empty, for an archive that isn't a whole backup, and
    for documents that these keys don't open (unless ``damaged_too``); NewerFormatError.
    """
    was_there = _require_empty(data_dir)
    with _opened(archive) as tar:
        members = _members(tar, archive)
        last = _content(tar, members[-1], archive)
        require_format(last)
        try:
            files = ((member.name, _content(tar, member, archive)) for member in members[:-1])
            with _writing_refused_clearly(data_dir):
                found = _lay_out(files, data_dir, sealing, note)
            _require_opening(found, damaged_too=damaged_too)
            yield Restored(found.counts, found.damaged, datetime.fromtimestamp(members[-1].mtime, UTC))
            replace_durably(str(data_dir / LAST), last, keep_previous=False)
        except BaseException:
            _take_back(data_dir, was_there=was_there)
            raise


def _require_empty(data_dir: Path) -> bool:
    """Tell whether the folder is there, which must be empty."""
    if not data_dir.exists():
        return False
    if not data_dir.is_dir() or any(data_dir.iterdir()):
        raise StoreError(
            f"{data_dir} isn't empty, and a restore never mixes with what is there. Stop `formsvc serve` "
            f"and `formsvc work`, move that folder aside, and try again.",
        )
    return True


def _opened(archive: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(archive, mode="r:")
    except tarfile.TarError:
        raise _cut_short(archive) from None
    except OSError as error:
        raise StoreError(f"{archive} can't be read: {error.strerror}.") from None


def _members(tar: tarfile.TarFile, archive: Path) -> list[tarfile.TarInfo]:
    """Return the archive's files in order, every one of them plain and of a known name.

    They are read and written here, never extracted: what an extraction filter would refuse (links,
    devices, absolute paths, ``..``) has no name or type that passes, and Python before 3.11.4 has no filter.
    """
    try:
        members = tar.getmembers()
    except tarfile.TarError:
        raise _cut_short(archive) from None
    names = [member.name for member in members]
    for member in members:
        is_known = member.name in {LEDGER, AUDIT, LAST} or concern_of(member.name) is not None
        if not is_known or member.type not in {tarfile.REGTYPE, tarfile.AREGTYPE}:
            raise StoreError(
                f"{archive} holds {member.name!r}, which is in no backup of Mentorpost. Nothing was restored."
            )
    if names[-1:] != [LAST] or LEDGER not in names:
        raise _cut_short(archive)
    if len(set(names)) != len(names):
        raise StoreError(f"{archive} holds a file twice, so it isn't as it was made. Nothing was restored.")
    return members


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo, archive: Path) -> bytes:
    try:
        file = tar.extractfile(member)
        return file.read() if file is not None else b""
    except tarfile.TarError:
        raise _cut_short(archive) from None


def _lay_out(
    files: Iterator[tuple[str, bytes]], data_dir: Path, sealing: Sealing, note: Callable[[], None]
) -> Archived:
    """Write every file durably, under a format that nothing opens, and look whether it opens itself."""
    if not data_dir.exists():
        data_dir.mkdir(mode=0o700, parents=True)
        sync_folder(str(data_dir.parent))
    write_file(str(data_dir / LAST), format_of(UNFINISHED))
    counts: Counter[str] = Counter()
    damaged: list[DamagedFileError] = []
    folders = {data_dir, *(data_dir / concern for concern in CONCERNS)}
    for folder in folders:
        folder.mkdir(mode=0o700, exist_ok=True)
    for member, content in files:
        concern, path = concern_of(member), data_dir / member
        if concern is not None:
            counts[concern] += 1
            damaged += filter(None, [damage_of(member, content, sealing)])
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_file(str(path), content)
        folders.add(path.parent)
        note()
    for folder in folders:
        sync_folder(str(folder))
    return Archived(counts, tuple(damaged))


def _require_opening(found: Archived, *, damaged_too: bool) -> None:
    """Refuse damage unless it is asked for, and the wrong keys always: with the right ones all is well."""
    if not found.damaged:
        return
    named = ", ".join(f"{damage.name} ({damage.why})" for damage in found.damaged[:_NAMED])
    said = (
        f"{len(found.damaged)} of {found.counts.total()} documents in the backup don't open: {named}"
        f"{' and others' if len(found.damaged) > _NAMED else ''}. Nothing was restored."
    )
    lacks_key = any(isinstance(damage, KeyMissingError) for damage in found.damaged)
    if lacks_key or len(found.damaged) == found.counts.total():
        raise StoreError(f"{said} Use the keys file of the time when the backup was made.")
    if not damaged_too:
        raise StoreError(f"{said} Use another backup, or restore this one as it is with --damaged-too.")


@contextlib.contextmanager
def _writing_refused_clearly(data_dir: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(f"{data_dir} can't be written to: {error.strerror}. Nothing was restored.") from None


def _take_back(data_dir: Path, *, was_there: bool) -> None:
    """Remove what a refused restore wrote; the folder itself may lie where nothing can be made."""
    if not was_there:
        shutil.rmtree(data_dir, ignore_errors=True)
        return
    for path in data_dir.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def _cut_short(archive: Path) -> StoreError:
    return StoreError(f"{archive} isn't a backup of Mentorpost, or it was cut short.")
