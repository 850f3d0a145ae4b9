from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from formsvc.auth.throttle import allowed_from, cleared, require_allowed, with_failure
from formsvc.domain.credentials import Failures
from formsvc.domain.errors import TooManyTriesError

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def failing(count: int, every: timedelta, begin: datetime = START) -> Failures:
    failures = Failures()
    for number in range(count):
        failures = with_failure(failures, begin + every * number)
    return failures


def failing_whenever_allowed(count: int) -> tuple[Failures, list[datetime]]:
    failures, now, moments = Failures(), START, []
    for _ in range(count):
        now = max(now, allowed_from(failures) or now)
        require_allowed(failures, now)
        failures = with_failure(failures, now)
        moments.append(now)
    return failures, moments


def test_a5_ten_wrong_codes_an_hour_are_taken_and_an_eleventh_waits() -> None:
    require_allowed(failing(9, MINUTE), START + 9 * MINUTE)

    with pytest.raises(TooManyTriesError) as refused:
        require_allowed(failing(10, MINUTE), START + 10 * MINUTE)

    assert refused.value.until == START + HOUR
    require_allowed(failing(10, MINUTE), START + HOUR)


def test_a5_twenty_wrong_codes_a_day_are_taken_and_the_next_waits_out_the_day() -> None:
    spread = failing(20, 30 * MINUTE)

    with pytest.raises(TooManyTriesError) as refused:
        require_allowed(spread, START + 11 * HOUR)

    assert refused.value.until == START + timedelta(days=1)


def test_a5_nobody_gets_more_than_ten_an_hour_or_twenty_a_day_however_patient() -> None:
    _, moments = failing_whenever_allowed(60)

    for moment in moments:
        assert sum(moment <= other < moment + HOUR for other in moments) <= 10
        assert sum(moment <= other < moment + timedelta(days=1) for other in moments) <= 20


def test_a5_waits_grow_with_every_failure_beyond_twenty_in_a_row_up_to_a_day() -> None:
    waits = []
    for in_a_row in range(20, 28):
        until = allowed_from(Failures(recent=(START,), in_a_row=in_a_row))
        assert until is not None
        waits.append((until - START) / HOUR)

    assert waits == [1, 2, 4, 8, 16, 24, 24, 24]


def test_a_right_code_breaks_the_row_and_not_the_limits_of_hour_and_day() -> None:
    failures = cleared(failing(10, MINUTE))

    assert failures.in_a_row == 0
    with pytest.raises(TooManyTriesError):
        require_allowed(failures, START + 10 * MINUTE)


def test_failures_older_than_a_day_are_forgotten() -> None:
    failures = with_failure(failing(5, MINUTE), START + timedelta(days=2))

    assert failures.recent == (START + timedelta(days=2),)
    assert failures.in_a_row == 6


def test_who_never_failed_waits_for_nothing() -> None:
    assert allowed_from(Failures()) is None
    require_allowed(Failures(), START)
