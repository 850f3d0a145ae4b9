"""An Excel workbook, .xlsx: its first visible sheet as text. Formulas and macros are never run.

A small file can unfold to a huge one, so what is inside is added up before anything is unfolded.
Entities are refused by defusedxml, which openpyxl uses where it is installed.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people_table import FIELD, Row

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell

BEGINS = b"PK\x03\x04"
OLD_BEGINS = b"\xd0\xcf\x11\xe0"
"""What a workbook of before 2007 begins with, and any that has a password."""

UNFOLDED = 24 * 1024 * 1024
"""Bytes; two thousand people with nine columns take less than two million."""
PARTS = 500
COLUMNS = 60
_NOT_A_WORKBOOK = "This isn't an Excel workbook that can be read. Save it again as .xlsx, or as “CSV UTF-8”."


def rows_of_workbook(content: bytes) -> list[Row]:
    """Return the rows of the first sheet that isn't hidden; raises InputRefusedError."""
    try:
        _require_small(content)
        with _quietly(), _opened(content) as book:
            return _rows(book)
    except InputRefusedError:
        raise
    except Exception:  # noqa: BLE001 - whatever a broken file leads zipfile, expat and openpyxl to
        raise InputRefusedError(FIELD, _NOT_A_WORKBOOK) from None


def _require_small(content: bytes) -> None:
    """Refuse what would unfold beyond measure: ``zipfile`` gives no part more than its stated size."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sizes = [part.file_size for part in parts.infolist()]
    if len(sizes) > PARTS or sum(sizes) > UNFOLDED:
        raise InputRefusedError(
            FIELD, "This workbook holds too much. Copy the list of people alone into a new one."
        )


@contextmanager
def _opened(content: bytes) -> Iterator[Workbook]:
    from openpyxl import load_workbook  # noqa: PLC0415 - it takes long to load, and few open one

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        yield book
    finally:
        book.close()


@contextmanager
def _quietly() -> Iterator[None]:
    """Keep what openpyxl warns of out of the log: it may quote a cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _rows(book: Workbook) -> list[Row]:
    sheet = next((each for each in book.worksheets if each.sheet_state == "visible"), None)
    if sheet is None:
        raise InputRefusedError(FIELD, "The workbook has no sheet to read.")
    sheet.reset_dimensions()
    rows = (_row(number, cells) for number, cells in enumerate(sheet.iter_rows(max_col=COLUMNS), start=1))
    return [row for row in rows if not row.is_blank]


def _row(number: int, cells: tuple[Cell | MergedCell, ...]) -> Row:
    unreadable = {at: why for at, cell in enumerate(cells) if (why := _why_not(cell))}
    texts = [_text(cell.value) for cell in cells]
    while texts and not texts[-1]:
        texts.pop()
    return Row(number, tuple(texts), unreadable)


def _why_not(cell: Cell | MergedCell) -> str:
    if cell.data_type == "f":
        return "This cell is a formula. Copy the column, and paste only the values over it."
    if cell.data_type == "e":
        return "This cell holds an error of the spreadsheet. Write what it should say."
    return ""


def _text(value: object) -> str:
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
