"""What a move refuses: a programme in use, a database of another's, damage; and what refuses after one."""

from __future__ import annotations

import gc
import os
import signal
import time
import urllib.request
from collections.abc import Callable
from dataclasses import replace

import psycopg
import pytest

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.domain.errors import StoreError
from formsvc.keys import make_keys, write_keys
from formsvc.store.embedded.usage import alone
from formsvc.store.postgres import migrate
from formsvc.store.postgres.locks import lock_key
from tests.cli.moved import Mover, asked, contents, everything, fill
from tests.cli.operator import Operator
from tests.cli.trainees import NOW, services_of
from tests.postgres_server import PostgresServer
from tests.seeded import seeded
from tests.store.examples import PERSON
from tests.store.keeping import flipped


@pytest.fixture
def mover(operator: Operator, fresh: str) -> Mover:
    return Mover(operator, fresh)


def answers(operator: Operator) -> bool:
    """Tell whether a web process answers, so that it has its store open."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{operator.port}/health", timeout=2).close()
    except OSError:
        return False
    return True


def tried(operator: Operator) -> bool:
    """Tell whether a worker has tried a letter, so that it has its store open."""
    (letter,) = services_of(operator.folder / "settings.env").store.outbox.letters()
    return letter.attempts > 0


@pytest.mark.parametrize(("command", "has_begun"), [("serve", answers), ("work", tried)])
def test_nothing_moves_while_the_service_or_the_worker_runs(
    mover: Mover, command: str, has_begun: Callable[[Operator], bool]
) -> None:
    process = mover.operator.start(command)
    try:
        until = time.monotonic() + 60
        while not has_begun(mover.operator):
            assert time.monotonic() < until
            time.sleep(0.05)
        code, said = mover.move()
        assert code == 1
        assert said == (
            f"Error: Something uses {mover.data}. Stop `formsvc serve`, `formsvc work` and every other "
            f"command over it, and try again.\n"
        )
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    assert asked(mover.url, "SELECT to_regclass('registry')") == [(None,)]
    assert mover.move()[0] == 0


def test_nothing_opens_the_folder_while_it_moves(mover: Mover) -> None:
    gc.collect()  # the store of ``init`` is gone, as it is with its process
    with alone(mover.data):
        for words in (("status",), ("rotate-keys",)):
            ran = mover.operator.run(*words)
            assert (ran.exit_code, "being moved to PostgreSQL just now" in ran.output) == (1, True)
    assert mover.operator.run("status").exit_code == 0


def test_nothing_moves_into_a_database_that_somebody_has_open(mover: Mover) -> None:
    migrate(mover.url)
    with mover.in_database():
        code, said = mover.move()
    assert (code, "Something uses the database." in said) == (1, True)
    with mover.in_database() as services:
        assert list(services.store.registry.people()) == []
    assert mover.move()[0] == 0


def test_two_moves_into_one_database_are_refused(mover: Mover) -> None:
    with psycopg.connect(mover.url) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (lock_key("move-store"),))
        code, said = mover.move()
    assert (code, "Another `formsvc move-store` into this database is running" in said) == (1, True)


def of_another_programme(mover: Mover) -> None:
    migrate(mover.url)
    with mover.in_database() as services:
        services.store.audit.add(AuditEvent(NOW, "operator", Deed.PEOPLE_EXPORTED))


def half_moved_with_other_keys(mover: Mover) -> None:
    of_another_programme(mover)
    asked(mover.url, "INSERT INTO moves (id, programme) VALUES ('other', 'other')")


def moved_into_already(mover: Mover) -> None:
    assert mover.move()[0] == 0
    (mover.data / "moved.json").unlink()


def of_a_newer_release(mover: Mover) -> None:
    migrate(mover.url)
    asked(mover.url, "INSERT INTO migrations (number) VALUES (1000)")


def moved_elsewhere(mover: Mover) -> None:
    assert mover.move()[0] == 0
    asked(mover.url, "DROP SCHEMA public CASCADE; CREATE SCHEMA public")


def with_an_unreadable_mark(mover: Mover) -> None:
    (mover.data / "moved.json").write_text("{")


def without_data(mover: Mover) -> None:
    (mover.data / "format.json").unlink()


def in_a_newer_format(mover: Mover) -> None:
    (mover.data / "format.json").write_text('{"format": 99}')


def with_two_of_one_address(mover: Mover) -> None:
    store = services_of(mover.settings_file).store
    with store.hold(PERSON.id):
        store.registry.add(PERSON)
    for path in (mover.data / "index").iterdir():
        path.unlink()
    with store.hold("another1"):
        store.registry.add(replace(PERSON, id="another1"))


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (of_another_programme, "holds a programme's data already"),
        (half_moved_with_other_keys, "under other keys"),
        (moved_into_already, "holds a programme's data already"),
        (of_a_newer_release, "A newer release"),
        (moved_elsewhere, "was moved before, and not into this database"),
        (with_an_unreadable_mark, "moved.json in the data folder can't be read"),
        (without_data, "There is nothing to move"),
        (in_a_newer_format, "is in format 99"),
        (with_two_of_one_address, "have the same email address"),
    ],
)
def test_a_refusal_is_a_sentence_and_changes_no_file(
    mover: Mover, first: Callable[[Mover], None], said: str
) -> None:
    first(mover)
    before = contents(mover.operator.folder)
    code, told = mover.move()
    assert (code, told.startswith("Error: "), len(told.splitlines())) == (1, True, 1), told
    assert said in told
    assert contents(mover.operator.folder) == before


def test_both_the_folder_and_the_database_must_be_set(
    operator: Operator, monkeypatch: pytest.MonkeyPatch, postgres: PostgresServer
) -> None:
    ran = operator.run("move-store")
    assert (ran.exit_code, ran.output) == (
        1,
        "Error: FORMSVC_DATABASE_URL isn't set, and this needs a database.\n",
    )
    settings = operator.folder / "settings.env"
    lines = settings.read_text().splitlines(keepends=True)
    settings.write_text("".join(line for line in lines if "DATA_DIR" not in line))
    monkeypatch.setenv("FORMSVC_DATABASE_URL", postgres.url)
    ran = operator.run("move-store")
    assert (ran.exit_code, ran.output) == (
        1,
        "Error: FORMSVC_DATA_DIR isn't set, and this needs a folder of data.\n",
    )


def test_a_move_by_another_user_is_refused(mover: Mover, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    code, said = mover.move()
    assert (code, "Run this as the user that owns" in said) == (1, True)


def test_a_database_that_cannot_be_reached_is_a_sentence(operator: Operator) -> None:
    code, said = Mover(operator, "postgresql://nobody@127.0.0.1:1/none").move()
    assert (code, said.startswith("Error: The service's database can't be reached")) == (1, True)


def test_r19_damage_is_named_and_keeps_the_move_from_ending(mover: Mover) -> None:
    fill(mover.settings_file)
    store = services_of(mover.settings_file).store
    whole = everything(store)
    del store
    names = [f"drafts/{PERSON.id}", f"records/{PERSON.id}/10", "outbox/l14"]
    good = {}
    for name in names:
        path = mover.data / f"{name}.json"
        good[path] = path.read_bytes()
        path.write_bytes(flipped(good[path]))
    audit = mover.data / "audit.log"
    good[audit] = audit.read_bytes()
    audit.write_bytes(good[audit].replace(b"paired", b"pairex"))
    code, said = mover.move()
    assert code == 1
    for name in names:
        assert f"Damaged: {name} (its seal is broken).\n" in said
    assert "Damaged: audit.log (1 of its lines can't be read).\n" in said
    assert said.endswith("or leave it behind with --without-damaged.\n")
    with pytest.raises(StoreError, match="isn't ended"), mover.in_database():
        pass
    for path, content in good.items():
        path.write_bytes(content)
    assert mover.move()[0] == 0
    with mover.in_database() as services:
        assert everything(services.store) == whole


def test_damage_is_left_behind_when_it_is_asked_for_and_named(mover: Mover) -> None:
    fill(mover.settings_file)
    path = mover.data / f"drafts/{PERSON.id}.json"
    assert mover.move()[0] == 0
    asked(mover.url, "UPDATE moves SET ended_at = NULL")
    path.write_bytes(flipped(path.read_bytes()))
    assert mover.move()[0] == 1
    assert asked(mover.url, "SELECT count(*) FROM drafts") == [(1,)]
    code, said = mover.move("--without-damaged")
    assert (code, f"Damaged: drafts/{PERSON.id} (its seal is broken). It was left behind." in said) == (
        0,
        True,
    )
    assert asked(mover.url, "SELECT count(*) FROM drafts") == [(0,)]
    assert path.exists()


def test_k3_a_missing_key_is_never_taken_for_damage(mover: Mover) -> None:
    keys = mover.operator.folder / "keys.json"
    old = keys.read_bytes()
    mover.operator.run("rotate-keys")
    keys.write_bytes(old)
    code, said = mover.move("--without-damaged")
    assert (code, "a key, k2, that isn't in the keys file" in said) == (1, True)


def test_other_keys_of_the_same_name_move_nothing_and_the_right_ones_then_do(mover: Mover) -> None:
    keys = mover.operator.folder / "keys.json"
    right = keys.read_bytes()
    keys.unlink()
    write_keys(keys, make_keys(seeded()))
    code, said = mover.move("--without-damaged")
    assert (code, "None of the documents opens" in said) == (1, True)
    keys.write_bytes(right)
    assert mover.move()[0] == 0
    asked(mover.url, "UPDATE moves SET ended_at = NULL")  # cut off, it is still this programme's
    assert mover.move()[0] == 0


def test_after_a_move_the_old_copy_is_refused_everywhere_and_a_second_move_does_nothing(mover: Mover) -> None:
    assert mover.move()[0] == 0
    for words in (("status",), ("invite", "--as", "mentor", "Ada", "ada@example.org"), ("rotate-keys",)):
        ran = mover.operator.run(*words)
        assert (ran.exit_code, "this is the old copy. Set FORMSVC_DATABASE_URL." in ran.output) == (1, True)
    rows = asked(mover.url, "SELECT id, generation FROM registry")
    code, told = mover.move()
    assert (code, told.startswith("Moved already, on ")) == (0, True)
    assert asked(mover.url, "SELECT id, generation FROM registry") == rows


def test_a_torn_line_of_the_ledger_is_said_and_counts_on_neither_side(mover: Mover) -> None:
    with (mover.data / "ledger.log").open("ab") as ledger:
        ledger.write(b"\n2026-03-02T09:30")
    code, said = mover.move()
    assert (code, "Passed over: 1 line of ledger.log" in said) == (0, True)
    assert said.count("1 accepted = 0 delivered + 1 waiting") == 2
