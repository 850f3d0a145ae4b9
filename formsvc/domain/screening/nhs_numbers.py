"""NHS numbers: ten digits whose last one checks the others, or that are said to be one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.labels import tells_of_somebody
from formsvc.domain.screening.language import finds

_TEN_DIGITS = re.compile(r"(?<![\w.+/-])(\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4})(?![\w/]|[.-]\d)")
_AFTER_NHS = re.compile(
    r"n\.?h\.?s\.?\s*(?:no|num|number|nr|id|#)?\s*[.:#-]*\s*(?:is|was|=)?\s*$", re.IGNORECASE
)
_NHS_JOINED = re.compile(
    r"\bn\.?h\.?s\.?\s*(?:no|num(?:ber)?|id|#)?[.:#\s-]*(\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4})(?![\w-])",
    re.IGNORECASE,
)
_ANOTHER_NUMBER = re.compile(
    r"\b(?:isbn|doi|order|candidate|invoice|tracking|parcel|account|sort code|phone|pmid|e-?portfolio|booking|gmc|training|policy|serial|"
    r"ballot|ticket|membership|payroll|licen[cs]e|passport|registration)(?: (?:no|num|number|nr|id|code|ref|reference))?\.?\W{0,3}(?:(?:is|was|of) )?$",
    re.IGNORECASE,
)
_TEN_DIGITS_APART = re.compile(r"(?<![\w.+/-])(\d(?:[ .-]{0,2}\d){9})(?![\w/]|[ .-]{1,2}\d)")


def is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits end in the right check digit (modulus 11, NHS Data Dictionary)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == int(digits[9])


def found(text: str) -> Iterator[Span]:
    """Yield NHS numbers, and Scotland's and Northern Ireland's, which are made alike."""
    for match in finds(_NHS_JOINED, text):
        yield match.start(1), match.end(1), Identifier.NHS_NUMBER
    for match in (*finds(_TEN_DIGITS, text), *finds(_TEN_DIGITS_APART, text)):
        named = _AFTER_NHS.search(text[max(0, match.start() - 30) : match.start()])
        other = _ANOTHER_NUMBER.search(text[max(0, match.start() - 40) : match.start()])
        if named or (
            not other and (is_nhs_number(re.sub(r"\D", "", match[1])) or _is_of_somebody(text, match))
        ):
            yield match.start(1), match.end(1), Identifier.NHS_NUMBER


def _is_of_somebody(text: str, match: re.Match[str]) -> bool:
    """Tell a mistyped number, set apart as patients' numbers are, in a sentence about somebody ill."""
    set_apart = re.fullmatch(r"[1-9]\d\d[ -]\d{3}[ -]\d{4}", match[1])
    return set_apart is not None and tells_of_somebody(text, match)
