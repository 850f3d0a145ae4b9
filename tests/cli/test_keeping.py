"""R20, R21, K3 as an operator meets them: real files, and a programme that is in use meanwhile."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from formsvc.keys import load_keys
from tests.cli.operator import FORMSVC, Operator
from tests.cli.trainees import NOW, services_of, take_part, trainees
from tests.store.keeping import flipped, known, let_go, require_silent, require_whole

NAMES = [f"m{number}" for number in range(120)]


@pytest.fixture
def settings_file(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The operator's settings, on the day on which the trainees send."""
    monkeypatch.setattr("formsvc.wiring.utc_now", lambda: NOW)
    return operator.folder / "settings.env"


@pytest.fixture
def archive(operator: Operator) -> Path:
    path = operator.folder / "backup.tar"
    assert operator.run("backup", str(path)).exit_code == 0
    return path


@pytest.fixture
def elsewhere(operator: Operator, archive: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another data folder that the settings name from now on, not there yet."""
    assert archive.exists()
    monkeypatch.setenv("FORMSVC_DATA_DIR", str(operator.folder / "elsewhere"))
    return operator.folder / "elsewhere"


def test_r20_r21_a_backup_under_load_is_restored_and_sends_nothing_by_itself(
    operator: Operator, settings_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_part(settings_file, NAMES)
    live = services_of(settings_file)
    with trainees(settings_file, "senders") as senders, trainees(settings_file, "worker") as worker:
        senders.do(*NAMES[:20])
        senders.wait_for(20)
        worker.do(".")
        worker.wait_for(1)
        before = known(live)
        senders.do(*NAMES[20:])
        worker.do(*"." * 40)
        ran = operator.run("backup", str(operator.folder / "backup.tar"))
        sent_meanwhile = len(senders.acknowledged()) - 20
    assert ran.exit_code == 0
    assert sent_meanwhile > 0
    assert (len(before.submissions), len(before.delivered)) == (20, 20)
    assert len(known(live).submissions) == len(NAMES)

    monkeypatch.setenv("FORMSVC_DATA_DIR", str(operator.folder / "elsewhere"))
    restored = operator.run("restore", str(operator.folder / "backup.tar"))
    assert restored.exit_code == 0
    services = services_of(settings_file)
    require_whole(services, operator.folder / "elsewhere", before)
    after = known(services)
    assert after.submissions.items() <= known(live).submissions.items()
    assert f"Letters: {services.store.outbox.conservation()}" in restored.output
    require_silent(services, operator.folder)
    went = let_go(services, operator.folder)
    held = re.search(r"Held: ([0-9]+) letter", restored.output)
    assert len(went) == (int(held[1]) if held else 0)
    assert services.store.outbox.conservation().waiting == 0


def test_k3_keys_rotate_while_mentees_send_and_the_old_key_can_go(
    operator: Operator, settings_file: Path
) -> None:
    take_part(settings_file, NAMES)
    keys_file = operator.folder / "keys.json"
    with trainees(settings_file, "one") as one, trainees(settings_file, "other") as other:
        for each, name in ((one, NAMES[0]), (other, NAMES[1])):
            each.do(name)
            each.wait_for(1)
        one.do(*NAMES[2:60])
        rotated = operator.run("rotate-keys")
        sent_meanwhile = len(one.acknowledged()) - 1
        os.utime(keys_file, (1, 1))
        one.wait_for(59)
        one.do(*NAMES[60:100])
        dropped = operator.run("rotate-keys", "--drop-old")
        other.do(*NAMES[100:])
    assert (rotated.exit_code, dropped.exit_code) == (0, 0), rotated.output + dropped.output
    assert sent_meanwhile > 0
    assert [key.id for key in load_keys(keys_file, operator.folder / "data").sealing] == ["k2"]
    assert keys_used(operator.folder / "data") == {"k2"}
    services = services_of(settings_file)
    assert len(known(services).submissions) == len(NAMES)
    assert services.store.registry.damaged() == services.store.outbox.damaged() == []


def keys_used(data_dir: Path) -> set[str]:
    files = [path for path in data_dir.rglob("*.json*") if path.name != "format.json"]
    return {json.loads(path.read_bytes())["key"] for path in files}


def test_k2_no_secret_is_in_a_backup(operator: Operator, archive: Path) -> None:
    keys = json.loads((operator.folder / "keys.json").read_text())
    secrets = [keys["lookup"], keys["links"], keys["cookies"], keys["sealing"][0]["secret"]]
    assert [secret for secret in secrets if secret.encode() in archive.read_bytes()] == []
    with tarfile.open(archive) as tar:
        assert [name for name in tar.getnames() if "keys" in name] == []


def test_a_backup_and_a_restore_are_told_in_figures(operator: Operator, elsewhere: Path) -> None:
    archive = operator.folder / "again.tar"
    told = operator.run("restore", str(operator.folder / "backup.tar"))
    assert told.output.partition("\n")[2] == (
        "Letters: 1 accepted = 0 delivered + 1 waiting + 0 parked + 0 withdrawn\n"
        "Held: 1 letter, 0 questionnaires among them. They may have been sent after the backup was made, "
        "so none goes out by itself.\n"
        "Ask who has theirs. Then let them go: formsvc restore --send-waiting\n"
    )
    assert re.fullmatch(
        r"Restored 1 person, 0 questionnaires sent and 1 letter in 4 files, as they were on "
        r"[0-9]+ [A-Z][a-z]+ [0-9]{4} at [0-9]{2}:[0-9]{2} UTC\.",
        told.output.splitlines()[0],
    )
    assert operator.run("backup", str(archive)).output == (
        f"Backed up 1 person, 0 questionnaires sent and 1 letter in 4 files to {archive}: 10,240 bytes.\n"
    )
    assert elsewhere.stat().st_mode & 0o777 == 0o700


@pytest.mark.usefixtures("elsewhere")
def test_r21_status_says_what_is_held_and_it_is_let_go_later(operator: Operator) -> None:
    operator.run("restore", str(operator.folder / "backup.tar"))
    assert "0 waiting, 0 parked, 1 held after a restore" in operator.run("status").output
    gone = operator.run("restore", "--send-waiting")
    assert (gone.exit_code, gone.output) == (0, "Let go: 1. `formsvc work` sends them.\n")
    assert "Outbox: 1 waiting, 0 parked\n" in operator.run("status").output


@pytest.mark.usefixtures("elsewhere")
def test_r21_whoever_asks_for_it_sends_what_waited_at_once(operator: Operator) -> None:
    ran = operator.run("restore", str(operator.folder / "backup.tar"), "--send-waiting")
    assert "Let go: 1. `formsvc work` sends them, though some may have been sent before." in ran.output
    assert "Outbox: 1 waiting, 0 parked\n" in operator.run("status").output


@pytest.mark.usefixtures("elsewhere")
def test_a_programme_without_a_waiting_letter_holds_none(operator: Operator) -> None:
    operator.run("restore", str(operator.folder / "backup.tar"), "--send-waiting")
    services = services_of(operator.folder / "settings.env")
    let_go(services, operator.folder)
    operator.run("backup", str(operator.folder / "later.tar"))
    for path in (operator.folder / "elsewhere").iterdir():
        path.rename(operator.folder / f"old-{path.name}")
    ran = operator.run("restore", str(operator.folder / "later.tar"))
    assert ran.output.endswith("1 accepted = 1 delivered + 0 waiting + 0 parked + 0 withdrawn\n")


def test_r19_damage_is_named_and_is_exit_code_1(
    operator: Operator, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next((operator.folder / "data/credentials").iterdir())
    path.write_bytes(flipped(path.read_bytes()))
    said = f"Damaged: credentials/{path.stem} (its seal is broken). It is copied as it is."
    monkeypatch.setenv("FORMSVC_DATA_DIR", str(operator.folder / "data"))
    ran = operator.run("backup", str(operator.folder / "damaged.tar"))
    assert (ran.exit_code, said in ran.output) == (1, True)
    monkeypatch.setenv("FORMSVC_DATA_DIR", str(elsewhere))
    refused = operator.run("restore", str(operator.folder / "damaged.tar"))
    assert (refused.exit_code, "--damaged-too" in refused.output) == (1, True)
    assert not elsewhere.exists()
    ran = operator.run("restore", str(operator.folder / "damaged.tar"), "--damaged-too")
    assert (ran.exit_code, said in ran.output) == (1, True)
    assert "People: 1" in operator.run("status").output


def another_user(_: Operator, patched: pytest.MonkeyPatch) -> None:
    patched.setattr(os, "geteuid", lambda: 12345)


def open_to_others(operator: Operator, _: pytest.MonkeyPatch) -> None:
    (operator.folder / "keys.json").chmod(0o640)


def elsewhere_again(operator: Operator, patched: pytest.MonkeyPatch) -> None:
    patched.setenv("FORMSVC_DATA_DIR", str(operator.folder / "nothing-here"))


def rotated_just_now(operator: Operator, _: pytest.MonkeyPatch) -> None:
    operator.run("rotate-keys")


def all_well(_: Operator, __: pytest.MonkeyPatch) -> None:
    pass


@pytest.mark.parametrize(
    ("first", "words", "said"),
    [
        (all_well, ("backup", "backup.tar"), "never replaces one"),
        (all_well, ("backup", "data/x.tar"), "lies in the data folder itself"),
        (all_well, ("backup", "nowhere/x.tar"), "can't be written to"),
        (elsewhere_again, ("backup", "new.tar"), "There is nothing to back up"),
        (open_to_others, ("backup", "new.tar"), "can be read by others"),
        (another_user, ("backup", "new.tar"), "Run this as the user that owns"),
        (all_well, ("restore", "backup.tar"), "isn't empty"),
        (elsewhere_again, ("restore", "nowhere.tar"), "can't be read"),
        (elsewhere_again, ("restore", "keys.json"), "isn't a backup of Mentorpost"),
        (open_to_others, ("restore", "backup.tar"), "can be read by others"),
        (another_user, ("restore", "backup.tar"), "Run this as the user that owns"),
        (another_user, ("restore", "--send-waiting"), "Run this as the user that owns"),
        (all_well, ("rotate-keys", "--drop-old"), "no old one to drop"),
        (rotated_just_now, ("rotate-keys", "--drop-old"), "less than a minute ago"),
        (rotated_just_now, ("rotate-keys",), "The last rotation isn't ended"),
        (open_to_others, ("rotate-keys",), "can be read by others"),
        (another_user, ("rotate-keys",), "Run this as the user that owns"),
    ],
)
def test_a_refusal_is_a_sentence_and_exit_code_1_and_changes_nothing(
    operator: Operator,
    archive: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[Operator, pytest.MonkeyPatch], None],
    words: tuple[str, ...],
    said: str,
) -> None:
    first(operator, monkeypatch)
    monkeypatch.chdir(operator.folder)
    before = {path: path.read_bytes() for path in operator.folder.rglob("*") if path.is_file()}
    assert archive in before
    ran = operator.run(*words)
    assert ran.exit_code == 1
    assert said in ran.output
    assert ran.output.startswith("Error: ")
    assert len(ran.output.splitlines()) == 1
    after = {path: path.read_bytes() for path in operator.folder.rglob("*") if path.is_file()}
    assert {path: content for path, content in after.items() if path.suffix != ".lock"} == {
        path: content for path, content in before.items() if path.suffix != ".lock"
    }


def test_restore_without_a_file_is_a_wrong_call(operator: Operator) -> None:
    ran = operator.run("restore")
    assert (ran.exit_code, "Name the backup to restore" in ran.output) == (2, True)


def test_an_old_key_that_may_still_be_needed_is_not_dropped(operator: Operator) -> None:
    path = next((operator.folder / "data/credentials").iterdir())
    whole = path.read_bytes()
    path.write_bytes(flipped(whole))
    letter = next((operator.folder / "data/outbox").iterdir())
    rotated = operator.run("rotate-keys")
    assert (rotated.exit_code, f"Left as they were: credentials/{path.name}." in rotated.output) == (0, True)
    os.utime(operator.folder / "keys.json", (1, 1))
    for _ in range(2):
        kept = operator.run("rotate-keys", "--drop-old")
        assert (kept.exit_code, "k1 stays" in kept.output, path.name in kept.output) == (1, True, True)
    path.write_bytes(whole)
    with services_of(operator.folder / "settings.env").store.outbox.claim(letter.stem):
        letter.write_bytes(letter.read_bytes())
        kept = operator.run("rotate-keys", "--drop-old")
    assert (kept.exit_code, f"a worker has outbox/{letter.stem} in hand" in kept.output) == (1, True)
    assert operator.run("rotate-keys", "--drop-old").exit_code == 0
    assert keys_used(operator.folder / "data") == {"k2"}
    assert operator.run("status").exit_code == 0


def test_a_backup_needs_the_keys_of_its_time(
    operator: Operator, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (operator.folder / "keys.json").read_bytes()
    monkeypatch.delenv("FORMSVC_DATA_DIR")
    operator.run("rotate-keys")
    os.utime(operator.folder / "keys.json", (1, 1))
    operator.run("rotate-keys", "--drop-old")
    monkeypatch.setenv("FORMSVC_DATA_DIR", str(elsewhere))
    refused = operator.run("restore", str(operator.folder / "backup.tar"))
    assert (refused.exit_code, "Use the keys file of the time" in refused.output) == (1, True)
    (operator.folder / "keys.json").write_bytes(old)
    assert operator.run("restore", str(operator.folder / "backup.tar")).exit_code == 0


def test_a_bar_is_shown_on_a_terminal_alone(operator: Operator) -> None:
    assert "Backing up" not in operator.run("backup", str(operator.folder / "piped.tar")).output
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [FORMSVC, "--settings", operator.folder / "settings.env", "backup", operator.folder / "shown.tar"],
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm"},
    )
    said, _ = process.communicate(timeout=60)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert said.startswith("Backed up 1 person")
    assert "Backing up" in shown
