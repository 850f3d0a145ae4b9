"""The processor time of a whole journey: each section looked at and saved, then checked and sent.

The ceiling has one page for all its questions, so it looks at that and saves as often.
"""

from __future__ import annotations

import random as stdlib_random
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from bench.contenders import start_sqlite_peer
from bench.mail_sink import MailSink
from bench.peers.form import LABELS
from bench.programme import prose
from bench.samples import Outcome, Samples
from bench.stage import Side, on_stage, ours_on_stage
from bench.visit import Line, Visitor, fields_of, hidden_fields, visit

ROUNDS, A_ROUND, PAST = 7, 12, 3
_DICE = stdlib_random.Random(8)  # noqa: S311 - invented words, not secrets
OURS, CEILING = "ours", "Flask, SQLite: the ceiling"
_SAVED = 302


def measure_journeys(scratch: Path) -> Outcome:
    """Let people go all the way, one at a time, in interleaved rounds."""
    people, samples = (ROUNDS + 1) * A_ROUND, Samples()
    with ExitStack() as stack:
        sink = MailSink()
        stack.callback(sink.stop)
        ours = stack.enter_context(ours_on_stage(scratch / "ours", sink, people=people, past=PAST))
        ceiling = stack.enter_context(
            on_stage(start_sqlite_peer(scratch / "ceiling", people=people, sink=None))
        )
        programme = ours.ours.services.programme if ours.ours else None
        if programme is None:
            raise ValueError(ours)
        sections = [section.id for section in programme.questionnaire.sections]
        ways: dict[str, tuple[Side, Callable[[Visitor], None]]] = {
            OURS: (ours, lambda visitor: _through_ours(visitor, sections)),
            CEILING: (ceiling, lambda visitor: _through_the_peer(visitor, len(sections))),
        }
        for turn in range(ROUNDS + 1):
            for name, (side, through) in ways.items():
                before = side.cpu_seconds()
                for visitor in side.next(A_ROUND):
                    through(visitor)
                side.wait_until_delivered()
                if turn:  # the first warms up
                    samples.add(f"{name}: processor ms", (side.cpu_seconds() - before) * 1000 / A_ROUND)
    values = {
        "journey_cpu_ms": samples.median(f"{OURS}: processor ms"),
        "journey_cpu_ms_ceiling": samples.median(f"{CEILING}: processor ms"),
        "journey_cpu_over_ceiling": samples.median_of_ratios(
            f"{OURS}: processor ms", f"{CEILING}: processor ms"
        ),
    }
    return Outcome(values, samples)


def _through_ours(visitor: Visitor, sections: list[str]) -> None:
    line = Line(visitor)
    for section in sections:
        _, page = line.get(f"/questionnaire/{section}")
        status, _ = line.post(f"/questionnaire/{section}", _typed_anew(fields_of(page), _DICE))
        _require(status == _SAVED, f"saving {section} answered {status}")
    line.close()
    _require(visit(visitor, "/questionnaire/check", "/questionnaire/send").ok, "sending failed")


def _typed_anew(fields: list[tuple[str, str]], dice: stdlib_random.Random) -> list[tuple[str, str]]:
    """Write other words, as many, wherever words stand, so that each save has something to keep."""
    return [(name, prose(dice, len(value)) if " " in value else value) for name, value in fields]


def _through_the_peer(visitor: Visitor, saves: int) -> None:
    line = Line(visitor)
    names = list(LABELS)
    for number in range(saves):
        _, page = line.get("/check")
        typed = [(name, "3" if "rating" in name else prose(_DICE)) for name in names[number::saves]]
        status, _ = line.post("/save", [*hidden_fields(page), *typed])
        _require(status == _SAVED, f"saving answered {status}")
    line.close()
    _require(visit(visitor, "/check", "/send").ok, "sending failed")


def _require(held: bool, otherwise: str) -> None:  # noqa: FBT001 - what must be so, then what to say
    if not held:
        raise RuntimeError(otherwise)
