"""The growth chart as an SVG: both axes logarithmic, so that growth in proportion is a straight line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 90, 680, 70, 350
LOOKS = (("#a33b20", "9 5", -12), ("#303f9f", "none", -10), ("#555555", "2 4", 20))
"""A colour and the dashes of each line, and how far its words are from it: no colour tells anything alone."""


def draw_growth(target: Path, series: Mapping[str, Mapping[int, float]]) -> None:
    """Write a chart of milliseconds by the number of people; three lines at most."""
    sizes = sorted({size for points in series.values() for size in points})
    every = [value for points in series.values() for value in points.values()]
    lowest, highest = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    x = _scale(sizes[0], sizes[-1], LEFT, RIGHT)
    y = _scale(10.0**lowest, 10.0**highest, BOTTOM, TOP)
    lines = [
        {
            "colour": colour,
            "dashes": dashes,
            "away": away,
            "said": f"{name}: {_range(points[sizes[0]], points[sizes[-1]])}",
            "points": [(x(size), y(points[size])) for size in sizes],
        }
        for (name, points), (colour, dashes, away) in zip(series.items(), LOOKS, strict=False)
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined
    )
    drawn = environment.get_template("growth.svg.j2").render(
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=RIGHT,
        top=TOP,
        bottom=BOTTOM,
        across=[(x(size), f"{size:,}") for size in sizes],
        up=[(y(10.0**power), f"{10.0**power:,g}") for power in range(lowest, highest + 1)],
        lines=lines,
    )
    target.write_text(drawn + "\n", encoding="utf-8")


def _range(first: float, last: float) -> str:
    ends = _few_digits(first), _few_digits(last)
    return f"{ends[0]} ms throughout" if ends[0] == ends[1] else f"{ends[0]} to {ends[1]} ms"


def _few_digits(value: float) -> str:
    return f"{value:,.1f}" if value < 10 else f"{value:,.0f}"  # noqa: PLR2004 - one digit before the point


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    def place(value: float) -> float:
        return round(start + (end - start) * math.log(value / low) / math.log(high / low), 1)

    return place
