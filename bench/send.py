"""What one submission costs beside plain form handlers: processors, rate and waiting, at eight clients.

Every round lets each contender's next people look at their check page and send, one contender after
another, in another order each time. Ours is there twice: with its delivery worker resting, and with it
running beside the pages; over files, and over PostgreSQL.
"""

from __future__ import annotations

import random as stdlib_random
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.contenders import start_sqlite_peer, start_tinydb_peer
from bench.crowd import Rush
from bench.mail_sink import MailSink
from bench.samples import Outcome, Samples
from bench.stage import DISK, on_stage, ours_on_stage
from tests.postgres_server import postgres_server

ROUNDS, A_ROUND, A_SLOW_ROUND, WARMING = 7, 160, 40, 24
PAST = 3
CEILING, WITH_MAIL = "Flask, SQLite: the ceiling", "Flask, SQLite, mail"
TINYDB = "Flask, one TinyDB file, mail"
STOPPED, RUNNING = "ours, worker stopped", "ours, worker running"
PG_STOPPED, PG_RUNNING = "ours on PostgreSQL, worker stopped", "ours on PostgreSQL, worker running"


@dataclass(frozen=True, slots=True)
class _Turn:
    """One contender's turn of a round: how many send, and what lets them."""

    act: Callable[[int], tuple[Rush, float]]
    number: int = A_ROUND


def measure_sending(scratch: Path) -> Outcome:
    """Measure every contender in interleaved rounds."""
    each, twice = ROUNDS * A_ROUND + WARMING, 2 * ROUNDS * A_ROUND + 2 * WARMING
    with ExitStack() as stack:
        sink = MailSink()
        stack.callback(sink.stop)
        server = stack.enter_context(postgres_server(durable=True, beside=DISK))
        ceiling = start_sqlite_peer(scratch / "ceiling", people=each, sink=None)
        with_mail = start_sqlite_peer(scratch / "mail", people=each, sink=sink)
        tinydb = start_tinydb_peer(scratch / "tinydb", people=ROUNDS * A_SLOW_ROUND + WARMING, sink=sink)
        files = stack.enter_context(ours_on_stage(scratch / "ours", sink, people=twice, past=PAST))
        database = stack.enter_context(
            ours_on_stage(scratch / "database", sink, people=twice, past=PAST, database_url=server.url)
        )
        turns = {
            CEILING: _Turn(stack.enter_context(on_stage(ceiling)).act),
            WITH_MAIL: _Turn(stack.enter_context(on_stage(with_mail)).act),
            TINYDB: _Turn(stack.enter_context(on_stage(tinydb)).act, A_SLOW_ROUND),
            STOPPED: _Turn(partial(files.act, worker_rests=True)),
            RUNNING: _Turn(files.act),
            PG_STOPPED: _Turn(partial(database.act, worker_rests=True)),
            PG_RUNNING: _Turn(database.act),
        }
        samples = _rounds(turns)
    return Outcome(_figures(samples), samples)


def _rounds(turns: dict[str, _Turn]) -> Samples:
    samples = Samples()
    dice = stdlib_random.Random(20261127)  # noqa: S311 - whose turn it is is no secret
    for turn in turns.values():
        turn.act(WARMING)
    for _ in range(ROUNDS):
        for name in dice.sample(list(turns), len(turns)):
            met, cpu_ms = turns[name].act(turns[name].number)
            samples.add(f"{name}: submissions/s", met.rate)
            samples.add(f"{name}: processor ms each", cpu_ms)
            samples.add(f"{name}: ms a visit", *(visit.whole_ms for visit in met.visits))
            samples.add(f"{name}: errors", met.errors)
    return samples


def _figures(samples: Samples) -> dict[str, float]:
    def cpu(name: str, over: str) -> float:
        return samples.median_of_ratios(f"{name}: processor ms each", f"{over}: processor ms each")

    def rate(name: str) -> float:
        return samples.median_of_ratios(f"{name}: submissions/s", f"{CEILING}: submissions/s")

    def p95(name: str) -> float:
        return samples.p95(f"{name}: ms a visit")

    errors = sum(sum(values) for name, values in samples.of.items() if name.endswith("errors"))
    return {
        "cpu_over_flask_mail": cpu(RUNNING, WITH_MAIL),
        "cpu_over_ceiling": cpu(RUNNING, CEILING),
        "rate_over_ceiling_stopped": rate(STOPPED),
        "rate_over_ceiling_running": rate(RUNNING),
        "rate_over_ceiling_postgres_stopped": rate(PG_STOPPED),
        "rate_over_ceiling_postgres_running": rate(PG_RUNNING),
        "p95_running_over_stopped": p95(RUNNING) / p95(STOPPED),
        "p95_running_over_stopped_postgres": p95(PG_RUNNING) / p95(PG_STOPPED),
        "send_errors": errors,
    }
