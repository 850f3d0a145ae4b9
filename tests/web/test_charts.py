"""The pictures' geometry: everything inside the frame, gaps as gaps, nothing on top of anything."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest

from formsvc.domain.cycle import Calendar
from formsvc.domain.history import GoalLife, Ratings, RatingSeries, Stage, Turn, goal_lives
from formsvc.domain.questionnaire import Kind, Question
from formsvc.domain.timeline import timeline
from formsvc.web.charts import WIDTH, Chart, goal_chart, mark_of, rating_charts, timeline_picture
from formsvc.web.outlines import outline
from tests.domain.test_history import ASKED, sent
from tests.domain.test_timeline import MENTEE

WORDS = ("a", "b", "c", "d", "e")


def question(number: int, words: tuple[str, ...] = WORDS) -> Question:
    return Question(id=f"q{number}", kind=Kind.RATING, label=f"Question {number}", words=words)


def charted(*series: tuple[int | None, ...]) -> Chart:
    cycles = tuple(range(1, len(series[0]) + 1))
    (chart,) = rating_charts(
        Ratings(cycles, tuple(RatingSeries(question(n), each) for n, each in enumerate(series)))
    )
    return chart


def outside(chart: Chart) -> list[object]:
    return [
        mark
        for track in chart.tracks
        for mark in track.marks
        if not (0 < mark.x < WIDTH - 20 and 0 < mark.y < chart.height - 20)
    ]


@pytest.mark.parametrize("count", [1, 2, 6, 60])
def test_every_point_lies_inside_and_apart_from_its_neighbour(count: int) -> None:
    chart = charted(tuple(n % 5 + 1 for n in range(count)))
    assert outside(chart) == []
    across = [mark.x for mark in chart.tracks[0].marks]
    assert len(across) == count
    assert all(later - one > 4 for one, later in pairwise(across))


def test_a_higher_rating_lies_higher() -> None:
    low, high = charted((1, 5)).tracks[0].marks
    assert high.y < low.y


def test_a_gap_breaks_the_line_and_a_point_alone_has_none() -> None:
    track = charted((3, 4, None, 2, None, 5, 5)).tracks[0]
    assert [len(join.split()) for join in track.joins] == [2, 2]
    assert len(track.marks) == 5


def test_equal_ratings_do_not_cover_each_other_and_neither_do_their_letters() -> None:
    chart = charted((3, 3), (3, 3), (3, 3))
    assert len({mark.y for track in chart.tracks for mark in track.marks}) == 3
    letters = sorted(track.letter_y for track in chart.tracks)
    assert [track.letter for track in chart.tracks] == ["A", "B", "C"]
    assert all(later - one >= 15 for one, later in pairwise(letters))


def test_each_series_has_a_shape_of_its_own() -> None:
    chart = charted((3,), (3,), (3,), (3,), (3,))
    assert len({track.symbol for track in chart.tracks}) == 5


def test_scales_of_another_length_get_a_picture_of_their_own() -> None:
    ratings = Ratings((1,), (RatingSeries(question(1), (3,)), RatingSeries(question(2, WORDS[:3]), (3,))))
    assert [len(chart.grid) for chart in rating_charts(ratings)] == [3, 5]


@pytest.mark.parametrize("count", [1, 2, 7, 12, 13, 14, 25, 26, 60])
def test_the_numbers_below_never_run_into_each_other(count: int) -> None:
    ticks = charted((3,) * count).ticks
    assert (ticks[0].says, ticks[-1].says) == ("1", str(count))
    assert all(later.x - one.x >= 20 for one, later in pairwise(ticks))


def test_no_rating_and_no_goal_is_no_picture() -> None:
    assert rating_charts(Ratings((), ())) == ()
    assert goal_chart(()) is None


def test_a_goal_is_a_lane_with_a_mark_for_each_turn_and_no_line_over_where_there_was_none() -> None:
    stages = (Stage(1, Turn.NEW, "a"), Stage(2, Turn.DROPPED, ""), Stage(4, Turn.NEW, "b"))
    chart = goal_chart([GoalLife(Question(id="g", kind=Kind.GOAL, label="Goal"), stages)])
    assert chart
    (track,) = chart.tracks
    assert [mark.says for mark in track.marks] == ["new", "dropped", "new"]
    assert len(track.joins) == 1
    assert [tick.says for tick in chart.ticks] == ["1", "2", "3", "4"]
    assert outside(chart) == []


def test_sixty_cycles_of_goals_stay_inside() -> None:
    chart = goal_chart(goal_lives(ASKED, [sent(n, goal=f"Goal {n // 3}") for n in range(1, 61)]))
    assert chart
    assert outside(chart) == []


def test_every_turn_has_a_mark_of_its_own() -> None:
    assert len({mark_of(turn) for turn in Turn}) == len(Turn) - 1  # "left empty" is "new", hollow


@pytest.mark.parametrize(
    "shape", ["disc", "ring", "dot", "square", "diamond", "triangle", "cross", "tick", "bars"]
)
def test_an_outline_is_path_data_and_nothing_else(shape: str) -> None:
    assert re.fullmatch(r"M[-\d. MLaz]+", outline(shape, 10, 20, 5))


def test_the_timeline_shows_the_newest_in_rows_of_six() -> None:
    moments = timeline(MENTEE, (1,), date(2028, 3, 1), Calendar(2, 14))
    picture = timeline_picture(moments)
    assert (len(picture.dots), picture.hidden, len(picture.roads)) == (12, 2, 2)
    assert picture.moments[-1] == moments[-1]
    assert all(0 < dot.x < WIDTH and 0 < dot.y < picture.height for dot in picture.dots)
    assert timeline_picture(moments, 100).hidden == 0
    assert timeline_picture(()).dots == ()
