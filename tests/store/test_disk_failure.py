"""A disk that fails while saving, and one that writes little by little (R5, R6)."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import DiskFailedError
from formsvc.domain.letters import LetterEvent
from formsvc.store.embedded import disk, open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from tests.store.examples import DRAFT, PERSON, a_letter, a_submission
from tests.workflows.small_programme import LOOKUP_KEY, SEALING_KEY


def opened(folder: Path) -> Store:
    return open_embedded(folder, Sealing([("test", SEALING_KEY)]), LOOKUP_KEY)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    store = opened(tmp_path)
    with store.hold(PERSON.id):
        store.registry.add(PERSON)
        store.records.save_draft(PERSON.id, DRAFT)
    yield tmp_path
    disk._failed.discard(str(tmp_path))  # noqa: SLF001 - a process that starts anew knows of nothing


class _Failing:
    """``os.fsync`` that fails once, at its ``nth`` call, and says yes to every later one."""

    def __init__(self, nth: int) -> None:
        self.left = nth
        self.real = os.fsync

    def __call__(self, handle: int) -> None:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.EIO, "Input/output error")
        self.real(handle)


def commit(store: Store) -> None:
    with store.hold(PERSON.id):
        store.records.commit(*a_submission(1))


def test_r5_a_failed_fsync_is_never_retried_and_trusted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever fsync of a commit: the same process, and every other, stands still afterwards."""
    failed_at = 0
    for nth in range(1, 20):
        failing = _Failing(nth)
        with monkeypatch.context() as patched:
            patched.setattr("os.fsync", failing)
            try:
                commit(opened(folder))
            except DiskFailedError:
                failed_at += 1
            else:
                break
        for same in (True, False):  # the process that failed; one that starts anew, and sees the file
            if not same:
                disk._failed.discard(str(folder))  # noqa: SLF001 - as above
            with pytest.raises(DiskFailedError, match="stopped"):
                opened(folder)
        (folder / disk.STOPPED).unlink()  # the operator has looked
        store = opened(folder)
        with store.hold(PERSON.id):
            store.records.withdraw(a_submission(1)[0])
            with store.outbox.claim("letter1") as letter:
                if letter is not None:
                    store.outbox.discard("letter1", letter.created_at)
    assert failed_at >= 4  # the letter, its folder, the record, its folder


def test_r5_an_open_store_neither_reads_nor_takes_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, other = opened(folder), opened(folder)
    with monkeypatch.context() as patched, store.hold(PERSON.id):
        patched.setattr("os.fsync", _Failing(1))
        with pytest.raises(DiskFailedError, match="nothing more is taken in"):
            store.records.save_draft(PERSON.id, replace(DRAFT, generation=9))
    disk._failed.discard(str(folder))  # noqa: SLF001 - the other store is another process's
    with pytest.raises(DiskFailedError):
        other.records.draft(PERSON.id, DRAFT.cycle)
    with pytest.raises(DiskFailedError):
        other.outbox.put(a_letter(9))
    with other.hold(PERSON.id), pytest.raises(DiskFailedError):
        other.records.save_draft(PERSON.id, DRAFT)


def test_r5_a_failed_line_of_the_ledger_counts_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = opened(folder)
    commit(store)

    def broken(_handle: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    letter = a_submission(1)[1]
    with monkeypatch.context() as patched, store.outbox.claim(letter.id):
        patched.setattr("os.fdatasync", broken)
        with pytest.raises(DiskFailedError):
            store.outbox.finish(letter.id, LetterEvent.DELIVERED, letter.created_at)
    with pytest.raises(DiskFailedError):
        store.registry.person(PERSON.id)


def test_r6_short_writes_are_finished(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, store = os.write, opened(folder)
    sizes = iter([1, 7, 2, 64, 3] * 10_000)
    with monkeypatch.context() as patched:
        patched.setattr("os.write", lambda handle, rest: real(handle, bytes(rest)[: next(sizes)]))
        commit(store)
    again = opened(folder)
    assert again.records.submission(PERSON.id, 1) == store.records.submission(PERSON.id, 1)
    assert again.outbox.conservation().waiting == 1
    assert again.registry.damaged() == again.outbox.damaged() == []
