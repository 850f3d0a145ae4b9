"""What a number is said to be: somebody's, or something else's altogether."""

from __future__ import annotations

import re

from formsvc.domain.screening.language import pattern, sentence_at
from formsvc.domain.screening.medicine import BODY, ILLNESS, PERSON, PROCEDURE

_NOT_A_PATIENTS = pattern(
    r"(?:course|candidate|order|gmc|training|placement|locker|code|invoice|ticket|booking|form|datix|opcs|"
    r"module|parking|permit|staff|badge|payroll|assignment|employee|visa|passport|phone|mobile|rupees|pin|bleep|account|sort|id badge|national insurance|pension|nodaf|hcpc|study|trial|nct|flight|nice|guidelines?|cochrane|pmid|papers?|articles?|reviews?|journal|registered|doi|isbn|prospero)"
)
_SOMEBODY = pattern(
    rf"(?:{PERSON}|{ILLNESS}|{PROCEDURE}|{BODY}|he|she|him|her|his|died|admitted|discharged|wrist ?band|case ?notes|specimens?|samples?|haemolysed)"
)


def is_labelled_otherwise(text: str, match: re.Match[str]) -> bool:
    """Tell whether its sentence says that a number belongs to something else than a patient."""
    start, end = sentence_at(text, match.start())
    return _NOT_A_PATIENTS.search(text, start, end) is not None


def tells_of_somebody(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number stands in a sentence about somebody ill."""
    start, end = sentence_at(text, match.start())
    return _SOMEBODY.search(text, start, end) is not None and not is_labelled_otherwise(text, match)
