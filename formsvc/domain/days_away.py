"""The last day of an absence, where the words of an automatic reply plainly say one.

Only a date right after words such as "until" or "back on" counts, and only one that can be read in one
way: 03/04/2026 is two days, depending on the country. Of several the earliest counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

DEFAULT = timedelta(days=7)
AT_MOST = timedelta(days=92)
"""Longer than that, a mentor says so themselves."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d)\b)?"
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+|(?:mon|tue|wed|thu|fri|sat|sun),?\s+)?"
_LED_BY = (
    r"\b(?:until|till|back|return|returning|returns|through)\b"
    r"(?:\s+(?:to|at|in|the|work|office|on|end|of)){0,5}\s+"
)
_SHAPES = tuple(
    re.compile(_LED_BY + _WEEKDAY + r"(?:the\s+)?" + shape, re.IGNORECASE)
    for shape in (
        rf"{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}",
        rf"{_MONTH}\s+{_DAY}(?!\d){_YEAR}",
        r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b",
        r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>20\d\d)\b",
    )
)


def last_day_away(text: str, today: date) -> date | None:
    """Return the last day that a text plainly names, from today to three months on; None otherwise."""
    line = " ".join(text.split())
    return min((day for day in _days(line, today) if today <= day <= today + AT_MOST), default=None)


def _days(text: str, today: date) -> Iterator[date]:
    for shape in _SHAPES:
        for found in shape.finditer(text):
            day, month, year = found["day"], found["month"], found["year"]
            if "/" in found[0] and _reads_both_ways(int(day), int(month)):
                continue
            number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].casefold()) + 1
            yield from _that_day(int(day), number, int(year) if year else None, today)


def _reads_both_ways(day: int, month: int) -> bool:
    return day != month and day <= len(_MONTHS) and month <= len(_MONTHS)


def _that_day(day: int, month: int, year: int | None, today: date) -> Iterator[date]:
    """Yield a day of a year, or without one the next such day; nothing for 31 February."""
    for chosen in (year,) if year else (today.year, today.year + 1):
        try:
            found = date(chosen, month, day)
        except ValueError:
            continue
        if year or found >= today:
            yield found
            return
