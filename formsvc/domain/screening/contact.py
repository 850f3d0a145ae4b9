"""Ways to reach somebody: email addresses and telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import ILLNESS, PERSON

_DOT = r"(?: ?\. ?| ?[\[({]dot[\])}] ?| dot )"
_EMAILS = (
    re.compile(r"(?<![\w.+-])[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"),
    re.compile(
        rf"(?<![\w.+-])[\w.+'-]{{1,64}} ?[\[({{<] ?at ?[\])}}>] ?[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{1,4}}",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\w.+-])[\w.+'-]{2,64} (?:at|@) ?[\w-]{2,63}(?:(?:\.| dot )(?:com|net|org|uk|ie|co|nhs|scot|gov|ac)){1,3}(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<![\w.+-])[\w.+'-]{2,64} (?:at|@) (?:gmail|hotmail|yahoo|outlook|icloud|btinternet|aol|googlemail|protonmail|live|sky)(?:\.com|\.co\.uk| dot com)?(?!\w)",
        re.IGNORECASE,
    ),
)
_GAP = r"[\s().-]{0,2}"
_PHONES = (
    re.compile(
        r"(?<![\w.@/-])(?<!isbn )(?<!ISBN )(?:\(?(?:\+|00)\s?44\)?[\s-]?(?:\(0\)\s?)?|\(?0)(?=[\s().-]{0,2}[1-378])"
        rf"(?:{_GAP}\d){{9,10}}(?![\d@])"
    ),
    re.compile(rf"(?<![\w.@/-])(?:\+|00)[1-9]\d{{0,2}}(?:{_GAP}\d){{7,11}}(?![\d@])"),
    re.compile(r"(?<![\w.@/-])447\d{3}[\s-]?\d{3}[\s-]?\d{3}(?![\d@])"),
)
_CALLED = re.compile(
    rf"\b(?:rings?|rang|ringing|calls?|called|calling|phone[sd]?|phoning|mobiles?|mob|tel|telephone|text(?:ed)?|whatsapp(?:ed)?|landline|dial(?:led)?|contact(?: number)?|"
    rf"voicemails?|number)\b[^\d\n.]{{0,30}}(?P<number>\d(?:{_GAP}\d){{9,12}})(?![\d@])",
    re.IGNORECASE,
)
_NOT_A_PHONE = re.compile(r"\b(?:nhs|chi|isbn|order|candidate|hosp\w*|mrn|invoice|booking)\b", re.IGNORECASE)
_OFFICE = pattern(
    r"(?:rota|switch(?:board)?|hotline|helpline|office|courses?|bma|gmc|line|college|hr|payroll|secretary|exam|deanery|bookings?|security)"
)
_SOMEBODY = pattern(rf"(?:{PERSON}|{ILLNESS}|he|she|his|her|him)")
_LEAST_DIGITS, _MOST_DIGITS = 10, 14


def found(text: str) -> Iterator[Span]:
    """Yield email addresses and telephone numbers."""
    for rule in _EMAILS:
        for match in finds(rule, text):
            yield match.start(), match.end(), Identifier.EMAIL
    for rule in _PHONES:
        for match in finds(rule, text):
            if (
                not _of_an_office(text, match)
                and _LEAST_DIGITS <= sum(char.isdigit() for char in match[0]) <= _MOST_DIGITS
            ):
                opened = match[0].startswith("(") and ")" not in match[0]
                yield match.start() + opened, match.end(), Identifier.PHONE
    for match in finds(_CALLED, text):
        if match["number"][0] in "04" and not _NOT_A_PHONE.search(match[0]):
            yield *match.span("number"), Identifier.PHONE


def _of_an_office(text: str, match: re.Match[str]) -> bool:
    start, end = sentence_at(text, match.start())
    return _OFFICE.search(text, start, end) is not None and not _SOMEBODY.search(text, start, end)
