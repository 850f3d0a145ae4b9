"""Dates as a person's own pages say them; what a whole date looks like is the domain's."""

from __future__ import annotations

from datetime import date, timedelta

from formsvc.domain.cycle import Cycle
from formsvc.domain.wording import day_in_words


def weekday(day: date) -> str:
    """Return a date with its day of the week: ``Friday 4 December 2026``."""
    return f"{day:%A} {day_in_words(day)}"


def last_day(cycle: Cycle) -> date:
    """Return the last day on which a cycle's questionnaire can be sent."""
    return cycle.closes - timedelta(days=1)
