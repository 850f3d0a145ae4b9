from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from formsvc.domain.cycle import Calendar, Restart, cycle_numbered, cycle_on

TWO_MONTHLY = Calendar(cadence_months=2, due_after_days=14)


@pytest.mark.parametrize(
    ("starts", "number", "opens"),
    [
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 12, 31), 3, date(2027, 4, 30)),
        (date(2026, 12, 31), 4, date(2027, 6, 30)),
        (date(2026, 12, 31), 5, date(2027, 8, 31)),
    ],
)
def test_month_ends_never_drift(starts: date, number: int, opens: date) -> None:
    assert cycle_numbered(number, starts, TWO_MONTHLY).opens == opens


def test_a_cycle_is_due_after_its_days_and_closes_when_the_next_opens() -> None:
    cycle = cycle_numbered(1, date(2026, 3, 2), TWO_MONTHLY)
    assert (cycle.due, cycle.closes) == (date(2026, 3, 16), date(2026, 5, 2))


def test_nothing_is_open_before_the_start() -> None:
    assert cycle_on(date(2026, 3, 1), date(2026, 3, 2), TWO_MONTHLY) is None


@given(
    starts=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    days=st.integers(0, 4000),
    cadence=st.integers(1, 12),
)
def test_every_day_lies_in_exactly_one_cycle(starts: date, days: int, cadence: int) -> None:
    calendar = Calendar(cadence, 14)
    today = starts + timedelta(days=days)
    cycle = cycle_on(today, starts, calendar)
    assert cycle is not None
    assert cycle.opens <= today < cycle.closes
    assert cycle == cycle_numbered(cycle.number, starts, calendar)
    if cycle.number > 1:
        assert cycle_numbered(cycle.number - 1, starts, calendar).closes == cycle.opens


# --- the whole programme on fixed dates ----------------------------------------------------------

ROTATIONS = Calendar(2, 14, opens=(date(2026, 8, 5), date(2026, 10, 7), date(2026, 12, 2), date(2027, 2, 3)))
"""The first Wednesdays of August and February are changeovers; the others lie between."""


@pytest.mark.parametrize(
    ("number", "opens"),
    [(1, date(2026, 8, 5)), (4, date(2027, 2, 3)), (5, date(2027, 4, 3)), (7, date(2027, 8, 3))],
)
def test_fixed_dates_come_first_and_the_cadence_goes_on_from_the_last(number: int, opens: date) -> None:
    assert cycle_numbered(number, date(2026, 6, 1), ROTATIONS).opens == opens


@pytest.mark.parametrize(
    ("starts", "opens", "due"),
    [
        (date(2026, 6, 1), date(2026, 8, 5), date(2026, 8, 19)),
        (date(2026, 8, 5), date(2026, 8, 5), date(2026, 8, 19)),
        (date(2026, 8, 19), date(2026, 8, 19), date(2026, 9, 2)),
        (date(2026, 8, 20), date(2026, 10, 7), date(2026, 10, 21)),
        (date(2027, 2, 18), date(2027, 4, 3), date(2027, 4, 17)),
    ],
)
def test_who_starts_before_a_round_is_due_begins_with_it_and_has_all_the_days(
    starts: date, opens: date, due: date
) -> None:
    first = cycle_numbered(1, starts, ROTATIONS)
    assert (first.opens, first.due) == (opens, due)
    assert first.due < first.closes


def test_the_whole_programme_closes_together() -> None:
    early, late = (cycle_numbered(1, day, ROTATIONS) for day in (date(2026, 7, 1), date(2026, 8, 19)))
    assert early.closes == late.closes == date(2026, 10, 7)


# --- every calendar ------------------------------------------------------------------------------


@st.composite
def calendars(draw: DrawFn) -> Calendar:
    due_after = draw(st.integers(1, 27))
    opens = [draw(st.dates(date(2020, 1, 1), date(2030, 12, 31)))]
    for gap in draw(st.lists(st.integers(2 * due_after + 1, 400), max_size=6)):
        opens.append(opens[-1] + timedelta(days=gap))
    fixed = draw(st.booleans())
    return Calendar(draw(st.integers(2, 12)), due_after, opens=tuple(opens) if fixed else ())


@st.composite
def moved(draw: DrawFn, starts: date) -> tuple[Restart, ...]:
    """Return restarts as pauses make them: by rising number, none before the cycle before it opened."""
    restarts: list[Restart] = []
    number, earliest = 0, starts
    for _ in range(draw(st.integers(0, 3))):
        number += draw(st.integers(1, 9))
        earliest += timedelta(days=draw(st.integers(400 * 9, 400 * 12)))
        restarts.append(Restart(number, earliest))
    return tuple(restarts)


@given(st.data(), st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(0, 12_000), calendars())
def test_every_day_from_the_first_opening_lies_in_exactly_one_cycle_of_any_calendar(
    data: st.DataObject, starts: date, days: int, calendar: Calendar
) -> None:
    restarts = () if calendar.is_fixed else data.draw(moved(starts))
    today = starts + timedelta(days=days)
    cycle = cycle_on(today, starts, calendar, restarts)
    if cycle is None:
        assert today < cycle_numbered(1, starts, calendar, restarts).opens
        return
    assert cycle.opens <= today < cycle.closes
    assert cycle.opens < cycle.due < cycle.closes
    assert cycle == cycle_numbered(cycle.number, starts, calendar, restarts)
    if cycle.number > 1:
        assert cycle_numbered(cycle.number - 1, starts, calendar, restarts).closes == cycle.opens
