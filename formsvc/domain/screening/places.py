"""Where a patient lay: a bed, a bay, a side room or a ward, by number or by name.

A place alone says little: "Ward 14's handover sheet" and "room 101, where teaching is held" are work.
So a sentence about work, with nobody ill in it, keeps its places to itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import BODY, ILLNESS, PERSON, PROCEDURE

_UNIT = r"(?:hdu|itu|icu|ccu|picu|nicu|scbu|sau|amu|mau|ambu|sdec|ed|a&e|hob|resus|recovery|burns unit|labour ward|delivery|pacu|cdu)"
_ONES = r"(?:one|two|three|four|five|six|seven|eight|nine)"
_COUNT = rf"(?:(?:twenty|thirty|forty)(?:[- ]{_ONES})?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|{_ONES})"
_NO = r"(?:\s*(?:no\.?|number|num|#))?\s*"
_SIDE = r"(?: (?:north|south|east|west))?"
_BEFORE_ROOM = (
    r"(?<!seminar )(?<!meeting )(?<!teaching )(?<!lecture )(?<!tutorial )(?<!exam )(?<!common )(?<!class)"
    r"(?<!changing )(?<!interview )(?<!conference )(?<!training )(?<!hotel )(?<!on-call )(?<!on call )"
)
_UNITS = r"(?! ?(?:%|hours?|days?|times|patients?|nurses?|beds?|staff|weeks?|months?|doctors|of us|more|other|am\b|pm\b|o'clock|mins?\b|minutes?|in a row|or (?:two|three|so)))"
_BED = rf"be?d(?: ?space)?s?{_NO}(?:[A-H]?\d{{1,2}}[A-H]?(?![\w:]|[.-]\d)|{_COUNT}(?!\w|-)(?= |\W|$))"
_NUMBERED = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\b(?:{_UNIT},? )?{_BED}{_UNITS}",
        rf"\b(?:{_UNIT},? )?bay{_NO}(?:\d{{1,2}}|{_COUNT})(?!\w)(?:,? ?{_BED})?{_UNITS}",
        rf"\b(?:side ?-?room|s/?r|cubicle|cubical|trolley|chair(?: space)?|isolation room|pod|incubator|cot|resus(?: bay)?|(?:delivery|birthing|labour) room|recovery bay|stretcher){_NO}(?:\d{{1,2}}|{_COUNT})(?!\w){_UNITS}",
        rf"{_BEFORE_ROOM}\broom{_NO}(?:\d{{1,3}}|{_COUNT})(?!\w){_UNITS}",
        rf"\bw(?:ar)?d{_NO}(?:\d{{1,3}}[a-z]?|[a-z]\d{{1,2}}[a-z]?|{_COUNT}){_SIDE}(?![\w%/]|[.]\d)(?:,? ?{_BED})?{_UNITS}",
        r"\b(?:itu|icu|hdu|nicu|picu|resus) \d{1,2}(?!\w)(?! (?:hours?|days?|beds?))",
    )
)
_LETTERED = re.compile(
    r"\b[Ww]ard [B-Z](?![\w'.])|\b(?:[Bb]ay|BAY) [A-H](?![\w'])(?:,? ?(?:[Bb]ed|BED) ?\d{1,2})?|\b[B-H] [Bb]ay\b(?:,? ?[Bb]ed ?\d{1,2})?|"
    r"\b(?:[Ss]ide ?room|[Cc]ubicle|[Bb]ed(?: ?space)?|SR) [A-H](?![\w'])"
)
_SHORT = re.compile(
    r"(?<![\w/])W\d{1,2}[A-Z]?,? ?/?B\d{1,2}(?!\w)|(?<![\w/])B\d{1,2},? ?W\d{1,2}(?!\w)|(?<![\w/])(?:SR|Sr)\d{1,2}(?!\w)"
)
_ON_A_CODE = re.compile(
    rf"\b{PERSON},? (?:(?i:who|was|is|lying|still|over|up|down|waiting) ){{0,2}}(?:on|in|from|to) (?P<ward>\d{{1,2}}[A-H]|[A-H]\d{{1,2}}|\d{{1,2}} (?:North|South|East|West))(?!\w)"
)
_NAMED = re.compile(
    r"(?P<before>\b(?:on|in|to|from|of|at|off|the|across|near|by|for) )?(?P<name>[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})?)"
    r"(?P<ward> (?:[Ww]ard|Unit|Wing|Suite))(?!\w|-)(?! (?:round|cover|manager|clerk|sister|nurse|team|work|jobs|based|staff|pharmacist|doctor))"
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
    maxfax ophthalmology dermatology psychiatric mental health surgery medicine dependency endoscopy
    theatre birth midwifery spinal injuries pain research simulation education dialysis infectious
    antenatal postnatal every called went asked told per ambulatory neonatal perinatal forensic
    """.split()
)
_SOMEBODY = pattern(
    rf"(?:{PERSON}|he|she|him|her|his|hers|they|who|somebody|someone|{ILLNESS}|{PROCEDURE}|{BODY}|died|arrest\w*|crash call|admitted|"
    r"discharged|clerk\w*|review\w*|consent\w*|called to|bleep\w* (?:to|about)|post-?op\w*|bad news|dying|pain|resus|news \d+|ews|septic|outlier|mrsa|catheter\w*|"
    r"cannulat\w*|unwell|deteriorat\w*|confused|wandering|stayer|day \d+|transferred|complain\w*|named|wife|in labour)"
)
_WORK = pattern(
    r"(?:car park|parking|roof|teaching|tutorials?|handover sheet|handover|held|meetings?|offices?|staffed|staffing|short[- ]staffed|"
    r"understaffed|nurses|sisters?|rota|kettle|wi-?fi|printers?|computers?|cupboard|kitchen|coffee|tea|microwave|template|mess|lockers?|desk|"
    r"stationery|keys?|scrubs|exam|osce|station|seminar|lecture|lectures|interviews?|course|hotel|floor|lifts?|stairs|refurb\w*|paint\w*|closed|"
    r"opened|opening|bleep|phone|extension|stock|trolley is|team|base|based|cover|covering|covered|f1s?|shos?|jobs list|list of jobs|doctors' room|"
    r"ward clerk|manager|budget|audit|simulation|bike|bus|train|platform|gate|shower|toilet|staff|workstation|brakes?|mattress\w*|buzzer|wheels?|where we|where i|lunch|eat|nap|this (?:month|week|rotation|block)|placement|has an?|is short|i'm on|i am on|we're on|we are on|airway kit|kit|trolleys|hot|based on|cohort|huddle|escalat\w*)"
)


def found(text: str) -> Iterator[Span]:
    """Yield beds, bays, rooms and wards that somebody ill may have been in."""
    for rule in (*_NUMBERED, _LETTERED, _SHORT):
        for match in finds(rule, text):
            if _may_hold_somebody(text, match):
                yield match.start(), match.end(), Identifier.PLACE
    for match in finds(_ON_A_CODE, text):
        yield *match.span("ward"), Identifier.PLACE
    yield from _named_wards(text)


def _may_hold_somebody(text: str, match: re.Match[str]) -> bool:
    start, end = sentence_at(text, match.start())
    around = text[start : match.start()] + " . " + text[match.end() : end]
    if _SOMEBODY.search(around):
        return True
    return _WORK.search(around) is None


def _named_wards(text: str) -> Iterator[Span]:
    for match in finds(_NAMED, text):
        words = match["name"].split()
        named = [word for word in words if word.lower() not in _NO_NAMES]
        spoken_of = match["before"] or match["ward"] != " ward"
        if named and words[-1].lower() not in _NO_NAMES and spoken_of and _may_hold_somebody(text, match):
            start = match.start("name") if len(named) == len(words) else match.end("name") - len(words[-1])
            yield start, match.end(), Identifier.PLACE
