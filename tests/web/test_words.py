from __future__ import annotations

from datetime import date

from formsvc.domain.cycle import Cycle
from formsvc.web.words import last_day, weekday


def test_a_date_comes_with_its_day_of_the_week() -> None:
    assert weekday(date(2026, 12, 4)) == "Friday 4 December 2026"


def test_the_last_day_is_the_one_before_the_next_cycle_opens() -> None:
    cycle = Cycle(1, opens=date(2026, 3, 2), due=date(2026, 3, 16), closes=date(2026, 5, 2))
    assert last_day(cycle) == date(2026, 5, 1)
