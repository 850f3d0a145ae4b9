"""K2: keys live outside the data, for their owner alone, and are really random; else nothing starts."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

import pytest

from formsvc.domain.errors import SettingsInvalidError
from formsvc.keys import (
    KeysFile,
    load_keys,
    make_keys,
    replace_keys,
    rotate_sealing_key,
    with_newest_sealing_key_only,
    write_keys,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "keys.json"
    write_keys(written, make_keys(secrets.token_bytes))
    return written


def refused(path: Path, data_dir: Path | None = None) -> str:
    with pytest.raises(SettingsInvalidError) as refusal:
        load_keys(path, data_dir or path.parent / "data")
    return str(refusal.value)


def test_keys_come_back_as_they_were_made(tmp_path: Path) -> None:
    keys = make_keys(secrets.token_bytes)
    write_keys(tmp_path / "k.json", keys)
    assert load_keys(tmp_path / "k.json", tmp_path / "data") == keys
    assert (tmp_path / "k.json").stat().st_mode & 0o777 == 0o600


def test_k2_no_two_secrets_are_the_same() -> None:
    keys = make_keys(secrets.token_bytes)
    assert len({keys.sealing[0].secret.hex(), keys.lookup.hex(), keys.links, keys.cookies}) == 4


def test_keys_are_never_written_over(path: Path) -> None:
    with pytest.raises(FileExistsError):
        write_keys(path, make_keys(secrets.token_bytes))


def test_k2_missing_keys_refuse_to_start(tmp_path: Path) -> None:
    assert "formsvc init" in refused(tmp_path / "none.json")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_k2_keys_that_others_can_read_refuse_to_start(path: Path, mode: int) -> None:
    path.chmod(mode)
    assert f"chmod 600 {path}" in refused(path)


def test_k2_keys_among_the_data_refuse_to_start(path: Path) -> None:
    assert "data folder" in refused(path, data_dir=path.parent)


@pytest.mark.parametrize("secret", ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "c2hvcnQ="])
def test_k2_a_sealing_key_that_is_not_random_refuses_to_start(path: Path, secret: str) -> None:
    content = json.loads(path.read_text())
    content["sealing"][0]["secret"] = secret
    path.write_text(json.dumps(content))
    assert "isn't random" in refused(path)


@pytest.mark.parametrize("name", ["links", "cookies"])
@pytest.mark.parametrize("secret", ["changeme", "0" * 64, ""])
def test_k2_a_default_signing_key_refuses_to_start(path: Path, name: str, secret: str) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), name: secret}))
    assert "isn't random" in refused(path)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"sealing": []}', "\x00"])
def test_incomplete_keys_are_a_sentence(path: Path, content: str) -> None:
    path.write_text(content)
    assert "aren't complete" in refused(path)


def test_keys_are_in_no_repr() -> None:
    keys = make_keys(secrets.token_bytes)
    assert keys.links not in repr(keys)


def rotate(path: Path) -> None:
    keys = load_keys(path, path.parent / "data")
    assert rotate_sealing_key(path, keys, secrets.token_bytes) == load_keys(path, path.parent / "data")


def test_k3_a_new_sealing_key_stands_in_front_and_nothing_else_changes(path: Path) -> None:
    before = load_keys(path, path.parent / "data")
    rotate(path)
    after = load_keys(path, path.parent / "data")
    assert [key.id for key in after.sealing] == ["k2", "k1"]
    assert after.sealing[1:] == before.sealing
    assert (after.lookup, after.links, after.cookies) == (before.lookup, before.links, before.cookies)
    assert (path.stat().st_mode & 0o777, [left.name for left in path.parent.iterdir()]) == (
        0o600,
        [path.name],
    )


def test_k3_a_key_that_was_dropped_never_lends_its_name_to_another(path: Path) -> None:
    for expected in ("k2", "k3", "k4"):
        rotate(path)
        keys = with_newest_sealing_key_only(load_keys(path, path.parent / "data"))
        assert [key.id for key in keys.sealing] == [expected]
        replace_keys(path, keys)


def test_what_a_crash_left_of_a_rotation_hinders_no_other(path: Path) -> None:
    path.with_name(f".{path.name}.new").write_text("half")
    rotate(path)
    assert len(load_keys(path, path.parent / "data").sealing) == 2


def test_k3_a_new_key_is_on_disk_behind_the_old_before_anything_is_sealed_with_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R3: a power cut may undo the last replacement, not the one before."""
    orders = []

    def synced(_handle: int) -> None:
        orders.append([key["id"] for key in json.loads(path.read_text())["sealing"]])

    monkeypatch.setattr("formsvc.keys._sync", synced)
    rotate(path)
    assert orders == [["k1", "k2"], ["k2", "k1"]]


def test_r4_a_keys_file_that_cannot_be_replaced_is_a_sentence_and_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(SettingsInvalidError, match="can't be replaced: No space left on device"):
        rotate(path)
    assert {left: left.read_bytes() for left in path.parent.iterdir()} == {path: before}


def test_k3_a_running_process_sees_a_rotation_once(path: Path) -> None:
    keys_file = KeysFile(path, path.parent / "data")
    assert keys_file.changed() is None
    rotate(path)
    found = keys_file.changed()
    assert found
    assert (found.sealing[0].id, keys_file.keys) == ("k2", found)
    assert keys_file.changed() is None


def test_keys_taken_away_while_it_runs_change_nothing_and_unusable_ones_are_refused(path: Path) -> None:
    keys_file = KeysFile(path, path.parent / "data")
    whole = path.read_bytes()
    path.unlink()
    assert keys_file.changed() is None
    path.write_bytes(whole[:40])
    path.chmod(0o600)
    for _ in range(2):
        with pytest.raises(SettingsInvalidError, match="aren't complete"):
            keys_file.changed()
    path.write_bytes(whole)
    os.utime(path, ns=(1, 1))
    assert keys_file.changed()
