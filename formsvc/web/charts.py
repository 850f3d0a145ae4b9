"""Where the points and lines of the record's pictures lie; templates draw them, the stylesheet colours them.

Lengths are units of a picture 360 wide, about a pixel each on a phone. No picture tells by colour
alone: every series and every state has a shape and a word, and a table or list says the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from formsvc.domain.history import GoalLife, Ratings, RatingSeries, Turn
from formsvc.domain.timeline import Moment, Passing
from formsvc.web.outlines import outline, written

WIDTH = 360
MOST_ON_TIMELINE = 12
_LEFT, _RIGHT, _TOP = 26, 334, 16
_LEVEL, _LANE, _FOOT = 30, 34, 30
_TICK_NEEDS = 24
_A_ROW, _ROW_HEIGHT = 6, 62
_SHAPES = ("disc", "square", "diamond", "triangle", "cross")
_MARKS = {
    Turn.NEW: "disc",
    Turn.SAME: "dot",
    Turn.CHANGED: "diamond",
    Turn.REACHED: "tick",
    Turn.DROPPED: "cross",
    Turn.EMPTY: "ring",
}
_DOTS = {
    Passing.SENT: "disc",
    Passing.MISSED: "cross",
    Passing.SKIPPED: "square",
    Passing.PAUSED: "bars",
    Passing.OPEN: "diamond",
    Passing.UPCOMING: "ring",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """One point: where it is, its outline, and what it says."""

    x: float
    y: float
    path: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line, and a word beside it."""

    x1: float
    y1: float
    x2: float
    y2: float
    says: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """One series or goal: its letter, where the letter stands, its points and what joins them."""

    letter: str
    label: str
    letter_y: float
    symbol: str
    marks: tuple[Mark, ...]
    joins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of tracks over cycles; ``grid`` are its levels, ``ticks`` the cycles' numbers below it."""

    height: float
    grid: tuple[Line, ...]
    ticks: tuple[Mark, ...]
    tracks: tuple[Track, ...]
    cycles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TimelinePicture:
    """Dots in rows; ``hidden`` earlier cycles are left out of the picture."""

    height: float
    roads: tuple[Line, ...]
    dots: tuple[Mark, ...]
    moments: tuple[Moment, ...]
    hidden: int = 0


def rating_charts(ratings: Ratings) -> tuple[Chart, ...]:
    """Return one picture for each length of scale, so that a 4 of 5 never lies level with a 4 of 7."""
    by_scale = sorted(ratings.series, key=_scale)
    groups = (list(group) for _, group in groupby(by_scale, key=_scale))
    return tuple(_rating_chart(ratings.cycles, group) for group in groups)


def goal_chart(lives: Sequence[GoalLife]) -> Chart | None:
    """Return one lane for each goal, None where there is no goal."""
    sent = [stage.cycle for life in lives for stage in life.stages]
    if not sent:
        return None
    cycles = tuple(range(min(sent), max(sent) + 1))
    places = dict(zip(cycles, _places(len(cycles)), strict=True))
    size = _size(len(cycles)) + 1
    bottom = _TOP + _LANE * len(lives)
    lanes = [_TOP + _LANE * (number + 0.5) for number in range(len(lives))]
    return Chart(
        height=bottom + _FOOT,
        grid=tuple(Line(_LEFT, y, _RIGHT, y) for y in lanes),
        ticks=_ticks(places, bottom + 20),
        tracks=tuple(_lane(life, letter, y, places, size) for life, letter, y in _lettered(lives, lanes)),
        cycles=cycles,
    )


def timeline_picture(moments: Sequence[Moment], most: int = MOST_ON_TIMELINE) -> TimelinePicture:
    """Return the newest cycles as dots, six to a row."""
    shown = tuple(moments[-most:])
    step = WIDTH / _A_ROW
    dots = tuple(
        Mark(
            round(step * (place % _A_ROW + 0.5), 1),
            20 + _ROW_HEIGHT * (place // _A_ROW),
            "",
            moment.passing.value,
        )
        for place, moment in enumerate(shown)
    )
    rows = [list(row) for _, row in groupby(dots, key=lambda dot: dot.y)]
    return TimelinePicture(
        height=_ROW_HEIGHT * len(rows),
        roads=tuple(Line(row[0].x, row[0].y, row[-1].x, row[0].y) for row in rows),
        dots=tuple(
            Mark(dot.x, dot.y, outline(_DOTS[moment.passing], dot.x, dot.y, 9), dot.says)
            for dot, moment in zip(dots, shown, strict=True)
        ),
        moments=shown,
        hidden=len(moments) - len(shown),
    )


def mark_of(turn: Turn) -> str:
    """Return the outline of a goal's turn, for the key beside the picture."""
    return outline(_MARKS[turn], 8, 8, 5)


def _scale(series: RatingSeries) -> int:
    return len(series.question.words)


def _rating_chart(cycles: tuple[int, ...], group: list[RatingSeries]) -> Chart:
    scale = _scale(group[0])
    bottom = _TOP + _LEVEL * (scale - 1)
    levels = {rating: bottom - _LEVEL * (rating - 1) for rating in range(1, scale + 1)}
    places = dict(zip(cycles, _places(len(cycles)), strict=True))
    tracks = [_track(series, place, len(group), places, levels) for place, series in enumerate(group)]
    return Chart(
        height=bottom + _FOOT + 4,
        grid=tuple(Line(_LEFT - 8, y, _RIGHT + 4, y, str(rating)) for rating, y in levels.items()),
        ticks=_ticks(places, bottom + 26),
        tracks=tuple(_kept_apart(tracks)),
        cycles=cycles,
    )


def _track(
    series: RatingSeries, place: int, of: int, places: Mapping[int, float], levels: Mapping[int, float]
) -> Track:
    """Draw one series, a little above or below the others, so that equal ratings stay apart."""
    aside = 4 * (place - (of - 1) / 2)
    shape, size = _SHAPES[place % len(_SHAPES)], _size(len(places))
    at = [
        None if rating is None else (x, round(levels[rating] + aside, 1))
        for x, rating in zip(places.values(), series.ratings, strict=True)
    ]
    points = [point for point in at if point]
    runs = [list(run) for there, run in groupby(at, key=bool) if there]
    return Track(
        letter=_letter(place),
        label=series.question.label,
        letter_y=points[-1][1],
        symbol=outline(shape, 8, 8, 5),
        marks=tuple(Mark(x, y, outline(shape, x, y, size)) for x, y in points),
        joins=tuple(
            " ".join(f"{written(point[0])},{written(point[1])}" for point in run if point)
            for run in runs
            if len(run) > 1
        ),
    )


def _kept_apart(tracks: list[Track], least: float = 15) -> list[Track]:
    """Move the letters at the lines' ends so that none covers another."""
    free = float("-inf")
    moved: dict[str, float] = {}
    for track in sorted(tracks, key=lambda track: track.letter_y):
        free = max(track.letter_y, free + least)
        moved[track.letter] = free
    return [
        Track(each.letter, each.label, moved[each.letter], each.symbol, each.marks, each.joins)
        for each in tracks
    ]


def _lettered(lives: Sequence[GoalLife], lanes: list[float]) -> list[tuple[GoalLife, str, float]]:
    return [(life, _letter(place), lanes[place]) for place, life in enumerate(lives)]


def _lane(life: GoalLife, letter: str, y: float, places: dict[int, float], size: float) -> Track:
    stages = [(places[stage.cycle], stage) for stage in life.stages]
    joins = [
        f"{written(x)},{written(y)} {written(later)},{written(y)}"
        for (x, stage), (later, following) in pairwise(stages)
        if stage.text and following.turn in {Turn.SAME, Turn.CHANGED, Turn.REACHED, Turn.DROPPED}
    ]
    return Track(
        letter=letter,
        label=life.question.label,
        letter_y=y,
        symbol="",
        marks=tuple(
            Mark(x, y, outline(_MARKS[stage.turn], x, y, size), stage.turn.name.lower())
            for x, stage in stages
        ),
        joins=tuple(joins),
    )


def _ticks(places: dict[int, float], y: float) -> tuple[Mark, ...]:
    """Name as many cycles as there is room for, the first and the last among them."""
    every = max(1, -(-_TICK_NEEDS * len(places) // (_RIGHT - _LEFT)))
    cycles = list(places)
    named = {*cycles[:: int(every)]} - set(cycles[-int(every) : -1]) | {cycles[-1]}
    return tuple(Mark(x, y, "", str(cycle)) for cycle, x in places.items() if cycle in named)


def _places(count: int) -> list[float]:
    """Return where the cycles stand from left to right; one alone stands in the middle."""
    if count == 1:
        return [(_LEFT + _RIGHT) / 2]
    step = (_RIGHT - _LEFT - 24) / (count - 1)
    return [round(_LEFT + 12 + step * number, 1) for number in range(count)]


def _size(count: int) -> float:
    return round(max(1.8, min(5.0, 110 / count)), 1)


def _letter(place: int) -> str:
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place % 26]
