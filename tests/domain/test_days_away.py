"""The last day of an absence, only where an automatic reply plainly says one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.days_away import AT_MOST, last_day_away

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I'm away until 12 March 2026.", date(2026, 3, 12)),
        ("I am out of the office until Thursday 12th March", date(2026, 3, 12)),
        ("I will be back in the office on Mon, 16 March 2026", date(2026, 3, 16)),
        ("Returning to work on the 9th of April", date(2026, 4, 9)),
        ("Out of office until March 12, 2026", date(2026, 3, 12)),
        ("Away until 2026-03-12.", date(2026, 3, 12)),
        ("On leave until 13/03/2026", date(2026, 3, 13)),
        ("On leave until 12.03.2026", date(2026, 3, 12)),
        ("Until 3/3/2026", date(2026, 3, 3)),
        ("Away until\n  12\tMarch", date(2026, 3, 12)),
        ("Away until 20 March. Then back on 23 March.", date(2026, 3, 20)),
    ],
)
def test_a_day_that_is_plainly_said_is_found(text: str, day: date) -> None:
    assert last_day_away(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "I'm away at the moment.",
        "Your email of 12 March 2026 has arrived.",
        "Back on 03/04/2026",
        "until 31 February 2026",
        "until 99 March",
        "I was away until 1 March 2026",
        "Away until 12 March 2027",
        "until tomorrow",
        "until 2026-13-40",
    ],
)
def test_what_is_not_plain_or_not_near_is_no_day(text: str) -> None:
    assert last_day_away(text, TODAY) is None


@given(st.text(), st.dates(min_value=date(2000, 1, 1), max_value=date(2999, 12, 31)))
def test_any_text_reads_as_a_near_day_or_none(text: str, today: date) -> None:
    for said in (text, f"until {text}", f"back on {text} March {text}"):
        found = last_day_away(said, today)
        assert found is None or today <= found <= today + AT_MOST
