"""Run the benchmark: a table for people, then ``name = value`` lines for scripts, raw samples beside."""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.samples import Outcome, Samples
from bench.sections import ONLY_WHEN_ASKED, SECTIONS, missed
from bench.stage import DISK

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run the sections that ``ONLY`` names, else all but the longest; exit 1 when a target is missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started is ended too
    chosen = os.environ.get("ONLY", "").split() or [name for name in SECTIONS if name not in ONLY_WHEN_ASKED]
    if unknown := [name for name in chosen if name not in SECTIONS]:
        print(f"There is no section {unknown[0]}. There are: {', '.join(SECTIONS)}.", file=sys.stderr)
        return 2
    for folder in (RESULTS, DISK):
        folder.mkdir(exist_ok=True)
    values: dict[str, float] = {}
    for name in chosen:
        with tempfile.TemporaryDirectory(dir=DISK) as scratch:
            outcome = SECTIONS[name](Path(scratch))
        values |= outcome.values
        keep(name, outcome)
        show(name, outcome.samples)
        for figure, value in outcome.values.items():
            print(f"{figure} = {value:.3f}", flush=True)
    faults = missed(values)
    for line in faults:
        print(f"missed: {line}", file=sys.stderr)
    return 1 if faults else 0


def keep(name: str, outcome: Outcome) -> None:
    """Write the figures and the raw samples of a section beside the benchmark."""
    found = {"values": outcome.values, "samples": outcome.samples.of}
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1))


def show(name: str, samples: Samples) -> None:
    """Print the table of medians and spreads."""
    if not samples.of:
        return
    table = Table(title=name)
    for heading in ("what", "median", "10% to 90%", "samples"):
        table.add_column(heading, justify="left" if heading == "what" else "right")
    for what, measured in samples.of.items():
        table.add_row(what, f"{samples.median(what):.4g}", samples.spread(what), str(len(measured)))
    Console(width=110).print(table)


if __name__ == "__main__":
    sys.exit(main())
