"""A process that has everything imported and forks one child a task, so that a kill costs milliseconds.

Each line of standard input names a task and a folder. The child opens the programme there, says its
pid, stops itself until it is continued, does its task, and writes what it acknowledges to the
folder's ``ack`` file. When it has ended the zygote says how.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.sending_on import send_on
from formsvc.workflows.services import Services
from tests.crash.sink import SinkTransport
from tests.seeded import seeded
from tests.workflows.delivering import answer, send_checked
from tests.workflows.small_programme import BEGINNING, SettableClock, add_mentee, add_mentor, open_services

MENTEE = "mentee1"
NEW_ADDRESS = "mo.new@example.org"


def main() -> None:
    _deliver_one_letter()
    for line in sys.stdin:
        task, folder = line.split()
        pid = os.fork()
        if pid == 0:
            _one(task, Path(folder))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        print("killed" if os.WIFSIGNALED(status) else f"ended {status}", flush=True)  # noqa: T201 - the protocol


def _deliver_one_letter() -> None:
    """Have every template compiled before a task begins, as a worker that has run a while."""
    with TemporaryDirectory() as name:
        services = opened(Path(name))
        answer(services, add_mentee(services, add_mentor(services), MENTEE))
        submit(services)
        deliver_due(services, SinkTransport(Path(name) / "taken"))


def _one(task: str, folder: Path) -> None:
    services = opened(folder)
    ack = os.open(folder / "ack", os.O_WRONLY | os.O_CREAT, 0o600)
    sink = SinkTransport(folder / "taken")
    print(os.getpid(), flush=True)  # noqa: T201 - the protocol
    os.kill(os.getpid(), signal.SIGSTOP)
    done = {
        "submit": lambda: submit(services),
        "deliver": lambda: b"%d" % deliver_due(services, sink),
        "readdress": lambda: readdress(services),
        "send_on": lambda: str(send_on(services, MENTEE, 1)).encode(),
    }
    os.write(ack, done[task]())


def opened(folder: Path) -> Services:
    """Open the programme of a folder, a minute after it was answered."""
    clock = SettableClock(BEGINNING + timedelta(minutes=1))
    return open_services(folder / "data", clock, seeded(hash(folder.name) & 0xFFFF))


def submit(services: Services) -> bytes:
    """Send the questionnaire, and return its reference: the acknowledgement."""
    return send_checked(services, services.store.registry.person(MENTEE)).reference.encode()


def readdress(services: Services) -> bytes:
    """Give the mentee a new address, and return it."""
    with services.store.hold(MENTEE):
        person = services.store.registry.person(MENTEE)
        services.store.registry.readdress(replace(person, email=NEW_ADDRESS))
    return NEW_ADDRESS.encode()


if __name__ == "__main__":
    main()
