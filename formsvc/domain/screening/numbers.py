"""Numbers that name one patient: NHS numbers, hospital numbers, and ages over 89."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import PERSON, pattern, sentence_at

_TEN_DIGITS = re.compile(r"(?<![\w.+/-])(\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4})(?![\w/]|[.-]\d)")
_AFTER_NHS = re.compile(
    r"n\.?h\.?s\.?\s*(?:no|num|number|nr|id|#)?\s*[.:#-]*\s*(?:is|was|=)?\s*$", re.IGNORECASE
)
_NHS_JOINED = re.compile(
    r"\bn\.?h\.?s\.?\s*(?:no|num(?:ber)?|id|#)?[.:#\s-]*(\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4})(?![\w-])",
    re.IGNORECASE,
)
_ANOTHER_NUMBER = pattern(
    r"(?:isbn|doi|order|candidate|invoice|tracking|parcel|account|sort code|phone|pmid|eportfolio|logbook|"
    r"reference|booking|gmc|training number|policy|serial|ballot|ticket)"
)

_ID = r"([A-Z]{0,4}\d[\dA-Z]*(?:[-/ ]?\d+)*[A-Z]?)"
_HOSPITAL_CUE = re.compile(
    r"\b(?:(?:hosp(?:ital)?|unit|district|trust|ed|a&e|pas|patient|pt|case ?notes?|notes|record|chi|x-?ray|"
    r"epic|cerner|lab|accession|episode|local|clinic|medical records?|case|identification|identity|wristband|label|sticker|admission|attendance|k|s)\.?\s*(?:no|num(?:ber)?|nr|id|#|ref)|(?:pt|patient)(?:'s)? id|mrn|crn|hn|pid|hosp(?:ital)?)"
    rf"\.?\s*(?:[:#=-]|is|was|number|no\.?)?\s*[:#]?\s*{_ID}(?!\w)",
    re.IGNORECASE,
)
_HOSPITAL_FAR = re.compile(
    r"\b(?:hosp(?:ital)?|unit|patient|pt|district|trust)\.? (?:no|num(?:ber)?|id)\b\.?(?:[ ,:]+[a-z]+){1,5}?[ ,:(]{1,3}([A-Z]{0,4}\d{5,9}[A-Z]?)(?!\w)"
)
_HOSPITAL_SYSTEM = re.compile(
    r"\b(?:pas|epr|emis|epic|cerner|rio|careflow|ice|pacs|lorenzo|meditech)\W{1,3}(?:no\.?|number|id)?\W{0,3}([A-Z]{0,4}\d{5,9}[A-Z]?)(?!\w)",
    re.IGNORECASE,
)
_PERSON_NUMBER = re.compile(rf"\b{PERSON}\W{{1,3}}\(?([A-Z]{{0,3}}\d{{6,8}})\)?(?!\w)", re.IGNORECASE)
_HOSPITAL_ALONE = re.compile(
    r"(?<![\w/-])(R[A-Z0-9]{2}\d{6,7}|(?!NCT|ISR|PMC|CD\d|NG\d|CG\d|TA\d)[A-Z]{1,3}\d{5,9}[A-Z]?)(?![\w/-])"
)
_NOT_A_PATIENTS = pattern(
    r"(?:course|candidate|order|gmc|training|placement|locker|code|invoice|ticket|booking|form|datix|opcs|"
    r"module|parking|permit|staff|badge|payroll|assignment|employee|study|trial|nct|flight|nice|guidelines?|cochrane|pmid|papers?|articles?|reviews?|journal|registered|doi|isbn|prospero)"
)
_FEWEST_DIGITS = 4

_N = r"(9\d|1[01]\d)"
_WORD_N = (
    r"(ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and (?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten))?)"
)
_YEARS = r"(?:[- ]?(?:years?|yrs?|y)(?:[- ]?(?:olds?|o|young))?(?! (?:ago|later|experience))|[- ]?y\.?/?o\.?|[- ]yo|yo)"
_AGES = tuple(
    re.compile(shape, flags)
    for shape, flags in (
        (rf"(?<![\w.:/-]){_N}{_YEARS}(?!\w)", re.IGNORECASE),
        (rf"\b(?:aged|age of|age:?|turn(?:s|ed|ing)) {_N}(?![\w%]|[.:/]\d)", re.IGNORECASE),
        (rf"(?<![\w.:/-]){_N}\s?/?(?:[MF])(?![\w/])", 0),
        (rf"(?:^|\n)[-*\s]*{_N}\s?/?[mf](?![\w/])", 0),
        (
            rf"\b{PERSON},? (?:of|aged|age|is|was|,|\() ?{_N}(?![\w%]|[.:/-]\d| (?:%|min|hour|h\b|m[gl]))",
            re.IGNORECASE,
        ),
        (
            rf"\b{PERSON}(?:'s)?,? \(?{_N}\)?(?=[,.;) ]|$)(?! (?:%|min|hour|h\b|m[gl]|per|days|cm|mm))",
            re.IGNORECASE,
        ),
        (
            rf"\b(?:she|he|they|who|she'?s|he'?s|i'?m|patient|pt)(?: (?:is|was|being|were))?(?: (?:now|only|nearly|"
            rf"almost|already|just|over|about|well))? {_N}(?=[,.;)!?'\" ]|$)"
            r"(?! ?(?:%|min|hour|hr|h\b|m[gl]|kg|per|days?|cm|mm|miles|beats|bpm|cases|of))(?![.:/-]\d)",
            re.IGNORECASE,
        ),
        (rf"(?<![\w.:/-]){_N}(?:st|nd|rd|th) (?:birthday|year)", re.IGNORECASE),
        (
            rf"(?<![\w.:/-]){_N}[ ,-]{{1,2}}(?:female|male|lady|woman|man|gentleman|frail)(?!\w)",
            re.IGNORECASE,
        ),
        (rf"\bat {_N},? (?=he|she|you|i\b|still|one)", re.IGNORECASE),
    )
)
_WORD_AGES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<![\w-]){_WORD_N}[- ](?:years?|yrs?)(?:[- ]olds?)?(?!\w)(?! (?:ago|of|later))",
        rf"\b(?:aged|age of|turned|turning|i'?m|she'?s|he'?s|(?:she|he|who|patient|pt) (?:is|was)|{PERSON} of) "
        rf"{_WORD_N}(?![\w-])(?! (?:minutes|mins|hours|per|percent|degrees|days|cases|miles))",
        rf"\b(?:nonagenarian|centenarian)\W{{1,3}}{_WORD_N}(?![\w-])",
        r"(?<!\w)(nonagenarian|centenarian)s?(?!\w)",
        r"(?<!\w)((?:his|her|their) (?:early |mid |late |mid-|late-)?(?:nineties|90'?s))(?!\w)",
        rf"(?<!\w){_WORD_N}[- ]?(?:y\.?/?o\.?|yo)(?!\w)",
    )
)
_TRAINEE = pattern(
    r"(?:my (?:nan|gran|granny|grandmother|grandad|grandfather|grandma|great aunt)|i am|mission)"
)


def found(text: str) -> Iterator[Span]:
    """Yield NHS numbers, hospital numbers and ages over 89."""
    yield from _nhs_numbers(text)
    yield from _hospital_numbers(text)
    yield from _ages(text)


def is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits end in the right check digit (modulus 11, NHS Data Dictionary)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - weighed % 11) % 11 == int(digits[9])


def _nhs_numbers(text: str) -> Iterator[Span]:
    for match in _NHS_JOINED.finditer(text):
        yield match.start(1), match.end(1), Identifier.NHS_NUMBER
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[1])
        named = _AFTER_NHS.search(text[max(0, match.start() - 30) : match.start()])
        other = _ANOTHER_NUMBER.search(text[max(0, match.start() - 40) : match.start()])
        if named or (is_nhs_number(digits) and not other):
            yield match.start(1), match.end(1), Identifier.NHS_NUMBER


def _hospital_numbers(text: str) -> Iterator[Span]:
    for match in _HOSPITAL_CUE.finditer(text):
        if sum(char.isdigit() for char in match[1]) >= _FEWEST_DIGITS:
            yield match.start(1), match.end(1), Identifier.HOSPITAL_NUMBER
    for rule in (_HOSPITAL_FAR, _HOSPITAL_SYSTEM, _PERSON_NUMBER):
        for match in rule.finditer(text):
            yield match.start(1), match.end(1), Identifier.HOSPITAL_NUMBER
    for match in _HOSPITAL_ALONE.finditer(text):
        start, end = sentence_at(text, match.start())
        if not _NOT_A_PATIENTS.search(text, start, end):
            yield match.start(1), match.end(1), Identifier.HOSPITAL_NUMBER


def _ages(text: str) -> Iterator[Span]:
    for rule in (*_AGES, *_WORD_AGES):
        for match in rule.finditer(text):
            if not _TRAINEE.search(text, max(0, match.start() - 40), match.start()):
                yield match.start(), match.end(), Identifier.AGE_OVER_89
