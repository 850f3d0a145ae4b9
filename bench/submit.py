"""The time of one submit as the programme grows, beside its floors; interleaved rounds, medians."""

from __future__ import annotations

import json
import os
import random as stdlib_random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.floors import NaiveTinyDB, SqliteInserts, replace_durably
from bench.programme import NOW, BenchProgramme, answers_for, build
from formsvc.workflows.questionnaire import check_answers, submit_questionnaire

SIZES = (100, 1_000, 10_000)
ROUNDS = 60
NAIVE_ROUNDS = {100: 60, 1_000: 60, 10_000: 12}
DURABLE_REPLACEMENTS_A_SUBMIT = 2


@dataclass
class Samples:
    """Milliseconds by the name of what was timed."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def time(self, name: str, work: Callable[[], object]) -> None:
        """Time one call."""
        began = time.perf_counter()
        work()
        self.of.setdefault(name, []).append((time.perf_counter() - began) * 1000)

    def median(self, name: str) -> float:
        """Return the median in milliseconds."""
        return statistics.median(self.of[name])

    def spread(self, name: str) -> str:
        """Return the tenth and ninetieth percentile."""
        cuts = statistics.quantiles(self.of[name], n=10)
        return f"{cuts[0]:.2f} to {cuts[-1]:.2f}"


def submits(programme: BenchProgramme, dice: stdlib_random.Random) -> Iterator[Callable[[], object]]:
    """Yield ready submits, each of another random person; what the page showed is read beforehand."""
    for mentee_id in dice.sample(programme.mentees, min(ROUNDS, len(programme.mentees))):
        shown = check_answers(programme.services, mentee_id)
        if shown.pairing is None:
            raise ValueError(mentee_id)
        yield lambda mentee_id=mentee_id, shown=shown: submit_questionnaire(
            programme.services,
            mentee_id,
            cycle=shown.cycle.number,
            generation=shown.draft.generation,
            pairing_id=shown.pairing.id,
            mentor_email=shown.mentor_email,
        )


def bytes_of_a_submit(programme: BenchProgramme, mentee_id: str) -> list[bytes]:
    """Return what one past submit of this shape puts on disk: the record, and a letter's intent."""
    record = next(iter(sorted((programme.folder / "records" / mentee_id).glob("*.json")))).read_bytes()
    return [os.urandom(len(record)), os.urandom(900)]


def measure(scratch: Path) -> Samples:
    """Time every round of every contender, one after the other, in one process."""
    dice = stdlib_random.Random(20261123)  # noqa: S311 - which person comes next is no secret
    programmes = {size: build(scratch / f"people-{size}", size) for size in SIZES}
    long_history = build(scratch / "history-30", ROUNDS, past=30)
    ready = {f"submit at {size:,}": list(submits(programmes[size], dice)) for size in SIZES}
    ready["submit, 30 past"] = list(submits(long_history, dice))
    naive = _naive_files(scratch, programmes[100], dice)
    sqlite = SqliteInserts(scratch / "bench.sqlite")
    floor = scratch / "floor"
    floor.mkdir()
    written = bytes_of_a_submit(programmes[100], programmes[100].mentees[0])
    samples = Samples()
    for turn in range(ROUNDS):
        document = _document(programmes[100], dice)
        contenders: dict[str, Callable[[], object]] = {name: calls[turn] for name, calls in ready.items()}
        contenders["floor"] = lambda turn=turn: _floor(floor, turn, written)
        contenders["sqlite"] = lambda document=document: sqlite.insert(document)
        for size in (size for size in SIZES if turn < NAIVE_ROUNDS[size]):
            contenders[f"naive at {size:,}"] = lambda size=size, document=document: naive[size].insert(
                document
            )
        for name in dice.sample(list(contenders), len(contenders)):  # nobody always follows the same one
            samples.time(name, contenders[name])
    return samples


def _floor(folder: Path, turn: int, written: list[bytes]) -> None:
    for part, content in enumerate(written[:DURABLE_REPLACEMENTS_A_SUBMIT]):
        replace_durably(folder, f"{turn}-{part}.json", content)


def _naive_files(
    scratch: Path, programme: BenchProgramme, dice: stdlib_random.Random
) -> dict[int, NaiveTinyDB]:
    documents = [_document(programme, dice) for _ in range(100)]
    return {
        size: NaiveTinyDB(scratch / f"naive-{size}.json", [documents[n % 100] for n in range(size)])
        for size in SIZES
    }


def _document(programme: BenchProgramme, dice: stdlib_random.Random) -> dict[str, object]:
    answers = answers_for(programme.services.programme.questionnaire, dice)
    return json.loads(json.dumps({"sent_at": NOW.isoformat(), "answers": dict(answers)}))


def figures(samples: Samples) -> dict[str, float]:
    """Return the named figures of the first table."""
    smallest, largest = f"submit at {SIZES[0]:,}", f"submit at {SIZES[-1]:,}"
    return {
        "submit_growth": samples.median(largest) / samples.median(smallest),
        "submit_history_growth": samples.median("submit, 30 past") / samples.median(smallest),
        "submit_over_floor": samples.median(largest) / samples.median("floor"),
        "submit_over_sqlite": samples.median(largest) / samples.median("sqlite"),
        "naive_over_submit": samples.median(f"naive at {SIZES[-1]:,}") / samples.median(largest),
    }
