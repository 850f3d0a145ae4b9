"""A contender on stage: its processes, who is still to send there, and what a round of them costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from bench.contenders import Contender, Ours
from bench.crowd import CLIENTS, Rush, rush
from bench.mail_sink import MailSink
from bench.processes import Running, resting, wait_until
from bench.visit import Visitor

DISK = Path(__file__).parent.parent / ".bench"
"""The benchmark writes where the project lies: a temporary folder may be in memory and prove nothing."""


@dataclass
class Side:
    """A web server with people in it; ours has a delivery worker too, and letters that wait."""

    contender: Contender
    ours: Ours | None = None
    worker: Running | None = None
    people: Iterator[Visitor] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with the first person."""
        self.people = iter(self.contender.people)

    def next(self, number: int) -> list[Visitor]:
        """Return the next people, each of whom sends once."""
        found = list(islice(self.people, number))
        if len(found) < number:
            raise ValueError(f"{self.contender.name} has too few people")
        return found

    def rush(self, number: int, clients: int = CLIENTS, sends: int = 1) -> Rush:
        """Let the next people send."""
        return rush(self.contender, self.next(number), clients, sends)

    def act(self, number: int, *, worker_rests: bool = False) -> tuple[Rush, float]:
        """Let the next people send, and every letter be delivered; return the milliseconds of processor each.

        They are those of web and worker together. A worker that rests delivers when the last has sent.
        """
        before = self.cpu_seconds()
        with resting(self.worker) if self.worker and worker_rests else nullcontext():
            met = self.rush(number)
        self.wait_until_delivered()
        return met, (self.cpu_seconds() - before) * 1000 / number

    def cpu_seconds(self) -> float:
        """Return what its processes have used of the processors so far."""
        return self.contender.web.cpu_seconds() + (self.worker.cpu_seconds() if self.worker else 0.0)

    def wait_until_delivered(self) -> None:
        """Wait until no letter is in the outbox."""
        ours = self.ours
        if ours is not None and self.worker is not None:
            wait_until("every letter to be delivered", lambda: not ours.waiting())


@contextmanager
def on_stage(contender: Contender) -> Iterator[Side]:
    """Show a peer for as long as the context lasts."""
    try:
        yield Side(contender)
    finally:
        contender.web.stop()


@contextmanager
def ours_on_stage(
    folder: Path, sink: MailSink, *, people: int, past: int, database_url: str | None = None
) -> Iterator[Side]:
    """Show the service with a delivery worker that has had its first round."""
    ours = Ours(folder, sink, people=people, past=past, database_url=database_url)
    with ExitStack() as stack:
        web = ours.serve()
        stack.callback(web.stop)
        worker = ours.work()
        stack.callback(worker.stop)
        worker.wait_until_idle()
        yield Side(ours.contender(web), ours, worker)
