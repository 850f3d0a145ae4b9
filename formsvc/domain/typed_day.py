"""A day as people type it: ``4 March``, ``4/3/2027``, ``2027-03-04``; day before month, as here."""

from __future__ import annotations

import re
from datetime import date, timedelta

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.wording import day_in_words

_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<month>[a-z]+)\.?"
_TH = r"(?:st|nd|rd|th)?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})",
        rf"{_DAY} ?[/.\- ] ?(?P<month>[0-9]{{1,2}})(?: ?[/.\- ] ?{_YEAR})?\.?",
        rf"{_DAY}{_TH} ?[-/ ]? ?(?:of )?{_NAME}(?:[-/, ] ?{_YEAR})?",
        rf"{_NAME} ?{_DAY}{_TH}(?:,? (?P<year>[0-9]{{4}}))?",
    )
)
_MONTH = re.compile(r"(?P<month>[a-z]+|[0-9]{1,2})\.?[-/, ] ?(?P<year>[0-9]{4})")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? "
_BEFORE = re.compile(rf"^(?:(?:by|on|until) )?(?:{_WEEKDAY})?(?:the )?")
_CENTURY = 2000
_SHORT_YEAR = 2
_LIFETIME = 60
_SHORTEST_NAME = 3


def day_typed(field: str, typed: str, *, today: date, at_most: timedelta) -> date:
    """Return the day that somebody typed, from today to ``at_most`` on; without a year, the next such day.

    Raises InputRefusedError for ``field``, with a sentence that says what would be right.
    """
    example = today + timedelta(weeks=1)
    if not typed.strip():
        raise InputRefusedError(field, f"Enter a date, like {_short(example)}.")
    day = _read(typed, today)
    if day is None:
        figures = f"{example.day}/{example.month}/{example.year}"
        raise InputRefusedError(field, f"Enter a real date, like {_short(example)} or {figures}.")
    if day < today:
        raise InputRefusedError(field, "Enter today's date or a later one.")
    if day > today + at_most:
        raise InputRefusedError(field, f"Enter a date up to {day_in_words(today + at_most)}.")
    return day


def past_day_typed(field: str, typed: str, *, today: date) -> date | None:
    """Return a day that has been, or the first of a month that somebody typed; None when they typed nothing.

    Raises InputRefusedError for ``field``.
    """
    text = " ".join(typed.lower().split())
    if not text:
        return None
    month = _MONTH.fullmatch(text)
    found = _real(int(month["year"]), _month(month["month"]), 1) if month else _read(text, today)
    if found is None or not today.year - _LIFETIME < found.year or found > today:
        example = f"{today:%B} {today.year - 1}"
        raise InputRefusedError(field, f"Enter a month and a year that have been, like {example}.")
    return found


def day_for_example(today: date) -> str:
    """Return a day a week on, as people would type it: ``4 March``."""
    return _short(today + timedelta(weeks=1))


def _read(typed: str, today: date) -> date | None:
    text = _BEFORE.sub("", " ".join(typed.lower().split()), count=1)
    for shape in _SHAPES:
        if found := shape.fullmatch(text):
            return _day(found["year"], _month(found["month"]), int(found["day"]), today)
    return None


def _month(said: str) -> int:
    if said.isdecimal():
        return int(said)
    if len(said) < _SHORTEST_NAME:
        return 0
    said = "sep" if said == "sept" else said
    return next((at for at, name in enumerate(_NAMES, start=1) if name.startswith(said)), 0)


def _day(year: str | None, month: int, day: int, today: date) -> date | None:
    if year is not None:
        return _real(int(year) + (_CENTURY if len(year) == _SHORT_YEAR else 0), month, day)
    coming = (_real(today.year + later, month, day) for later in range(2))
    return next((found for found in coming if found is not None and found >= today), None)


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"
