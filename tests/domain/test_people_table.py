"""What a list of people says, whatever its headings: every fault in words, and nothing misread."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.newcomer import COLUMNS, Newcomer, read_newcomer
from formsvc.domain.people import Role
from formsvc.domain.people_table import MOST_LINES, PeopleTable, Row, read_people

TODAY = date(2026, 3, 2)
MENTEE, MENTOR = frozenset({Role.MENTEE}), frozenset({Role.MENTOR})


def table(*rows: tuple[str, ...]) -> PeopleTable:
    return read_people([Row(number, cells) for number, cells in enumerate(rows, start=1)], today=TODAY)


def one(headings: str, *cells: str) -> Newcomer:
    found = table(tuple(headings.split("|")), cells).lines[0]
    assert found.newcomer, found.faults
    return found.newcomer


def faults(headings: str, *cells: str) -> tuple[str, ...]:
    found = table(tuple(headings.split("|")), cells).lines[0]
    assert found.newcomer is None
    return found.faults


@pytest.mark.parametrize(
    "headings",
    ["Name|Email|Role", " NAME |E-Mail|Rôle", "Full name|email_address|Takes part as", "name|Work e-mail|AS"],
)
def test_headings_are_known_however_they_are_written(headings: str) -> None:
    assert one(headings, "Mia Made-up", "mia@example.org", "Mentee") == Newcomer(
        "Mia Made-up", "mia@example.org", MENTEE
    )


def test_every_column_is_read_in_any_order_and_others_are_named() -> None:
    found = table(
        ("Notes", "Trained", "Cap", "Dept", "Hospital", "Speciality", "Grade", "Role", "Email", "Name", " "),
        (
            "x",
            "May 2025",
            "2",
            "ICU",
            "Northtown",
            "Anaesthetics",
            "ST3",
            "mentor",
            "a@example.org",
            "Ada",
            "",
        ),
    )
    assert found.unread == ("Notes",)
    assert found.lines[0].newcomer == Newcomer(
        "Ada", "a@example.org", MENTOR, "ST3", "Anaesthetics", "Northtown", "ICU", 2, date(2025, 5, 1)
    )


@pytest.mark.parametrize(
    ("headings", "cells", "name"),
    [
        ("First name|Surname|Email|Role", ("Mia", "Made-up"), "Mia Made-up"),
        ("Name|Surname|Email|Role", ("Mia", "Made-up"), "Mia Made-up"),
        ("Surname|Forename|Email|Role", ("Made-up", "Mia"), "Mia Made-up"),
    ],
)
def test_a_name_in_two_columns_loses_no_half(headings: str, cells: tuple[str, str], name: str) -> None:
    assert one(headings, *cells, "mia@example.org", "mentee").name == name


@pytest.mark.parametrize(
    ("word", "roles"),
    [
        ("mentor", MENTOR),
        ("Mentee & Mentor", MENTEE | MENTOR),
        ("mentor; mentee", MENTEE | MENTOR),
        ("TRAINEE", MENTEE),
    ],
)
def test_roles_are_read_as_people_write_them(word: str, roles: frozenset[Role]) -> None:
    assert one("Name|Email|Role", "Mia", "mia@example.org", word).roles == roles


@pytest.mark.parametrize("word", ["", "boss", "mentor mentee boss", "coordinator", "coordinator, mentee"])
def test_no_list_makes_a_coordinator_and_no_role_is_guessed(word: str) -> None:
    (said,) = faults("Name|Email|Role", "Mia", "mia@example.org", word)
    assert said.startswith("Role: ")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-05-03", date(2025, 5, 3)),
        ("2025-05-03 00:00:00", date(2025, 5, 3)),
        ("2025-05-03T00:00:00.000", date(2025, 5, 3)),
        ("03/05/2025", date(2025, 5, 3)),
        ("03/05/2025 00:00", date(2025, 5, 3)),
        ("3.5.2025", date(2025, 5, 3)),
        ("03-May-25", date(2025, 5, 3)),
        ("3 May 2025", date(2025, 5, 3)),
        ("May 2025", date(2025, 5, 1)),
        ("45780", date(2025, 5, 3)),
        ("45780.0", date(2025, 5, 3)),
        ("", None),
    ],
)
def test_days_are_read_as_spreadsheets_write_them(written: str, day: date | None) -> None:
    assert one("Name|Email|Role|Trained on", "A", "a@example.org", "mentor", written).trained_on == day


@pytest.mark.parametrize("written", ["05/13/2025", "3/5/2099", "99999", "soon", "1900-01-01"])
def test_a_day_that_cannot_be_is_a_fault(written: str) -> None:
    (said,) = faults("Name|Email|Role|Trained on", "A", "a@example.org", "mentor", written)
    assert said.startswith("Trained on: ")


def test_every_fault_of_a_line_shows_at_once() -> None:
    """I1 too: a name with a line break is refused with a sentence."""
    said = faults("Name|Email|Role|Max mentees|Site", "A\r\nBcc: b", "a@", "mentor", "many", "x" * 121)
    assert [each.split(":")[0] for each in said] == ["Name", "Email", "Site", "Max mentees"]


def test_what_is_only_a_mentors_is_a_fault_for_a_mentee() -> None:
    said = faults("Name|Email|Role|Max mentees|Trained on", "A", "a@example.org", "mentee", "3", "2025-01-01")
    assert len(said) == 2
    assert "Only a mentor has this" in said[0]


def test_text_that_a_spreadsheet_would_run_is_a_name_like_any_other() -> None:
    """I5: kept as text; an export puts an apostrophe before it."""
    for name in ("=1+1", "+44", "-Mia", "@mia"):
        assert one("Name|Email|Role", name, "mia@example.org", "mentee").name == name


def test_a_formula_counts_for_nothing_and_says_so() -> None:
    rows = [
        Row(1, ("Name", "Email", "Role")),
        Row(2, ("=A1", "a@example.org", "mentee"), {0: "It is a formula."}),
    ]
    line = read_people(rows, today=TODAY).lines[0]
    assert (line.newcomer, line.faults, line.name) == (None, ("Name: It is a formula.",), "")


def test_a_formula_where_nobody_reads_is_nobodys_business() -> None:
    rows = [
        Row(1, ("Name", "Email", "Role", "Age")),
        Row(2, ("A", "a@example.org", "mentee", "=9"), {3: "x"}),
    ]
    assert read_people(rows, today=TODAY).lines[0].newcomer


def test_an_address_counts_once_and_a_contradiction_is_a_fault() -> None:
    found = table(
        ("Name", "Email", "Role"),
        ("Mia", "mia@example.org", "mentee"),
        ("Mia ", " mia@EXAMPLE.org", "mentee"),
        ("Mia", "MIA@example.org", "mentor"),
    ).lines
    assert found[0].newcomer
    assert (found[1].newcomer, found[1].same_as, found[1].faults) == (None, 2, ())
    assert found[2].faults == ("Email: Line 2 has the same address, and says something else.",)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "nothing in it"),
        ((("", " "),), "nothing in it"),
        ((("Name", "Email", "Role"),), "nobody below"),
        ((("Mia", "mia@example.org", "mentee"), ("Mo", "mo@example.org", "mentee")), "names a person"),
        ((("Name", "Mail"), ("Mia", "mia@example.org")), "A column is missing: Role."),
        ((("Who is it?", "Phone"), ("Mia", "1")), "Columns are missing: Name, Email, Role."),
        (
            (("Name", "Email", "E-mail", "Role"), ("Mia", "a@b.org", "", "mentee")),
            "Two columns are for the email",
        ),
        ((("Surname", "Email", "Role"), ("Mia", "mia@example.org", "mentee")), "A column is missing: Name."),
    ],
)
def test_a_table_that_cannot_be_used_says_why(rows: tuple[tuple[str, ...], ...], said: str) -> None:
    with pytest.raises(InputRefusedError, match=said):
        table(*rows)


def test_at_most_so_many_lines_at_once() -> None:
    header, line = ("Name", "Email", "Role"), ("", "", "mentee")
    assert len(table(header, *[line] * MOST_LINES).lines) == MOST_LINES
    with pytest.raises(InputRefusedError, match="at most 2,000 lines"):
        table(header, *[line] * (MOST_LINES + 1))


def test_blank_lines_are_passed_over_and_numbers_stay_the_spreadsheets() -> None:
    rows = [Row(3, ("Name", "Email", "Role")), Row(4, ("", "")), Row(9, ("Mia", "mia@example.org", "mentee"))]
    assert [line.number for line in read_people(rows, today=TODAY).lines] == [9]


@given(st.lists(st.text(), max_size=12), st.lists(st.lists(st.text(), max_size=12), max_size=4))
def test_whatever_is_brought_is_read_or_refused_in_words(header: list[str], lines: list[list[str]]) -> None:
    try:
        found = table(("Name", "Email", "Role", *header), *map(tuple, lines))
    except InputRefusedError:
        return
    for line in found.lines:
        assert (line.newcomer is None) == bool(line.faults or line.same_as)
        assert line.name.isprintable()


@given(
    name=st.text(min_size=1, max_size=40),
    site=st.text(max_size=40),
    cap=st.one_of(st.none(), st.integers(1, 20)),
    day=st.one_of(st.none(), st.dates(date(1970, 1, 1), TODAY)),
)
def test_who_was_read_once_is_read_again_as_the_same(
    name: str, site: str, cap: int | None, day: date | None
) -> None:
    typed = dict.fromkeys(COLUMNS, "") | {
        "name": name,
        "email": "a@example.org",
        "role": "mentor",
        "site": site,
        "max_mentees": str(cap or ""),
        "trained_on": day.isoformat() if day else "",
    }
    found, said = read_newcomer(typed, today=TODAY)
    assert (found is None) == bool(said)
    if found:
        assert read_newcomer(found.typed(), today=TODAY) == (found, {})
