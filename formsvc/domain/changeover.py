"""Changeovers: dates in ``programme.toml`` on which many move; before each, everyone confirms where they are.

They are asked two weeks before, and once again three days before when they haven't answered. Later than two
weeks after it nobody is asked: a worker that slept starts no storm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

ASKED_BEFORE = timedelta(days=14)
REMINDED_BEFORE = timedelta(days=3)
OPEN_AFTER = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Changeover:
    """What somebody was asked of one changeover and has said; ``changed``: something did change."""

    day: date
    asked_on: date
    reminded: bool = False
    confirmed_at: datetime | None = None
    changed: bool = False

    def is_to_be_reminded(self, today: date) -> bool:
        """Tell whether the one reminder is due."""
        waited = today >= max(self.day - REMINDED_BEFORE, self.asked_on + REMINDED_BEFORE)
        return waited and not self.reminded and self.confirmed_at is None


def changeover_around(today: date, dates: Sequence[date]) -> date | None:
    """Return the changeover that people are asked about on a day, None between two."""
    return next((day for day in dates if day - ASKED_BEFORE <= today <= day + OPEN_AFTER), None)
