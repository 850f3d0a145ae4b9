"""Exact dates of a patient's story; dates of training and of the writer's own life are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import BODY, HAPPENED, ILLNESS, PERSON, PROCEDURE
from formsvc.domain.screening.workplace import AT_WORK, TRAINING

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_TH = r"(?:st|nd|rd|th)"
_YEAR = r"(?:,? ?(?:(?:19|20)\d\d|'\d\d)(?!\d))?"
_WHOLE = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        r"(?<![\w/.-])(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?:(?:19|20)\d\d|\d\d)(?![\w/-]|\.\d)",
        r"(?<![\w/.-])(?:19|20)\d\d[/.-](?P<m>\d{1,2})[/.-](?P<d>\d{1,2})(?![\w/-]|\.\d)",
        rf"(?<![\w/.])(?P<d>\d{{1,2}}){_TH}?[ -]?(?:of )?{_MONTH}(?!\w)\.?(?:[ ,-]{{1,2}}(?:(?:19|20)\d\d|\d\d(?=[\W]|$))(?!\d))?",
        rf"(?<!\w){_MONTH}\.? (?:the )?(?P<d>\d{{1,2}}){_TH}(?!\w){_YEAR}",
        rf"(?<!\w){_MONTH}\.? (?P<d>\d{{1,2}}),? (?:19|20)\d\d(?!\d)",
        rf"(?<=on ){_MONTH} (?P<d>\d{{1,2}})(?![\w/.:%])",
        rf"(?<!\w)(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,? (?:the )?(?P<d>\d{{1,2}}){_TH}(?!\w)",
        rf"(?<=night of )the (?P<d>\d{{1,2}}){_TH}(?!\w)|(?<=morning of )the (?P<d2>\d{{1,2}}){_TH}(?!\w)",
        rf"(?:(?<=admitted )|(?<=died )|(?<=discharged )|(?<=dead )|(?<=operated )|(?<=readmitted )|(?<=leaked )|(?<=home ))(?:on )?the (?P<d>\d{{1,2}}){_TH}(?!\w)",
        rf"(?<=on )the (?P<d>\d{{1,2}}){_TH}(?: of (?:last|this|the) month)?(?!\w)(?! (?:\w+tile|floor|day|case|time|attempt|go|week|century|of|one|birthday|hole))",
        rf"(?<!\w)(?:the )?(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|"
        rf"twelfth|\w+teenth|twentieth|thirtieth) of {_MONTH}(?!\w)",
        r"(?<!\d)20[23]\d(?P<m>0[1-9]|1[0-2])(?P<d>[0-2]\d|3[01])(?!\d)",
        rf"(?:(?<=\n)|^)[-*\s]*{_MONTH} (?P<d>\d{{1,2}})(?=[:,)] )",
        r"(?<!\w)(?:christmas (?:day|eve)|boxing day|new year'?s (?:day|eve)|hogmanay|hallowe'?en|good friday|easter (?:sunday|monday|saturday)|valentine'?s day|"
        r"(?:st\.? )?(?:patrick|andrew|david|george)'?s day|bonfire night|guy fawkes night|may day|eid|diwali|burns night|pancake day|shrove tuesday|ash wednesday|remembrance (?:day|sunday)|"
        r"mother'?s day|father'?s day|the twelfth of july)(?: (?:19|20)\d\d)?(?!\w)",
        rf"(?<!\w)(?P<d>\d{{1,2}}){_TH}?(?:/|-| to | and |, ?)\d{{1,2}}{_TH}?[ -](?:of )?{_MONTH}(?!\w)",
        r"(?<!\w)(?P<d>\d{1,2})(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(?:\d\d|20\d\d)?(?!\w)",
        r"(?<!\w)(?:on|by|until) the (?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w{3,}teenth|twentieth|twenty-\w+|thirtieth|thirty-first)(?=[.,;]|$)",
        r"(?<![\w/.-])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?!\d|\w)",
    )
)
_DAY_AND_MONTH = re.compile(r"(?<![\w/.%-])(?P<d>\d{1,2})/(?P<m>\d{1,2})(?![\w/%-]|\.\d)")
_SHORTHAND = frozenset({5, 7, 10, 12})
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_SPOKEN_DATE = re.compile(
    rf"(?:\b(?:{_WEEKDAY}\.?,?|on|was|is|until|till|since|from|dated|by|of|before|after|died|discharged|admitted|home|operated|seen|presented|and|fell|arrested|transferred|readmitted|night|around|theatre|list|seen|again|dated|ct|op|\w{(3,)}(?:ectomy|ostomy|otomy|plasty|oscopy)|leaked|bled|readmission)|\bthe|\()\s*$",
    re.IGNORECASE,
)
_LINE_START = re.compile(r"(?:^|\n)[\s*-]*$")

_BORN = re.compile(
    r"(?<!\w)(?:b\.(?= ?$)|d\.? ?o\.? ?b\.?|d/o/b|b/d|y\.?o\.?b\.?|year of birth|dates? of birth|birth ?dates?|born|birthday)(?!\w)",
    re.IGNORECASE,
)
_OWN_BIRTHDAY = pattern(
    r"(?:i was born|i turned|my (?:own |\w+'s )?birthday|our (?:baby|son|daughter)|my (?:son|daughter|baby|niece|nephew))"
)
_PATIENT = pattern(rf"(?:{PERSON}|she|he|his|hers?|him)")
_CLINICAL = pattern(rf"(?:{PROCEDURE}|{ILLNESS}|{BODY}|{HAPPENED})")
_TRAINING = pattern(TRAINING)
_AT_WORK = pattern(AT_WORK)
_OWN = pattern(
    r"(?:my|our) (?:dad|mum|mother|father|wife|husband|partner|brother|sister|son|daughter|nan|family|fianc\w+)"
)
_FIRST_CASE = pattern(
    r"(?:first (?:ever )?(?:solo |real )?(?:case|time)|real person|skin to skin|first operator)"
)
_HIGHEST_DAY, _HIGHEST_MONTH = 31, 12
_BIRTH_NEAR = 60
_NEAR = 25
"""Within how many characters of a date a word speaks for it."""
_WORKING = pattern(rf"(?:{TRAINING}|{AT_WORK})")


def found(text: str) -> Iterator[Span]:
    """Yield dates of birth and exact dates that belong to a patient's story."""
    for match in finds(_BORN_JOINED, text):
        yield match.start(1), match.end(1), Identifier.DATE_OF_BIRTH
    for match in _dates(text):
        start, end = sentence_at(text, match.start())
        if _is_birth(text, match, start, end):
            yield match.start(), match.end(), Identifier.DATE_OF_BIRTH
        elif _is_a_patients(text, match, start, end):
            yield match.start(), match.end(), Identifier.EXACT_DATE


_BORN_JOINED = re.compile(r"\bd\.?o\.?b\W{0,3}(\d{6}|\d{8})(?!\d)", re.IGNORECASE)


def _dates(text: str) -> Iterator[re.Match[str]]:
    for rule in _WHOLE:
        for match in finds(rule, text):
            if _could_be(match):
                yield match
    for match in finds(_DAY_AND_MONTH, text):
        if _could_be(match) and _is_said_as_a_date(text, match):
            yield match


def _could_be(match: re.Match[str]) -> bool:
    said = match.groupdict()
    day, month = int(said.get("d") or 1), int(said.get("m") or 1)
    return (1 <= day <= _HIGHEST_DAY and 1 <= month <= _HIGHEST_MONTH) or (
        1 <= month <= _HIGHEST_DAY and 1 <= day <= _HIGHEST_MONTH
    )


def _is_said_as_a_date(text: str, match: re.Match[str]) -> bool:
    """Tell ``28/03`` and ``on 17/2`` from ``7/10``, ``3/12`` (months) and ``L4/5``."""
    day, month = match["d"], match["m"]
    before = text[max(0, match.start() - 16) : match.start()]
    if month.startswith("0") or day.startswith("0"):
        return True
    if int(day) > _HIGHEST_MONTH >= int(month) and int(month) not in _SHORTHAND:
        return True
    spoken = _SPOKEN_DATE.search(before) is not None
    if int(month) in _SHORTHAND and not (spoken and int(day) > int(month)):
        return False
    starts_line = _LINE_START.search(text[max(0, match.start() - 8) : match.start()]) is not None
    return spoken or (starts_line and int(day) > int(month))


def _is_birth(text: str, match: re.Match[str], start: int, end: int) -> bool:
    before = text[max(start, match.start() - _BIRTH_NEAR) : match.start()]
    after = text[match.end() : min(end, match.end() + 30)]
    cue = _BORN.search(before) or re.search(r"birthday|date of birth|\bdob\b", after, re.IGNORECASE)
    return cue is not None and not _OWN_BIRTHDAY.search(text, start, match.end())


def _is_a_patients(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Weigh the sentence: a patient in it, or something clinical, against training and one's own life."""
    around = text[start : match.start()] + " " + text[match.end() : end]
    patient = len(_PATIENT.findall(around)) - 2 * len(_OWN.findall(around))
    clinical = len(_CLINICAL.findall(around)) + (_FIRST_CASE.search(around) is not None)
    if _TRAINING.search(around) or _OWN.search(around):
        return (patient > 0 and clinical > 0) or _stands_by_something_clinical(text, match, start, end)
    if patient > 0 or clinical:
        return patient + clinical >= len(_AT_WORK.findall(around))
    return not _AT_WORK.search(around) and re.search(r"\d{4}|[/.]", match[0]) is not None


def _stands_by_something_clinical(text: str, match: re.Match[str], start: int, end: int) -> bool:
    """Tell the poster about the leak of 9 February from the poster, due 9 February, about leaks."""
    clinical, working = (
        min((_gap(cue, match) for cue in rule.finditer(text, start, end)), default=_NEAR + 1)
        for rule in (_CLINICAL, _WORKING)
    )
    return clinical <= _NEAR and clinical < working


def _gap(cue: re.Match[str], match: re.Match[str]) -> int:
    """Return how many characters lie between a cue and a date; a cue within the date is no cue."""
    if cue.start() < match.end() and match.start() < cue.end():
        return _NEAR + 1
    return max(cue.start() - match.end(), match.start() - cue.end())
