"""Which reminder, if any, a mentee should get today: only the newest that still makes sense.

A reminder has its days: "opened" until it is due, "due soon" on the three days before, "due today" on
that day, "late" from a week after until it closes. Whoever slept through some of them sends the one
whose days have come last, and none that is older than what was told. Told is told, by cycle, whichever
way a clock jumps; and nobody hears twice on one day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from formsvc.domain.cycle import Calendar, Cycle
from formsvc.domain.people import Person, Standing
from formsvc.domain.reminders import Reminders, Stage, is_day
from formsvc.domain.rhythm import current_cycle

SOON = timedelta(days=3)
LATE_AFTER = timedelta(days=7)
REMEMBERED = 12
"""Of how many cycles it is remembered what was told; enough for a clock that jumped and came back."""

_ORDER = list(Stage)
_WANTED = {
    Reminders.ALL: frozenset(Stage),
    Reminders.OPENED_AND_DUE: frozenset({Stage.OPENED, Stage.DUE_TODAY}),
    Reminders.OPENED: frozenset({Stage.OPENED}),
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder; ``missed`` is the cycle before, when it closed unsent and they had been told of it."""

    stage: Stage
    cycle: Cycle
    missed: int | None = None


def reminder_due(person: Person, now: datetime, calendar: Calendar) -> Reminder | None:
    """Return what a mentee should be told at this moment, in the programme's time zone."""
    if not is_day(now.hour, person.reminder_hour) or _heard_today(person, now):
        return None
    found = reminder_for(person, now.date(), calendar)
    if found is None:
        return None
    told = person.reminded.get(found.cycle.number)
    return found if told is None or _ORDER.index(told) < _ORDER.index(found.stage) else None


def reminder_for(person: Person, today: date, calendar: Calendar) -> Reminder | None:
    """Return the newest reminder that makes sense on a day, told or not; none for whom nothing is due."""
    cycle = current_cycle(person, today, calendar)
    if cycle is None or person.standing is not Standing.JOINED or person.pairing is None:
        return None
    if cycle.number in person.cycles or cycle.number in person.skipped:
        return None
    open_today = [
        stage
        for stage, (begins, ends) in _days(cycle).items()
        if stage in _WANTED[person.reminders] and begins <= today < ends
    ]
    if not open_today:
        return None
    return Reminder(open_today[-1], cycle, _missed(person, cycle.number - 1))


def with_reminder(person: Person, reminder: Reminder, today: date) -> Person:
    """Return somebody who has been told."""
    told = {**person.reminded, reminder.cycle.number: reminder.stage}
    return replace(person, reminded=dict(sorted(told.items())[-REMEMBERED:]), reminded_on=today)


def _days(cycle: Cycle) -> Mapping[Stage, tuple[date, date]]:
    """Return each stage's days, the last one excluded, by rising beginning; an empty span never comes."""
    return {
        Stage.OPENED: (cycle.opens, cycle.due + timedelta(days=1)),
        Stage.DUE_SOON: (max(cycle.due - SOON, cycle.opens + timedelta(days=1)), cycle.due),
        Stage.DUE_TODAY: (cycle.due, cycle.due + timedelta(days=1)),
        Stage.LATE: (cycle.due + LATE_AFTER, cycle.closes),
    }


def _heard_today(person: Person, now: datetime) -> bool:
    """Tell whether they had word today already; who joins today has just seen it all."""
    joined = person.joined_at.astimezone(now.tzinfo).date() if person.joined_at else None
    return now.date() in {person.reminded_on, joined}


def _missed(person: Person, number: int) -> int | None:
    done = number in person.cycles or number in person.skipped
    return number if number in person.reminded and not done else None
