from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.typed_day import day_typed

TODAY = date(2027, 2, 20)
SIXTY_DAYS = timedelta(days=60)


def read(typed: str, today: date = TODAY, at_most: timedelta = SIXTY_DAYS) -> date:
    return day_typed("by", typed, today=today, at_most=at_most)


@pytest.mark.parametrize(
    "typed",
    [
        "4 March",
        "4 march 2027",
        " 4  Mar ",
        "4th March",
        "4th of March, 2027",
        "the 4th of march",
        "March 4",
        "Mar. 4, 2027",
        "4/3/2027",
        "04/03/27",
        "4/3",
        "4.3.",
        "4.3.2027",
        "4-3-2027",
        "4 3 2027",
        "2027-03-04",
        "Thursday 4 March",
        "Thu, 4 Mar",
        "by 4 March",
        "4-Mar-2027",
    ],
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert read(typed) == date(2027, 3, 4)


def test_the_day_comes_before_the_month() -> None:
    assert read("3/4/2027") == date(2027, 4, 3)


def test_without_a_year_it_is_the_next_such_day() -> None:
    assert read("4 January", today=date(2026, 12, 20)) == date(2027, 1, 4)
    assert read("20 February") == TODAY


@pytest.mark.parametrize(
    "typed",
    [
        "soon",
        "31 February",
        "30/2/2027",
        "3/14/2027",
        "0/3",
        "4 ma",
        "4",
        "March",
        "4 March 2027 or so",
        "٤/٣",
    ],
)
def test_what_is_no_real_date_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(
        InputRefusedError, match="Enter a real date, like 27 February or 27/2/2027"
    ) as refused:
        read(typed)
    assert refused.value.field == "by"


def test_nothing_typed_asks_for_a_date() -> None:
    with pytest.raises(InputRefusedError, match="Enter a date, like 27 February"):
        read("  ")


def test_no_day_is_in_the_past_or_too_far_on() -> None:
    assert read("21 April 2027") == TODAY + SIXTY_DAYS
    with pytest.raises(InputRefusedError, match="up to 21 April 2027"):
        read("22 April 2027")
    for past in ("19/2/2027", "4 March 2026"):
        with pytest.raises(InputRefusedError, match="today's date or a later one"):
            read(past)
    with pytest.raises(InputRefusedError, match="up to"):
        read("19 February")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_day_in_range_or_a_sentence(typed: str) -> None:
    with suppress(InputRefusedError):
        assert TODAY <= read(typed) <= TODAY + SIXTY_DAYS


@given(st.dates(TODAY, TODAY + SIXTY_DAYS))
def test_every_day_in_range_can_be_typed(day: date) -> None:
    assert {read(f"{day.day} {day:%B}"), read(f"{day.day}/{day.month}/{day.year}"), read(str(day))} == {day}
