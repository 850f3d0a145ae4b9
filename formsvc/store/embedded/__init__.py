"""The embedded store: one small sealed TinyDB per person and concern, on one machine's own disk.

``registry/ index/ drafts/ records/ credentials/ requests/ evaluations/ outbox/ applications/ sent/`` hold
``<id>.json`` files;
``ledger.log`` counts the letters; ``audit.log`` lists what coordinators did; ``locks/`` holds
empty lock files; ``format.json`` says which release can read the folder; ``moved.json``, if there is one,
that the data live in PostgreSQL now.
"""

from __future__ import annotations

import json
import os
import weakref
from pathlib import Path

from formsvc.domain.errors import NewerFormatError, SettingsInvalidError
from formsvc.store.boxes import Boxes
from formsvc.store.embedded.applications import EmbeddedApplications
from formsvc.store.embedded.audit import EmbeddedAuditLog
from formsvc.store.embedded.credentials import EmbeddedCredentials
from formsvc.store.embedded.disk import make_folder, replace_durably, require_running
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.ledger import Ledger
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.embedded.outbox import EmbeddedOutbox
from formsvc.store.embedded.records import EmbeddedRecords
from formsvc.store.embedded.registry import EmbeddedRegistry
from formsvc.store.embedded.sent import EmbeddedSentLetters
from formsvc.store.embedded.usage import use
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing

FORMAT = 1
MOUNTS = Path("/proc/self/mountinfo")
UNFINISHED = "unfinished restore"
"""What stands for the format while a restore lays the folder out: nothing else opens it meanwhile."""
CONCERNS = (
    "registry",
    "index",
    "drafts",
    "records",
    "credentials",
    "requests",
    "evaluations",
    "outbox",
    "applications",
    "sent",
    "locks",
)
_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "9p",
        "fuse.sshfs",
        "fuse.glusterfs",
        "glusterfs",
    },
)


def open_embedded(
    data_dir: Path,
    sealing: Sealing,
    lookup_key: bytes,
    *,
    mounts: Path = MOUNTS,
) -> Store:
    """Open, or make, the store in a folder.

    It counts as used for as long as the store lives. Raises NewerFormatError when a later release wrote
    it, StoreError when it was moved away or is being moved, DiskFailedError while its disk is known to
    have failed, and SettingsInvalidError on a network file system, whose locks and fsyncs can't be
    relied on.
    """
    refuse_network_file_system(data_dir, mounts)
    require_running(data_dir)
    for concern in CONCERNS:
        make_folder(data_dir / concern)
    handle = use(data_dir)
    try:
        _require_format(data_dir / "format.json")
    except BaseException:
        os.close(handle)
        raise
    store = store_in(data_dir, sealing, lookup_key)
    weakref.finalize(store.hold, os.close, handle)  # every part of the store that writes has the locks
    return store


def store_in(data_dir: Path, sealing: Sealing, lookup_key: bytes) -> Store:
    """Return the store over a folder that is known to be one."""
    locks = EmbeddedLocks(data_dir / "locks")
    drafts, records = SealedFolder(data_dir, "drafts", sealing), _once(data_dir, "records", sealing)
    letters = _once(data_dir, "outbox", sealing)
    ledger = Ledger(data_dir / "ledger.log", lambda letter_id: letters.path(letter_id).exists())
    people, index = SealedFolder(data_dir, "registry", sealing), _once(data_dir, "index", sealing)
    credentials, requests = (
        SealedFolder(data_dir, "credentials", sealing),
        _once(data_dir, "requests", sealing),
    )
    return Store(
        hold=locks,
        registry=EmbeddedRegistry(people, index, locks, lookup_key),
        records=EmbeddedRecords(drafts, records, letters, ledger, locks),
        credentials=EmbeddedCredentials(credentials, requests, locks),
        outbox=EmbeddedOutbox(letters, ledger, locks),
        applications=EmbeddedApplications(_once(data_dir, "applications", sealing), locks, lookup_key),
        audit=EmbeddedAuditLog(data_dir / "audit.log", locks),
        evaluations=Boxes(_once(data_dir, "evaluations", sealing), locks.require),
        sent=EmbeddedSentLetters(_once(data_dir, "sent", sealing), locks),
    )


def refuse_network_file_system(data_dir: Path, mounts: Path = MOUNTS) -> None:
    """Raise SettingsInvalidError when the folder lies on a network file system (proc(5), mountinfo)."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    place = data_dir.absolute()
    kinds: dict[Path, str] = {}
    for line in lines:
        before, dash, after = line.partition(" - ")
        if dash:
            kinds[Path(before.split(" ")[4].replace("\\040", " "))] = after.split(" ")[0]
    found = max(
        (point for point in kinds if place.is_relative_to(point)), key=lambda p: len(p.parts), default=None
    )
    if found is not None and kinds[found] in _NETWORK_FILE_SYSTEMS:
        fault = (
            f"FORMSVC_DATA_DIR lies on a network file system ({kinds[found]}), where locks and saved "
            f"files can't be relied on. Choose a folder on this machine's own disk; several machines "
            f"need PostgreSQL."
        )
        raise SettingsInvalidError([fault])


def _once(data_dir: Path, concern: str, sealing: Sealing) -> SealedFolder:
    return SealedFolder(data_dir, concern, sealing, keep_previous=False)


def _require_format(path: Path) -> None:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        replace_durably(str(path), format_of(FORMAT), keep_previous=False)
        return
    require_format(content)


def format_of(what: object) -> bytes:
    """Return the content of ``format.json``."""
    return json.dumps({"format": what}).encode("ascii") + b"\n"


def require_format(content: bytes) -> None:
    """Raise NewerFormatError unless ``format.json`` names the one format that this release knows."""
    try:
        found = json.loads(content)["format"]
    except (ValueError, KeyError, TypeError):
        raise NewerFormatError(
            "format.json in the data folder can't be read. Restore it from a backup."
        ) from None
    if found == UNFINISHED:
        raise NewerFormatError(
            "A restore into the data folder hasn't ended, or was cut off. Wait for it, or empty the "
            "folder and restore the backup again.",
        )
    if found != FORMAT:
        raise NewerFormatError(
            f"The data folder is in format {found}, and this release knows format {FORMAT}. "
            f"Run the release that wrote it, or restore the backup made before the upgrade.",
        )
