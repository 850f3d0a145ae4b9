"""The words around a find: sentences, and what speaks of patients, of colleagues and of training."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

_SAME_LENGTH = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u00a0": " ",
        "\u2007": " ",
        "\u202f": " ",
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u2013": "-",
        "\u2212": "-",
        "\t": " ",
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    },
)

PROCEDURE = (
    r"(?:\w{2,}(?:ectom(?:y|ies)|otom(?:y|ies)|ostom(?:y|ies)|plast(?:y|ies)|oscop(?:y|ies)|rrhaphy|desis|"
    r"centesis|pexy)|op(?:eration)?|surgery|procedure|repair|resection|anastomosis|hernia|whipple'?s?|"
    r"hartmann'?s?|appendix|appendices|appy|lap chole|chole|fixation|drainage|debridement|amputation|bypass|"
    r"biopsy|closure|exploration|hip|nof|hemi|stent|central line|chest drain|cannula|catheter|washout|ct|"
    r"scan|mri|case|consent)"
)
ILLNESS = (
    r"(?:perforat\w*|ruptur\w*|obstruct\w*|appendi\w*|hernias?|cancer|tumour|sepsis|septic|abscess|leak\w*|"
    r"bleed\w*|bled|fractur\w*|trauma|stab\w*|collaps\w*|arrest\w*|infect\w*|haematoma|ischaem\w*|pancreatitis|"
    r"cholecystitis|diverticulitis|peritonit\w*|torsion|intussusception|volvulus|sbo|aaa|pe|dvt|mi|stroke|"
    r"dementia|pneumonia|carcinoma|gallstones?|gallbladder|ulcer|du|necrotis\w*|necrotic|incarcerated|"
    r"strangulated|burns?|stoma|wound|drain|mesh|ileus|collection|ectopic|cauda equina|nof|rtc|rta|"
    r"histology|diagnosis|dehisc\w*|converted|chemo\w*|dnacpr|palliative|stents?|transfusion)"
)
PERSON = (
    r"(?:patients?|pts?|lad(?:y|ies)|woman|women|man|men|gentlem[ae]n|boy|girl|child|children|baby|toddler|"
    r"teenager|chap|bloke|guy|lad|mother|father|mum|dad|son|daughter|wife|husband|widow(?:er)?|relatives?|"
    r"brother|sister|next of kin|nok|carer|grandmother|grandfather|nan|family)"
)
HAPPENED = (
    r"(?:died|dying|death|dead|passed away|admitted|readmitted|admission|discharged|presented|came in|brought in|"
    r"consented|clerked|operated|underwent|resus\w*|deteriorat\w*|self-discharged|"
    r"complained|crash call|cardiac arrest|bed|stabbed|fell|theatre|"
    r"m&m|debrief|datix|ward|scanned|intubated|transferred|seen in (?:a&e|ed|clinic)|"
    r"emergency|on-table|handed over|wound)"
)
TRAINING = (
    r"(?:arcps?|interviews?|exams?|exam fee|mrcs|frcs\w*|mrcp|mrcog|frca|osces?|vivas?|part (?:a|b|1|2|one|two)|"
    r"courses?|ccrisp|atls|als|apls|bss|conferences?|congress|deadlines?|rotations?|rotate|rota|changeover|"
    r"annual leave|study leave|leave|holidays?|days? off|wedding|strikes?|striking|applications?|apply|applied|"
    r"contract|placement|induction|poster|abstract|appraisal|e?-?portfolio|logbook|exam fee|fee|"
    r"cct|maternity|paternity|parental|return(?:ed|ing)? to work|graduat\w*|journal club|audit|"
    r"grand round|study day|webinar|fellowship|job offer|offers?|oriel|revis\w*|booked|ticket|flight|moving house|"
    r"educational supervisor|my birthday|anniversary|marathon|ballot|lease|exam centre|training day|workshop|simulation|"
    r"submit\w*|submission|visa|gmc|msra|national selection|teaching day|half marathon|payslip|pay day|occupational health)"
)
AT_WORK = (
    r"(?:nights|on calls?|results?|post|teaching|talk|due|shifts?|meeting|job|trust|move|moved|sit|sitting|sat|passed|failed|"
    r"start(?:ed|ing|s)?|begins?|began|ends?|ended|finish(?:ed|es)?|opens?|closes?|supervisor|regional|rent|term|training)"
)

FAR = 300

_SENTENCE_END = re.compile(r"(?<![A-Z][a-z])(?<!\bMrs)(?<!\bno)(?<!\bpt)(?<![A-Z])[.!?]+(?=\s|$)|\n+")


def normal(text: str) -> str:
    """Return the text with marks, blanks and digits as the rules know them; its length stays the same."""
    return text.translate(_SAME_LENGTH)


@lru_cache(maxsize=64)
def _ends(text: str) -> tuple[int, ...]:
    return (0, *(found.end() for found in _SENTENCE_END.finditer(text)), len(text))


def sentence_at(text: str, at: int) -> tuple[int, int]:
    """Return where the sentence around an offset begins and ends, at most ``FAR`` characters away."""
    ends = _ends(text)
    place = max(1, min(bisect_right(ends, at), len(ends) - 1))
    return max(ends[place - 1], at - FAR), min(ends[place], at + FAR)


def pattern(words: str) -> re.Pattern[str]:
    """Return a compiled pattern of whole words, in any case."""
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
