"""What pauses do to dates and numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.cycle import Calendar, CycleState, Restart
from formsvc.domain.people import Pause, Person, Standing
from formsvc.domain.rhythm import back_from_pause, current_cycle, first_opens, nth_cycle
from tests.domain.test_timeline import MENTEE

OWN = Calendar(cadence_months=2, due_after_days=14)
FIXED = Calendar(2, 14, opens=(date(2026, 3, 2),))
SENT = CycleState("K7QM-2XJD", datetime(2026, 3, 9, tzinfo=UTC))
"""MENTEE starts on 2 March: due on the 16th, and the second opens on 2 May."""


def paused(began: date, until: date | None = None, person: Person = MENTEE) -> Person:
    return replace(person, standing=Standing.PAUSED, pause=Pause(began, until))


def back(person: Person, on: date, calendar: Calendar = OWN) -> tuple[int, date, tuple[int, ...]]:
    """Return the number and opening of the cycle that is open after a pause, and what was let pass."""
    again = back_from_pause(person, on, calendar)
    assert (again.standing, again.pause) == (Standing.JOINED, None)
    cycle = current_cycle(again, on, calendar)
    assert cycle is not None
    return cycle.number, cycle.opens, again.skipped


@pytest.mark.parametrize("on", [date(2026, 3, 9), date(2026, 3, 16)])
def test_who_is_back_before_it_is_due_goes_on_as_before(on: date) -> None:
    assert back(paused(date(2026, 3, 5)), on) == (1, MENTEE.starts, ())


@pytest.mark.parametrize("on", [date(2026, 3, 17), date(2026, 5, 20), date(2028, 2, 29)])
def test_who_is_back_after_it_was_due_begins_the_next_on_that_day(on: date) -> None:
    assert back(paused(date(2026, 3, 5)), on) == (2, on, (1,))


def test_what_was_sent_before_the_pause_stays_and_the_next_keeps_its_day() -> None:
    sent = MENTEE.with_cycle(1, SENT)
    assert back(paused(date(2026, 3, 12), person=sent), date(2026, 4, 20)) == (1, MENTEE.starts, ())
    assert back(paused(date(2026, 3, 12), person=sent), date(2026, 5, 2)) == (2, date(2026, 5, 2), ())
    assert back(paused(date(2026, 3, 12), person=sent), date(2026, 5, 20)) == (2, date(2026, 5, 20), ())


def test_who_was_late_already_stays_so_and_a_pause_is_no_way_to_a_new_one() -> None:
    assert back(paused(date(2026, 3, 20)), date(2026, 3, 25)) == (1, MENTEE.starts, ())
    assert back(paused(date(2026, 3, 20)), date(2026, 6, 1)) == (2, date(2026, 6, 1), ())


def test_a_pause_before_the_first_moves_the_first() -> None:
    early = paused(date(2026, 2, 20))
    assert back(early, date(2026, 3, 30)) == (1, date(2026, 3, 30), ())
    again = back_from_pause(early, date(2026, 3, 30), OWN)
    assert first_opens(again, OWN) == date(2026, 3, 30)
    assert current_cycle(again, date(2026, 3, 29), OWN) is None


def test_two_pauses_before_the_first_move_it_once_more() -> None:
    once = back_from_pause(paused(date(2026, 2, 20)), date(2026, 3, 30), OWN)
    twice = back_from_pause(paused(date(2026, 3, 29), person=once), date(2026, 4, 30), OWN)
    assert twice.restarts == (Restart(1, date(2026, 4, 30)),)
    assert current_cycle(twice, date(2026, 4, 29), OWN) is None


def test_a_second_pause_counts_from_the_first_ones_dates() -> None:
    once = back_from_pause(paused(date(2026, 3, 5)), date(2026, 6, 30), OWN)
    twice = back_from_pause(paused(date(2026, 7, 1), person=once), date(2026, 12, 31), OWN)
    assert twice.restarts == (Restart(2, date(2026, 6, 30)), Restart(3, date(2026, 12, 31)))
    assert nth_cycle(twice, 4, OWN).opens == date(2027, 2, 28)
    assert nth_cycle(twice, 1, OWN).closes == date(2026, 6, 30)


def test_in_a_pause_with_an_end_the_dates_after_it_are_known_and_come_true() -> None:
    resting = paused(date(2026, 3, 5), date(2026, 6, 10))
    assert nth_cycle(resting, 2, OWN).opens == date(2026, 6, 10)
    assert current_cycle(resting, date(2026, 6, 9), OWN) == nth_cycle(resting, 1, OWN)
    again = back_from_pause(resting, date(2026, 6, 10), OWN)
    assert [nth_cycle(again, n, OWN) for n in (1, 2, 3)] == [nth_cycle(resting, n, OWN) for n in (1, 2, 3)]


def test_in_a_pause_without_an_end_no_cycle_opens() -> None:
    cycle = current_cycle(paused(date(2026, 3, 5)), date(2029, 1, 1), OWN)
    assert cycle is not None
    assert cycle.number == 1


def test_fixed_dates_move_for_nobody_and_what_fell_due_is_let_pass() -> None:
    resting = paused(date(2026, 3, 5))
    assert back(resting, date(2026, 7, 20), FIXED) == (3, date(2026, 7, 2), (1, 2, 3))
    assert back(resting, date(2026, 7, 16), FIXED) == (3, date(2026, 7, 2), (1, 2))


@given(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 900), st.booleans()), max_size=5),
    st.sampled_from([OWN, FIXED, Calendar(1, 27), Calendar(12, 300)]),
)
def test_numbers_never_jump_on_own_dates_and_nobody_comes_back_late(
    pauses: list[tuple[int, int, bool]], calendar: Calendar
) -> None:
    """After any pauses: contiguous cycles, at most one new number a pause, and nothing newly overdue."""
    person, today = MENTEE, date(2026, 3, 2)
    for before, length, sends in pauses:
        today += timedelta(days=before)
        cycle = current_cycle(person, today, calendar)
        assert cycle is not None
        assert cycle.opens <= today < cycle.closes
        if sends:
            person = person.with_cycle(cycle.number, SENT)
        person, today = paused(today, person=person), today + timedelta(days=length)
        person = back_from_pause(person, today, calendar)
        after = current_cycle(person, today, calendar)
        assert after is not None
        assert after.opens <= today < after.closes
        if not calendar.is_fixed:
            assert after.number - cycle.number in {0, 1}
        was_late = after.number == cycle.number and today - timedelta(days=length) > cycle.due
        done = {*person.cycles, *person.skipped}
        assert today <= after.due or after.number in done or was_late
        for number in range(1, after.number + 1):
            assert nth_cycle(person, number, calendar).closes == nth_cycle(person, number + 1, calendar).opens
