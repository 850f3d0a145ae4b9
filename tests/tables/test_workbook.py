"""Workbooks as Excel keeps them: the first sheet as text, and no way in for formulas, macros or bombs."""

from __future__ import annotations

import io
import logging
import random
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people_table import Row
from formsvc.tables import workbook
from formsvc.tables.workbook import rows_of_workbook


def saved(book: Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    assert book.active
    for row in rows:
        book.active.append(row)
    return saved(book)


def cells(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of_workbook(content)]


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with something replaced inside one of its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(kept, "w") as after:
        for name in before.namelist():
            inside = before.read(name)
            after.writestr(name, inside.replace(old, new, 1) if name == part else inside)
    return kept.getvalue()


def test_text_numbers_and_days_are_read_as_they_look() -> None:
    content = sheet(["Zoë", 3, 2.0, 2.5, True, None, datetime(2025, 5, 3), date(2025, 5, 4)])  # noqa: DTZ001 - Excel knows no zone
    assert cells(content) == [("Zoë", "3", "2", "2.5", "True", "", "2025-05-03", "2025-05-04")]


def test_blank_rows_are_passed_over_and_rows_keep_their_numbers() -> None:
    book = Workbook()
    assert book.active
    book.active["A3"], book.active["B900"] = "Name", "far below"
    assert [(row.number, row.cells) for row in rows_of_workbook(saved(book))] == [
        (3, ("Name",)),
        (900, ("", "far below")),
    ]


def test_a_formula_is_never_run_and_its_cell_says_what_to_do() -> None:
    """I5: what it came to last time counts for nothing either."""
    rows = rows_of_workbook(sheet(["Name"], ['=HYPERLINK("http://example.org","x")'], ["=1+1"]))
    assert [list(row.unreadable) for row in rows] == [[], [0], [0]]
    assert "is a formula" in rows[1].unreadable[0]


def test_text_that_begins_like_a_formula_stays_text() -> None:
    book = Workbook()
    assert book.active
    book.active["A1"] = "=A2"
    book.active["A1"].data_type = "s"
    assert rows_of_workbook(saved(book)) == [Row(1, ("=A2",))]


def test_an_error_of_the_spreadsheet_is_a_fault_of_its_cell() -> None:
    assert list(rows_of_workbook(sheet(["#REF!", "x"]))[0].unreadable) == [0]


def test_the_first_sheet_that_can_be_seen_is_read() -> None:
    book = Workbook()
    assert book.active
    book.active["A1"], book.active.sheet_state = "hidden", "hidden"
    book.create_sheet("People")["A1"] = "seen"
    book.create_sheet("Later")["A1"] = "later"
    assert cells(saved(book)) == [("seen",)]


def test_a_macro_is_not_looked_at() -> None:
    content = io.BytesIO(sheet(["Name"]))
    with zipfile.ZipFile(content, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"\x00not even a project")
    assert cells(content.getvalue()) == [("Name",)]


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    for part, root in (("xl/worksheets/sheet1.xml", b"<worksheet"), ("xl/workbook.xml", b"<workbook")):
        content = changed(sheet(["Name"]), part, root, bomb.replace(b"<worksheet", root))
        with pytest.raises(InputRefusedError, match="can be read"):
            rows_of_workbook(content)


def test_a_small_file_that_unfolds_to_a_huge_one_is_refused_before_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("openpyxl.load_workbook", None)
    content = io.BytesIO(sheet(["Name"]))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/zeros.bin", bytes(workbook.UNFOLDED))
    assert len(content.getvalue()) < 100_000
    with pytest.raises(InputRefusedError, match="holds too much"):
        rows_of_workbook(content.getvalue())


def test_a_size_that_lies_gives_no_more_than_it_says() -> None:
    """A part that says it is small is cut there, and then fails its own check."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", b" " * 5_000_000)
    lying = content.getvalue().replace((5_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(InputRefusedError, match="can be read"):
        rows_of_workbook(lying)


def test_too_many_parts_are_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as parts:
        for number in range(workbook.PARTS + 1):
            parts.writestr(f"part{number}", b"")
    with pytest.raises(InputRefusedError, match="holds too much"):
        rows_of_workbook(content.getvalue())


def test_columns_far_to_the_right_are_not_read() -> None:
    book = Workbook()
    assert book.active
    book.active["A1"], book.active["XFD1"] = "Name", "at the end of the world"
    (row,) = cells(saved(book))
    assert len(row) <= workbook.COLUMNS


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x03\x04" + bytes(50), b"", b"text"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(InputRefusedError, match="can be read"):
        rows_of_workbook(content)


def test_any_byte_changed_is_read_or_refused_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """L1."""
    content = sheet(["Name", "Email"], ["Mia", "mia@example.org"], [date(2025, 5, 3), "=1"])
    chance = random.Random(7)  # noqa: S311 - for a test
    refused = 0
    with caplog.at_level(logging.DEBUG):
        for _ in range(150):
            broken = bytearray(content)
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
            try:
                rows_of_workbook(bytes(broken))
            except InputRefusedError:
                refused += 1
    assert 0 < refused < 150
    assert caplog.text == ""
