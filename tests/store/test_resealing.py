"""K3: every file is sealed again under its lock while the store is in use; then the old key can go."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import DamagedFileError, KeyMissingError
from formsvc.domain.letters import LetterKind
from formsvc.domain.returned import SentLetter
from formsvc.store.embedded import open_embedded
from formsvc.store.embedded.resealing import Resealer
from formsvc.store.protocol import Store
from formsvc.store.resealed import Resealed
from formsvc.store.sealing import Sealing, SealingKeys
from tests.store.conftest import KEYS, LOOKUP
from tests.store.examples import CREDENTIALS, DRAFT, NOW, PERSON, REQUEST, a_letter, a_submission, somebody
from tests.store.keeping import flipped

NEW = ("k2", bytes(range(100, 132)))
ROTATED: SealingKeys = [NEW, *KEYS]


SENT = SentLetter("sent1", LetterKind.SUBMISSION, "ada@example.org", NOW, PERSON.id, 1)


@pytest.fixture
def full(store: Store) -> Store:
    """One of everything, and a second generation of what keeps its previous one."""
    for person in (PERSON, somebody(2)):
        with store.hold(person.id):
            store.registry.add(person)
    with store.hold(PERSON.id):
        store.registry.save(PERSON)
        store.records.save_draft(PERSON.id, DRAFT)
        store.records.save_draft(PERSON.id, replace(DRAFT, generation=4))
        store.credentials.save_credentials(CREDENTIALS)
        for cycle in (1, 2, 3):
            store.records.commit(*a_submission(cycle))
    with store.hold(REQUEST.id):
        store.credentials.save_sign_in_request(REQUEST)
    store.sent.note(SENT)
    return store


def keys_used(data_dir: Path) -> set[str]:
    return {json.loads(path.read_bytes())["key"] for path in sealed_files(data_dir)}


def sealed_files(data_dir: Path) -> list[Path]:
    found = [path for path in data_dir.rglob("*.json*") if path.name != "format.json"]
    assert any(path.name.endswith(".prev") for path in found)
    return found


def reseal(data_dir: Path, note: Callable[[], None] = lambda: None) -> Resealed:
    return Resealer(data_dir, Sealing(ROTATED), note).run()


@pytest.mark.usefixtures("full")
def test_k3_every_file_is_sealed_again_and_opens_without_the_old_key(data_dir: Path) -> None:
    files = len(sealed_files(data_dir))
    done = reseal(data_dir)
    assert (done.sealed, done.busy, done.damaged) == (files, [], [])
    assert keys_used(data_dir) == {"k2"}
    after = open_embedded(data_dir, Sealing([NEW]), LOOKUP)
    assert after.registry.find(PERSON.email) == PERSON
    assert after.records.draft(PERSON.id, DRAFT.cycle) == replace(DRAFT, generation=4)
    assert [sent.cycle for sent in after.records.submissions(PERSON.id)] == [1, 2, 3]
    assert after.credentials.credentials(PERSON.id) == CREDENTIALS
    assert after.credentials.sign_in_request(REQUEST.id) == REQUEST
    assert len(list(after.outbox.letters())) == 3
    assert after.sent.find(SENT.id) == SENT
    assert {path.stat().st_mode & 0o077 for path in data_dir.rglob("*")} == {0}
    assert reseal(data_dir).sealed == 0


@pytest.mark.usefixtures("full")
def test_k3_the_previous_generation_stays_the_previous_one(data_dir: Path) -> None:
    reseal(data_dir)
    kept = data_dir / "drafts/mentee1.json.prev"
    kept.rename(data_dir / "drafts/mentee1.json")
    after = open_embedded(data_dir, Sealing([NEW]), LOOKUP)
    assert after.records.draft(PERSON.id, DRAFT.cycle) == DRAFT


@pytest.mark.usefixtures("full")
def test_k3_what_is_written_meanwhile_is_never_lost(data_dir: Path) -> None:
    """Writers who still seal with the old key race with those who seal again, over one file."""

    def slow_to_follow() -> Store:
        return open_embedded(data_dir, Sealing([*KEYS, NEW]), LOOKUP)

    def count_up(_: int) -> None:
        mine = slow_to_follow()
        with mine.hold(PERSON.id):
            before = mine.credentials.credentials(PERSON.id)
            mine.credentials.save_credentials(replace(before, last_step=before.last_step + 1))

    start = slow_to_follow().credentials.credentials(PERSON.id).last_step
    sealed_again = 0
    with ThreadPoolExecutor(4) as pool:
        counted = [pool.submit(count_up, number) for number in range(100)]
        while not all(one.done() for one in counted):
            sealed_again += reseal(data_dir).sealed
        assert [one.exception() for one in counted] == [None] * 100
    assert sealed_again > len(sealed_files(data_dir)), "they never met"
    assert slow_to_follow().credentials.credentials(PERSON.id).last_step == start + 100


def test_a_letter_in_a_worker_s_hand_is_left_and_named(full: Store, data_dir: Path) -> None:
    with full.outbox.claim("letter2"):
        done = reseal(data_dir)
    assert "outbox/letter2" in done.busy
    assert reseal(data_dir).busy == []
    assert keys_used(data_dir) == {"k2"}


def test_r19_a_damaged_file_is_left_and_named_and_stops_no_other(full: Store, data_dir: Path) -> None:
    path = data_dir / "drafts/mentee1.json.prev"
    broken = flipped(path.read_bytes())
    path.write_bytes(broken)
    done = reseal(data_dir)
    assert done.damaged == ["drafts/mentee1.json.prev"]
    assert (path.read_bytes(), keys_used(data_dir)) == (broken, {"k1", "k2"})
    assert full.outbox.damaged()  # sealed with a key that this store doesn't follow


def test_a_letter_that_comes_or_goes_meanwhile_is_no_trouble(full: Store, data_dir: Path) -> None:
    names = iter(["letter1", "letter3"])

    def come_and_go() -> None:
        for number, letter_id in enumerate(names):
            (data_dir / f"outbox/{letter_id}.json").unlink()
            full.outbox.put(a_letter(number))

    assert reseal(data_dir, come_and_go).damaged == []


class Rotating:
    """Keys as a running process follows them."""

    def __init__(self) -> None:
        self.now: SealingKeys | None = None

    def __call__(self) -> SealingKeys | None:
        now, self.now = self.now, None
        return now


def test_k3_a_running_process_seals_with_the_new_key_at_once(data_dir: Path) -> None:
    rotating = Rotating()
    running = open_embedded(data_dir, Sealing(KEYS, rotating), LOOKUP)
    running.outbox.put(a_letter(1))
    rotating.now = ROTATED
    running.outbox.put(a_letter(2))
    keys = [json.loads((data_dir / f"outbox/l{n}.json").read_bytes())["key"] for n in (1, 2)]
    assert keys == ["k1", "k2"]


@pytest.mark.usefixtures("full")
def test_k3_a_running_process_opens_what_another_has_sealed_with_the_new_key(data_dir: Path) -> None:
    rotating = Rotating()
    running = open_embedded(data_dir, Sealing(KEYS, rotating), LOOKUP)
    assert running.registry.person(PERSON.id) == PERSON
    reseal(data_dir)
    with pytest.raises(KeyMissingError, match="k2"):
        running.registry.person(PERSON.id)
    rotating.now = ROTATED
    assert running.registry.person(PERSON.id) == PERSON


def test_what_is_no_envelope_is_damage(data_dir: Path, full: Store) -> None:
    assert full.registry.person(PERSON.id)
    (data_dir / "registry/person2.json").write_bytes(os.urandom(99))
    assert reseal(data_dir).damaged == ["registry/person2.json"]
    with pytest.raises(DamagedFileError):
        Sealing(ROTATED).resealed("registry/person2", b"[]")
