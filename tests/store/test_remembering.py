"""What the registry remembers between two looks is never older than what lies on the disk."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import DiskFailedError
from formsvc.domain.people import Person
from formsvc.store.embedded import remembering
from formsvc.store.embedded.disk import STOPPED
from formsvc.store.embedded.registry import EmbeddedRegistry
from formsvc.store.protocol import Store
from tests.crash.killing import ROOT
from tests.store.examples import PERSON, somebody

_RENAME = """
import sys
from dataclasses import replace
from pathlib import Path
from formsvc.store.embedded import open_embedded
from formsvc.store.sealing import Sealing
from tests.store.conftest import KEYS, LOOKUP
store = open_embedded(Path(sys.argv[1]), Sealing(KEYS), LOOKUP)
with store.hold(sys.argv[2]):
    store.registry.save(replace(store.registry.person(sys.argv[2]), name=sys.argv[3]))
"""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose files are opened, in order."""
    seen: list[str] = []
    read = EmbeddedRegistry.person

    def noted(registry: EmbeddedRegistry, person_id: str) -> Person:
        seen.append(person_id)
        return read(registry, person_id)

    monkeypatch.setattr(EmbeddedRegistry, "person", noted)
    return seen


@pytest.fixture
def three(opened: list[str], reopen: Callable[[], Store], data_dir: Path) -> Store:
    """Three people whose files are old enough to be remembered."""
    store = reopen()
    for person in (PERSON, somebody(2), somebody(3)):
        with store.hold(person.id):
            store.registry.add(person)
    for path in (data_dir / "registry").glob("*.json"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    list(store.registry.people())
    opened.clear()
    return store


def names(store: Store) -> dict[str, str]:
    return {person.id: person.name for person in store.registry.people()}


def test_what_nobody_changed_is_not_opened_again(three: Store, opened: list[str]) -> None:
    assert len(names(three)) == 3
    assert three.registry.damaged() == []
    assert opened == []


def test_what_another_process_wrote_is_seen_at_once(three: Store, data_dir: Path, opened: list[str]) -> None:
    subprocess.run(
        [sys.executable, "-c", _RENAME, str(data_dir), PERSON.id, "Renamed Elsewhere"], cwd=ROOT, check=True
    )
    assert names(three)[PERSON.id] == "Renamed Elsewhere"
    assert opened == [PERSON.id]


def test_a_file_of_the_same_size_and_second_in_another_s_place_is_seen(three: Store, data_dir: Path) -> None:
    path = data_dir / "registry" / f"{PERSON.id}.json"
    before = path.stat()
    with three.hold(PERSON.id):
        three.registry.save(replace(PERSON, name=PERSON.name[::-1]))
    assert path.stat().st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert names(three)[PERSON.id] == PERSON.name[::-1]


def test_what_was_written_a_moment_ago_is_read_again(three: Store, data_dir: Path, opened: list[str]) -> None:
    """The clock's tick: a second write within it, in an inode that is used again, has the same stamp."""
    path = data_dir / "registry" / f"{PERSON.id}.json"
    soon = time.time_ns() + 10_000_000_000
    os.utime(path, ns=(soon, soon))
    for _ in range(2):
        assert len(names(three)) == 3
    assert opened == [PERSON.id] * 2


def test_r19_what_is_damaged_meanwhile_is_named_and_not_remembered(three: Store, data_dir: Path) -> None:
    path = data_dir / "registry" / f"{PERSON.id}.json"
    whole = path.read_bytes()
    path.write_bytes(whole[:-9])
    assert PERSON.id not in names(three)
    assert three.registry.damaged() == [f"registry/{PERSON.id}"]
    path.write_bytes(whole)
    assert names(three)[PERSON.id] == PERSON.name
    assert three.registry.damaged() == []


def test_k4_who_is_erased_is_forgotten(three: Store) -> None:
    with three.hold(PERSON.id):
        three.registry.erase(PERSON.id)
    assert PERSON.id not in names(three)
    assert isinstance(three.registry, EmbeddedRegistry)
    assert set(three.registry._remembered._known) == {somebody(2).id, somebody(3).id}  # noqa: SLF001 - memory is what is promised


def test_r24_no_more_is_remembered_than_was_said(
    three: Store, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(three.registry, EmbeddedRegistry)
    three.registry._remembered.forget_all_but(())  # noqa: SLF001 - as a process that has just started
    monkeypatch.setattr(remembering, "AT_MOST", 2)
    for _ in range(2):
        assert len(names(three)) == 3
    assert len(opened) == 3 + 1


def test_r5_nothing_is_remembered_of_a_disk_that_failed(three: Store, data_dir: Path) -> None:
    (data_dir / STOPPED).write_bytes(b"")
    with pytest.raises(DiskFailedError):
        list(three.registry.people())
