"""Ages over 89, which few people have: in figures, in words, and by the year of birth."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds, pattern
from formsvc.domain.screening.medicine import PERSON

_N = r"(9\d|1[01]\d)"
_WORD_N = (
    r"(ninety(?:[- ]?(?:one|two|three|four|five|six|seven|eight|nine))?|(?:a|one) hundred(?: and (?:one|two|three|"
    r"four|five|six|seven|eight|nine|ten))?)"
)
_YEARS = r"(?:(?:[- ]odd)?[- ]?(?:years?|yrs?|y)(?:[- ]?(?:olds?|o|young))?(?! (?:ago|later|experience))|[- ]?y\.?[/ ]?o\.?|[- ]yo|yo)"
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
            rf"\b(?:she|he|they|who|she'?s|he'?s|i'?m|(?:she|he)(?:'ll| will| would have) (?:be|been|have been)|patient|pt)(?: (?:is|was|being|were))?(?: (?:now|only|nearly|"
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
        r"(?<!\w)((?:well |way |just )?(?:over|past|nearly|almost|pushing|approaching) (?:90|95|100|ninety|a hundred))(?= (?:years|and (?:frail|fit|still)|with|who)|[,.]? (?:he|she|but)(?!\w))",
        r"(?<!\w)((?:early|mid|late)[- ](?:nineties|90'?s))(?!\w)(?= |[,.;)]|$)(?! (?:we|music|and noughties))",
        r"(?<!\w)((?:90|95|100)\+(?= ?(?:y|year|woman|man|lady|patient|and frail)))",
        r"(?<!\w)(ninety[- ](?:plus|odd|something)|ninety[- ]years? old)(?!\w)",
        r"(?<!\w)((?:telegram|card|letter) from the (?:king|queen))(?!\w)",
        r"(?<!\w)(born in (?:19[012]\d|193[0-5]))(?!\d)",
        r"(?<!\w)([MF] ?9\d)(?![\w.%/])",
        r"(?<!\w)((?:female|male|lady|woman|man|gentleman),? \(?9\d)(?![\w.%/:])",
        rf"(?<!\w){_WORD_N}[- ]?(?:y\.?/?o\.?|yo)(?!\w)",
    )
)
_TRAINEE = pattern(
    r"(?:my (?:nan|gran|granny|grandmother|grandad|grandfather|grandma|great aunt)|i am|mission)"
)


def found(text: str) -> Iterator[Span]:
    """Yield ages over 89, but for those of the writer and their grandparents."""
    for rule in (*_AGES, *_WORD_AGES):
        for match in finds(rule, text):
            if not _TRAINEE.search(text, max(0, match.start() - 40), match.start()):
                yield match.start(), match.end(), Identifier.AGE_OVER_89
