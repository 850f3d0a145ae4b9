"""A mentee's due dates as a calendar file (RFC 5545), with no word of what is due or for whom.

Each date keeps its UID for ever, and a file made a minute later has a higher SEQUENCE, so importing it again
moves what has moved and cancels what has fallen away, and doubles nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from formsvc.domain.cycle import Calendar, Cycle
from formsvc.domain.people import Pause, Person, Standing
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.workflows.services import Services

if TYPE_CHECKING:
    from icalendar import Event

AHEAD = 5
"""How many cycles after the open one the file names."""

TITLE = "Something due (programme)"
_PRODUCT = "-//formsvc//due dates//EN"
_NAMES = UUID("0f6d7d4e-52a5-4f0e-9a3b-6a1f6f0c2b11")
_FIRST_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DueDate:
    """The day by which one cycle's questionnaire should go; not ``stands``: skipped, in a pause, or left."""

    cycle: int
    day: date
    stands: bool


def due_dates(person: Person, today: date, calendar: Calendar) -> tuple[DueDate, ...]:
    """Return the due dates of the open cycle and of the next five, none before the first is fixed."""
    if person.starts is None:
        return ()
    current = current_cycle(person, today, calendar)
    first = current.number if current is not None else 1
    cycles = [nth_cycle(person, first + ahead, calendar) for ahead in range(AHEAD + 1)]
    return tuple(DueDate(each.number, each.due, stands=_stands(person, each)) for each in cycles)


def calendar_file(services: Services, person_id: str) -> bytes:
    """Return a mentee's due dates as a calendar file; reads only."""
    person, now = services.store.registry.person(person_id), services.clock()
    from icalendar import Calendar as CalendarFile  # noqa: PLC0415 - it takes long to load, and few ask

    file = CalendarFile()
    file.add("version", "2.0")
    file.add("prodid", _PRODUCT)
    for due in due_dates(person, services.today(), services.programme.calendar):
        file.add_component(_event(person_id, due, now))
    return bytes(file.to_ical())


def _event(person_id: str, due: DueDate, now: datetime) -> Event:
    from icalendar import Event  # noqa: PLC0415 - as above

    event = Event()
    event.add("uid", str(uuid5(_NAMES, f"{person_id}.{due.cycle}")))
    event.add("dtstamp", now)
    event.add("sequence", max(0, (now - _FIRST_MOMENT) // timedelta(minutes=1)))
    event.add("summary", TITLE)
    event.add("dtstart", due.day)
    event.add("dtend", due.day + timedelta(days=1))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED" if due.stands else "CANCELLED")
    return event


def _stands(person: Person, cycle: Cycle) -> bool:
    gone = person.standing is Standing.LEFT or cycle.number in person.skipped
    return not gone and not _rests(person.pause, cycle.due)


def _rests(pause: Pause | None, day: date) -> bool:
    return pause is not None and day >= pause.began and (pause.until is None or day < pause.until)
