"""What is PostgreSQL's own: its tables, damage in a row, new keys, leases, and a server that goes away."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from psycopg import sql

from formsvc.domain.errors import (
    DamagedFileError,
    InputRefusedError,
    NewerFormatError,
    StoreError,
    StoreUnreachableError,
)
from formsvc.store.postgres import Limits, Opened, migrate, open_postgres
from formsvc.store.postgres.resealing import reseal
from formsvc.store.postgres.schema import count_rows, migrations
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from tests.postgres_server import TABLES, PostgresServer
from tests.store.conftest import KEYS, LOOKUP, in_postgres
from tests.store.examples import (
    CREDENTIALS,
    DRAFT,
    NOW,
    PERSON,
    REQUEST,
    a_letter,
    a_submission,
    somebody,
)

pytestmark = in_postgres
NEW = ("k2", bytes(range(100, 132)))
CLAIMING = """
import sys, time
from formsvc.store.postgres import open_postgres
from formsvc.store.sealing import Sealing
from tests.store.conftest import KEYS, LOOKUP
store = open_postgres(sys.argv[1], Sealing(KEYS), LOOKUP, lease_seconds=float(sys.argv[2])).store
with store.outbox.claim(sys.argv[3]) as letter:
    print("claimed" if letter else "not claimed", flush=True)
    time.sleep(600)
"""


def opened(url: str, *keys: tuple[str, bytes], patience: float = 5.0, lease: float = 60.0) -> Opened:
    return open_postgres(
        url, Sealing(list(keys or KEYS)), LOOKUP, limits=Limits(4, patience), lease_seconds=lease
    )


@pytest.fixture
def full(store: Store) -> Store:
    """One of everything but what two people need."""
    with store.hold(PERSON.id):
        store.registry.add(PERSON)
        store.records.save_draft(PERSON.id, DRAFT)
        store.credentials.save_credentials(CREDENTIALS)
        store.records.commit(*a_submission(1))
    with store.hold(REQUEST.id):
        store.credentials.save_sign_in_request(REQUEST)
    return store


def changed(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def test_two_hosts_migrate_at_once_and_each_migration_is_applied_once(fresh: str) -> None:
    with ThreadPoolExecutor(2) as hosts:
        done = list(hosts.map(migrate, [fresh, fresh]))
    assert sorted(done, key=len) == [[], [name for name, _ in migrations()]]
    assert migrate(fresh) == []
    assert count_rows(fresh) == 0
    with psycopg.connect(fresh) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert {name for (name,) in found} == {"migrations", *TABLES.split(", ")}


def test_a_database_of_another_release_is_refused(fresh: str) -> None:
    assert count_rows(fresh) == 0
    with pytest.raises(StoreError, match="Run `formsvc migrate`"):
        opened(fresh)
    migrate(fresh)
    opened(fresh).database.close()
    changed(fresh, "INSERT INTO migrations (number) VALUES (1000)")
    for use in (opened, migrate):
        with pytest.raises(NewerFormatError, match="newer release"):
            use(fresh)


def test_a_migration_that_fails_leaves_nothing_behind(fresh: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [*migrations(), ("9999_broken", "CREATE TABLE half (id text); SELECT nothing_like_it()")]
    monkeypatch.setattr("formsvc.store.postgres.schema.migrations", lambda: broken)
    with pytest.raises(StoreError, match="refused a statement"):
        migrate(fresh)
    with psycopg.connect(fresh) as connection:
        (half, done) = connection.execute(
            "SELECT to_regclass('half'), (SELECT max(number) FROM migrations)"
        ).fetchone() or (None, None)
    assert (half, done) == (None, len(broken) - 1)


def test_k1_nothing_that_was_typed_stands_in_a_table(full: Store, postgres: PostgresServer) -> None:
    assert full.registry.person(PERSON.id) == PERSON
    with psycopg.connect(postgres.url) as connection:
        rows = [
            row
            for table in TABLES.split(", ")
            for row in connection.execute(sql.SQL("SELECT {0}::text FROM {0}").format(sql.Identifier(table)))
        ]
        sealed = connection.execute("SELECT envelope FROM drafts").fetchall()
    everything = " ".join(str(row) for row in rows) + str(sealed)
    told = [
        PERSON.name,
        PERSON.email,
        PERSON.email.lower(),
        "Zoë",
        "Ada",
        CREDENTIALS.seed or "?",
        "ada@example.org",
    ]
    assert [word for word in told if word in everything] == []


def test_r8_a_damaged_row_is_named_and_everybody_else_goes_on(full: Store, postgres: PostgresServer) -> None:
    other = somebody(2)
    changed(
        postgres.url,
        "UPDATE registry SET envelope = set_byte(envelope, 200, get_byte(envelope, 200) # 1), "
        "generation = generation + 1",
    )
    with full.hold(other.id):
        full.registry.add(other)
    with pytest.raises(DamagedFileError) as refused:
        full.registry.person(PERSON.id)
    assert refused.value.name == f"registry/{PERSON.id}"
    assert full.registry.damaged() == [f"registry/{PERSON.id}"]
    assert list(full.registry.people()) == [other]
    with pytest.raises(DamagedFileError), full.hold(PERSON.id):
        full.registry.save(replace(full.registry.person(PERSON.id), name="Zoe"))


def test_k1_an_envelope_opens_in_its_own_row_alone(full: Store, postgres: PostgresServer) -> None:
    with full.hold("mentee2"):
        full.records.save_draft("mentee2", DRAFT)
    changed(
        postgres.url,
        "UPDATE drafts SET envelope = (SELECT envelope FROM drafts WHERE id = 'mentee2')",
    )
    with pytest.raises(DamagedFileError):
        full.records.draft(PERSON.id, DRAFT.cycle)


def test_k3_every_row_is_sealed_again_and_opens_without_the_old_key(
    full: Store, postgres: PostgresServer
) -> None:
    assert list(full.outbox.letters())
    rotating, noted = opened(postgres.url, NEW, *KEYS), []
    done = reseal(rotating.tables, lambda: noted.append(1))
    assert (done.sealed, done.busy, done.damaged) == (count_rows(postgres.url), [], [])
    assert len(noted) == done.sealed
    assert reseal(rotating.tables, lambda: None).sealed == 0
    rotating.database.close()
    after = opened(postgres.url, NEW)
    assert after.store.registry.find(PERSON.email) == PERSON
    assert after.store.records.draft(PERSON.id, DRAFT.cycle) == DRAFT
    assert after.store.credentials.credentials(PERSON.id) == CREDENTIALS
    assert after.store.credentials.sign_in_request(REQUEST.id) == REQUEST
    assert len(list(after.store.outbox.letters())) == 1
    after.database.close()


def test_k3_a_damaged_row_is_named_when_keys_rotate(full: Store, postgres: PostgresServer) -> None:
    assert full.registry.find(PERSON.email)
    changed(postgres.url, r"UPDATE credentials SET envelope = '\x7b7d'")
    rotating = opened(postgres.url, NEW, *KEYS)
    done = reseal(rotating.tables, lambda: None)
    rotating.database.close()
    assert done.damaged == [f"credentials/{PERSON.id}"]
    assert done.sealed == count_rows(postgres.url) - 1


def test_r2_a_record_and_its_letter_are_there_together_or_not_at_all(
    full: Store, reopen: Callable[[], Store]
) -> None:
    with pytest.raises(ZeroDivisionError), full.hold(PERSON.id):  # noqa: PT012 - what comes before it is the point
        full.records.commit(*a_submission(2))
        full.registry.save(replace(PERSON, name="Never Saved"))
        raise ZeroDivisionError
    other = reopen()
    assert other.records.submission(PERSON.id, 2) is None
    assert len(list(other.outbox.letters())) == 1
    assert other.outbox.conservation().accepted == 1
    assert other.registry.person(PERSON.id) == PERSON


def test_a5_what_a_refusal_has_counted_stays_counted(full: Store, reopen: Callable[[], Store]) -> None:
    with pytest.raises(InputRefusedError), full.hold(PERSON.id):  # noqa: PT012 - what comes before it is the point
        full.credentials.save_credentials(replace(CREDENTIALS, last_step=60_000_000))
        raise InputRefusedError("code", "That code isn't right.")
    found = reopen().credentials.credentials(PERSON.id)
    assert found
    assert found.last_step == 60_000_000


def test_the_letters_of_a_worker_that_was_killed_come_back_when_its_lease_ends(
    store: Store, postgres: PostgresServer
) -> None:
    lease = 1.5
    letter = a_letter(9)
    store.outbox.put(letter)
    worker = subprocess.Popen(
        [sys.executable, "-c", CLAIMING, postgres.url, str(lease), letter.id],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert worker.stdout
        assert worker.stdout.readline() == "claimed\n"
        time.sleep(2 * lease)  # alive, it renews its claim
        assert store.outbox.due(letter.created_at) == []
        with store.outbox.claim(letter.id) as claimed:
            assert claimed is None
    finally:
        worker.kill()
        worker.communicate()
    until = time.monotonic() + 60
    while not store.outbox.due(letter.created_at) and time.monotonic() < until:
        time.sleep(0.05)
    with store.outbox.claim(letter.id) as claimed:
        assert claimed == letter


def test_a_server_that_goes_away_is_told_and_found_again_without_a_restart(
    full: Store, postgres: PostgresServer
) -> None:
    """R4: nothing is saved by half, and the same process goes on when the server is back."""
    assert full.registry.person(PERSON.id)
    held = opened(postgres.url, patience=0.5)
    away = (full, held.store)
    try:
        assert held.store.registry.person(PERSON.id)
        with pytest.raises(StoreUnreachableError), held.store.hold(PERSON.id):  # noqa: PT012 - it is lost inside
            held.store.records.save_draft(PERSON.id, replace(DRAFT, generation=9))
            postgres.stop("immediate")
            held.store.registry.person(PERSON.id)
        with pytest.raises(StoreUnreachableError, match="nothing was saved"):
            held.store.records.draft(PERSON.id, DRAFT.cycle)
    finally:
        postgres.start()
    for each in away:
        until = time.monotonic() + 60
        while True:
            try:
                found = each.records.draft(PERSON.id, DRAFT.cycle)
                break
            except StoreUnreachableError:
                assert time.monotonic() < until
        assert found == DRAFT
        with each.hold(PERSON.id):
            each.records.save_draft(PERSON.id, replace(DRAFT, generation=DRAFT.generation + 1))
            each.records.save_draft(PERSON.id, DRAFT)
    held.database.close()


def test_a_restart_between_two_pages_is_not_noticed(full: Store, postgres: PostgresServer) -> None:
    with full.hold(PERSON.id):
        full.records.save_draft(PERSON.id, DRAFT)
    postgres.stop()
    postgres.start()
    with full.hold(PERSON.id):
        full.records.save_draft(PERSON.id, replace(DRAFT, generation=4))
    found = full.records.draft(PERSON.id, DRAFT.cycle)
    assert found
    assert found.generation == 4


def test_the_moment_of_a_letter_is_kept_to_the_microsecond(store: Store) -> None:
    letter = a_letter(8, created_at=NOW)
    store.outbox.put(letter)
    assert list(store.outbox.letters()) == [letter]
    assert store.outbox.due(NOW) == [letter.id]
