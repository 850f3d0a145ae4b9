"""Rounds of the evaluation, over every store: an answer counts once, and leaves nothing of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import DamagedFileError, LockNotHeldError, RoundUnknownError, StoreError
from formsvc.domain.evaluation import Group
from formsvc.domain.letters import LetterKind
from formsvc.store.embedded import open_embedded
from formsvc.store.embedded.resealing import Resealer
from formsvc.store.protocol import EVALUATION, KnownLink, Store
from formsvc.store.sealing import Sealing
from tests.domain.small_evaluation import AGAIN, ASKED
from tests.domain.small_evaluation import EVALUATION as QUESTIONS
from tests.seeded import seeded
from tests.store.conftest import KEYS, LOOKUP, in_every_store, in_files
from tests.store.examples import a_letter
from tests.store.keeping import back_up, flipped, restore
from tests.workflows.small_programme import SettableClock, open_services

pytestmark = in_every_store

SHORT = replace(ASKED, evaluation=replace(QUESTIONS, questions=(AGAIN,)))
LINKS = {f"{number:064x}": Group.MENTEE for number in (9, 3, 7, 1, 5, 8, 2, 6, 4, 10)}
PEOPLE = tuple(f"person{number:02}" for number in range(10))
YES, NO = {"again": 0}, {"again": 1}


@pytest.fixture
def opened(store: Store) -> Store:
    with store.hold(EVALUATION):
        store.evaluations.open(SHORT, {Group.MENTEE: PEOPLE})
        store.evaluations.note_asked(SHORT.id, Group.MENTEE, PEOPLE, LINKS)
    return store


def answer(store: Store, number: int, choices: dict[str, int]) -> None:
    with store.hold(EVALUATION):
        store.evaluations.answer(f"{number:064x}", choices)


def plain(data_dir: Path) -> str:
    """Return what the round's file says, opened."""
    (path,) = (data_dir / "evaluations").glob("*.json")
    return json.dumps(Sealing(KEYS).open(f"evaluations/{path.stem}", path.read_bytes()).content)


def test_a_round_comes_back_with_its_questions(opened: Store, reopen: Callable[[], Store]) -> None:
    assert opened.evaluations.rounds() == [SHORT]
    assert reopen().evaluations.rounds() == [SHORT]
    assert opened.evaluations.damaged() == []


def test_a_link_opens_once_and_is_remembered_as_used(opened: Store, reopen: Callable[[], Store]) -> None:
    link = f"{7:064x}"
    assert opened.evaluations.link(link) == KnownLink(SHORT, Group.MENTEE)
    assert opened.evaluations.link("0" * 64) is None
    answer(opened, 7, YES)
    assert reopen().evaluations.link(link) == KnownLink(SHORT, None)
    with pytest.raises(RoundUnknownError):
        answer(opened, 7, NO)


def test_the_newest_round_comes_first_and_old_links_are_still_known(opened: Store) -> None:
    later = replace(SHORT, id="round2", opened_on=SHORT.closes_on)
    with opened.hold(EVALUATION):
        opened.evaluations.close(SHORT.id, SHORT.closes_on)
        opened.evaluations.open(later, {Group.MENTOR: ["mentor1"]})
    assert [each.id for each in opened.evaluations.rounds()] == ["round2", "round1"]
    old = opened.evaluations.link(f"{1:064x}")
    assert old
    assert (old.round.closed_on, old.group) == (SHORT.closes_on, None)


def test_nothing_changes_outside_the_hold(store: Store, opened: Store) -> None:
    changes: list[Callable[[], object]] = [
        lambda: store.evaluations.open(replace(SHORT, id="r2"), {}),
        lambda: store.evaluations.answer(f"{1:064x}", YES),
        lambda: store.evaluations.note_reminded(SHORT.id),
        lambda: store.evaluations.close(SHORT.id, SHORT.closes_on),
    ]
    for change in changes:
        with pytest.raises(LockNotHeldError):
            change()
    assert opened.evaluations.rounds() == [SHORT]


@in_files
def test_results_are_there_only_after_closing_and_then_nothing_else_is(opened: Store, data_dir: Path) -> None:
    """What is below five is gone from the file too, and which links were used."""
    for number in range(1, 9):
        answer(opened, number, YES if number != 8 else NO)
    assert opened.evaluations.results(SHORT.id) is None
    assert "[7, 1]" in plain(data_dir)
    for _ in range(2):
        with opened.hold(EVALUATION):
            opened.evaluations.close(SHORT.id, SHORT.closes_on)
    results = opened.evaluations.results(SHORT.id)
    assert results
    assert [(group.answered, group.questions[0].shares) for group in results.groups if group.questions] == [
        (8, ())
    ]
    assert "[7, 1]" not in plain(data_dir)
    assert json.loads(plain(data_dir))["_default"]["1"]["old_links"] == sorted(LINKS)
    assert opened.evaluations.results("nosuchround") is None
    assert opened.evaluations.results("../registry/x") is None


def test_a_reminder_is_noted(opened: Store) -> None:
    with opened.hold(EVALUATION):
        opened.evaluations.note_reminded(SHORT.id)
    assert opened.evaluations.rounds() == [replace(SHORT, reminded=True)]


def test_the_file_is_the_same_whoever_answered_what_and_when(tmp_path: Path) -> None:
    """The heart of it: people in another order, with each other's answers, leave the same bytes behind."""
    said: list[str] = []
    for order, choices in (
        (range(1, 9), (YES,) * 5 + (NO,) * 3),
        (range(8, 0, -1), (NO, YES) * 3 + (YES,) * 2),
    ):
        data_dir = tmp_path / str(len(said))
        store = open_embedded(data_dir, Sealing(KEYS), LOOKUP)
        turn = (lambda found: found) if not said else reversed
        with store.hold(EVALUATION):
            store.evaluations.open(SHORT, {Group.MENTEE: list(turn(PEOPLE))})
            store.evaluations.note_asked(SHORT.id, Group.MENTEE, list(turn(PEOPLE)), list(turn(list(LINKS))))
        for number, chosen in zip(order, choices, strict=True):
            answer(store, number, chosen)
        said.append(plain(data_dir))
    assert said[0] == said[1]
    assert '"2026' in said[0]
    assert "T0" not in said[0]  # no moment, only the days of opening and closing


@in_files
def test_no_previous_generation_lies_beside_a_round(opened: Store, data_dir: Path) -> None:
    """Beside the new one it would show what was chosen last."""
    answer(opened, 1, YES)
    answer(opened, 2, NO)
    assert [path.name for path in (data_dir / "evaluations").iterdir()] == ["round1.json"]


def test_r8_all_at_once_each_counts_once(opened: Store, reopen: Callable[[], Store]) -> None:
    """Ten links, each tried twice at the same time through stores of their own."""

    def attempt(number: int) -> bool:
        try:
            answer(reopen(), number, YES)
        except RoundUnknownError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        counted = list(pool.map(attempt, [*range(1, 11), *range(1, 11)]))
    assert sum(counted) == 10
    with opened.hold(EVALUATION):
        opened.evaluations.close(SHORT.id, SHORT.closes_on)
    results = opened.evaluations.results(SHORT.id)
    assert results
    assert results.groups[0].answered == 10


_ANSWER = """
import os, sys
from pathlib import Path
from tests.store.test_evaluations import YES, answer
from formsvc.store.embedded import open_embedded
from formsvc.store.sealing import Sealing
from tests.store.conftest import KEYS, LOOKUP
store = open_embedded(Path(sys.argv[1]), Sealing(KEYS), LOOKUP)
real, left = getattr(os, sys.argv[2]), [int(sys.argv[3])]
def cut(*given, **named):
    left[0] -= 1
    if left[0] < 0:
        os._exit(9)
    done = real(*given, **named)
    return done
setattr(os, sys.argv[2], cut)
answer(store, 1, YES)
os._exit(0)
"""


@in_files
@pytest.mark.parametrize(("call", "calls"), [("write", 1), ("fsync", 2), ("replace", 1)])
def test_r2_killed_while_answering_both_count_or_neither(
    opened: Store, data_dir: Path, call: str, calls: int
) -> None:
    for allowed in range(calls + 1):
        command = [sys.executable, "-c", _ANSWER, str(data_dir), call, str(allowed)]
        code = subprocess.run(
            command, check=False, timeout=60, env={**os.environ, "PYTHONPATH": "."}
        ).returncode
        link = opened.evaluations.link(f"{1:064x}")
        assert link
        if code == 0:
            assert allowed == calls
        counted = '"answered": 1' in plain(data_dir)
        assert (link.group is None) is counted
        if counted:
            break
    assert '"answered": 1' in plain(data_dir)


@in_files
def test_r19_a_damaged_round_is_named_and_its_links_are_not_called_strangers(
    opened: Store, data_dir: Path
) -> None:
    (path,) = (data_dir / "evaluations").iterdir()
    path.write_bytes(flipped(path.read_bytes()))
    assert opened.evaluations.damaged() == ["evaluations/round1"]
    assert opened.evaluations.rounds() == []
    with pytest.raises(DamagedFileError, match="evaluations/round1"):
        opened.evaluations.link(f"{1:064x}")


@in_files
def test_k3_a_round_is_sealed_again_with_the_newest_key(opened: Store, data_dir: Path) -> None:
    answer(opened, 1, YES)
    new = ("k2", bytes(range(100, 132)))
    done = Resealer(data_dir, Sealing([new, *KEYS]), lambda: None).run()
    assert (done.sealed, done.damaged) == (1, [])
    again = open_embedded(data_dir, Sealing([new]), LOOKUP)
    assert again.evaluations.link(f"{1:064x}") == KnownLink(SHORT, None)


@in_files
def test_r4_a_full_disk_takes_nothing_and_says_so(opened: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", full)
        with pytest.raises(StoreError, match="disk is full"):
            answer(opened, 1, YES)
    assert opened.evaluations.link(f"{1:064x}") == KnownLink(SHORT, Group.MENTEE)
    answer(opened, 1, YES)


def test_r20_a_backup_brings_rounds_back_and_holds_no_letter_with_a_link(tmp_path: Path) -> None:
    """A waiting invitation would say, beside a later backup, who has answered; a reminder says nothing."""
    services = open_services(tmp_path / "data", SettableClock(), seeded())
    store = services.store
    with store.hold(EVALUATION):
        store.evaluations.open(SHORT, {Group.MENTEE: PEOPLE})
        store.evaluations.note_asked(SHORT.id, Group.MENTEE, PEOPLE, LINKS)
    answer(store, 1, YES)
    facts = {"secret": "zq81secret", "round": SHORT.id}
    store.outbox.put(a_letter(1, kind=LetterKind.EVALUATION_INVITATION, facts=facts))
    store.outbox.put(a_letter(2, kind=LetterKind.EVALUATION_REMINDER, facts={"round": SHORT.id}))
    done = back_up(tmp_path, tmp_path / "backup.tar")
    assert (done.counts["evaluations"], done.counts["outbox"]) == (1, 1)
    assert b"outbox/l1.json" not in (tmp_path / "backup.tar").read_bytes()
    restored, held = restore(tmp_path / "backup.tar", tmp_path / "again")
    assert [letter.id for letter in held] == ["l2"]
    assert restored.store.evaluations.rounds() == [SHORT]
    assert restored.store.evaluations.link(f"{1:064x}") == KnownLink(SHORT, None)
    assert restored.store.outbox.conservation().holds
