"""Where a patient lay: a bed, a bay, a side room or a ward, by number or by name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span

_COUNT = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_NO = r"(?:\s*(?:no\.?|number|num|#))?\s*"
_SIDE = r"(?: (?:north|south|east|west))?"
_BEFORE_ROOM = (
    r"(?<!seminar )(?<!meeting )(?<!teaching )(?<!lecture )(?<!tutorial )(?<!exam )(?<!common )(?<!class)"
    r"(?<!changing )(?<!interview )(?<!conference )(?<!training )(?<!hotel )(?<!on-call )(?<!on call )"
)
_UNITS = r"(?! ?(?:%|hours?|days?|times|patients?|nurses?|beds?|staff|weeks?|months?|doctors|of us|more|other|am\b|pm\b|o'clock|mins?\b|minutes?|in a row))"
_NUMBERED = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\b(?:(?:hdu|itu|icu|ccu|picu|nicu|sau|amu|resus|ed|hob) )?bed(?:space)?{_NO}[A-D]?\d{{1,2}}[A-D]?(?![\w:]|[.-]\d){_UNITS}",
        rf"\bbay{_NO}(?:\d{{1,2}}|{_COUNT})(?!\w)(?:,? ?bed{_NO}\d{{1,2}})?{_UNITS}",
        rf"\b(?:side ?room|s/?r|cubicle|cubical|trolley|chair space|isolation room|resus(?: bay)?){_NO}(?:\d{{1,2}}|{_COUNT})(?!\w){_UNITS}",
        rf"{_BEFORE_ROOM}\broom{_NO}\d{{1,3}}(?!\w){_UNITS}",
        rf"\bward{_NO}(?:\d{{1,3}}[a-z]?|[a-z]\d{{1,2}}[a-z]?){_SIDE}(?![\w%/]|[.]\d){_UNITS}",
        r"\b(?:itu|icu|hdu|nicu|picu) \d{1,2}(?!\w)(?! (?:hours?|days?|beds?))",
    )
)
_LETTERED = re.compile(
    r"\b[Ww]ard [B-Z](?![\w'.])|\b[Bb]ay [A-H](?![\w'])(?:,? ?[Bb]ed ?\d{1,2})?|\b[B-H] [Bb]ay\b(?:,? ?[Bb]ed ?\d{1,2})?"
)
_SHORT = re.compile(r"(?<![\w/])W\d{1,2}[A-Z]?,? ?/?B\d{1,2}(?!\w)|(?<![\w/])B\d{1,2},? ?W\d{1,2}(?!\w)")
_NAMED = re.compile(
    r"(?P<before>\b(?:on|in|to|from|of|at|off|the|across|near|by|for) )?(?P<name>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?)"
    r"(?P<ward> [Ww]ard)(?!\w|-)(?! (?:round|cover|manager|clerk|sister|nurse|team|work|jobs|based|staff|pharmacist|doctor))"
)
_NO_NAMES = frozenset(
    """
    the a an my our your his her their this that each every no any another one both other new old
    first second third surgical medical general acute stroke elective emergency trauma orthopaedic
    ortho vascular colorectal gynae gynaecology paediatric paediatrics children childrens burns
    cardiac respiratory day night receiving covid maternity labour home isolation escalation base
    short rehab rehabilitation geriatric urology breast upper lower gastro gastroenterology neuro
    neurosurgical plastics plastic transplant oncology haematology renal liver thoracic post
    postoperative admissions admission assessment stay busy quiet wrong right same whole main big
    small female male mixed private step observation open locked virtual community hospital on in at
    from to with when after before and but covered covering left leaving ran running did doing was
    is since while under over friday monday tuesday wednesday thursday saturday sunday morning
    evening weekend head hot cold clean dirty back front empty full elderly care enhanced high
    critical intensive recovery discharge winter overflow outlying outlier trainee teaching ent max
    maxfax ophthalmology dermatology psychiatric mental health surgery medicine
    """.split()
)


def found(text: str) -> Iterator[Span]:
    """Yield beds, bays, rooms and wards."""
    for rule in (*_NUMBERED, _LETTERED, _SHORT):
        for match in rule.finditer(text):
            yield match.start(), match.end(), Identifier.PLACE
    for match in _NAMED.finditer(text):
        words = match["name"].split()
        named = [word for word in words if word.lower() not in _NO_NAMES]
        spoken_of = match["before"] or match["ward"] == " Ward"
        if named and words[-1].lower() not in _NO_NAMES and spoken_of:
            start = match.start("name") if len(named) == len(words) else match.end("name") - len(words[-1])
            yield start, match.end(), Identifier.PLACE
