"""Where the bars of the response rates stand: one outline for what was due, filled as far as it was sent.

Lengths are units of a picture 360 wide. A bar says its share in figures above it, and a table beside the
picture says the same, so colour tells nothing alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formsvc.domain.responses import Round

SHOWN = 6
"""Rounds in the picture, the newest; the table has all."""

HEIGHT = 190
_TOP, _BOTTOM, _LEFT, _RIGHT, _WIDTH = 30, 150, 16, 344, 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One round: its outline, the part of it that is filled, and what stands above and below."""

    x: float
    middle: float
    top: float
    filled: float
    shown: Round


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars on one line; all are as high as ``top`` to ``bottom``."""

    height: int
    top: int
    bottom: int
    width: int
    bars: tuple[Bar, ...]


def bar_chart(rounds: Sequence[Round]) -> BarChart | None:
    """Return the newest rounds as bars, None where there is none."""
    newest = rounds[-SHOWN:]
    if not newest:
        return None
    step = (_RIGHT - _LEFT) / len(newest)
    bars = tuple(_bar(one, _LEFT + step * (at + 0.5)) for at, one in enumerate(newest))
    return BarChart(HEIGHT, _TOP, _BOTTOM, _WIDTH, bars)


def _bar(one: Round, middle: float) -> Bar:
    filled = round((_BOTTOM - _TOP) * one.per_cent / 100, 1)
    return Bar(round(middle - _WIDTH / 2, 1), round(middle, 1), round(_BOTTOM - filled, 1), filled, one)
