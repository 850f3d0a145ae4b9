"""The audit list: added to, dropped by age alone, damaged lines passed over (L2, R19)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.store.embedded.audit import AUDIT, EmbeddedAuditLog
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.protocol import Store
from tests.seeded import seeded
from tests.store.conftest import in_every_store
from tests.store.examples import NOW
from tests.store.keeping import back_up, restore
from tests.workflows.small_programme import SettableClock, open_services

pytestmark = in_every_store

SECOND = NOW.replace(microsecond=0)
INVITED = AuditEvent(SECOND, "coordinator1", Deed.INVITED, "mentee1")
PAIRED = AuditEvent(SECOND + timedelta(seconds=1), "operator", Deed.PAIRED, "mentee1", "mentor1")


def test_what_was_done_comes_back_newest_first(store: Store, reopen: Callable[[], Store]) -> None:
    assert list(store.audit.events()) == []
    store.audit.add(INVITED)
    store.audit.add(PAIRED)
    again = reopen()
    assert list(again.audit.events()) == [PAIRED, INVITED]
    assert again.audit.damaged() == 0


def test_a_flipped_byte_hides_one_event_and_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    log = EmbeddedAuditLog(path, EmbeddedLocks(tmp_path))
    log.add(INVITED)
    first = path.stat().st_size
    log.add(PAIRED)
    whole = path.read_bytes()
    for at in range(1, first):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert list(log.events())[:1] == [PAIRED], at
        assert log.damaged() >= 1, at


def test_r20_a_backup_brings_the_list_back(tmp_path: Path) -> None:
    services = open_services(tmp_path / "data", SettableClock(), seeded())
    services.store.audit.add(INVITED)
    back_up(tmp_path, tmp_path / "backup.tar")
    restored, _ = restore(tmp_path / "backup.tar", tmp_path / "again")
    assert list(restored.store.audit.events()) == [INVITED]


def test_p4_what_is_old_is_dropped_while_others_add_and_what_is_damaged_stays(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    log = EmbeddedAuditLog(path, EmbeddedLocks(tmp_path))
    log.add(INVITED)
    with path.open("ab") as torn:
        torn.write(b"\ntorn by a crash")
    with ThreadPoolExecutor(4) as hands:
        added = [replace(PAIRED, whom=f"mentee{number}") for number in range(40)]
        adding = [hands.submit(log.add, one) for one in added]
        dropping = [hands.submit(log.drop, PAIRED.at) for _ in range(4)]
        dropped = sum(done.result() for done in dropping)
        assert [done.result() for done in adding] == [None] * len(added)
    assert dropped == 1
    assert sorted(event.whom for event in log.events()) == sorted(one.whom for one in added)
    assert log.damaged() == 1
    assert log.drop(PAIRED.at) == 0


def test_adding_waits_while_old_events_are_dropped(tmp_path: Path) -> None:
    locks = EmbeddedLocks(tmp_path)
    log = EmbeddedAuditLog(tmp_path / "audit.log", locks)
    with ThreadPoolExecutor(1) as hands:
        with locks.exclusive(AUDIT):
            adding = hands.submit(log.add, INVITED)
            assert not wait([adding], timeout=0.1).done
        adding.result(timeout=60)
    assert list(log.events()) == [INVITED]
