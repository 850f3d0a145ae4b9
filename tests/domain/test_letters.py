from __future__ import annotations

from datetime import UTC, datetime, timedelta

from formsvc.domain.letters import GIVE_UP_AFTER, Conservation, Letter, LetterKind, next_try

NOW = datetime(2026, 3, 2, tzinfo=UTC)


def letter(attempts: int, age: timedelta = timedelta()) -> Letter:
    return Letter("l", LetterKind.SIGN_IN, "", "mo@example.org", NOW - age, attempts=attempts)


def test_r11_waits_grow_from_a_minute_to_four_hours() -> None:
    waits = [next_try(letter(attempts), NOW) for attempts in (0, 1, 2, 7, 8, 500)]
    minutes = [(at - NOW).total_seconds() / 60 for at in waits if at]
    assert minutes == [1, 2, 4, 128, 240, 240]


def test_r11_after_five_days_it_gives_up() -> None:
    assert next_try(letter(30, GIVE_UP_AFTER - timedelta(seconds=1)), NOW) is not None
    assert next_try(letter(30, GIVE_UP_AFTER), NOW) is None


def test_the_conservation_line_says_when_a_letter_is_unaccounted_for() -> None:
    whole, broken = Conservation(5, 2, 1, 1, 1), Conservation(6, 2, 1, 1, 1)
    assert whole.holds
    assert str(whole) == "5 accepted = 2 delivered + 1 waiting + 1 parked + 1 withdrawn"
    assert not broken.holds
    assert "≠" in str(broken)
