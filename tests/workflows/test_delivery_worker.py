"""The worker's loop: it stops between letters (R17), rests when the store is ill, shares the work (R9)."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import StoreError
from formsvc.domain.letters import Letter
from formsvc.domain.people import Person
from formsvc.store.protocol import Outbox
from formsvc.workflows import delivery
from formsvc.workflows.delivery import deliver_due, run_worker
from formsvc.workflows.services import Services
from tests.mail.conftest import plain
from tests.mail.mail_server import MailServer, Manners, mail_server
from tests.mail.reading import received
from tests.workflows.delivering import put_welcome, send_questionnaire, waiting
from tests.workflows.small_programme import SettableClock

WORKER = """
import signal, sys, threading
from datetime import timedelta
from pathlib import Path
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import run_worker
from tests.seeded import seeded
from tests.workflows.small_programme import SettableClock, open_services

stop = threading.Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
services = open_services(Path(sys.argv[1]), SettableClock(), seeded(int(sys.argv[3])))
transport = SmtpTransport("127.0.0.1", int(sys.argv[2]), security="none", hello="forms.example.org")
print("working", flush=True)
run_worker(services, transport, stop=stop, poll_seconds=0.02)
print("stopped", flush=True)
"""


def _start(data: Path, server: MailServer, number: int = 1) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(data), str(server.port), str(number)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "working\n"
    return process


def _wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)


def test_the_worker_delivers_what_comes_and_stops_when_told(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    manners, stop = Manners(), threading.Event()
    with mail_server(manners) as server:
        worker = threading.Thread(
            target=run_worker,
            args=(services, plain(server)),
            kwargs={"stop": stop, "poll_seconds": 0.01},
        )
        worker.start()
        send_questionnaire(services, mentee)
        _wait_for(lambda: len(manners.taken) == 1)
        put_welcome(services, mentee)
        _wait_for(lambda: len(manners.taken) == 2)
        stop.set()
        worker.join(10)

    assert not worker.is_alive()
    assert clock.now == services.clock()


def test_r17_a_stop_finishes_the_letter_in_hand_and_leaves_the_others(
    services: Services, mentor: Person
) -> None:
    stop = threading.Event()
    manners = Manners(on_data=stop.set)
    for _ in range(3):
        put_welcome(services, mentor)

    with mail_server(manners) as server:
        assert deliver_due(services, plain(server), stop) == 1

    assert len(manners.taken) == 1
    assert len(waiting(services)) == 2


def test_r17_sigterm_in_mid_delivery_finishes_the_letter_and_ends_the_process(
    services: Services, mentor: Person, tmp_path: Path
) -> None:
    in_data = threading.Event()

    def slowly() -> None:
        in_data.set()
        time.sleep(0.5)

    manners = Manners(on_data=slowly)
    for _ in range(3):
        put_welcome(services, mentor)
    with mail_server(manners) as server:
        worker = _start(tmp_path / "data", server)
        assert in_data.wait(60)
        worker.send_signal(signal.SIGTERM)
        out, _ = worker.communicate(timeout=60)

    assert (out, worker.returncode) == ("stopped\n", 0)
    assert len(manners.taken) == 1
    assert len(waiting(services)) == 2
    assert services.store.outbox.conservation().delivered == 1


def test_a_killed_workers_letter_is_free_and_goes_out_with_the_same_message_id(
    services: Services, mentee: Person, tmp_path: Path
) -> None:
    in_data = threading.Event()

    def slowly() -> None:
        in_data.set()
        time.sleep(0.5)

    manners = Manners(on_data=slowly)
    submission = send_questionnaire(services, mentee)
    with mail_server(manners) as server:
        worker = _start(tmp_path / "data", server)
        assert in_data.wait(60)
        worker.kill()
        worker.communicate(timeout=60)
        assert deliver_due(services, plain(server)) == 1

    ids = {received(taken.content)["Message-ID"] for taken in manners.taken}
    assert ids == {f"<{submission.letter_id}@example.org>"}
    assert services.store.outbox.conservation().delivered == 1
    assert services.store.outbox.conservation().holds


def test_r9_two_workers_send_each_letter_once(services: Services, mentor: Person, tmp_path: Path) -> None:
    sent = {put_welcome(services, mentor).id for _ in range(60)}
    manners = Manners()
    with mail_server(manners) as server:
        workers = [_start(tmp_path / "data", server, number) for number in (1, 2)]
        _wait_for(lambda: len(manners.taken) >= len(sent) and not waiting(services))
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=60)

    counted = Counter(str(received(taken.content)["Message-ID"]) for taken in manners.taken)
    assert counted == {f"<{letter_id}@example.org>": 1 for letter_id in sent}
    assert services.store.outbox.conservation().delivered == len(sent)


@dataclass(frozen=True)
class _FullDisk:
    """An outbox on a disk that is full as long as its event isn't set."""

    outbox: Outbox
    mended: threading.Event

    def __getattr__(self, verb: str) -> object:
        if verb == "due" and not self.mended.is_set():
            raise StoreError("There is no room left.")
        return getattr(self.outbox, verb)


def test_a_store_in_trouble_makes_the_worker_rest_longer_and_go_on(
    services: Services,
    mentor: Person,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    put_welcome(services, mentor)
    stop, rests = threading.Event(), []
    full = _FullDisk(services.store.outbox, threading.Event())
    broken = replace(services, store=replace(services.store, outbox=full))  # type: ignore[arg-type]  # verbs come late

    def rest(seconds: float) -> bool:
        rests.append(seconds)
        if len(rests) == 9:
            full.mended.set()
        if len(rests) == 10:
            stop.set()
        return stop.is_set()

    monkeypatch.setattr(stop, "wait", rest)
    manners = Manners()
    with mail_server(manners) as server:
        run_worker(broken, plain(server), stop=stop, poll_seconds=0.5)

    assert rests == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0, 60.0, 0.5]
    assert len(manners.taken) == 1
    assert "The store is in trouble (StoreError" in caplog.text
    assert caplog.records[-1].levelno <= logging.ERROR


def test_it_sweeps_at_the_start_and_every_hour_even_when_the_clock_jumps_back(
    services: Services, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[object] = []
    monkeypatch.setattr(delivery, "sweep", lambda services: swept.append(services.clock()))
    stop, minutes = threading.Event(), iter([30, 29, 2, -90, 30, 31])

    def rest(_seconds: float) -> bool:
        by = next(minutes, None)
        if by is None:
            stop.set()
        else:
            clock.now += timedelta(minutes=by)
        return stop.is_set()

    monkeypatch.setattr(stop, "wait", rest)
    with mail_server(Manners()) as server:
        run_worker(services, plain(server), stop=stop, poll_seconds=0.5)

    assert len(swept) == 4


def test_a_claim_that_another_worker_holds_is_left_alone(services: Services, mentor: Person) -> None:
    letter = put_welcome(services, mentor)
    held: AbstractContextManager[Letter | None] = services.store.outbox.claim(letter.id)
    manners = Manners()
    with held, mail_server(manners) as server:
        assert deliver_due(services, plain(server)) == 0
    assert manners.taken == []
