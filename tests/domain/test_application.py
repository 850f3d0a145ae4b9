"""What an applicant may write, and how long an application is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from formsvc.domain.application import (
    DECIDED_LIFE,
    HOPES_LIMIT,
    UNCONFIRMED_LIFE,
    UNDECIDED_LIFE,
    Application,
    ApplicationState,
    Applied,
    checked_application,
    mentees_typed,
)
from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import Role
from formsvc.domain.typed_day import past_day_typed

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MENTOR = Applied(
    role=Role.MENTOR,
    name="  Ana   Applicant ",
    email="Ana@EXAMPLE.org",
    grade="Registrar",
    specialty="Surgery",
    site="Example   Infirmary",
    hopes="one\r\ntwo ",
    training="A day",
    trained_on=TODAY,
    max_mentees=1,
)


def test_what_was_typed_is_tidied() -> None:
    tidy = checked_application(MENTOR)
    assert (tidy.name, tidy.email, tidy.site) == ("Ana Applicant", "Ana@example.org", "Example Infirmary")
    assert tidy.hopes == "one\ntwo"
    assert (tidy.training, tidy.trained_on, tidy.max_mentees) == ("A day", TODAY, 1)


def test_a_mentees_application_has_nothing_of_a_mentors() -> None:
    mentee = checked_application(replace(MENTOR, role=Role.MENTEE))
    assert (mentee.training, mentee.trained_on, mentee.max_mentees) == ("", None, None)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "Ana\nBcc: x@example.org"),
        ("email", "ana"),
        ("grade", "  "),
        ("specialty", ""),
        ("site", ""),
        ("site", "x" * 121),
        ("department", "bell \a"),
        ("hopes", "x" * (HOPES_LIMIT + 1)),
        ("hopes", "nul \0"),
        ("training", "x" * 401),
    ],
)
def test_a_fault_names_its_field(field: str, typed: object) -> None:
    with pytest.raises(InputRefusedError) as refused:
        checked_application(replace(MENTOR, **{field: typed}))  # type: ignore[arg-type]  # any of its fields
    assert refused.value.field == field


@pytest.mark.parametrize(("typed", "number"), [("", None), (" 2 ", 2), ("20", 20)])
def test_a_number_of_mentees_is_read(typed: str, number: int | None) -> None:
    assert mentees_typed("max_mentees", typed) == number


@pytest.mark.parametrize("typed", ["0", "21", "-1", "two", "1.5", "\u0663", "9" * 5000])
def test_what_is_no_number_of_mentees_is_refused(typed: str) -> None:
    with pytest.raises(InputRefusedError, match="from 1 to 20"):
        mentees_typed("max_mentees", typed)


@pytest.mark.parametrize(
    ("state", "life"),
    [
        (ApplicationState.UNCONFIRMED, UNCONFIRMED_LIFE),
        (ApplicationState.NEW, timedelta(days=1) + UNDECIDED_LIFE),
        (ApplicationState.WAITING, timedelta(days=1) + UNDECIDED_LIFE),
        (ApplicationState.ACCEPTED, timedelta(days=2) + DECIDED_LIFE),
        (ApplicationState.DECLINED, timedelta(days=2) + DECIDED_LIFE),
    ],
)
def test_each_state_ends_in_its_time(state: ApplicationState, life: timedelta) -> None:
    application = Application(
        id="a",
        person_id="p",
        applied=MENTOR,
        applied_at=NOW,
        secret_hash="",
        state=state,
        confirmed_at=NOW + timedelta(days=1),
        decided_at=NOW + timedelta(days=2),
    )
    assert application.ends_at() == NOW + life


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", None),
        ("May 2025", date(2025, 5, 1)),
        ("sept. 2024", date(2024, 9, 1)),
        ("05/2025", date(2025, 5, 1)),
        ("12 May 2025", date(2025, 5, 12)),
        ("12/5/25", date(2025, 5, 12)),
        ("2025-05-12", date(2025, 5, 12)),
        ("2 March 2026", TODAY),
    ],
)
def test_a_day_that_has_been_is_read_as_people_type_it(typed: str, day: date | None) -> None:
    assert past_day_typed("trained", typed, today=TODAY) == day


@pytest.mark.parametrize(
    "typed", ["3 March 2026", "April 2026", "2025", "May", "soon", "13/2025", "May 1825"]
)
def test_what_is_no_day_that_has_been_is_refused(typed: str) -> None:
    with pytest.raises(InputRefusedError, match="March 2025"):
        past_day_typed("trained", typed, today=TODAY)
