"""The audit list: added to, never changed, damaged lines passed over (L2, R19)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.store.embedded.audit import EmbeddedAuditLog
from formsvc.store.protocol import Store
from tests.seeded import seeded
from tests.store.examples import NOW
from tests.store.keeping import back_up, restore
from tests.workflows.small_programme import SettableClock, open_services

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
    log = EmbeddedAuditLog(path)
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
