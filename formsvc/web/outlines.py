"""The outlines of the points in the record's pictures, as SVG path data."""

from __future__ import annotations

_CORNERS = {
    "square": (("M", -0.85, -0.85), ("L", 0.85, -0.85), ("L", 0.85, 0.85), ("L", -0.85, 0.85)),
    "diamond": (("M", 0, -1.2), ("L", 1.2, 0), ("L", 0, 1.2), ("L", -1.2, 0)),
    "triangle": (("M", 0, -1.15), ("L", 1.1, 0.8), ("L", -1.1, 0.8)),
    "cross": (("M", -0.8, -0.8), ("L", 0.8, 0.8), ("M", 0.8, -0.8), ("L", -0.8, 0.8)),
    "bars": (("M", -0.45, -0.85), ("L", -0.45, 0.85), ("M", 0.45, -0.85), ("L", 0.45, 0.85)),
    "tick": (("M", -1, 0), ("L", -0.3, 0.8), ("L", 1.1, -0.9)),
}
"""Shape to the corners of its path, in sizes from its middle."""


def outline(shape: str, x: float, y: float, size: float) -> str:
    """Return an outline's path data, ``size`` from its middle to its edge."""
    if shape in {"disc", "ring", "dot"}:
        size = size * 0.6 if shape == "dot" else size
        half = f"a{written(size)} {written(size)} 0 1 0"
        return f"M{written(x - size)} {written(y)}{half} {written(2 * size)} 0{half} {written(-2 * size)} 0z"
    return "".join(
        f"{command}{written(x + size * across)} {written(y + size * down)}"
        for command, across, down in _CORNERS[shape]
    ) + ("" if shape in {"cross", "tick", "bars"} else "z")


def written(number: float) -> str:
    """Return a length as SVG has it: one decimal at most."""
    return f"{round(number, 1):g}"
