"""What somebody at a page notices of the mail server's trouble: nothing, if all is well.

Three programmes have a mail server each: one is well, one is down, one takes half a second to answer.
Their people send in turn, and each sends the same page a second time, as who is unsure does. In the end
every questionnaire must be in the record once, and its letter at the mail server once or in the outbox.
"""

from __future__ import annotations

import random as stdlib_random
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.mail_sink import MailSink
from bench.processes import awake
from bench.samples import Outcome, Samples
from bench.stage import Side, ours_on_stage

ROUNDS, A_ROUND, WARMING, CLIENTS, PAST, SENDS = 9, 100, 20, 4, 1, 2
SLOW_SECONDS = 0.5
HEALTHY, DOWN, SLOW = "mail healthy", "mail down", "mail slow"


@dataclass(frozen=True, slots=True)
class _State:
    """A programme, and its mail server in one of the states."""

    side: Side
    sink: MailSink


def measure_mail_trouble(scratch: Path) -> Outcome:
    """Let people send in each state of the mail server, in interleaved rounds."""
    samples = Samples()
    dice = stdlib_random.Random(20261127)  # noqa: S311 - whose turn it is is no secret
    with ExitStack() as stack:
        states = {name: _state(stack, scratch / name.replace(" ", "-")) for name in (HEALTHY, DOWN, SLOW)}
        states[DOWN].sink.down()
        states[SLOW].sink.slow(SLOW_SECONDS)
        for state in states.values():
            _send(state, WARMING)
        for _ in range(ROUNDS):
            for name in dice.sample(list(states), len(states)):
                times, errors = _send(states[name], A_ROUND)
                samples.add(f"{name}: ms a visit", *times)
                samples.add(f"{name}: errors", errors)
        states[SLOW].sink.healthy()
        lost, twice = zip(*(_amiss(state) for state in states.values()), strict=True)
    healthy = samples.p95(f"{HEALTHY}: ms a visit")
    values = {
        "p95_mail_down_over_healthy": samples.p95(f"{DOWN}: ms a visit") / healthy,
        "p95_mail_slow_over_healthy": samples.p95(f"{SLOW}: ms a visit") / healthy,
        "mail_trouble_errors": sum(sum(samples.of[f"{name}: errors"]) for name in states),
        "mail_trouble_stored_twice": sum(twice),
        "mail_trouble_lost": sum(lost),
    }
    return Outcome(values, samples)


def _state(stack: ExitStack, folder: Path) -> _State:
    sink = MailSink()
    stack.callback(sink.stop)
    side = stack.enter_context(ours_on_stage(folder, sink, people=ROUNDS * A_ROUND + WARMING, past=PAST))
    if side.worker is not None:
        side.worker.rest()
    return _State(side, sink)


def _send(state: _State, number: int) -> tuple[list[float], int]:
    """Let people send beside the worker; return the milliseconds of each, and how many met an error."""
    workers = [state.side.worker] if state.side.worker else []
    with awake(workers):
        met = state.side.rush(number, CLIENTS, SENDS)
    return [each.whole_ms for each in met.visits], met.errors


def _amiss(state: _State) -> tuple[int, int]:
    """Return how many questionnaires or letters are lost, and how many there are twice."""
    ours, workers = state.side.ours, [state.side.worker] if state.side.worker else []
    if ours is None:
        raise ValueError(state)
    with awake(workers):
        for worker in workers:
            worker.wait_until_idle()
    services = ours.services
    kept = [len(services.store.records.submissions(mentee_id)) for mentee_id in ours.mentees]
    letters = state.sink.count()
    waiting = sum(1 for _ in services.store.outbox.letters())
    lost = sum(1 for number in kept if number <= PAST) + max(0, len(kept) - int(letters["ids"]) - waiting)
    return lost, sum(1 for number in kept if number > PAST + 1) + int(letters["twice"])
