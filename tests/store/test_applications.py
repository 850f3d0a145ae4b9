"""Applications: sealed, found by address without a scan, erased without a trace (K1, K3, K4, R19, R20)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.application import ApplicationState
from formsvc.domain.errors import DamagedFileError, LockNotHeldError
from formsvc.store.documents import APPLICATION as DOCUMENT
from formsvc.store.embedded import open_embedded
from formsvc.store.embedded.resealing import Resealer
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from tests.encodings import holds
from tests.seeded import seeded
from tests.store.conftest import KEYS, LOOKUP, in_every_store, in_files
from tests.store.examples import APPLICATION, APPLIED, an_application
from tests.store.keeping import back_up, flipped, restore
from tests.workflows.small_programme import SettableClock, open_services

pytestmark = in_every_store

NEW_KEY = ("k2", bytes(range(100, 132)))


def save(store: Store, *numbers: int, email: str = APPLIED.email) -> None:
    for number in numbers:
        application = an_application(store, number, email)
        with store.hold(application.id):
            store.applications.save(application)


def test_an_application_comes_back_as_it_was_saved(store: Store, reopen: Callable[[], Store]) -> None:
    save(store, 1)
    wanted = an_application(store, 1)
    again = reopen().applications
    assert again.application(wanted.id) == wanted
    assert list(again.applications()) == [wanted]
    for unknown in ("nobody", "", "../registry/x", f"{wanted.id}x"):
        assert again.application(unknown) is None


def test_an_address_finds_its_own_oldest_first_whatever_its_case(store: Store) -> None:
    save(store, 2, 1)
    save(store, 3, email="other@example.org")
    found = store.applications.find("ANA@Example.org")
    assert found == [an_application(store, 1), an_application(store, 2)]
    assert store.applications.find("nobody@example.org") == []


def test_a_change_replaces_and_needs_the_hold(store: Store) -> None:
    save(store, 1)
    changed = replace(an_application(store, 1), state=ApplicationState.ACCEPTED)
    with pytest.raises(LockNotHeldError):
        store.applications.save(changed)
    with pytest.raises(LockNotHeldError):
        store.applications.erase(changed.id)
    with store.hold(changed.id):
        store.applications.save(changed)
    assert store.applications.find(APPLIED.email) == [changed]


@in_files
def test_k4_what_is_erased_is_gone_and_twice_does_no_harm(store: Store, data_dir: Path) -> None:
    save(store, 1, 2)
    gone = an_application(store, 1).id
    for _ in range(2):
        with store.hold(gone):
            store.applications.erase(gone)
    assert store.applications.application(gone) is None
    assert store.applications.find(APPLIED.email) == [an_application(store, 2)]
    assert [path for path in data_dir.rglob("*") if gone in path.name] == []


@in_files
def test_k1_no_stored_byte_and_no_file_name_says_who_applied(store: Store, data_dir: Path) -> None:
    save(store, 1)
    for path in data_dir.rglob("*"):
        for word in ("zq81", "ana@example.org", "Ana Applicant", "Infirmary"):
            assert not holds(str(path), word), path
            assert path.is_dir() or not holds(path.read_bytes(), word), path


@in_files
def test_r19_a_damaged_one_is_named_and_the_others_are_served(store: Store, data_dir: Path) -> None:
    save(store, 1, 2)
    broken = an_application(store, 1).id
    path = data_dir / f"applications/{broken}.json"
    whole = path.read_bytes()
    for at in range(0, len(whole), 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DamagedFileError, match="applications/"):
            store.applications.application(broken)
    assert store.applications.damaged() == [f"applications/{broken}"]
    assert list(store.applications.applications()) == [an_application(store, 2)]
    assert store.applications.find(APPLIED.email) == [an_application(store, 2)]


@in_files
def test_k3_it_is_sealed_again_with_the_newest_key(store: Store, data_dir: Path) -> None:
    save(store, 1)
    done = Resealer(data_dir, Sealing([NEW_KEY, *KEYS]), lambda: None).run()
    assert (done.seen, done.sealed, done.damaged) == (1, 1, [])
    after = open_embedded(data_dir, Sealing([NEW_KEY]), LOOKUP)
    assert after.applications.find(APPLIED.email) == [an_application(store, 1)]


def test_r20_a_backup_brings_it_back_and_names_a_damaged_one(tmp_path: Path) -> None:
    services = open_services(tmp_path / "data", SettableClock(), seeded())
    save(services.store, 1)
    assert back_up(tmp_path, tmp_path / "backup.tar").counts == {"applications": 1}
    restored, _ = restore(tmp_path / "backup.tar", tmp_path / "again")
    assert list(restored.store.applications.applications()) == [an_application(services.store, 1)]
    path = next((tmp_path / "data/applications").iterdir())
    path.write_bytes(flipped(path.read_bytes()))
    (damaged,) = back_up(tmp_path, tmp_path / "second.tar").damaged
    assert damaged.name == f"applications/{path.stem}"


def test_an_old_document_without_the_newer_fields_opens() -> None:
    """R22."""
    written = DOCUMENT.write(APPLICATION)
    least = {name: written[name] for name in ("id", "person_id", "applied_at", "secret_hash", "v")}
    least["applied"] = {name: written["applied"][name] for name in ("role", "name", "email")}
    assert DOCUMENT.read(least).state is ApplicationState.UNCONFIRMED
