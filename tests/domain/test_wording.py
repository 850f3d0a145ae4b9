from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from formsvc.domain.wording import day_in_words, moment_in_words, same_words


def test_a_day_is_said_without_a_leading_nought() -> None:
    assert day_in_words(date(2026, 3, 2)) == "2 March 2026"


def test_a_moment_is_said_in_the_zone_that_it_carries() -> None:
    moment = datetime(2026, 12, 4, 23, 5, tzinfo=UTC)
    assert moment_in_words(moment) == "4 December 2026 at 23:05"
    assert moment_in_words(moment.astimezone(timezone(timedelta(hours=1)))) == "5 December 2026 at 00:05"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Surgery", " surgery ", True),
        ("General  Surgery", "general surgery", True),
        ("STRASSE", "straße", True),
        ("Surgery", "Radiology", False),
        ("", "", False),
        (" ", "\t", False),
        ("Surgery", "", False),
    ],
)
def test_words_are_the_same_whatever_their_case_and_spaces_and_nothing_is_like_nothing(
    one: str, other: str, *, same: bool
) -> None:
    assert same_words(one, other) is same
    assert same_words(other, one) is same
