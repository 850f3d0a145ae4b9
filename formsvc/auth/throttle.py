"""How many wrong codes an account takes: 10 an hour, 20 a day, then growing waits (63B 3.2.2).

Pure functions over Failures. The caller counts and writes a failure *before* it looks at the
code, under the person's lock, so that neither a race nor a restart gives a try away (A5).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.domain.credentials import Failures
from formsvc.domain.errors import TooManyTriesError

TRIES_AN_HOUR = 10
TRIES_A_DAY = 20
FAILURES_THAT_REVOKE = 50
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_MOST_DOUBLINGS = 5


def allowed_from(failures: Failures) -> datetime | None:
    """Return the moment from which the next try counts, None when it always did."""
    waits = [
        wait
        for wait in (
            _after_nth_newest(failures, TRIES_AN_HOUR, _HOUR),
            _after_nth_newest(failures, TRIES_A_DAY, _DAY),
            _growing(failures),
        )
        if wait is not None
    ]
    return max(waits, default=None)


def require_allowed(failures: Failures, now: datetime) -> None:
    """Refuse a try that comes too soon; raises TooManyTriesError with the moment to come back."""
    until = allowed_from(failures)
    if until is not None and now < until:
        raise TooManyTriesError(
            "There have been too many wrong codes for this account. Wait before you try again.",
            until,
        )


def with_failure(failures: Failures, now: datetime) -> Failures:
    """Return the count with one more failure; a failure older than a day is forgotten."""
    recent = tuple(moment for moment in failures.recent if now - moment < _DAY)
    return Failures(recent=(*recent, now), in_a_row=failures.in_a_row + 1)


def cleared(failures: Failures) -> Failures:
    """Return the count after a right code: the row is broken, the hour and the day still count."""
    return replace(failures, in_a_row=0)


def _after_nth_newest(failures: Failures, nth: int, period: timedelta) -> datetime | None:
    if len(failures.recent) < nth:
        return None
    return failures.recent[-nth] + period


def _growing(failures: Failures) -> datetime | None:
    """1, 2, 4, 8, 16 hours after the newest failure, then a day; ``recent`` reaches no further back."""
    beyond = failures.in_a_row - TRIES_A_DAY
    if beyond < 0 or not failures.recent:
        return None
    wait = _DAY if beyond >= _MOST_DOUBLINGS else _HOUR * 2**beyond
    return failures.recent[-1] + wait
