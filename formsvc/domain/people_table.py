"""A table of people to invite: which column is which, and what each line says or gets wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.newcomer import COLUMNS, Faults, Newcomer, read_newcomer
from formsvc.domain.people import lookup_form

MOST_LINES = 2000
FIELD = "table"
"""The field that a fault of the whole table belongs to."""

_FIRST, _LAST = "first_name", "last_name"
_HEADINGS = {
    "name": "name fullname names person who",
    _FIRST: "firstname forename forenames givenname",
    _LAST: "lastname surname familyname",
    "email": "email emailaddress emails mail address workemail workemailaddress mailaddress",
    "role": "role roles as takespartas part",
    "grade": "grade post gradeorpost level traininggrade",
    "specialty": "specialty speciality specialties spec",
    "site": "site hospital worksat workplace place trust",
    "department": "department dept",
    "max_mentees": "maxmentees maximummentees mostmentees mentees cap numberofmentees",
    "trained_on": "trainedon trained training trainingdate dateoftraining datetrained whentrained",
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}
_SHOWN = {**COLUMNS, _FIRST: "First name", _LAST: "Surname"}
_SHOWN_AT_MOST = 80
_NEEDED = ("name", "email", "role")


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was brought: its number in the table, and its cells as text.

    ``unreadable`` says of a cell, by its place, why it counts for nothing: a formula, for one.
    """

    number: int
    cells: tuple[str, ...]
    unreadable: Mapping[int, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.unreadable and not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Line:
    """One person's line: who it would be, or every fault by its column; ``same_as`` is an earlier line."""

    number: int
    name: str
    email: str
    newcomer: Newcomer | None
    faults: tuple[str, ...] = ()
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class PeopleTable:
    """The lines in their order, and the headings of columns that nobody reads."""

    lines: tuple[Line, ...]
    unread: tuple[str, ...] = ()


def read_people(rows: Iterable[Row], *, today: date) -> PeopleTable:
    """Return what a table says, its first row with content naming the columns.

    Raises InputRefusedError for ``FIELD`` when the table as a whole can't be used.
    """
    filled = [row for row in rows if not row.is_blank]
    if not filled:
        raise InputRefusedError(
            FIELD, "There is nothing in it. Bring a table whose first line names its columns."
        )
    columns, unread = _columns(filled[0])
    if len(filled) == 1:
        raise InputRefusedError(FIELD, "There is only a line of headings in it, and nobody below.")
    if len(filled) > MOST_LINES + 1:
        raise InputRefusedError(FIELD, f"Bring at most {MOST_LINES:,} lines at a time.")
    return PeopleTable(_with_repeats([_line(row, columns, today) for row in filled[1:]]), unread)


def _columns(header: Row) -> tuple[dict[int, str], tuple[str, ...]]:
    if any("@" in cell for cell in header.cells):
        raise InputRefusedError(
            FIELD, "The first line must name the columns, like: Name, Email, Role. It names a person already."
        )
    columns: dict[int, str] = {}
    for place, heading in enumerate(header.cells):
        column = _COLUMN_OF.get(_plain(heading))
        if column is not None and column in columns.values():
            raise InputRefusedError(
                FIELD,
                f"Two columns are for the {_SHOWN[column].lower()}. Take one out, or head it otherwise.",
            )
        if column is not None:
            columns[place] = column
    _require_needed(columns.values())
    unread = (" ".join(h.split()) for at, h in enumerate(header.cells) if at not in columns)
    return columns, tuple(heading for heading in unread if heading)


def _require_needed(found: Iterable[str]) -> None:
    has = set(found)
    if {_FIRST, _LAST} <= has:
        has.add("name")
    missing = [_SHOWN[column] for column in _NEEDED if column not in has]
    if missing:
        noun = "A column is" if len(missing) == 1 else "Columns are"
        raise InputRefusedError(
            FIELD, f"{noun} missing: {', '.join(missing)}. The first line must name the columns."
        )


def _line(row: Row, columns: Mapping[int, str], today: date) -> Line:
    typed = {column: _cell(row, place) for place, column in columns.items()}
    faults: Faults = {columns[place]: why for place, why in row.unreadable.items() if place in columns}
    typed["name"] = _whole_name(typed)
    for part in (_FIRST, _LAST):
        if part in faults:
            faults["name"] = faults.pop(part)
    newcomer, found = read_newcomer(typed, today=today)
    said = {**found, **faults}
    return Line(
        number=row.number,
        name=_short(typed["name"]),
        email=_short(typed.get("email", "")),
        newcomer=None if said else newcomer,
        faults=tuple(f"{_SHOWN[column]}: {said[column]}" for column in COLUMNS if column in said),
    )


def _whole_name(typed: Mapping[str, str]) -> str:
    """Return a name that may stand in two columns, the first of which some head only "Name"."""
    if _LAST not in typed or ("name" in typed and _FIRST in typed):
        return typed.get("name", "")
    return f"{typed.get(_FIRST, typed.get('name', ''))} {typed[_LAST]}"


def _with_repeats(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Return the lines with each address counted once; a line that repeats or contradicts one says so."""
    first: dict[str, Line] = {}
    return tuple(_against(line, first) for line in lines)


def _against(line: Line, first: dict[str, Line]) -> Line:
    if line.newcomer is None:
        return line
    earlier = first.setdefault(lookup_form(line.newcomer.email), line)
    if earlier is line:
        return line
    if earlier.newcomer == line.newcomer:
        return Line(line.number, line.name, line.email, newcomer=None, same_as=earlier.number)
    fault = f"Email: Line {earlier.number} has the same address, and says something else."
    return Line(line.number, line.name, line.email, newcomer=None, faults=(fault,))


def _cell(row: Row, place: int) -> str:
    return row.cells[place] if place < len(row.cells) and place not in row.unreadable else ""


def _plain(heading: str) -> str:
    spread = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(char for char in spread if char.isascii() and char.isalnum())


def _short(text: str) -> str:
    """Return a cell as a preview shows it, whatever stands in it: one line of bearable length."""
    shown = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return shown if len(shown) <= _SHOWN_AT_MOST else f"{shown[: _SHOWN_AT_MOST - 1]}…"
