"""How fast a worker delivers, beside one raw SMTP connection that carries letters of the same size.

A programme's first letters are text and HTML alone; later ones have the picture of the ratings too.
Over PostgreSQL one worker is measured, and two at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.contenders import Ours
from bench.floors import letters_a_second
from bench.mail_sink import MailSink
from bench.processes import Running, awake, wait_until
from bench.programme import without_fsync
from bench.samples import Outcome, Samples
from bench.stage import DISK
from bench.submitting import ready_submit
from tests.postgres_server import postgres_server

ROUNDS, LETTERS, TWO, PAST = 7, 250, 2, 3
PLAIN, PICTURE = "text and HTML", "text, HTML and the picture"
ONE, BOTH = "PostgreSQL, one worker", "PostgreSQL, two workers"


@dataclass
class _Post:
    """A programme whose letters wait until its workers are let go."""

    ours: Ours
    workers: list[Running]
    sink: MailSink
    sent: int = 0

    def delivered_by(self, workers: int) -> tuple[float, int]:
        """Queue letters, and let so many workers go; return letters a second, and the bytes of a letter."""
        mentees = self.ours.mentees[self.sent : self.sent + LETTERS]
        self.sent += LETTERS
        with without_fsync():
            for mentee_id in mentees:
                ready_submit(self.ours.services, mentee_id)()
        before = self.sink.count()
        self.sink.mark()
        with awake(self.workers[:workers]):
            wait_until("every letter to be delivered", lambda: not self.ours.waiting())
        after = self.sink.count()
        size = (after["bytes"] - before["bytes"]) / (after["letters"] - before["letters"])
        return self.sink.rate(), int(size)


@contextmanager
def _post(
    folder: Path, sink: MailSink, *, rounds: int, past: int, database_url: str | None = None
) -> Iterator[_Post]:
    ours = Ours(folder, sink, people=rounds * LETTERS, past=past, database_url=database_url)
    with ExitStack() as stack:
        running = [ours.work() for _ in range(TWO if database_url else 1)]
        for each in running:
            stack.callback(each.stop)
            each.wait_until_idle()
            each.rest()
        yield _Post(ours, running, sink)


def measure_delivery(scratch: Path) -> Outcome:
    """Let workers deliver in interleaved rounds, each beside the raw connection."""
    samples = Samples()
    with ExitStack() as stack:
        sink = MailSink()
        stack.callback(sink.stop)
        server = stack.enter_context(postgres_server(durable=True, beside=DISK))
        plain = stack.enter_context(_post(scratch / "plain", sink, rounds=ROUNDS, past=0))
        picture = stack.enter_context(_post(scratch / "picture", sink, rounds=ROUNDS, past=PAST))
        database = stack.enter_context(
            _post(
                scratch / "database",
                sink,
                rounds=2 * ROUNDS,
                past=PAST,
                database_url=server.url,
            )
        )
        for _ in range(ROUNDS):
            for name, post in ((PLAIN, plain), (PICTURE, picture)):
                rate, size = post.delivered_by(1)
                samples.add(f"{name}: letters/s", rate)
                samples.add(f"{name}: bytes a letter", size)
                samples.add(
                    f"raw SMTP, as large as {name}: letters/s", letters_a_second(sink.port, LETTERS, size)
                )
            samples.add(f"{ONE}: letters/s", database.delivered_by(1)[0])
            samples.add(f"{BOTH}: letters/s", database.delivered_by(TWO)[0])
    return Outcome(_figures(samples), samples)


def _figures(samples: Samples) -> dict[str, float]:
    def over_raw(name: str) -> float:
        return samples.median_of_ratios(f"{name}: letters/s", f"raw SMTP, as large as {name}: letters/s")

    return {
        "delivery_over_smtp": over_raw(PLAIN),
        "delivery_with_picture_over_smtp": over_raw(PICTURE),
        "two_workers_over_one": samples.median_of_ratios(f"{BOTH}: letters/s", f"{ONE}: letters/s"),
        "letter_kb": samples.median(f"{PICTURE}: bytes a letter") / 1000,
    }
