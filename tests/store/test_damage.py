"""R19, K1, A1: whatever happens to a file is found and named, the others are served, and none can be read."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from formsvc.domain.errors import DamagedFileError, NewerFormatError, SettingsInvalidError, StoreError
from formsvc.domain.letters import LetterEvent
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from tests.store.conftest import KEYS, LOOKUP
from tests.store.examples import CREDENTIALS, DRAFT, NOW, PERSON, REQUEST, a_submission, somebody

READERS: dict[str, Callable[[Store], object]] = {
    "registry": lambda store: store.registry.person(PERSON.id),
    "index": lambda store: store.registry.find(PERSON.email),
    "drafts": lambda store: store.records.draft(PERSON.id, DRAFT.cycle),
    "records": lambda store: store.records.submission(PERSON.id, 1),
    "credentials": lambda store: store.credentials.credentials(PERSON.id),
    "requests": lambda store: store.credentials.sign_in_request(REQUEST.id),
}


@pytest.fixture
def full(store: Store) -> Store:
    other = somebody(2)
    for person in (PERSON, other):
        with store.hold(person.id):
            store.registry.add(person)
    with store.hold(PERSON.id):
        store.records.save_draft(PERSON.id, replace(DRAFT, answers={"text": "zq81-answer"}))
        store.credentials.save_credentials(CREDENTIALS)
        store.records.commit(*a_submission(1))
    with store.hold(REQUEST.id):
        store.credentials.save_sign_in_request(REQUEST)
    return store


def file_of(data_dir: Path, concern: str) -> Path:
    found = sorted((data_dir / concern).rglob("*.json"))
    return next((path for path in found if "person2" not in path.name), found[0])


@pytest.mark.parametrize("concern", [name for name in READERS if name != "index"])
def test_r19_any_flipped_byte_is_found_named_and_stops_nobody_else(
    full: Store, data_dir: Path, concern: str
) -> None:
    path = file_of(data_dir, concern)
    whole = path.read_bytes()
    for position in range(len(whole)):
        for flip in (0x01, 0x20):
            path.write_bytes(whole[:position] + bytes([whole[position] ^ flip]) + whole[position + 1 :])
            with pytest.raises((DamagedFileError, NewerFormatError)) as damage:
                READERS[concern](full)
            assert concern in str(damage.value)
    assert full.registry.person("person2") == somebody(2)
    path.write_bytes(whole)
    READERS[concern](full)


def test_r19_a_flipped_byte_in_the_index_or_the_outbox_is_found_too(full: Store, data_dir: Path) -> None:
    for path in [*(data_dir / "index").iterdir(), *(data_dir / "outbox").iterdir()]:
        whole = path.read_bytes()
        path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    for person in (PERSON, somebody(2)):
        with pytest.raises(DamagedFileError, match="index/"):
            full.registry.find(person.email)
    assert full.outbox.damaged() == ["outbox/letter1"]
    assert list(full.outbox.letters()) == []


@pytest.mark.parametrize("cut", [0, 1, 50, -1])
def test_r19_a_cut_file_is_never_read_as_empty(full: Store, data_dir: Path, cut: int) -> None:
    path = file_of(data_dir, "drafts")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(DamagedFileError):
        READERS["drafts"](full)


def test_k1_two_peoples_files_swapped_are_refused(full: Store, data_dir: Path) -> None:
    mine, theirs = data_dir / "registry/mentee1.json", data_dir / "registry/person2.json"
    kept = mine.read_bytes()
    mine.write_bytes(theirs.read_bytes())
    theirs.write_bytes(kept)
    for person_id in (PERSON.id, "person2"):
        with pytest.raises(DamagedFileError, match=person_id):
            full.registry.person(person_id)
    assert full.registry.damaged() == ["registry/mentee1", "registry/person2"] or set(
        full.registry.damaged()
    ) == {"registry/mentee1", "registry/person2"}


def test_k1_a_file_whose_name_was_edited_to_fit_is_refused_too(full: Store, data_dir: Path) -> None:
    theirs = (data_dir / "registry/person2.json").read_bytes()
    (data_dir / "registry/mentee1.json").write_bytes(theirs.replace(b"registry/person2", b"registry/mentee1"))
    with pytest.raises(DamagedFileError, match="seal"):
        full.registry.person(PERSON.id)


def test_k1_a_file_of_another_kind_is_refused(full: Store, data_dir: Path) -> None:
    shutil.copy(data_dir / "registry/mentee1.json", data_dir / "credentials/mentee1.json")
    with pytest.raises(DamagedFileError, match="another document"):
        READERS["credentials"](full)


def test_k1_an_envelope_whose_generation_was_edited_is_refused(full: Store, data_dir: Path) -> None:
    path = file_of(data_dir, "registry")
    path.write_bytes(path.read_bytes().replace(b'"generation":1', b'"generation":9'))
    with pytest.raises(DamagedFileError, match="seal"):
        READERS["registry"](full)


@pytest.mark.usefixtures("full")
def test_k1_another_key_opens_nothing_and_an_older_key_still_opens(data_dir: Path) -> None:
    stranger = open_embedded(data_dir, Sealing([("k1", b"x" * 32)]), LOOKUP)
    with pytest.raises(DamagedFileError, match="seal"):
        READERS["registry"](stranger)
    rotated = open_embedded(data_dir, Sealing([("k2", b"y" * 32), *KEYS]), LOOKUP)
    assert rotated.registry.person(PERSON.id) == PERSON
    with pytest.raises(DamagedFileError, match="k1"):
        READERS["registry"](open_embedded(data_dir, Sealing([("k2", b"y" * 32)]), LOOKUP))


@pytest.mark.usefixtures("full")
def test_a1_k1_nothing_private_can_be_read_in_any_file_or_name(data_dir: Path) -> None:
    everything = b"".join(
        path.read_bytes() + str(path).encode() for path in data_dir.rglob("*") if path.is_file()
    )
    assert CREDENTIALS.seed
    for private in (
        CREDENTIALS.seed,
        "zq81-answer",
        PERSON.email,
        PERSON.email.lower(),
        "Sample",
        "ada@example",
    ):
        assert private.encode() not in everything


@pytest.mark.usefixtures("full")
def test_files_and_folders_are_their_owners_alone(data_dir: Path) -> None:
    assert {path.stat().st_mode & 0o077 for path in data_dir.rglob("*")} == {0}


def test_the_previous_generation_stays_beside_a_file_until_it_is_dropped(full: Store, data_dir: Path) -> None:
    path = data_dir / "drafts/mentee1.json"
    before = path.read_bytes()
    with full.hold(PERSON.id):
        full.records.save_draft(PERSON.id, DRAFT)
        assert path.with_name("mentee1.json.prev").read_bytes() == before
        full.records.drop_draft(PERSON.id)
    assert list((data_dir / "drafts").iterdir()) == []


def test_what_a_crash_left_half_written_is_no_document(full: Store, data_dir: Path) -> None:
    (data_dir / "registry/.mentee1.json.tmp").write_bytes(b"half")
    (data_dir / "outbox/.letter9.json.tmp").write_bytes(b"half")
    assert len(list(full.registry.people())) == 2
    assert full.registry.damaged() == full.outbox.damaged() == []


def test_a_letter_whose_last_word_is_noted_is_never_handed_out_again(
    full: Store, data_dir: Path, reopen: Callable[[], Store]
) -> None:
    path = data_dir / "outbox/letter1.json"
    left_by_a_crash = path.read_bytes()
    with full.outbox.claim("letter1") as letter:
        assert letter
        full.outbox.finish(letter.id, LetterEvent.DELIVERED, NOW)
    path.write_bytes(left_by_a_crash)
    with reopen().outbox.claim("letter1") as again:
        assert again is None
    assert not path.exists()


def test_a_torn_ledger_line_is_skipped_and_swallows_no_other(full: Store, data_dir: Path) -> None:
    ledger = data_dir / "ledger.log"
    ledger.write_bytes(ledger.read_bytes() + b"\n2026-03-02T09:30:01Z torn")
    full.outbox.note_accepted("letter2", NOW)
    assert full.outbox.conservation().accepted == 2


@pytest.mark.parametrize("content", ['{"format": 2}', "{}", "", "[]"])
def test_a_folder_of_another_format_is_refused(full: Store, data_dir: Path, content: str) -> None:
    assert full.registry.find(PERSON.email)
    (data_dir / "format.json").write_text(content)
    with pytest.raises(NewerFormatError, match="backup"):
        open_embedded(data_dir, Sealing(KEYS), LOOKUP)


def test_a_network_file_system_is_refused_with_the_way_out(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"1 0 8:1 / / rw - ext4 /dev/vda rw\n2 1 0:5 / {tmp_path}/far rw shared:1 - nfs4 host:/x rw\n"
    )
    with pytest.raises(SettingsInvalidError, match="PostgreSQL"):
        open_embedded(tmp_path / "far" / "data", Sealing(KEYS), LOOKUP, mounts=mounts)
    open_embedded(tmp_path / "near", Sealing(KEYS), LOOKUP, mounts=mounts)


def test_r4_a_full_disk_is_a_sentence_and_the_old_data_are_whole(
    full: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, full.hold(PERSON.id):
        patched.setattr("os.fsync", full_disk)
        with pytest.raises(StoreError, match="disk is full"):
            full.records.save_draft(PERSON.id, replace(DRAFT, generation=9))
    kept = full.records.draft(PERSON.id, DRAFT.cycle)
    assert kept
    assert kept.generation == DRAFT.generation
    with full.hold(PERSON.id):
        full.records.save_draft(PERSON.id, replace(DRAFT, generation=10))
