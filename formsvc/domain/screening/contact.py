"""Ways to reach somebody: email addresses, telephone numbers, postcodes and street addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_PHONE = re.compile(
    r"(?<![\w.@/-])(?<!isbn )(?<!ISBN )(?:\(?(?:\+|00)\s?44\)?[\s-]?(?:\(0\)\s?)?|\(?0)(?=[\s().-]{0,2}[1-378])"
    r"(?:[\s().-]{0,2}\d){9,10}(?![\d@])"
)
_LEAST_DIGITS, _MOST_DIGITS = 10, 14
_POSTCODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]?)\s?\d[A-Z]{2}(?![\w-])")
_POSTCODE_SAID = re.compile(
    r"(?:post ?code|lives (?:in|at))\W{1,4}(?:is |was |of )?((?:[a-z]{1,2}\d[a-z\d]?)(?:\s?\d[a-z]{2})?)(?!\w)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?<![\w/.-])\d{1,4}[A-Za-z]?,? (?:The [A-Z]\w+|(?:[A-Z][\w'.-]* ){1,3}(?:Road|Street|Lane|Close|Avenue|Drive|"
    r"Court|Way|Place|Terrace|Grove|Crescent|Gardens?|Row|Hill|Square|Park|Mews|View|Walk|Green|Yard|Rise|House|"
    r"Rd|St|Ave|Ln|Cres|Cl)\b)(?:, [A-Z][a-z]+)?"
)


_LIVES = re.compile(
    r"(?:\b[Ll]iv(?:es?|ed|ing)|\b[Rr]esident|\b[Aa]ddress(?: is|:)?|\b[Hh]ome|\b[Hh]ouse)(?: \w+){0,2}? (?:on|at|in|is|:)? ?"
    r"(?P<where>(?:[Ff]lat \d+\w?,? )?(?:\d+\w? )?(?:[A-Z][\w'.-]* ){1,3}(?:Road|Street|Lane|Close|Avenue|Drive|Court|"
    r"Terrace|Grove|Crescent|Gardens?|Row|Mews|House|Farm|Cottage|Lodge|Estate|Towers?))\b"
)
_LOWER_STREET = re.compile(
    r"\b(?:liv\w+|address\w*|home|house|sent to|discharged to|went to|moved to|back to|stays? at)\b[^.\n]{0,20}?(?P<where>\b\d{1,4}[a-z]? "
    r"(?:[a-z']+ ){1,3}(?:road|street|lane|close|avenue|drive|court|terrace|grove|crescent|gardens?|row|mews|rd|st|ave))\b",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:[Ff]lat|[Aa]partment|[Aa]pt) \d{1,3}[A-Za-z]?,? (?:\d+\w? )?[A-Z][\w']+(?: [A-Z][\w']+){0,2}"
)


def found(text: str) -> Iterator[Span]:
    """Yield email addresses, telephone numbers, postcodes and street addresses."""
    for match in _EMAIL.finditer(text):
        yield match.start(), match.end(), Identifier.EMAIL
    for match in _STREET.finditer(text):
        yield match.start(), match.end(), Identifier.ADDRESS
    for match in (*_LIVES.finditer(text), *_LOWER_STREET.finditer(text)):
        yield match.start("where"), match.end("where"), Identifier.ADDRESS
    for match in _FLAT.finditer(text):
        yield match.start(), match.end(), Identifier.ADDRESS
    for match in (*_POSTCODE.finditer(text), *_POSTCODE_SAID.finditer(text)):
        group = 1 if match.re is _POSTCODE_SAID else 0
        yield match.start(group), match.end(group), Identifier.ADDRESS
    for match in _PHONE.finditer(text):
        if _LEAST_DIGITS <= sum(char.isdigit() for char in match[0]) <= _MOST_DIGITS:
            yield match.start(), match.end(), Identifier.PHONE
