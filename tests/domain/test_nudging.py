"""When a silent mentor is nudged, and when the coordinator sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from formsvc.domain.cycle import CycleState, Nudge, Progress, Word
from formsvc.domain.nudging import nudge_due, silent_since
from tests.domain.test_reminding import PAIRED

LONDON = ZoneInfo("Europe/London")
DELIVERED = CycleState(
    "K7QM-2XJD",
    datetime(2026, 3, 9, 18, tzinfo=UTC),
    progress=Progress.DELIVERED,
    delivered_at=datetime(2026, 3, 9, 18, 1, tzinfo=UTC),
)
MARCH = [date(2026, 3, 9) + timedelta(days=n) for n in range(60)]


def nudges(
    state: CycleState, away_until: date | None = None, days: list[date] = MARCH
) -> list[tuple[date, str]]:
    told = []
    for day in days:
        due = nudge_due(state, away_until, day, LONDON)
        if due:
            told.append((day, due.value))
            state = replace(state, nudge=due, nudged_on=day)
    return told


def test_silence_is_nudged_on_day_five_and_day_twelve_and_no_more() -> None:
    seen = replace(DELIVERED, seen_at=DELIVERED.sent_at)
    for state in (DELIVERED, seen):
        assert nudges(state) == [(date(2026, 3, 14), "first"), (date(2026, 3, 21), "second")]


@pytest.mark.parametrize(
    "state",
    [
        replace(DELIVERED, progress=Progress.SENT, delivered_at=None),
        replace(DELIVERED, progress=Progress.UNDELIVERED),
        *(
            DELIVERED.with_word(word, DELIVERED.sent_at)
            for word in (Word.REPLIED, Word.CANNOT, Word.ASKS_MORE)
        ),
        replace(DELIVERED, mentee_says_replied_at=DELIVERED.sent_at),
    ],
)
def test_nobody_is_nudged_who_answered_or_has_nothing_to_answer(state: CycleState) -> None:
    assert nudges(state) == []
    person = PAIRED.with_cycle(1, state)
    assert silent_since(person, None, date(2026, 6, 1), LONDON) is None


@pytest.mark.parametrize("promise", [True, False])
def test_a_promise_and_an_absence_put_it_off_until_the_day_after(*, promise: bool) -> None:
    day = date(2026, 3, 19)
    state = DELIVERED.with_word(Word.PROMISED, DELIVERED.sent_at, day) if promise else DELIVERED
    away = None if promise else day
    assert nudges(state, away) == [(date(2026, 3, 20), "first"), (date(2026, 3, 27), "second")]
    person = PAIRED.with_cycle(1, state)
    assert silent_since(person, away, date(2026, 3, 27), LONDON) is None
    assert silent_since(person, away, date(2026, 3, 28), LONDON) == date(2026, 3, 9)


def test_r18_who_slept_sends_one_nudge_and_keeps_a_week_between_two() -> None:
    assert nudges(DELIVERED, days=MARCH[31:]) == [(date(2026, 4, 9), "second")]
    assert nudges(DELIVERED, days=MARCH[11:]) == [(date(2026, 3, 20), "first"), (date(2026, 3, 27), "second")]
    assert nudges(DELIVERED, days=[MARCH[5], *MARCH[4:]]) == nudges(DELIVERED), "the clock went back"


def test_days_are_the_programmes_own() -> None:
    """Half past eleven in the evening by UTC is the next day in London's summer."""
    late = replace(DELIVERED, delivered_at=datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    assert nudge_due(late, None, date(2026, 7, 6), LONDON) is None
    assert nudge_due(late, None, date(2026, 7, 7), LONDON) is Nudge.FIRST


def test_silence_shows_after_day_twelve_for_the_mentor_of_now_alone() -> None:
    person = PAIRED.with_cycle(1, DELIVERED)
    assert silent_since(person, None, date(2026, 3, 21), LONDON) is None
    assert silent_since(person, None, date(2026, 3, 22), LONDON) == date(2026, 3, 9)
    (pairing,) = person.pairings
    anew = replace(person, pairings=(replace(pairing, began=date(2026, 3, 20)),))
    assert silent_since(anew, None, date(2026, 4, 1), LONDON) is None
    assert silent_since(replace(person, pairings=()), None, date(2026, 4, 1), LONDON) is None
    newer = person.with_cycle(2, replace(DELIVERED, progress=Progress.SENT, delivered_at=None))
    assert silent_since(newer, None, date(2026, 6, 1), LONDON) is None
