from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.cycle import Calendar, cycle_numbered, cycle_on

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
