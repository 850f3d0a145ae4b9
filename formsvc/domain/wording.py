"""Dates and moments as people say them."""

from __future__ import annotations

from datetime import date, datetime

ERASED = "somebody who has been erased"
"""What stands for a name that is gone."""


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts say the same, whatever their case and spaces; an empty one never does."""
    return bool(one.strip()) and _compared(one) == _compared(other)


def _compared(text: str) -> str:
    return " ".join(text.split()).casefold()


def day_in_words(day: date) -> str:
    """Return a date as ``2 March 2026``."""
    return f"{day.day} {day:%B %Y}"


def begun(text: str, most: int = 140) -> str:
    """Return a text on one line, cut between words when it is long, to say which one is meant."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept, _, _ = line[:most].rpartition(" ")
    return f"{kept or line[:most]} …"


def led_by(called: str) -> str:
    """Return a question's name as it leads a line: with a colon, or its own question mark."""
    return called if called.endswith(("?", ":")) else f"{called}:"


def moment_in_words(moment: datetime) -> str:
    """Return a moment as ``2 March 2026 at 09:00``, in the time zone that it carries."""
    return f"{day_in_words(moment)} at {moment:%H:%M}"
