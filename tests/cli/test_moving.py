"""R23: a programme moves from files into a real PostgreSQL, and every document is equal on both sides."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from formsvc.domain.errors import StoreError, UsedCodeError
from formsvc.domain.letters import LetterEvent
from formsvc.store.embedded.ledger import Ledger
from formsvc.store.postgres import migrate
from formsvc.wiring.moving import move_store
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.sign_in import person_signed_in, sign_in_from_device
from tests.cli.moved import Mover, asked, contents, everything, fill, keys_of_rows
from tests.cli.operator import Operator
from tests.cli.trainees import NOW, services_of
from tests.crash.sink import SinkTransport
from tests.store.examples import DRAFT, PERSON, a_letter
from tests.workflows.delivering import answer, draft_of, send_checked
from tests.workflows.signing_in import STEP, code_at, sign_in_by_letter
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor

LETTERS = "9 accepted = 1 delivered + 5 waiting + 2 parked + 1 withdrawn"


@pytest.fixture
def mover(operator: Operator, fresh: str) -> Mover:
    fill(operator.folder / "settings.env")
    return Mover(operator, fresh)


def test_r23_every_document_moves_and_is_equal_and_the_letters_add_up(
    mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formsvc.wiring.moving._AT_ONCE", 4)
    before, files = everything(services_of(mover.settings_file).store), contents(mover.data)
    code, said = mover.move()
    assert code == 0
    assert said.splitlines() == [
        "Moved 14 people, 2 questionnaires sent and 7 letters in 30 documents, compared on both sides.",
        f"Letters in the folder:   {LETTERS}",
        f"Letters in the database: {LETTERS}",
        f"Nothing opens {mover.data} any more. Delete it once you are sure, and take it out of the settings.",
        "Next: formsvc check, then start `formsvc serve` and `formsvc work`.",
    ]
    assert contents(mover.data) == files
    with mover.in_database() as services:
        assert everything(services.store) == before
        assert services.store.outbox.missing() == []
    later = NOW.replace(microsecond=0) + timedelta(hours=1)
    words = asked(
        mover.url, "SELECT letter_id, word, at FROM ledger WHERE letter_id IN ('l10', 'l12', 'l15')"
    )
    assert sorted(words) == [
        ("l10", LetterEvent.DELIVERED, later),
        ("l12", LetterEvent.RETURNED, later),
        ("l15", LetterEvent.ACCEPTED, a_letter(15).created_at.replace(microsecond=0)),
    ]


def test_a_session_a_draft_a_device_and_a_waiting_letter_go_on_after_the_move(
    operator: Operator, fresh: str
) -> None:
    mover = Mover(operator, fresh)
    services = services_of(mover.settings_file)
    mentor = add_mentor(services)
    sender, mentee = (
        add_mentee(services, mentor, name, f"{name}@example.org") for name in ("sender1", "mentee2")
    )
    for each in (sender, mentee):
        answer(services, each)
    sent = send_checked(services, sender)
    signed_in = sign_in_by_letter(services, mentee.email, own_device=True)
    draft = draft_of(services, mentee)
    del services
    assert mover.move()[0] == 0
    with mover.in_database() as services:
        assert person_signed_in(services, mentee.id, signed_in.session_secret) == mentee
        assert draft_of(services, mentee) == draft
        with pytest.raises(UsedCodeError):
            sign_in_from_device(
                services, signed_in.device_token or "", mentee.email, code_at(services.clock())
            )
        later = replace(services, clock=SettableClock(services.clock() + STEP))
        assert sign_in_from_device(later, signed_in.device_token or "", mentee.email, code_at(later.clock()))
        assert send_checked(services, sender).reference == sent.reference
        send_checked(services, mentee)
        sweep(services)
        sink = SinkTransport(mover.data.with_name("taken"))
        deliver_due(services, sink)
        taken = Counter(line.split()[1] for line in sink.taken())
        assert taken[mentor.email] == 2
        assert services.store.outbox.conservation().holds


def killed_waiting(mover: Mover) -> None:
    """Start the command as a process, and kill it where a lock stops it."""
    process = mover.start_moving()
    try:
        until = time.monotonic() + 60
        while not asked(mover.url, "SELECT 1 FROM pg_locks WHERE NOT granted"):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.01)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("table", ["moves", "records", "audit"])
def test_killed_anywhere_it_goes_on_and_ends_right(mover: Mover, table: str) -> None:
    """The process is stopped by a lock at a known place, and killed there."""
    before = everything(services_of(mover.settings_file).store)
    migrate(mover.url)
    with psycopg.connect(mover.url) as connection:
        connection.execute(
            f"LOCK TABLE {table} IN ROW EXCLUSIVE MODE; LOCK TABLE {table} IN SHARE MODE".encode()
        )
        killed_waiting(mover)
    assert bool(asked(mover.url, "SELECT 1 FROM registry")) is (table != "moves")
    if table != "moves":
        with pytest.raises(StoreError, match="isn't ended"), mover.in_database():
            pass
    code, said = mover.move()
    assert (code, said.count(LETTERS)) == (0, 2)
    with mover.in_database() as services:
        assert everything(services.store) == before


def test_killed_between_the_folder_s_mark_and_the_database_s_neither_is_served(mover: Mover) -> None:
    assert mover.move()[0] == 0
    asked(mover.url, "UPDATE moves SET ended_at = NULL")
    (mover.data / "moved.json").unlink()
    with psycopg.connect(mover.url) as connection:
        connection.execute("SELECT 1 FROM moves FOR UPDATE")
        killed_waiting(mover)
        asked(mover.url, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
    with pytest.raises(StoreError, match="isn't ended"), mover.in_database():
        pass
    with pytest.raises(StoreError, match="the old copy"):
        services_of(mover.settings_file)
    assert mover.move()[0] == 0
    with mover.in_database() as services:
        assert services.store.registry.person(PERSON.id) == PERSON


def test_what_was_written_once_and_is_equal_stays_as_it_is(mover: Mover) -> None:
    assert mover.move()[0] == 0
    rows = "SELECT id, generation FROM registry UNION ALL SELECT id, generation FROM outbox"
    first = sorted(asked(mover.url, rows))
    asked(mover.url, "UPDATE moves SET ended_at = NULL; DELETE FROM registry WHERE id = 'person3'")
    assert mover.move()[0] == 0
    second = sorted(asked(mover.url, rows))
    assert [new[0] for old, new in zip(first, second, strict=True) if old != new] == ["person3"]


def test_what_changed_in_files_after_a_move_was_cut_off_is_what_counts(
    mover: Mover, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formsvc.wiring.moving._AT_ONCE", 1)
    assert mover.move()[0] == 0
    asked(mover.url, "UPDATE moves SET ended_at = NULL")
    (mover.data / "moved.json").unlink()
    store = services_of(mover.settings_file).store
    one, other = store.registry.person("person1"), store.registry.person("person2")
    with store.hold(PERSON.id, "person0", one.id, other.id):
        store.records.save_draft(PERSON.id, replace(DRAFT, generation=9))
        store.registry.erase("person0")
        store.registry.readdress(replace(other, email="elsewhere@example.org"))
        store.registry.readdress(replace(one, email=other.email))
    with store.outbox.claim("l15"):
        store.outbox.finish("l15", LetterEvent.DELIVERED, NOW)
    before = everything(store)
    del store
    mover.operator.run("rotate-keys")
    os.utime(mover.operator.folder / "keys.json", (1, 1))
    assert mover.operator.run("rotate-keys", "--drop-old").exit_code == 0
    assert mover.move()[0] == 0
    assert keys_of_rows(mover.url) == {"k2"}
    with mover.in_database() as services:
        assert everything(services.store) == before


def test_a_letter_that_was_handed_over_when_a_crash_came_is_not_sent_again(mover: Mover) -> None:
    """The ledger has its last word; its file is still in the outbox."""
    path = mover.data / "outbox" / "l15.json"
    content, store = path.read_bytes(), services_of(mover.settings_file).store
    with store.outbox.claim("l15"):
        store.outbox.finish("l15", LetterEvent.DELIVERED, NOW)
    path.write_bytes(content)
    del store
    assert mover.move()[0] == 0
    with mover.in_database() as services:
        assert "l15" not in {letter.id for letter in services.store.outbox.letters()}
        assert services.store.outbox.conservation().delivered == 2


def test_a_document_that_differs_in_the_end_is_named_and_nothing_is_served(mover: Mover) -> None:
    """Somebody writes to the database while it is compared: every concern, the ledger and the audit list."""

    @contextmanager
    def disturbed(words: str, _total: int) -> Iterator[Callable[[], None]]:
        if words == "Comparing":
            asked(
                mover.url,
                "DELETE FROM drafts; UPDATE registry SET address = 'x' WHERE id = 'person1'; "
                "INSERT INTO credentials (id, generation, envelope) SELECT 'x', 1, envelope FROM credentials "
                "LIMIT 1; UPDATE records SET envelope = (SELECT envelope FROM sent) WHERE cycle = 10; "
                "UPDATE ledger SET at = now() WHERE letter_id = 'l10'; "
                "DELETE FROM ledger WHERE letter_id = 'l11'; UPDATE audit SET deed = 'paired'",
            )
        yield lambda: None

    with mover.both_set() as settings:
        moved = move_store(settings, disturbed, without_damaged=False)
    assert moved.ended_at is None
    assert moved.differing == [
        "registry/person1",
        f"drafts/{PERSON.id}",
        f"records/{PERSON.id}/10",
        "credentials/x",
        "ledger/l10",
        "ledger/l11",
        "ledger",
        "audit",
    ]
    with pytest.raises(StoreError, match="isn't ended"), mover.in_database():
        pass
    assert services_of(mover.settings_file)
    assert mover.move()[0] == 0


def test_a_bar_goes_over_every_document_twice(mover: Mover) -> None:
    seen: Counter[tuple[str, int]] = Counter()

    @contextmanager
    def watch(words: str, total: int) -> Iterator[Callable[[], None]]:
        yield lambda: seen.update([(words, total)])

    with mover.both_set() as settings:
        moved = move_store(settings, watch, without_damaged=False)
    assert seen == {("Moving", 30): 30, ("Comparing", 30): 30}
    assert moved.counts.total() == 30


def test_r24_the_ledger_is_read_a_part_at_a_time_and_each_letter_once(mover: Mover) -> None:
    ledger = Ledger(mover.data / "ledger.log", lambda _: True)
    (whole,) = ledger.words()
    parts = list(ledger.words(part_bytes=100))
    assert len(parts) > 3
    assert sum(len(part) for part in parts) == len(whole) == 9
    assert {letter: word for part in parts for letter, word in part.items()} == whole
