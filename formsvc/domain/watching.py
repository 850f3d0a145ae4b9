"""What a coordinator watches: each person's states, the same for list, filters, figures and files.

A state says that something is to be done or known, and never why, nor what anybody wrote.
"""

from __future__ import annotations

from datetime import date, tzinfo
from enum import StrEnum

from formsvc.domain.cycle import Calendar, Cycle, Progress
from formsvc.domain.nudging import silent_since
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.rhythm import current_cycle


class State(StrEnum):
    """One thing to know of a person, in the order in which lists offer them."""

    LATE = "late"
    DUE = "due"
    SILENT = "silent"
    UNDELIVERED = "undelivered"
    UNPAIRED = "unpaired"
    PAUSED = "paused"
    NOT_JOINED = "not_joined"
    LEFT = "left"

    @property
    def words(self) -> str:
        """The state as a list says it."""
        return _WORDS[self]


_WORDS = {
    State.LATE: "Late",
    State.DUE: "Due",
    State.SILENT: "Mentor silent",
    State.UNDELIVERED: "Not delivered",
    State.UNPAIRED: "Needs a mentor",
    State.PAUSED: "Paused",
    State.NOT_JOINED: "Not yet joined",
    State.LEFT: "Left",
}
_STANDINGS = {
    Standing.INVITED: State.NOT_JOINED,
    Standing.PAUSED: State.PAUSED,
    Standing.LEFT: State.LEFT,
}


def states_of(  # noqa: PLR0913 - each of them may change a state
    person: Person,
    mentor: Person | None,
    today: date,
    calendar: Calendar,
    zone: tzinfo,
    *,
    parked: bool = False,
) -> frozenset[State]:
    """Return a person's states; ``parked``: a letter to them, or of theirs, was refused for good.

    A letter that came back later counts as well. Who has left has no other state.
    Of who is paused nothing is due, nor of who can't send yet, because a pairing waits for a yes.
    """
    if person.standing is Standing.LEFT:
        return frozenset({State.LEFT})
    found = {_STANDINGS[person.standing]} if person.standing in _STANDINGS else set()
    if parked or person.refused is not None:
        found.add(State.UNDELIVERED)
    if Role.MENTEE in person.roles:
        found |= _of_a_mentee(person, mentor, today, calendar, zone)
    return frozenset(found)


def _of_a_mentee(
    person: Person, mentor: Person | None, today: date, calendar: Calendar, zone: tzinfo
) -> set[State]:
    found = set()
    if person.pairing is None:
        found.add(State.UNPAIRED)
    if person.cycles and person.cycles[max(person.cycles)].progress is Progress.UNDELIVERED:
        found.add(State.UNDELIVERED)
    if person.standing is Standing.JOINED:
        if silent_since(person, mentor.quiet_until if mentor else None, today, zone) is not None:
            found.add(State.SILENT)
        cycle = current_cycle(person, today, calendar)
        begun = person.pairing is not None and person.pairing.accepted
        if begun and cycle is not None and _waits_for(person, cycle):
            found.add(State.LATE if today > cycle.due else State.DUE)
    return found


def _waits_for(person: Person, cycle: Cycle) -> bool:
    return cycle.number not in person.cycles and cycle.number not in person.skipped
