"""R1: what is acknowledged was flushed first: each file, then its folder, then the word."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.crash.killing import copied, zygote
from tests.crash.test_submit_killed import answered

pytestmark = pytest.mark.crash
__all__ = ["answered"]
_OPENED = re.compile(r'openat\(AT_FDCWD, "([^"]+)".*\) = (\d+)')


def test_r1_file_and_folder_are_flushed_before_the_acknowledgement(answered: Path, tmp_path: Path) -> None:
    with zygote() as ready:
        folder = copied(answered, tmp_path / "clean")
        ready.run("submit", folder)
    done = list(steps((folder / "trace").read_text()))
    assert done == [
        ("fsync", "records in data"),
        ("fsync", ".tmp in outbox"),
        ("rename", "outbox"),
        ("fsync", "outbox in data"),
        ("fsync", ".tmp in mentee1"),
        ("rename", "mentee1"),
        ("fsync", "mentee1 in records"),
        ("ack", ""),
    ]


def steps(trace: str) -> list[tuple[str, str]]:
    """Return what the task did that matters: which file or folder it flushed, renamed or acknowledged."""
    handles: dict[str, str] = {}
    found = []
    for line in trace.splitlines():
        if opened := _OPENED.search(line):
            handles[opened[2]] = _named(Path(opened[1]))
        elif flushed := re.search(r"f(?:data)?sync\((\d+)\)", line):
            found.append(("fsync", handles[flushed[1]]))
        elif renamed := re.search(r'rename\("[^"]+", "([^"]+)"\)', line):
            found.append(("rename", Path(renamed[1]).parent.name))
        elif re.search(r'write\(\d+, "[2-9A-Z]{4}-[2-9A-Z]{4}", 9\)', line):
            found.append(("ack", ""))
    return found


def _named(path: Path) -> str:
    name = path.suffix if path.suffix == ".tmp" else path.name
    return f"{name} in {path.parent.name}"
