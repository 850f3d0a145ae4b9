"""Which reminder makes sense when; and that no sleep, clock or choice makes a storm (R18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.cycle import Calendar, CycleState
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Standing
from formsvc.domain.reminders import Hour, Reminders, Stage
from formsvc.domain.reminding import reminder_due, reminder_for, with_reminder
from tests.domain import test_timeline

OWN = Calendar(cadence_months=2, due_after_days=14)
LONDON = ZoneInfo("Europe/London")
PAIRED = replace(test_timeline.MENTEE, pairings=(Pairing("pairing1", "mentor1", date(2026, 3, 2)),))
"""Opens on 2 March, is due on the 16th, late on the 23rd, closes on 2 May."""


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LONDON)


def told_from(person: Person, begins: datetime, until: datetime, every: timedelta) -> list[tuple[date, str]]:
    """Return what a worker that looks every so often tells, and when."""
    told, moment = [], begins
    while moment < until:
        due = reminder_due(person, moment.astimezone(LONDON), OWN)
        if due:
            day = moment.astimezone(LONDON).date()
            person = with_reminder(person, due, day)
            told.append((day, f"{due.cycle.number} {due.stage}{' missed' if due.missed else ''}"))
        moment += every
    return told


QUARTER = timedelta(minutes=15)


def test_each_reminder_comes_once_on_its_own_day() -> None:
    told = told_from(PAIRED, at(date(2026, 3, 1)), at(date(2026, 5, 5)), QUARTER)
    assert told == [
        (date(2026, 3, 2), "1 opened"),
        (date(2026, 3, 13), "1 due_soon"),
        (date(2026, 3, 16), "1 due_today"),
        (date(2026, 3, 23), "1 late"),
        (date(2026, 5, 2), "2 opened missed"),
    ]


@pytest.mark.parametrize(
    ("choice", "stages"),
    [
        (Reminders.OPENED_AND_DUE, ["1 opened", "1 due_today", "2 opened missed"]),
        (Reminders.OPENED, ["1 opened", "2 opened missed"]),
    ],
)
def test_who_wants_fewer_gets_fewer(choice: Reminders, stages: list[str]) -> None:
    person = replace(PAIRED, reminders=choice)
    told = told_from(person, at(date(2026, 3, 1)), at(date(2026, 5, 5)), QUARTER)
    assert [stage for _, stage in told] == stages


@pytest.mark.parametrize(
    "person",
    [
        PAIRED.with_cycle(1, CycleState("K7QM-2XJD", datetime(2026, 3, 3, tzinfo=UTC))),
        replace(PAIRED, skipped=(1,)),
        replace(PAIRED, pairings=()),
        *(replace(PAIRED, standing=each) for each in Standing if each is not Standing.JOINED),
    ],
)
def test_who_sent_skips_pauses_left_or_has_nobody_to_send_to_hears_nothing(person: Person) -> None:
    assert told_from(person, at(date(2026, 3, 1)), at(date(2026, 4, 30)), timedelta(hours=6)) == []


@pytest.mark.parametrize(
    ("hour", "first", "last"),
    [(Hour.MORNING, (8, 0), (20, 59)), (Hour.MIDDAY, (13, 0), (20, 59)), (Hour.EVENING, (18, 0), (20, 59))],
)
def test_no_letter_comes_at_night_or_before_the_chosen_hour(
    hour: Hour, first: tuple[int, int], last: tuple[int, int]
) -> None:
    person, day = replace(PAIRED, reminder_hour=hour), date(2026, 3, 16)
    minutes = [divmod(minute, 60) for minute in range(24 * 60)]
    loud = [each for each in minutes if reminder_due(person, at(day, *each), OWN)]
    assert (loud[0], loud[-1]) == (first, last)


@pytest.mark.parametrize(
    ("woke", "stage"),
    [
        (date(2026, 3, 12), "1 opened"),
        (date(2026, 3, 15), "1 due_soon"),
        (date(2026, 3, 16), "1 due_today"),
        (date(2026, 4, 16), "1 late"),
        (date(2026, 5, 20), None),
        (date(2026, 6, 1), "2 late"),
    ],
)
def test_r18_who_slept_sends_only_the_newest_that_still_makes_sense(woke: date, stage: str | None) -> None:
    told = told_from(PAIRED, at(woke), at(woke, 21), QUARTER)
    assert [each for _, each in told] == ([stage] if stage else [])


def test_r18_after_the_newest_an_older_one_never_follows() -> None:
    told = told_from(PAIRED, at(date(2026, 3, 15)), at(date(2026, 5, 1)), QUARTER)
    assert [each for _, each in told] == ["1 due_soon", "1 due_today", "1 late"]


def test_r18_a_clock_a_year_on_and_back_replays_nothing_and_silences_nobody() -> None:
    opened = reminder_due(PAIRED, at(date(2026, 3, 2)), OWN)
    assert opened
    person = with_reminder(PAIRED, opened, date(2026, 3, 2))
    ahead = reminder_due(person, at(date(2027, 3, 3)), OWN)
    assert ahead
    person = with_reminder(person, ahead, date(2027, 3, 3))
    assert reminder_due(person, at(date(2026, 3, 3)), OWN) is None
    told = told_from(person, at(date(2026, 3, 3)), at(date(2026, 4, 1)), QUARTER)
    assert [each for _, each in told] == ["1 due_soon", "1 due_today", "1 late"]


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_r18_on_a_day_of_clock_change_each_goes_once_and_by_day(day: date) -> None:
    """The clock goes on at 1 on 29 March 2026 and back at 2 on 25 October 2026."""
    person = replace(PAIRED, starts=day)
    hours = [
        (datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC) + QUARTER * n)
        for n in range(100)
    ]
    loud = [hour for hour in hours if reminder_due(person, hour.astimezone(LONDON), OWN)]
    assert min(hour.astimezone(LONDON).hour for hour in loud) == 8
    assert len(told_from(person, hours[0], hours[-1], QUARTER)) == 1


def test_who_had_word_today_hears_no_more_until_tomorrow() -> None:
    heard = replace(PAIRED, reminded_on=date(2026, 3, 16))
    assert reminder_due(heard, at(date(2026, 3, 16)), OWN) is None
    assert reminder_due(replace(heard, reminded_on=date(2026, 3, 15)), at(date(2026, 3, 16)), OWN)


def test_who_wants_fewer_from_now_on_gets_no_older_one_instead() -> None:
    told = replace(PAIRED, reminded={1: Stage.DUE_SOON}, reminders=Reminders.OPENED)
    assert reminder_due(told, at(date(2026, 3, 14)), OWN) is None


def test_who_joins_today_has_just_seen_it_and_hears_tomorrow() -> None:
    person = replace(PAIRED, joined_at=datetime(2026, 3, 2, 7, 0, tzinfo=UTC))
    assert told_from(person, at(date(2026, 3, 2)), at(date(2026, 3, 4)), QUARTER) == [
        (date(2026, 3, 3), "1 opened")
    ]


def test_when_it_is_due_soon_after_opening_the_opening_comes_first() -> None:
    quick = Calendar(2, 2)
    assert [
        found.stage if (found := reminder_for(PAIRED, date(2026, 3, day), quick)) else None
        for day in (2, 3, 4, 5)
    ] == [Stage.OPENED, Stage.DUE_SOON, Stage.DUE_TODAY, None]


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.lists(st.tuples(st.integers(-400, 400), st.integers(0, 86_399)), min_size=1, max_size=60),
    st.sampled_from(Reminders),
    st.sampled_from(Hour),
    st.sampled_from([OWN, Calendar(1, 27), Calendar(3, 1), Calendar(2, 14, opens=(date(2025, 8, 6),))]),
)
def test_r18_whatever_the_clock_does_nothing_is_told_twice_and_never_two_on_a_day(
    starts: date, jumps: list[tuple[int, int]], reminders: Reminders, hour: Hour, calendar: Calendar
) -> None:
    person = replace(PAIRED, starts=starts, reminders=reminders, reminder_hour=hour)
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    told: list[tuple[int, Stage]] = []
    for days, seconds in jumps:
        moment += timedelta(days=days, seconds=seconds)
        local = moment.astimezone(LONDON)
        due = reminder_due(person, local, calendar)
        if due is None:
            continue
        assert hour.starts_at <= local.hour < 21
        assert due.cycle.opens <= local.date() < due.cycle.closes
        assert local.date() != person.reminded_on
        told.append((due.cycle.number, due.stage))
        person = with_reminder(person, due, local.date())
        assert reminder_due(person, local, calendar) is None
    if len({number for number, _ in told}) <= 12:
        assert len(told) == len(set(told))
