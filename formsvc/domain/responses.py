"""How many of the questionnaires that fell due were sent, month by month or round by round: figures alone.

Counted is what was due to be sent: a cycle that has opened, of a mentee who takes part, with a pairing that
both had accepted by its due date. What somebody let pass, or what fell into a pause, doesn't count.
A coordinator sees who is late, so a rate of few tells nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from formsvc.domain.cycle import Calendar, Cycle, Progress
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.rhythm import current_cycle, nth_cycle

MOST = 12
"""Cycles of one mentee that are looked at, the newest."""


@dataclass(frozen=True, slots=True)
class Round:
    """The questionnaires that fell due in one month, or in one round of fixed dates.

    ``begins`` is the month's first day, or the round's first due date. ``is_open``: some can still be sent.
    """

    begins: date
    due: int
    sent: int
    is_open: bool

    @property
    def per_cent(self) -> int:
        """The share that was sent, rounded half up; 0 for none due."""
        return (200 * self.sent + self.due) // (2 * self.due) if self.due else 0


def response_rounds(people: Iterable[Person], today: date, calendar: Calendar) -> tuple[Round, ...]:
    """Return the rounds of a year back, the oldest first."""
    found: dict[date, list[tuple[Cycle, bool]]] = {}
    for person in people:
        for cycle, sent in _counted(person, today, calendar):
            together = cycle.closes if calendar.is_fixed else cycle.due.replace(day=1)
            found.setdefault(together, []).append((cycle, sent))
    return tuple(
        Round(
            begins=min(cycle.due for cycle, _ in each) if calendar.is_fixed else month,
            due=len(each),
            sent=sum(sent for _, sent in each),
            is_open=any(today < cycle.closes for cycle, _ in each),
        )
        for month, each in sorted(found.items())[-MOST:]
    )


def _counted(person: Person, today: date, calendar: Calendar) -> Iterator[tuple[Cycle, bool]]:
    newest = current_cycle(person, today, calendar)
    if newest is None or Role.MENTEE not in person.roles or person.standing is Standing.LEFT:
        return
    for number in range(newest.number, max(newest.number - MOST, 0), -1):
        cycle = nth_cycle(person, number, calendar)
        state = person.cycles.get(number)
        sent = state is not None and state.progress is not Progress.WITHDRAWN
        if sent or _was_asked(person, cycle):
            yield cycle, sent


def _was_asked(person: Person, cycle: Cycle) -> bool:
    if cycle.number in person.skipped or (person.pause is not None and person.pause.began <= cycle.due):
        return False
    return any(
        pairing.accepted
        and pairing.began <= cycle.due
        and (pairing.ended is None or pairing.ended > cycle.due)
        for pairing in person.pairings
    )
