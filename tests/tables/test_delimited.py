"""CSV as Excel, LibreOffice and Numbers write it, and cells as the clipboard holds them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.errors import InputRefusedError
from formsvc.tables.delimited import rows_of_text, text_of, text_of_rows

ZOE, SIAN = "Zoë Müller", "O\u2019Nobody, Siân"
CELLS = [("Name", "Email"), (ZOE, "zoe@example.org"), (SIAN, "sian@example.org")]


def read(content: bytes) -> list[tuple[str, ...]]:
    return [row.cells for row in rows_of_text(text_of(content))]


COMMAS = f'Name,Email\r\n{ZOE},zoe@example.org\r\n"{SIAN}",sian@example.org\r\n'
SEMICOLONS = f"Name;Email\r\n{ZOE};zoe@example.org\r\n{SIAN};sian@example.org\r\n"
TABS = f'Name\tEmail\r\n{ZOE}\tzoe@example.org\r\n"{SIAN}"\tsian@example.org\r\n'
QUOTED = f'"Name","Email"\n"{ZOE}","zoe@example.org"\n"{SIAN}","sian@example.org"\n'


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(COMMAS.encode("cp1252"), id="Excel UK, CSV"),
        pytest.param(codecs.BOM_UTF8 + COMMAS.encode(), id="Excel UK, CSV UTF-8"),
        pytest.param(SEMICOLONS.encode("cp1252"), id="Excel DE, CSV"),
        pytest.param(codecs.BOM_UTF8 + SEMICOLONS.encode(), id="Excel DE, CSV UTF-8"),
        pytest.param(codecs.BOM_UTF16_LE + TABS.encode("utf-16-le"), id="Excel, Unicode text"),
        pytest.param(codecs.BOM_UTF16_BE + TABS.encode("utf-16-be"), id="UTF-16, the other way round"),
        pytest.param(QUOTED.encode(), id="LibreOffice, every cell quoted"),
        pytest.param(SEMICOLONS.replace("\r", "").strip().encode(), id="Numbers, no last line end"),
        pytest.param(b"sep=;\r\n" + SEMICOLONS.encode(), id="a line that says the separator"),
        pytest.param(COMMAS.replace("\n", "").encode("cp1252"), id="old line ends"),
        pytest.param(TABS.encode(), id="the clipboard"),
    ],
)
def test_accents_and_separators_are_read_as_they_were_written(content: bytes) -> None:
    assert read(content) == CELLS


def test_a_separator_in_a_quoted_heading_is_no_separator() -> None:
    assert read(b'"Name; surname, first";Email\nA;a@example.org\n')[0] == ("Name; surname, first", "Email")


def test_a_line_break_in_a_cell_stays_in_it_and_rows_are_counted_as_excel_does() -> None:
    rows = list(rows_of_text('\r\nName\tEmail\r\n"Mia\nMade-up"\ta@example.org\r\nMo\tm@example.org'))
    assert [(row.number, row.cells[0]) for row in rows if row.cells] == [
        (2, "Name"),
        (3, "Mia\nMade-up"),
        (4, "Mo"),
    ]


def test_one_column_is_one_column() -> None:
    assert read(b"Name\nMia\n") == [("Name",), ("Mia",)]
    assert read(b"") == []


def test_an_open_quotation_swallows_nothing_in_silence() -> None:
    with pytest.raises(InputRefusedError, match="quotation mark in line 2"):
        read(b'Name,Email\n"Mia,mia@example.org\nMo,mo@example.org\n')


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n\x00\x00", b"N\x00a\x00m\x00e\x00", b"\x81\x8d", b"\xff\xfeN"]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(InputRefusedError, match="CSV UTF-8"):
        read(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    try:
        read(content)
    except InputRefusedError:
        return


_CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.lists(_CELL, min_size=2, max_size=2), max_size=5))
def test_what_a_page_carries_comes_back_the_same(rows: list[list[str]]) -> None:
    back = list(rows_of_text(text_of_rows(["Name", "Email"], rows)))
    assert [list(row.cells) for row in back[1:]] == rows
