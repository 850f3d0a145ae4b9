"""The cycles of one mentee, from the first to the next ones, and what became of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from formsvc.domain.cycle import Calendar, Cycle
from formsvc.domain.people import Person, Standing
from formsvc.domain.rhythm import current_cycle, nth_cycle, waits_without_end

AHEAD = 2
"""How many cycles are shown that haven't opened yet."""


class Passing(StrEnum):
    """How a cycle passed, in the words of the page."""

    SENT = "sent"
    MISSED = "not sent"
    SKIPPED = "let pass"
    PAUSED = "paused"
    OPEN = "open now"
    UPCOMING = "to come"


@dataclass(frozen=True, slots=True)
class Moment:
    """One cycle on the timeline."""

    cycle: Cycle
    passing: Passing


def timeline(
    person: Person, sent: Collection[int], today: date, calendar: Calendar, ahead: int = AHEAD
) -> tuple[Moment, ...]:
    """Return every cycle that has opened, and the next ``ahead``; nothing before a mentee has a start.

    To somebody who has left nothing is open and nothing comes; in a pause that has no end, on own
    dates, nobody knows yet when the next ones open.
    """
    if person.starts is None:
        return ()
    now = current_cycle(person, today, calendar)
    current = now.number if now else 0
    known = person.standing is not Standing.LEFT and not waits_without_end(person, calendar)
    last = current + ahead if known else current
    cycles = (nth_cycle(person, number, calendar) for number in range(1, last + 1))
    return tuple(Moment(cycle, _passing(person, cycle, current, sent)) for cycle in cycles)


def _passing(person: Person, cycle: Cycle, current: int, sent: Collection[int]) -> Passing:
    if cycle.number in sent:
        return Passing.SENT
    if cycle.number in person.skipped:
        return Passing.SKIPPED
    if _is_paused(person, cycle):
        return Passing.PAUSED
    if cycle.number > current:
        return Passing.UPCOMING
    left = person.standing is Standing.LEFT
    return Passing.OPEN if cycle.number == current and not left else Passing.MISSED


def _is_paused(person: Person, cycle: Cycle) -> bool:
    """Tell whether the pause of now, if there is one, takes this cycle out."""
    pause = person.pause
    if pause is None or cycle.closes <= pause.began:
        return False
    return pause.until is None or cycle.opens < pause.until
