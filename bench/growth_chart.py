"""The growth chart as an SVG: both axes logarithmic, so that growth in proportion is a straight line."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

WIDTH, HEIGHT = 420, 380
LEFT, RIGHT, TOP, BOTTOM = 62, 392, 56, 316
LOOKS = (("9 5", 2, (-2, -12)), ("none", 4, (-1, -10)), ("2 4", 2, (-1, 22)))
"""The dashes and width of each line, where its words end and how far away; one colour for all."""


def draw_growth(target: Path, series: Mapping[str, Mapping[int, float]]) -> None:
    """Write a chart of milliseconds by the number of people; three lines at most."""
    sizes = sorted({size for points in series.values() for size in points})
    every = [value for points in series.values() for value in points.values()]
    lowest, highest = math.floor(math.log10(min(every))), math.ceil(math.log10(max(every)))
    x = _scale(sizes[0], sizes[-1], LEFT, RIGHT)
    y = _scale(10.0**lowest, 10.0**highest, BOTTOM, TOP)
    lines = [
        {
            "dashes": dashes,
            "width": width,
            "words_at": (x(sizes[at]), y(points[sizes[at]]) + away),
            "said": f"{name}: {_range(points[sizes[0]], points[sizes[-1]])}",
            "points": [(x(size), y(points[size])) for size in sizes],
        }
        for (name, points), (dashes, width, (at, away)) in zip(series.items(), LOOKS, strict=False)
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
