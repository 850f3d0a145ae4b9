"""The embedded store: one small sealed TinyDB per person and concern, on one machine's own disk.

``registry/ index/ drafts/ records/ credentials/ requests/ outbox/`` hold ``<id>.json`` files;
``ledger.log`` counts the letters; ``locks/`` holds empty lock files; ``format.json`` says which
release can read the folder.
"""

from __future__ import annotations

import json
from pathlib import Path

from formsvc.domain.errors import NewerFormatError, SettingsInvalidError
from formsvc.store.embedded.credentials import EmbeddedCredentials
from formsvc.store.embedded.files import SealedFolder, make_folder, replace_durably
from formsvc.store.embedded.ledger import Ledger
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.embedded.outbox import EmbeddedOutbox
from formsvc.store.embedded.records import EmbeddedRecords
from formsvc.store.embedded.registry import EmbeddedRegistry
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing

FORMAT = 1
_CONCERNS = ("registry", "index", "drafts", "records", "credentials", "requests", "outbox", "locks")
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
    mounts: Path = Path("/proc/self/mountinfo"),
) -> Store:
    """Open, or make, the store in a folder.

    Raises NewerFormatError when a later release wrote it, and SettingsInvalidError on a network
    file system, whose locks and fsyncs can't be relied on.
    """
    refuse_network_file_system(data_dir, mounts)
    for concern in _CONCERNS:
        make_folder(data_dir / concern)
    _require_format(data_dir / "format.json")
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
    )


def refuse_network_file_system(data_dir: Path, mounts: Path) -> None:
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
        found = json.loads(path.read_bytes())["format"]
    except FileNotFoundError:
        replace_durably(
            str(path), json.dumps({"format": FORMAT}).encode("ascii") + b"\n", keep_previous=False
        )
        return
    except (ValueError, KeyError, TypeError):
        raise NewerFormatError(
            f"{path.name} in the data folder can't be read. Restore it from a backup."
        ) from None
    if found != FORMAT:
        raise NewerFormatError(
            f"The data folder is in format {found}, and this release knows format {FORMAT}. "
            f"Run the release that wrote it, or restore the backup made before the upgrade.",
        )
