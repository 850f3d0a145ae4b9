"""Tables as CSV files that open in Excel as they are, and whose cells can't run (I5).

A byte-order mark lets Excel read accents, lines end with CR LF (RFC 4180), and a cell that a
spreadsheet would take for a formula begins with an apostrophe (V1.2.10).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: object) -> str:
    """Return a cell's text, with an apostrophe where a spreadsheet would run it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def csv_text(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a whole file's text."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return f"{_BYTE_ORDER_MARK}{written.getvalue()}"


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a file to keep; ``name`` is ours, in plain letters."""
    return Response(
        csv_text(header, rows).encode("utf-8"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
