"""Numbers of hospitals, laboratories and records, which name one patient to whoever can look them up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.labels import is_labelled_otherwise, tells_of_somebody
from formsvc.domain.screening.language import finds
from formsvc.domain.screening.medicine import PERSON

_ID = r"(?P<id>[A-Z]{0,4}[- ]?\d[\dA-Z]*(?:[-/ ]?\d+)*[A-Z]?)"
_HOSPITAL_CUE = re.compile(
    r"\b(?:(?:hosp(?:ital)?|unit|district|trust|ed|a&e|pas|patient|pt|case ?notes?|notes|record|chi|x-?ray|"
    r"epic|cerner|lab|accession|episode|local|clinic|medical records?|case|identification|identity|admission|attendance|k|s)\.?\s*(?:no|num(?:ber)?|nr|id|#|ref)|(?:pt|patient)(?:'s)? id|mrn|m\.r\.n|crn|hn|pid|hosp(?:ital)?|chi|h&c|hcn|ihi|ppsn?|urn|nhi|emrn|ubrn|rtt)"
    rf"\.?\s*(?:[:#=-]|is|was|number|no\.?)?\s*[:#]?\s*{_ID}(?!\w)",
    re.IGNORECASE,
)
_HOSPITAL_FAR = re.compile(
    r"\b(?:hosp(?:ital)?|unit|patient|pt|district|trust)\.? (?:no|num(?:ber)?|id)\b\.?(?:[ ,:]+[a-z]+){1,5}?[ ,:(]{1,3}(?P<id>[A-Z]{0,4}\d{5,9}[A-Z]?)(?!\w)"
)
_ON_A_LABEL = re.compile(
    r"\b(?:wrist ?band|label|sticker|addressograph|name ?band|barcode)\b\D{0,20}(?P<id>\d{6,9})(?!\d)",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r"\b(?:number|no|nhs|hosp\w*|mrn|chi)\.? (?:that |which )?(?:ends?|ending|finish\w+) (?:in |with )?(?P<id>\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_RECORD = (
    r"(?:wrist ?bands?|stickers?|labels?|addressograph|barcode|case ?notes|notes|number|no\.|nr|ref(?:erence)?|records?|specimens?|samples?|path(?:ology)?|"
    r"histology|lab|pacs|system|portal|epr|epic|cerner|careflow|emis|rio|ice|lorenzo|meditech|nervecentre|look(?:ed)? (?:it |him |her |them )?up|"
    r"search(?:ed)?(?: for)?|requests?|scan(?: no)?|chart|folder|file|entry|patient|pt|unit|t-number|id)"
)
_NEAR_A_RECORD = re.compile(
    rf"(?<!\w){_RECORD}\b[^\d\n.!?]{{0,28}}?(?<![\w.,/#+-])(?P<id>(?:[A-Z]{{1,4}}[-/ ]?)?\d{{1,4}}(?:[-/][A-Z]{{1,3}})?(?:[-/]\d{{2,6}}){{1,2}}|(?:[A-Z]{{1,4}}[-/ ]?|\d\d[A-Z]{{1,2}}-?)\d{{4,9}}|\d{{5,9}})(?![\w/@%-]|[.,]\d)",
    re.IGNORECASE,
)
_A_DATE = re.compile(
    r"(?:[0-2]?\d|3[01])[/-](?:0?\d|1[0-2])[/-](?:\d\d|\d{4})$|\d{4}[/-]\d\d?[/-]\d\d?$|\d{1,3}/\d{1,3}$"
)
_LONG = re.compile(
    r"(?<![\w.,/#+\u00a3$-])(?P<id>\d{7,9}|[A-Z]{1,4}[-/ ]\d{5,8}|[A-Z]{1,3}[- ]\d{3}-?\d{3,5}|\d{2}-\d{2}-\d{2}|\d{2}[A-Z]{1,2}[-/]?\d{5,6}|\d{2}/[A-Z]{2}/\d{4,6}|\d{6,8}[A-Z])(?![\w/@%-]|[.,]\d)"
)
_SIX = re.compile(
    r"(?<![\w.,/#+\u00a3$-])(?P<id>\d{6})(?![\w/@%-]|[.,]\d| (?:words|cases|patients|people|pounds|steps|miles|a year))"
)
_HOSPITAL_SYSTEM = re.compile(
    r"\b(?:pas|epr|emis|epic|cerner|rio|careflow|ice|pacs|lorenzo|meditech)\W{1,3}(?:no\.?|number|id)?\W{0,3}(?P<id>[A-Z]{0,4}\d{5,9}[A-Z]?)(?!\w)",
    re.IGNORECASE,
)
_PERSON_NUMBER = re.compile(rf"\b{PERSON}\W{{1,3}}\(?(?P<id>[A-Z]{{0,3}}\d{{5,8}})\)?(?!\w)", re.IGNORECASE)
_HOSPITAL_ALONE = re.compile(
    r"(?<![\w/-])(?P<id>R[A-Z0-9]{2}\d{6,7}|(?!NCT|ISR|PMC|CD\d|NG\d|CG\d|TA\d)[A-Z]{1,3}\d{5,9}[A-Z]?)(?![\w/-])"
)
_YEAR_FIRST = re.compile(r"20[0-4]\d[01]\d[0-3]\d$")
_FEWEST_DIGITS = 4

_ALWAYS = (_HOSPITAL_FAR, _HOSPITAL_SYSTEM, _PERSON_NUMBER, _ON_A_LABEL, _ENDING)
_UNLESS_LABELLED = (_LONG, _HOSPITAL_ALONE)
_BESIDE_SOMEBODY = (_NEAR_A_RECORD, _SIX)


def found(text: str) -> Iterator[Span]:
    """Yield numbers that a record has: by their cue, by their shape, or by somebody ill beside them."""
    for match in _matches(text):
        yield *match.span("id"), Identifier.HOSPITAL_NUMBER


def _matches(text: str) -> Iterator[re.Match[str]]:
    yield from (match for match in finds(_HOSPITAL_CUE, text) if _digits(match) >= _FEWEST_DIGITS)
    for rule in _ALWAYS:
        yield from finds(rule, text)
    for rule in _UNLESS_LABELLED:
        yield from (
            match
            for match in finds(rule, text)
            if not _is_a_date(match) and not is_labelled_otherwise(text, match)
        )
    for rule in _BESIDE_SOMEBODY:
        yield from (
            match
            for match in finds(rule, text)
            if _digits(match) > _FEWEST_DIGITS and not _is_a_date(match) and tells_of_somebody(text, match)
        )


def _digits(match: re.Match[str]) -> int:
    return sum(char.isdigit() for char in match["id"])


def _is_a_date(match: re.Match[str]) -> bool:
    return _A_DATE.match(match["id"]) is not None or _YEAR_FIRST.match(match["id"]) is not None
