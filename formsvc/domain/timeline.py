"""The cycles of one mentee, from the first to the next ones, and what became of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from formsvc.domain.cycle import Calendar, Cycle, cycle_numbered, cycle_on
from formsvc.domain.people import Person, Standing

AHEAD = 2
"""How many cycles are shown that haven't opened yet."""


class Passing(StrEnum):
    """How a cycle passed, in the words of the page."""

    SENT = "sent"
    MISSED = "not sent"
    SKIPPED = "let pass"
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

    To somebody who has left nothing is open and nothing comes.
    """
    if person.starts is None:
        return ()
    now = cycle_on(today, person.starts, calendar)
    current = now.number if now else 0
    left = person.standing is Standing.LEFT
    last = current if left else current + ahead
    return tuple(
        Moment(
            cycle_numbered(number, person.starts, calendar),
            _passing(number, current, left=left, sent=sent, skipped=person.skipped),
        )
        for number in range(1, last + 1)
    )


def _passing(
    number: int, current: int, *, left: bool, sent: Collection[int], skipped: Collection[int]
) -> Passing:
    if number in sent:
        return Passing.SENT
    if number in skipped:
        return Passing.SKIPPED
    if number > current:
        return Passing.UPCOMING
    return Passing.OPEN if number == current and not left else Passing.MISSED
