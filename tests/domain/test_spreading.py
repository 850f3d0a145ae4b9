from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.cycle import Calendar
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.spreading import FORTNIGHT, distance, due_dates_near, spread_start

CALENDAR = Calendar(cadence_months=2, due_after_days=14)
TODAY = date(2026, 3, 2)
MENTEE = Person(
    id="mo",
    name="Mo Sample",
    email="mo@example.org",
    roles=frozenset({Role.MENTEE}),
    standing=Standing.JOINED,
    invited_at=datetime(2026, 1, 1, tzinfo=UTC),
)


def day(ahead: int) -> date:
    return TODAY + timedelta(days=ahead)


def due(*starts: date) -> list[date]:
    return due_dates_near([replace(MENTEE, starts=each) for each in starts], day(21), CALENDAR)


def test_the_first_mentee_of_a_mentor_begins_at_once() -> None:
    assert spread_start(TODAY, [], CALENDAR) == TODAY


def test_the_second_begins_a_week_after_the_first_who_began_today() -> None:
    assert spread_start(TODAY, due(TODAY), CALENDAR) == day(7)


def test_who_comes_later_lies_between_the_others() -> None:
    starts: list[date] = []
    for _ in range(4):
        starts.append(spread_start(TODAY, due(*starts), CALENDAR))
    assert starts == [day(0), day(7), day(13), day(3)]


def test_nobody_waits_when_the_others_are_a_week_away_already() -> None:
    assert spread_start(TODAY, due(day(-30), day(-8)), CALENDAR) == TODAY


def test_who_began_cycles_ago_counts_on_the_days_that_are_theirs_now() -> None:
    before = date(2026, 1, 2)
    assert distance(TODAY, due(before), CALENDAR) == 0
    assert spread_start(TODAY, due(before), CALENDAR) == day(7)
    assert due_dates_near([MENTEE], TODAY, CALENDAR) == []


def test_where_a_mentee_starts_stays_unless_another_day_is_better() -> None:
    assert spread_start(day(3), [], CALENDAR, now=TODAY) == TODAY
    assert spread_start(day(3), due(day(-7)), CALENDAR, now=TODAY) == TODAY
    assert spread_start(day(3), due(TODAY), CALENDAR, now=TODAY) == day(7)


def test_fixed_dates_are_the_programmes_own_and_spread_nobody() -> None:
    fixed = replace(CALENDAR, opens=(TODAY,))
    assert spread_start(TODAY, [day(14)], fixed) == TODAY
    assert spread_start(day(3), [day(14)], fixed, now=TODAY) == TODAY


@given(
    today=st.dates(date(2024, 1, 1), date(2032, 12, 31)),
    away=st.lists(st.integers(-60, 60), max_size=12),
    cadence=st.integers(1, 12),
    due_after=st.integers(1, 27),
)
def test_no_day_of_the_fortnight_lies_farther_from_the_others(
    today: date, away: list[int], cadence: int, due_after: int
) -> None:
    calendar = Calendar(cadence, due_after)
    others = [today + timedelta(days=days) for days in away]
    chosen = spread_start(today, others, calendar)
    fortnight = [today + timedelta(days=ahead) for ahead in range(FORTNIGHT)]
    far = [distance(each, others, calendar) for each in fortnight]
    assert chosen in fortnight
    assert chosen == fortnight[far.index(max(far))]
    assert chosen == spread_start(today, others[::-1], calendar)
