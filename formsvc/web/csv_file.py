"""Tables as CSV files that open in Excel as they are, and whose cells can't run (I5).

A byte-order mark lets Excel read accents, lines end with CR LF (RFC 4180), and a cell that a
spreadsheet would take for a formula begins with an apostrophe (V1.2.10).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from flask import Response

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BYTE_ORDER_MARK = "\ufeff"


def harmless(cell: object) -> str:
    """Return a cell's text, with an apostrophe where a spreadsheet would run it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]], note: str = "") -> Iterator[str]:
    """Yield a file's lines, the ``note`` first where there is one."""
    yield _BYTE_ORDER_MARK
    if note:
        yield _line([note])
    yield _line(header)
    for row in rows:
        yield _line([harmless(cell) for cell in row])


def csv_answer(
    name: str, header: Sequence[str], rows: Iterable[Sequence[object]], note: str = ""
) -> Response:
    """Return a file to keep, sent line by line; ``name`` is ours, in plain letters."""
    return Response(
        (line.encode("utf-8") for line in csv_lines(header, rows, note)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def _line(cells: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(cells)
    return written.getvalue()
