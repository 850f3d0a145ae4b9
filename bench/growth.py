"""What a submit costs as the programme grows, beside bare writes, SQLite and one TinyDB file.

First within one process, where nothing else hides a difference; then through a web worker of each size,
whose memory is measured too. The chart of the site's "Performance" page is drawn from it.
"""

from __future__ import annotations

import json
import os
import random as stdlib_random
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.contenders import Ours
from bench.floors import NaiveTinyDB, SqliteInserts, replace_durably
from bench.growth_chart import draw_growth
from bench.mail_sink import MailSink
from bench.processes import memory_mb
from bench.programme import PROGRAMME, answers_for
from bench.samples import Outcome, Samples
from bench.submitting import submits
from bench.visit import visit

SIZES = (100, 1_000, 10_000, 50_000)
PAST, LONG_PAST = 3, 30
ROUNDS, VISITS = 40, 40
TINYDB_ROUNDS = {100: 40, 1_000: 40, 10_000: 12, 50_000: 4}
DURABLE_REPLACEMENTS_A_SUBMIT = 2
FLOOR, SQLITE = "two bare durable replacements: ms", "SQLite insert: ms"
CHART = Path(__file__).parent.parent / "docs" / "assets" / "growth.svg"


def measure_growth(scratch: Path) -> Outcome:
    """Measure each size in interleaved rounds, and draw the chart."""
    sink = MailSink()
    samples = Samples()
    dice = stdlib_random.Random(20261123)  # noqa: S311 - which person comes next is no secret
    try:
        ours = {size: Ours(scratch / f"people-{size}", sink, people=size, past=PAST) for size in SIZES}
        long_past = Ours(scratch / "long-past", sink, people=ROUNDS, past=LONG_PAST)
        _in_one_process(samples, scratch, ours, long_past, dice)
        memory = _through_the_web(samples, ours, dice)
    finally:
        sink.stop()
    smallest, largest = SIZES[0], SIZES[-1]
    values = {
        "submit_growth": samples.median(_submit(largest)) / samples.median(_submit(smallest)),
        "submit_history_growth": samples.median("submit, 30 past: ms") / samples.median(_submit(smallest)),
        "submit_over_floor": samples.median(_submit(largest)) / samples.median(FLOOR),
        "submit_over_sqlite": samples.median(_submit(largest)) / samples.median(SQLITE),
        "tinydb_over_submit": samples.median(_tinydb(largest)) / samples.median(_submit(largest)),
        "visit_growth": samples.median(_visit(largest)) / samples.median(_visit(smallest)),
        "memory_growth": memory[largest] / memory[smallest],
        "web_worker_mb": memory[largest],
    }
    draw_growth(
        CHART,
        {
            "One TinyDB file": {size: samples.median(_tinydb(size)) for size in SIZES},
            "Mentorpost": {size: samples.median(_submit(size)) for size in SIZES},
            "Bare writes": {size: samples.median(FLOOR) for size in SIZES},
        },
    )
    return Outcome(values, samples)


def _in_one_process(
    samples: Samples, scratch: Path, ours: dict[int, Ours], long_past: Ours, dice: stdlib_random.Random
) -> None:
    ready = {_submit(size): _ready(one, dice) for size, one in ours.items()}
    ready["submit, 30 past: ms"] = _ready(long_past, dice)
    tinydb, sqlite = _tinydb_files(scratch, dice), SqliteInserts(scratch / "bench.sqlite")
    written = _bytes_of_a_submit(scratch / f"people-{SIZES[0]}" / "data")
    for turn in range(ROUNDS):
        document = _document(dice)
        contenders: dict[str, Callable[[], object]] = {name: calls[turn] for name, calls in ready.items()}
        contenders[FLOOR] = lambda turn=turn: _floor(scratch, turn, written)
        contenders[SQLITE] = lambda document=document: sqlite.insert(document)
        for size in (size for size in SIZES if turn < TINYDB_ROUNDS[size]):
            contenders[_tinydb(size)] = lambda size=size, document=document: tinydb[size].insert(document)
        for name in dice.sample(list(contenders), len(contenders)):  # nobody always follows the same one
            samples.time(name, contenders[name])


def _ready(one: Ours, dice: stdlib_random.Random) -> list[Callable[[], object]]:
    """Take people out of a programme, who send in this process; the others are left for the web."""
    chosen = dice.sample(range(len(one.mentees)), ROUNDS)
    ready = list(submits(one.services, [one.mentees[number] for number in chosen], ROUNDS, dice))
    one.people = [each for number, each in enumerate(one.people) if number not in set(chosen)]
    return ready


def _through_the_web(samples: Samples, ours: dict[int, Ours], dice: stdlib_random.Random) -> dict[int, float]:
    """Let random people visit a web worker of each size; return its memory in MiB when they have."""
    with ExitStack() as stack:
        chosen = {size: dice.sample(one.people, VISITS) for size, one in ours.items()}
        webs = {}
        for size, one in ours.items():
            webs[size] = one.serve()
            stack.callback(webs[size].stop)
        for turn in range(VISITS):
            for size in dice.sample(SIZES, len(SIZES)):
                met = visit(chosen[size][turn], "/questionnaire/check", "/questionnaire/send")
                if not met.ok:
                    raise RuntimeError(f"a visit among {size} people failed")
                samples.add(_visit(size), met.whole_ms)
        return {size: max(map(memory_mb, web.family[1:])) for size, web in webs.items()}


def _submit(size: int) -> str:
    return f"submit at {size:,} people: ms"


def _visit(size: int) -> str:
    return f"a visit at {size:,} people: ms"


def _tinydb(size: int) -> str:
    return f"one TinyDB file of {size:,}: ms"


def _bytes_of_a_submit(data: Path) -> list[bytes]:
    """Return as many bytes as one submit puts on the disk: the record, and a letter's intent."""
    record = next(iter(sorted((data / "records").glob("*/*.json")))).stat().st_size
    return [os.urandom(record), os.urandom(900)]


def _floor(folder: Path, turn: int, written: list[bytes]) -> None:
    for part, content in enumerate(written[:DURABLE_REPLACEMENTS_A_SUBMIT]):
        replace_durably(folder, f"{turn}-{part}.json", content)


def _tinydb_files(scratch: Path, dice: stdlib_random.Random) -> dict[int, NaiveTinyDB]:
    documents = [_document(dice) for _ in range(100)]
    return {
        size: NaiveTinyDB(scratch / f"tinydb-{size}.json", [documents[n % 100] for n in range(size)])
        for size in SIZES
    }


def _document(dice: stdlib_random.Random) -> dict[str, object]:
    answers = answers_for(PROGRAMME.questionnaire, dice)
    return json.loads(json.dumps({"sent_at": "2026-11-23T12:00:00Z", "answers": dict(answers)}))
