"""Text with a separator: a CSV file as spreadsheets write it, or cells from the clipboard."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people_table import FIELD, Row

_MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UNMARKED = ("utf-8", "windows-1252")
_SEPARATORS = "\t;,"
_SAID = re.compile(r"sep=(?P<separator>[\t;,])", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"]|"")*"')


def text_of(content: bytes) -> str:
    """Return a file's text: by its byte-order mark, otherwise UTF-8, otherwise what Windows writes.

    Raises InputRefusedError.
    """
    for mark, encoding in _MARKED:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], (encoding,))
    return _decoded(content, _UNMARKED)


def rows_of_text(text: str) -> Iterator[Row]:
    """Yield the rows of a text, its separator told from the first line; raises InputRefusedError."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="").readlines()
    skipped, separator = _beginning(lines)
    number = skipped
    try:
        for number, cells in enumerate(
            csv.reader(lines[skipped:], delimiter=separator, strict=True), start=skipped + 1
        ):
            yield Row(number, tuple(cells))
    except csv.Error:
        raise InputRefusedError(
            FIELD, f"A quotation mark in line {number + 1} has no other half, so the rest can't be read."
        ) from None


def text_of_rows(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text that ``rows_of_text`` reads back."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return written.getvalue()


def _decoded(content: bytes, encodings: Sequence[str]) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise InputRefusedError(
        FIELD, "This isn't a text file that can be read. Save it again as “CSV UTF-8”, or as an .xlsx file."
    )


def _beginning(lines: Sequence[str]) -> tuple[int, str]:
    """Return how many lines come before the headings, and the separator.

    Excel may say the separator in a line of its own, ``sep=;``.
    """
    for at, line in enumerate(lines):
        if said := _SAID.fullmatch(line.strip(" \r\n")):
            return at + 1, said["separator"]
        if line.strip():
            bare = _QUOTED.sub("", line)
            return at, max(_SEPARATORS, key=bare.count) if any(mark in bare for mark in _SEPARATORS) else ","
    return len(lines), ","
