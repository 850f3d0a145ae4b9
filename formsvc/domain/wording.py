"""Dates and moments as people say them."""

from __future__ import annotations

from datetime import date, datetime


def day_in_words(day: date) -> str:
    """Return a date as ``2 March 2026``."""
    return f"{day.day} {day:%B %Y}"


def moment_in_words(moment: datetime) -> str:
    """Return a moment as ``2 March 2026 at 09:00``, in the time zone that it carries."""
    return f"{day_in_words(moment)} at {moment:%H:%M}"
