"""One two-month round of one mentee: when it opens, is due and closes, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Progress(StrEnum):
    """How far a sent questionnaire has come; no state says a word of its content."""

    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    HELD = "held"
    WITHDRAWN = "withdrawn"


class Word(StrEnum):
    """What a mentor says of a letter by the link in it; no word of its content."""

    SEEN = "seen"
    REPLIED = "replied"
    PROMISED = "promised"
    ASKS_MORE = "asks_more"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class CycleState:
    """What the registry knows of one cycle: derived from the record, so it can be made again.

    Of a mentor's words the newest counts (X2): ``replied_at``, ``promised_by``, ``asks_more_at``
    and ``cannot_at`` take each other's place, and ``seen_at`` stays. ``told`` are the words of
    which the mentee got a letter: one a word. The mentee may say as well that a reply has come.
    ``opened_at`` is when answers that went by link only were first opened.
    """

    reference: str
    sent_at: datetime
    progress: Progress = Progress.SENT
    delivered_at: datetime | None = None
    delay_told_at: datetime | None = None
    seen_at: datetime | None = None
    replied_at: datetime | None = None
    promised_by: date | None = None
    asks_more_at: datetime | None = None
    cannot_at: datetime | None = None
    told: tuple[Word, ...] = ()
    mentee_says_replied_at: datetime | None = None
    opened_at: datetime | None = None

    @property
    def word(self) -> Word | None:
        """The mentor's newest word, None before the first."""
        said = {
            Word.REPLIED: self.replied_at,
            Word.PROMISED: self.promised_by,
            Word.ASKS_MORE: self.asks_more_at,
            Word.CANNOT: self.cannot_at,
            Word.SEEN: self.seen_at,
        }
        return next((word for word, when in said.items() if when is not None), None)

    @property
    def is_answered(self) -> bool:
        """Whether the mentor or the mentee says that a reply has come."""
        return self.replied_at is not None or self.mentee_says_replied_at is not None

    def with_word(self, word: Word, now: datetime, by: date | None = None) -> CycleState:
        """Return the state after a mentor's word; the same word again changes nothing."""
        if word is self.word and by == self.promised_by:
            return self
        return replace(
            self,
            seen_at=self.seen_at or now,
            replied_at=now if word is Word.REPLIED else None,
            promised_by=by if word is Word.PROMISED else None,
            asks_more_at=now if word is Word.ASKS_MORE else None,
            cannot_at=now if word is Word.CANNOT else None,
        )


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
