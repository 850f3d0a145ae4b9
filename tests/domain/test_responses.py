"""How many answered: what counts as due, what as sent, and that figures hang together whatever happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.cycle import Calendar, CycleState, Progress
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Pause, Person, Role, Standing
from formsvc.domain.responses import MOST, Round, response_rounds

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
START = date(2026, 1, 5)
CALENDAR = Calendar(2, 14)
PAIRED = Pairing("p1", "mentor1", START, mentee_accepted_at=NOON, mentor_accepted_at=NOON)
MENTEE = Person(
    id="mentee1",
    name="Mo Sample",
    email="mo@example.org",
    roles=frozenset({Role.MENTEE}),
    standing=Standing.JOINED,
    invited_at=NOON,
    starts=START,
    pairings=(PAIRED,),
)
SENT = CycleState("K7QM-2XJD", NOON)
JANUARY, MARCH = date(2026, 1, 1), date(2026, 3, 1)
TODAY = date(2026, 3, 6)  # the second has opened on the 5th


def rounds(*people: Person, today: date = TODAY, calendar: Calendar = CALENDAR) -> tuple[Round, ...]:
    return response_rounds(people, today, calendar)


def test_a_month_counts_what_fell_due_in_it_and_what_of_it_was_sent() -> None:
    other = replace(MENTEE, id="mentee2").with_cycle(1, SENT)
    assert rounds(MENTEE, other) == (Round(JANUARY, 2, 1, is_open=False), Round(MARCH, 2, 0, is_open=True))
    assert [one.per_cent for one in rounds(MENTEE, other)] == [50, 0]


@pytest.mark.parametrize(
    "person",
    [
        replace(MENTEE, standing=Standing.LEFT),
        replace(MENTEE, roles=frozenset({Role.MENTOR})),
        replace(MENTEE, starts=None),
        replace(MENTEE, skipped=(1, 2)),
        replace(MENTEE, pairings=()),
        replace(MENTEE, pairings=(replace(PAIRED, mentor_accepted_at=None),)),
        replace(MENTEE, pairings=(replace(PAIRED, ended=START),)),
        replace(MENTEE, pairings=(replace(PAIRED, began=date(2026, 3, 20)),)),
        replace(MENTEE, standing=Standing.PAUSED, pause=Pause(START)),
    ],
)
def test_who_was_not_to_send_anything_is_not_counted(person: Person) -> None:
    assert rounds(person) == ()


def test_what_was_sent_counts_whatever_came_afterwards() -> None:
    gone = replace(MENTEE, pairings=(replace(PAIRED, ended=START),)).with_cycle(1, SENT)
    assert rounds(gone) == (Round(JANUARY, 1, 1, is_open=False),)


def test_what_was_taken_back_is_not_sent() -> None:
    taken = MENTEE.with_cycle(1, replace(SENT, progress=Progress.WITHDRAWN))
    assert rounds(taken)[0] == Round(JANUARY, 1, 0, is_open=False)


def test_a_cycle_that_has_not_opened_is_not_counted() -> None:
    assert rounds(MENTEE, today=date(2026, 3, 4)) == (Round(JANUARY, 1, 0, is_open=True),)
    assert rounds(MENTEE, today=START - timedelta(days=1)) == ()


def test_fixed_dates_are_counted_by_round() -> None:
    fixed = Calendar(2, 14, opens=(date(2026, 1, 20), date(2026, 2, 10)))
    late = replace(MENTEE, id="late", starts=date(2026, 1, 25))
    assert [(one.begins, one.due) for one in rounds(MENTEE, late, calendar=fixed)] == [
        (date(2026, 2, 3), 2),
        (date(2026, 2, 24), 2),
    ]


@given(
    st.lists(
        st.builds(
            lambda number, starts, sent, skipped: replace(
                MENTEE,
                id=f"m{number}",
                starts=starts,
                skipped=tuple(skipped),
                cycles=dict.fromkeys(sent, SENT),
                pairings=(replace(PAIRED, began=starts),),
            ),
            st.integers(),
            st.dates(date(2024, 1, 1), date(2026, 6, 1)),
            st.sets(st.integers(1, 12)),
            st.sets(st.integers(1, 12)),
        ),
        max_size=6,
    ),
    st.integers(1, 4),
)
def test_no_more_are_sent_than_due_and_months_rise(people: list[Person], months: int) -> None:
    found = rounds(*people, calendar=Calendar(months, 14))
    assert len(found) <= MOST
    assert [one.begins for one in found] == sorted({one.begins for one in found})
    for one in found:
        assert 0 <= one.sent <= one.due
        assert 0 <= one.per_cent <= 100
        assert one.begins <= TODAY + timedelta(days=14)
