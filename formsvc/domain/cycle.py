"""One two-month round of one mentee: when it opens, is due and closes, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Progress(StrEnum):
    """How far a sent questionnaire has come; no state says a word of its content."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class CycleState:
    """What the registry knows of one cycle: derived from the record, so it can be made again."""

    reference: str
    sent_at: datetime
    progress: Progress = Progress.SENT
    delivered_at: datetime | None = None
    seen_at: datetime | None = None
    replied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """A programme's rhythm: months between openings, and days from opening to due."""

    cadence_months: int
    due_after_days: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """Round ``number`` (from 1): local calendar dates; it closes on the day the next one opens."""

    number: int
    opens: date
    due: date
    closes: date


def cycle_numbered(number: int, starts: date, calendar: Calendar) -> Cycle:
    """Return one cycle, counted from the start each time so that month ends never drift.

    Two months after 31 December is 28 or 29 February, and two months later 30 April.
    """

    def opening(of: int) -> date:
        return starts + relativedelta(months=calendar.cadence_months * (of - 1))

    opens = opening(number)
    return Cycle(
        number=number,
        opens=opens,
        due=opens + timedelta(days=calendar.due_after_days),
        closes=opening(number + 1),
    )


def cycle_on(today: date, starts: date, calendar: Calendar) -> Cycle | None:
    """Return the cycle that is open on a local calendar date, None before the first opens."""
    if today < starts:
        return None
    apart = relativedelta(today, starts)
    number = (apart.years * 12 + apart.months) // calendar.cadence_months + 1
    cycle = cycle_numbered(number, starts, calendar)
    return cycle if today < cycle.closes else cycle_numbered(number + 1, starts, calendar)
