"""On which day a mentee begins, so that one mentor's letters don't all come at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from formsvc.domain.cycle import Calendar
from formsvc.domain.people import Person
from formsvc.domain.rhythm import current_cycle, nth_cycle

FORTNIGHT = 14
"""Days within which a mentee begins, the first of them today."""
FAR_ENOUGH = 7
"""Days between two due dates that are as good as more: nobody waits longer for a greater distance."""


def spread_start(today: date, others: Collection[date], calendar: Calendar, now: date | None = None) -> date:
    """Return the day of the coming fortnight whose due date lies farthest from the others'.

    ``others`` are due dates of the mentor's other mentees. The first mentee begins today; of days
    equally far, or a week and more away, the earliest is taken. ``now`` is where the mentee's cycles
    start so far: it stays when no day is better, and on a programme's fixed dates always.
    """
    if calendar.is_fixed:
        return now or today
    days = [today + timedelta(days=ahead) for ahead in range(FORTNIGHT)]
    best = max(days, key=lambda day: distance(day, others, calendar))
    stays = now is not None and distance(now, others, calendar) >= distance(best, others, calendar)
    return now if now is not None and stays else best


def distance(day: date, others: Iterable[date], calendar: Calendar) -> int:
    """Return the days, at most a week, from the first due date of who starts on a day to the others'."""
    due = day + timedelta(days=calendar.due_after_days)
    return min(abs((due - other).days) for other in (*others, due + timedelta(days=FAR_ENOUGH)))


def due_dates_near(people: Iterable[Person], day: date, calendar: Calendar) -> list[date]:
    """Return the due dates of some mentees around a day: the cycle's before it, of it and after it."""
    found = []
    for person in people:
        if person.starts is not None:
            cycle = current_cycle(person, day, calendar)
            number = cycle.number if cycle is not None else 1
            near = range(max(1, number - 1), number + 2)
            found += [nth_cycle(person, each, calendar).due for each in near]
    return found
