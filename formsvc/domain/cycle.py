"""One two-month round of one mentee: when it opens, is due and closes, and how far it has come."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

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


class Nudge(StrEnum):
    """A gentle line to a mentor of whom nothing is heard."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class CycleState:
    """What the registry knows of one cycle: derived from the record, so it can be made again.

    Of a mentor's words the newest counts (X2): ``replied_at``, ``promised_by``, ``asks_more_at``
    and ``cannot_at`` take each other's place, and ``seen_at`` stays. ``told`` are the words of
    which the mentee got a letter: one a word. The mentee may say as well that a reply has come.
    ``opened_at`` is when answers that went by link only were first opened. ``nudge`` is the last one
    that a silent mentor got. ``addition_undelivered`` is whether the letter of an addition is parked.
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
    nudge: Nudge | None = None
    nudged_on: date | None = None
    addition_undelivered: bool = False

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
    """A programme's rhythm: months between openings, and days from opening to due.

    Without ``opens`` each mentee's cycles count from their own start. With it the whole programme
    opens on these dates, and after the last of them every ``cadence_months``.
    """

    cadence_months: int
    due_after_days: int
    opens: tuple[date, ...] = ()

    @property
    def is_fixed(self) -> bool:
        """Whether the whole programme opens on the same dates."""
        return bool(self.opens)


@dataclass(frozen=True, slots=True)
class Cycle:
    """Round ``number`` (from 1): local calendar dates; it closes on the day the next one opens."""

    number: int
    opens: date
    due: date
    closes: date


@dataclass(frozen=True, slots=True)
class Restart:
    """Cycle ``number`` opens on a day of its own, and later ones count from there: a pause moved them."""

    number: int
    opens: date


def cycle_numbered(number: int, starts: date, calendar: Calendar, restarts: Sequence[Restart] = ()) -> Cycle:
    """Return one cycle, counted from the start each time so that month ends never drift.

    Two months after 31 December is 28 or 29 February, and two months later 30 April. ``restarts``,
    by rising number and day, move own dates and never fixed ones.
    """
    return _cycle_numbered(number, starts, calendar, tuple(restarts))


@lru_cache(maxsize=16384)  # a chart asks it for everyone's year
def _cycle_numbered(number: int, starts: date, calendar: Calendar, restarts: tuple[Restart, ...]) -> Cycle:
    opens = _opening(number, starts, calendar, restarts)
    return Cycle(
        number=number,
        opens=opens,
        due=opens + timedelta(days=calendar.due_after_days),
        closes=_opening(number + 1, starts, calendar, restarts),
    )


def cycle_on(today: date, starts: date, calendar: Calendar, restarts: Sequence[Restart] = ()) -> Cycle | None:
    """Return the cycle that is open on a local calendar date, None before the first opens."""
    return _cycle_on(today, starts, calendar, tuple(restarts))


@lru_cache(maxsize=4096)  # a list asks it for everyone, and many began on the same days
def _cycle_on(today: date, starts: date, calendar: Calendar, restarts: tuple[Restart, ...]) -> Cycle | None:
    if today < _opening(1, starts, calendar, restarts):
        return None
    if calendar.is_fixed:
        number = _round_on(today, calendar) - _first_round(starts, calendar) + 1
        return cycle_numbered(max(number, 1), starts, calendar)
    anchors = [(Restart(1, starts)), *restarts]
    at = max(index for index, anchor in enumerate(anchors) if anchor.opens <= today)
    number = anchors[at].number + _months(anchors[at].opens, today) // calendar.cadence_months
    if at + 1 < len(anchors):  # the cycle before a restart stays open until then
        number = min(number, anchors[at + 1].number - 1)
    cycle = cycle_numbered(number, starts, calendar, restarts)
    return cycle if today < cycle.closes else cycle_numbered(number + 1, starts, calendar, restarts)


def _opening(number: int, starts: date, calendar: Calendar, restarts: Sequence[Restart]) -> date:
    if calendar.is_fixed:
        opens = _round_opening(_first_round(starts, calendar) + number - 1, calendar)
        return max(opens, starts) if number == 1 else opens
    anchors = [Restart(1, starts), *restarts]
    anchor = next(each for each in reversed(anchors) if each.number <= number)
    return anchor.opens + relativedelta(months=calendar.cadence_months * (number - anchor.number))


def _round_opening(index: int, calendar: Calendar) -> date:
    """Return when one of the programme's own rounds opens, counted from 0."""
    last = len(calendar.opens) - 1
    if index <= last:
        return calendar.opens[index]
    return calendar.opens[last] + relativedelta(months=calendar.cadence_months * (index - last))


def _round_on(today: date, calendar: Calendar) -> int:
    """Return the programme's round that is open on a day, -1 before the first."""
    last = len(calendar.opens) - 1
    if today < calendar.opens[last]:
        return bisect_right(calendar.opens, today) - 1
    index = last + _months(calendar.opens[last], today) // calendar.cadence_months
    return index + 1 if today >= _round_opening(index + 1, calendar) else index


def _first_round(starts: date, calendar: Calendar) -> int:
    """Return the round that a mentee begins with: the open one until it is due, else the next."""
    index = max(_round_on(starts, calendar), 0)
    due = _round_opening(index, calendar) + timedelta(days=calendar.due_after_days)
    return index if starts <= due else index + 1


def _months(since: date, today: date) -> int:
    apart = relativedelta(today, since)
    return apart.years * 12 + apart.months
