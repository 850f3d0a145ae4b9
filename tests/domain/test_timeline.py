from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from formsvc.domain.cycle import Calendar
from formsvc.domain.people import Pause, Person, Role, Standing
from formsvc.domain.timeline import Passing, timeline
from tests.workflows.small_programme import BEGINNING

CALENDAR = Calendar(cadence_months=2, due_after_days=14)
MENTEE = Person(
    id="mentee1",
    name="Mo Sample",
    email="mo@example.org",
    roles=frozenset({Role.MENTEE}),
    standing=Standing.JOINED,
    invited_at=BEGINNING,
    starts=date(2026, 3, 2),
)


def passings(person: Person, today: date, *sent: int) -> list[tuple[int, str]]:
    return [(each.cycle.number, each.passing.value) for each in timeline(person, sent, today, CALENDAR)]


def test_who_has_no_start_has_no_timeline() -> None:
    assert passings(replace(MENTEE, starts=None), date(2026, 3, 2)) == []


def test_before_the_first_opens_only_what_is_to_come_is_shown() -> None:
    assert passings(MENTEE, date(2026, 3, 1)) == [(1, "to come"), (2, "to come")]


def test_each_cycle_has_its_own_state() -> None:
    skipping = replace(MENTEE, skipped=(3,))
    assert passings(skipping, date(2026, 9, 2), 1) == [
        (1, "sent"),
        (2, "not sent"),
        (3, "let pass"),
        (4, "open now"),
        (5, "to come"),
        (6, "to come"),
    ]


def test_an_open_cycle_that_was_sent_is_sent() -> None:
    assert passings(MENTEE, date(2026, 3, 9), 1)[0] == (1, "sent")


def test_a_cycle_that_is_skipped_ahead_is_let_pass() -> None:
    assert passings(replace(MENTEE, skipped=(1, 2)), date(2026, 3, 9))[:2] == [
        (1, "let pass"),
        (2, "let pass"),
    ]


@pytest.mark.parametrize(
    ("until", "states"),
    [
        (None, ["sent", "not sent", "paused"]),
        (date(2026, 7, 16), ["sent", "not sent", "paused", "to come", "to come"]),
        (date(2026, 11, 20), ["sent", "not sent", "paused", "to come", "to come"]),
    ],
)
def test_a_pause_takes_out_the_cycle_that_it_touches_and_that_was_not_sent(
    until: date | None, states: list[str]
) -> None:
    """The second cycle closed on the day when the pause began, and no other opens before its end."""
    pausing = replace(MENTEE, standing=Standing.PAUSED, pause=Pause(date(2026, 7, 2), until))
    assert [state for _, state in passings(pausing, date(2026, 7, 9), 1)] == states


def test_on_fixed_dates_a_pause_takes_out_each_round_that_it_touches() -> None:
    fixed = Calendar(2, 14, opens=(date(2026, 3, 2),))
    pausing = replace(MENTEE, standing=Standing.PAUSED, pause=Pause(date(2026, 7, 2), date(2026, 9, 3)))
    moments = timeline(pausing, (1,), date(2026, 7, 9), fixed)
    assert [each.passing.value for each in moments] == ["sent", "not sent", "paused", "paused", "to come"]


def test_to_who_has_left_nothing_is_open_and_nothing_comes() -> None:
    gone = replace(MENTEE, standing=Standing.LEFT)
    assert passings(gone, date(2026, 5, 2), 1) == [(1, "sent"), (2, "not sent")]


def test_ten_years_are_sixty_cycles() -> None:
    ten_years = timeline(MENTEE, range(1, 61), date(2036, 3, 1), CALENDAR)
    assert [each.passing for each in ten_years] == [*[Passing.SENT] * 60, *[Passing.UPCOMING] * 2]
