"""The words of reminders: how far one has got in a cycle, how many somebody wants, and at what hour."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """The reminders of one cycle, in their order; each is told once."""

    OPENED = "opened"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    LATE = "late"


class Reminders(StrEnum):
    """How many reminders a mentee wants."""

    ALL = "all"
    OPENED_AND_DUE = "opened_and_due"
    OPENED = "opened"


class Hour(StrEnum):
    """From when on a mentee's reminders go out, by the programme's clock."""

    MORNING = "morning"
    MIDDAY = "midday"
    EVENING = "evening"

    @property
    def starts_at(self) -> int:
        """The hour of the day."""
        return {"morning": 8, "midday": 13, "evening": 18}[self.value]


NIGHT_BEGINS = 21
"""Nobody gets a letter that they didn't ask for from this hour until the morning."""


def is_day(hour: int, begins: Hour = Hour.MORNING) -> bool:
    """Tell whether an unasked letter may go out in this hour of the day."""
    return begins.starts_at <= hour < NIGHT_BEGINS
