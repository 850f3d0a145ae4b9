"""One rating over the cycles as a small picture: a dot for each, with its number, as high as it is rated.

A palette PNG of about two kilobytes, drawn at twice its size for sharp screens. It brings its own
light ground, so that it reads the same in a light and in a dark mail program. Nothing in it
depends on the moment or on chance: the same ratings make the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import ImageFont

HEIGHT = 96
"""Its height on the page; the file has twice as many points each way."""
_WIDEST = 320
_SCALE = 2
_MARGIN, _RADIUS = 18, 10
_WIDEST_STEP = 64
_GROUND, _LINE, _DOT, _FIGURE, _LEVEL, _EDGE = range(6)
_PALETTE = (
    (0xF6, 0xF7, 0xFB),
    (0x5C, 0x6B, 0xC0),
    (0x30, 0x3F, 0x9F),
    (0xFF, 0xFF, 0xFF),
    (0xDD, 0xE0, 0xEA),
    (0x8A, 0x94, 0xA6),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """Where one rating lies, on a page whose y grows downwards."""

    x: float
    y: float
    rating: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """One rating's dots, and the lines between those of neighbouring cycles; ``levels`` are its heights."""

    width: int
    dots: tuple[Dot, ...]
    joins: tuple[tuple[Dot, Dot], ...]
    levels: tuple[float, ...]
    height: int = HEIGHT


def drawing_of(series: Sequence[int | None], top: int) -> Drawing:
    """Return where the dots of a series lie; ``top`` is the highest rating there is."""
    step = min(_WIDEST_STEP, (_WIDEST - 2 * _MARGIN) / max(len(series) - 1, 1))
    levels = tuple(_height(rating, top) for rating in range(1, top + 1))
    places = [
        None if rating is None else Dot(_MARGIN + at * step, _height(rating, top), rating)
        for at, rating in enumerate(series)
    ]
    joins = tuple((one, other) for one, other in pairwise(places) if one and other)
    width = round(2 * _MARGIN + (len(series) - 1) * step)
    return Drawing(width, tuple(dot for dot in places if dot), joins, levels)


def png_of(series: Sequence[int | None], top: int) -> bytes:
    """Return the picture of a series; many people's series are alike, and lately drawn ones are kept."""
    return _png_of(tuple(series), top)


@lru_cache(maxsize=256)
def _png_of(series: tuple[int | None, ...], top: int) -> bytes:
    from PIL import Image, ImageDraw  # noqa: PLC0415 - the web draws none

    drawing = drawing_of(series, top)
    image = Image.new("P", (drawing.width * _SCALE, HEIGHT * _SCALE), _GROUND)
    image.putpalette([part for colour in _PALETTE for part in colour])
    draw = ImageDraw.Draw(image)
    draw.fontmode = "1"
    draw.rectangle((0, 0, image.width - 1, image.height - 1), outline=_EDGE, width=_SCALE)
    for y in drawing.levels:
        draw.line(_scaled(_MARGIN / 2, y, drawing.width - _MARGIN / 2, y), fill=_LEVEL, width=_SCALE)
    for one, other in drawing.joins:
        draw.line(_scaled(one.x, one.y, other.x, other.y), fill=_LINE, width=2 * _SCALE)
    for dot in drawing.dots:
        draw.ellipse(_scaled(dot.x - _RADIUS, dot.y - _RADIUS, dot.x + _RADIUS, dot.y + _RADIUS), fill=_DOT)
        draw.text(
            (dot.x * _SCALE, dot.y * _SCALE), str(dot.rating), fill=_FIGURE, font=_figures(), anchor="mm"
        )
    file = BytesIO()
    image.save(file, "PNG", optimize=False, compress_level=3)
    return file.getvalue()


@cache
def _figures() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Return Pillow's own font, so that no machine's fonts matter."""
    from PIL import ImageFont  # noqa: PLC0415 - the web draws none

    return ImageFont.load_default(14 * _SCALE)


def _height(rating: int, top: int) -> float:
    return HEIGHT - _MARGIN - (rating - 1) * (HEIGHT - 2 * _MARGIN) / max(top - 1, 1)


def _scaled(*places: float) -> tuple[float, ...]:
    return tuple(place * _SCALE for place in places)
