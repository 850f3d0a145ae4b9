"""The cycles of one mentee, as their pauses have moved them.

On own dates no cycle opens during a pause. Who comes back while the cycle is still theirs to answer, or
before the next would have opened, goes on as before. Otherwise the next cycle opens on the day
they are back, and the later ones count from there: numbers go on by one, and nothing is late at once.
The programme's fixed dates move for nobody. What fell due in a pause counts as let pass.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from formsvc.domain.cycle import Calendar, Cycle, Restart, cycle_numbered, cycle_on
from formsvc.domain.people import Person, Standing


def nth_cycle(person: Person, number: int, calendar: Calendar) -> Cycle:
    """Return one cycle of somebody who has a start; a pause whose end is known counts as ended then."""
    assert person.starts is not None  # noqa: S101 - who has no start has no cycles
    return cycle_numbered(number, person.starts, calendar, _restarts(person, calendar))


def current_cycle(person: Person, today: date, calendar: Calendar) -> Cycle | None:
    """Return the cycle that is open, None before the first opens and for who has no start.

    In a pause without an end it stays the one in which the pause began.
    """
    if person.starts is None:
        return None
    if waits_without_end(person, calendar) and person.pause is not None:
        today = min(today, person.pause.began)
    return cycle_on(today, person.starts, calendar, _restarts(person, calendar))


def first_opens(person: Person, calendar: Calendar) -> date | None:
    """Return the day of somebody's first cycle, None for who has no start."""
    return nth_cycle(person, 1, calendar).opens if person.starts is not None else None


def waits_without_end(person: Person, calendar: Calendar) -> bool:
    """Tell whether the next dates of a mentee are unknown: a pause on own dates, until they say so."""
    return person.pause is not None and person.pause.until is None and not calendar.is_fixed


def back_from_pause(person: Person, today: date, calendar: Calendar) -> Person:
    """Return somebody who takes part again, with their dates moved where the pause moved them."""
    restart = _restart_on(person, today, calendar)
    restarts = person.restarts
    if restart is not None:
        restarts = (*(each for each in restarts if each.number < restart.number), restart)
    return replace(
        person,
        standing=Standing.JOINED,
        pause=None,
        restarts=restarts,
        skipped=(*person.skipped, *_rested(person, today, calendar)),
    )


def _restarts(person: Person, calendar: Calendar) -> tuple[Restart, ...]:
    if person.pause is None or person.pause.until is None:
        return person.restarts
    planned = _restart_on(person, person.pause.until, calendar)
    if planned is None:
        return person.restarts
    return (*(each for each in person.restarts if each.number < planned.number), planned)


def _restart_on(person: Person, back: date, calendar: Calendar) -> Restart | None:
    """Return the restart that coming back on a day makes, None when nothing moves."""
    if person.pause is None or person.starts is None or calendar.is_fixed:
        return None
    began = cycle_on(person.pause.began, person.starts, calendar, person.restarts)
    if began is None:
        first = cycle_numbered(1, person.starts, calendar, person.restarts)
        return Restart(1, back) if back > first.opens else None
    rested = _rests(person, began, back)
    return Restart(began.number + 1, back) if rested or back > began.closes else None


def _rested(person: Person, back: date, calendar: Calendar) -> tuple[int, ...]:
    """Return the numbers of the cycles that fell due in a pause, and were neither sent nor let pass."""
    if person.pause is None or person.starts is None:
        return ()
    began = cycle_on(person.pause.began, person.starts, calendar, person.restarts)
    first = began.number if began else 1
    last = cycle_on(back, person.starts, calendar) if calendar.is_fixed else began
    cycles = (
        cycle_numbered(number, person.starts, calendar, person.restarts)
        for number in range(first, last.number + 1 if last else first)
    )
    return tuple(cycle.number for cycle in cycles if _rests(person, cycle, back))


def _rests(person: Person, cycle: Cycle, back: date) -> bool:
    """Tell whether a cycle fell due in the pause, and was neither sent nor let pass before."""
    assert person.pause is not None  # noqa: S101 - whoever calls has looked
    done = cycle.number in person.cycles or cycle.number in person.skipped
    return not done and person.pause.began <= cycle.due < back
