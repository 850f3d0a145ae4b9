"""What was measured: the named figures of a section, and the raw samples behind them."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

_MILLISECONDS = 1000.0


@dataclass
class Samples:
    """Raw samples by the name of what was measured; a name ends with its unit."""

    of: dict[str, list[float]] = field(default_factory=dict)

    def add(self, name: str, *values: float) -> None:
        """Add samples."""
        self.of.setdefault(name, []).extend(values)

    def time(self, name: str, work: Callable[[], object]) -> None:
        """Time one call, in milliseconds."""
        began = time.perf_counter()
        work()
        self.add(name, (time.perf_counter() - began) * _MILLISECONDS)

    def median(self, name: str) -> float:
        """Return the median."""
        return statistics.median(self.of[name])

    def p95(self, name: str) -> float:
        """Return the ninety-fifth percentile; needs two samples."""
        return statistics.quantiles(self.of[name], n=20, method="inclusive")[-1]

    def spread(self, name: str) -> str:
        """Return the tenth and the ninetieth percentile in words."""
        values = self.of[name]
        if len(values) == 1:
            return "one sample"
        cuts = statistics.quantiles(values, n=10, method="inclusive")
        return f"{cuts[0]:.3g} to {cuts[-1]:.3g}"

    def median_of_ratios(self, name: str, over: str) -> float:
        """Return the median of one name's samples over another's, round by round."""
        return statistics.median(a / b for a, b in zip(self.of[name], self.of[over], strict=True))


@dataclass
class Outcome:
    """What a section of the benchmark found."""

    values: dict[str, float]
    samples: Samples = field(default_factory=Samples)


def p95_of(values: Iterable[float]) -> float:
    """Return the ninety-fifth percentile of some values."""
    return statistics.quantiles(list(values), n=20, method="inclusive")[-1]
