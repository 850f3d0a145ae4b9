"""A backup: one tar of the data folder, taken while the service and the worker run (R20).

Every file is replaced in one step, so each copy is whole by itself. What crosses files is made
whole by the order of copying:

0. Applications first. Who is accepted becomes a person before the application says so; copied the
   other way round, an accepted applicant could be missing.
1. People next, each inside their hold: one person's registry entry, draft, credentials and records
   are of one moment. Who comes in meanwhile is looked for until nobody is new, so that a mentor
   whom a copied mentee names is copied too.
2. The index after the people: its entry is written before its person. One without a person counts
   for nothing, and the restore makes a missing one.
3. The outbox after the records. The letter of a copied record is in the copied outbox, or came later
   (the sweep puts it back), or has left, and then the ledger has its last word. A letter whose
   record came too late to be copied is withdrawn by the restore.
4. The ledger after the outbox: a letter's last word is written before it leaves the outbox. The
   audit list, which nothing crosses, with it. Nor does anything cross an evaluation's file.
5. Left out: waiting letters that carry a link of the evaluation. Beside a later backup one would say
   who answered. A restore counts them as withdrawn; who has the letter can use its link.
6. ``format.json`` last: an archive without it was cut short.

So whatever was acknowledged before the backup began is in it. Previous generations, locks and
keys are not.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import LetterKind
from formsvc.store.embedded.contents import OF_APPLICANTS, STANDING_ALONE, names_in, names_of, people_in
from formsvc.store.embedded.disk import read_file, sync_folder, temporary
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.sealing import Sealing

LEDGER, AUDIT, LAST = "ledger.log", "audit.log", "format.json"
_DOCUMENT = re.compile(
    r"(registry|drafts|credentials|index|requests|applications|evaluations|outbox|sent)/[A-Za-z0-9]+\.json"
    r"|(records)/[A-Za-z0-9]+/[0-9]+\.json"
)


@dataclass(frozen=True, slots=True)
class Archived:
    """What is in an archive: its documents by folder, and what is wrong with those that don't open."""

    counts: Counter[str]
    damaged: tuple[DamagedFileError, ...]


def concern_of(member: str) -> str | None:
    """Return the folder of an archived document, None for what isn't named as one."""
    found = _DOCUMENT.fullmatch(member)
    return found[1] or found[2] if found else None


def damage_of(member: str, envelope: bytes, sealing: Sealing) -> DamagedFileError | None:
    """Return what is wrong with a document, None when it opens."""
    try:
        sealing.open(member.removesuffix(".json"), envelope)
    except DamagedFileError as damage:
        return damage
    return None


def write_backup(
    data_dir: Path, archive: Path, sealing: Sealing, at: datetime, note: Callable[[], None]
) -> Archived:
    """Write the archive beside its place, then put it there; it is its owner's alone.

    A damaged document is copied as it is, and named. Raises StoreError, and then there is no archive.
    """
    _require_place(data_dir, archive)
    counts: Counter[str] = Counter()
    damaged: list[DamagedFileError] = []
    with _beside(archive) as handle, tarfile.open(fileobj=handle, mode="w") as tar:
        for member, content in _copies(data_dir):
            concern = concern_of(member)
            if concern == "outbox" and _carries_an_evaluation_link(member, content, sealing):
                continue
            if concern is not None:
                counts[concern] += 1
                damaged += filter(None, [damage_of(member, content, sealing)])
            _add(tar, member, content, at)
            note()
    return Archived(counts, tuple(damaged))


def _copies(data_dir: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each file with its content, in the order that the module's docstring reasons about."""
    hold = EmbeddedLocks(data_dir / "locks")
    done: set[str] = set()
    for concern in OF_APPLICANTS:
        yield from _read(data_dir, names_in(data_dir, concern))
    while people := people_in(data_dir) - done:
        for person_id in sorted(people):
            with hold(person_id):
                of_one = list(_read(data_dir, names_of(data_dir, person_id)))
            yield from of_one  # not inside the hold: a slow disk under the archive keeps nobody waiting
        done |= people
    for concern in STANDING_ALONE:
        yield from _read(data_dir, names_in(data_dir, concern))
    ledger, audit = data_dir / LEDGER, data_dir / AUDIT
    yield LEDGER, ledger.read_bytes() if ledger.exists() else b""
    if audit.exists():
        yield AUDIT, audit.read_bytes()
    yield LAST, (data_dir / LAST).read_bytes()


def _read(data_dir: Path, names: Iterator[str] | list[str]) -> Iterator[tuple[str, bytes]]:
    for name in names:
        try:
            content = read_file(f"{data_dir}/{name}.json")
        except FileNotFoundError:
            continue  # it was never there, or was done with since the folder was read
        yield f"{name}.json", content


def _carries_an_evaluation_link(member: str, envelope: bytes, sealing: Sealing) -> bool:
    try:
        tables = sealing.open(member.removesuffix(".json"), envelope).content
    except DamagedFileError:
        return False
    kinds = {letter.get("kind") for letters in tables.values() for letter in letters.values()}
    return LetterKind.EVALUATION_INVITATION.value in kinds


def _add(tar: tarfile.TarFile, member: str, content: bytes, at: datetime) -> None:
    about = tarfile.TarInfo(member)
    about.size, about.mode, about.mtime = len(content), 0o600, int(at.timestamp())
    tar.addfile(about, io.BytesIO(content))


def _require_place(data_dir: Path, archive: Path) -> None:
    if not (data_dir / LAST).exists():
        raise StoreError(f"There is nothing to back up: {data_dir} holds no data. Look at FORMSVC_DATA_DIR.")
    if archive.absolute().resolve().is_relative_to(data_dir.resolve()):
        raise StoreError(f"{archive} lies in the data folder itself. Choose a place outside it.")
    if os.path.lexists(archive):
        raise StoreError(f"{archive} is there already, and a backup never replaces one. Choose another name.")


@contextlib.contextmanager
def _beside(archive: Path) -> Iterator[io.BufferedWriter]:
    """Open a new private file beside the archive's place, and put it there when all of it is on disk."""
    fresh = Path(temporary(str(archive.absolute())))
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise StoreError(
            f"{fresh} is there already: another backup is being written, or one was cut off. "
            f"Wait for it, or remove that file.",
        ) from None
    except OSError as error:
        raise StoreError(f"The backup can't be written to {archive}: {error.strerror}.") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(handle)
        fresh.replace(archive)
        sync_folder(str(fresh.parent))
    except OSError as error:
        raise StoreError(f"The backup can't be written to {archive}: {error.strerror}.") from None
    finally:
        fresh.unlink(missing_ok=True)
