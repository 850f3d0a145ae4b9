"""The states by which coordinators filter: one table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from formsvc.domain.cycle import Calendar, CycleState, Progress
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Pause, Person, Role, Standing
from formsvc.domain.returned import Refusal
from formsvc.domain.watching import State, states_of

START = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CALENDAR = Calendar(cadence_months=2, due_after_days=14)
LONDON = ZoneInfo("Europe/London")
MENTEE = Person(
    id="mentee1",
    name="Mo Sample",
    email="mo@example.org",
    roles=frozenset({Role.MENTEE}),
    standing=Standing.JOINED,
    invited_at=NOON,
    starts=START,
    pairings=(Pairing("p1", "mentor1", START, mentee_accepted_at=NOON, mentor_accepted_at=NOON),),
)
MENTOR = replace(MENTEE, id="mentor1", roles=frozenset({Role.MENTOR}), starts=None, pairings=())
SENT = CycleState("K7QM-2XJD", NOON)
ARRIVED = replace(SENT, progress=Progress.DELIVERED, delivered_at=NOON)
DUE, LATE = START + timedelta(days=14), START + timedelta(days=15)
LONG_AFTER = START + timedelta(days=13)


@pytest.mark.parametrize(
    ("person", "today", "expected"),
    [
        (MENTEE, START, {State.DUE}),
        (MENTEE, DUE, {State.DUE}),
        (MENTEE, LATE, {State.LATE}),
        (MENTEE, START - timedelta(days=1), set()),
        (replace(MENTEE, starts=None), LATE, set()),
        (replace(MENTEE, skipped=(1,)), LATE, set()),
        (MENTEE.with_cycle(1, SENT), LATE, set()),
        (MENTEE.with_cycle(1, ARRIVED), LONG_AFTER - timedelta(days=1), set()),
        (MENTEE.with_cycle(1, ARRIVED), LONG_AFTER, {State.SILENT}),
        (MENTEE.with_cycle(1, replace(ARRIVED, replied_at=NOON)), LONG_AFTER, set()),
        (MENTEE.with_cycle(1, replace(SENT, progress=Progress.UNDELIVERED)), LATE, {State.UNDELIVERED}),
        (replace(MENTEE, pairings=()), LATE, {State.UNPAIRED}),
        (replace(MENTEE, pairings=(Pairing("p1", "mentor1", START),)), LATE, set()),
        (
            replace(MENTEE, standing=Standing.PAUSED, pause=Pause(START)),
            LATE,
            {State.PAUSED},
        ),
        (
            replace(MENTEE, standing=Standing.INVITED, starts=None, pairings=()),
            LATE,
            {State.NOT_JOINED, State.UNPAIRED},
        ),
        (replace(MENTEE, standing=Standing.LEFT, pairings=()), LATE, {State.LEFT}),
        (MENTOR, LATE, set()),
        (replace(MENTOR, roles=frozenset({Role.COORDINATOR})), LATE, set()),
    ],
)
def test_a_person_has_these_states(person: Person, today: date, expected: set[State]) -> None:
    assert states_of(person, MENTOR, today, CALENDAR, LONDON) == expected


def test_an_absence_puts_silence_off() -> None:
    away = replace(MENTOR, away_until=LONG_AFTER)
    person = MENTEE.with_cycle(1, ARRIVED)
    assert states_of(person, away, LONG_AFTER, CALENDAR, LONDON) == frozenset()


def test_a_letter_that_came_back_shows() -> None:
    refused = replace(MENTOR, refusal=Refusal(MENTOR.email, "5.1.1", NOON))
    assert states_of(refused, None, START, CALENDAR, LONDON) == {State.UNDELIVERED}


def test_a_letter_refused_for_good_shows_for_everyone_but_who_has_left() -> None:
    for person in (MENTOR, MENTEE):
        assert State.UNDELIVERED in states_of(person, None, START, CALENDAR, LONDON, parked=True)
    left = replace(MENTEE, standing=Standing.LEFT)
    assert states_of(left, None, START, CALENDAR, LONDON, parked=True) == {State.LEFT}
