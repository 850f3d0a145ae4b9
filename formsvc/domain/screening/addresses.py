"""Where somebody lives: postcodes, streets, flats, farms, houses by name, and care homes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds

_POSTCODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,2}\d[A-Z\d]?)\s?\d[A-Z]{2}(?![\w-])")
_POSTCODE_SAID = re.compile(
    r"(?:post ?code|lives (?:in|at)|eircode)\W{1,4}(?:is |was |of )?((?:[a-z]{1,2}\d[a-z\d]?)(?:\s?\d[a-z]{2})?|[a-z]\d[\dw]\s?[a-z\d]{4})(?!\w)",
    re.IGNORECASE,
)
_WAY = (
    r"(?:Road|Street|Lane|Close|Avenue|Drive|Court|Way|Place|Terrace|Grove|Crescent|Gardens?|Row|Hill|Square|Park|Mews|View|Walk|Green|Yard|"
    r"Rise|House|Brae|Wynd|Loan|Vennel|Quay|Parade|Villas|Cottages?|Buildings|Rd|St|Ave|Ln|Cres|Cl|Dr|Ct|Tce)"
)
_DWELLING = r"(?:House|Farm|Farmhouse|Cottages?|Lodge|Estate|Towers?|Court|Croft|Manor|Barn|Mill|Forge|Rectory|Vicarage|Bungalow|Caravan Park|Hostel)"
_STREET = re.compile(
    rf"(?<![\w/.-])\d{{1,4}}[A-Za-z]?,? (?:The [A-Z]\w+|(?:[A-Z][\w'.-]* ){{1,3}}{_WAY}\b)(?:, [A-Z][a-z]+)?"
)
_LIVES = re.compile(
    rf"(?:\b[Ll]iv(?:es?|ed|ing)|\b[Rr]esident|\b[Aa]ddress(?: is|:)?|\b[Hh]ome|\b[Hh]ouse)(?: \w+){{0,2}}? (?:on|at|in|is|:)? ?"
    rf"(?P<where>(?:[Ff]lat \d+\w?,? )?(?:\d+\w? )?(?:[A-Z][\w'.-]* ){{1,3}}(?:{_WAY}|{_DWELLING}))\b"
)
_LOWER_STREET = re.compile(
    r"\b(?:liv\w+|address\w*|home|house|sent to|discharged to|went to|moved to|back to|stays? at|visit\w*|picked up from|from|of|at)\b[^.\n]{0,20}?(?P<where>\b\d{1,4}[a-z]? "
    r"(?!(?:in|of|the|on|a|an|and|to|hours?|days?|weeks?|months?|years?|cases?|patients?|miles?|min\w*|more|other|lists?|nights?)\b)"
    r"(?:[a-z']+ ){1,3}?(?:road|street|lane|close|avenue|drive|court|terrace|grove|crescent|gardens?|row|mews|rd|st|ave))\b",
    re.IGNORECASE,
)
_FLAT = re.compile(
    r"\b(?:[Ff]lat|FLAT|[Aa]partment|[Aa]pt|[Cc]aravan|[Pp]lot|[Pp]itch) \d{1,3}[A-Za-z]?,? (?:(?:at|on|in|of) )?(?:the )?(?:\d+\w? )?[A-Z][\w']+(?: [A-Z][\w']+){0,2}"
)
_FLAT_LOWER = re.compile(
    r"\b(?:flat|apartment) \d{1,3}[a-z]?,? \d{1,4}[a-z]? (?:[a-z']+ ){1,2}(?:road|street|lane|close|avenue|drive|court|terrace|rd|st|ave)\b",
    re.IGNORECASE,
)
_CARE_HOME = re.compile(
    r"(?<![\w'])(?P<where>(?:The )?[A-Z][a-z']+(?: (?:[A-Z][a-z']+|of|the)){0,2} (?:(?:[Cc]are|[Nn]ursing|[Rr]esidential|[Rr]est|[Cc]hildren's) [Hh]ome|[Hh]ospice|[Ss]heltered [Hh]ousing))(?!\w)"
)
_AT_HOME = re.compile(
    r"\b(?:at home(?:,| at| in)|lives? at|lived at|living at|resid\w+ (?:at|of)|address(?: is| was|:|,)?|home address(?: is| was|:|,)?|home visit (?:to|at)|home is|home,)"
    r" (?P<where>(?:The )?[A-Z][a-z']+(?:[ -](?:[A-Z][a-z']+|on|of|the|le|in))*(?:, (?:[A-Z][a-z']+)(?: [A-Z][a-z']+)*)?)"
)
_A_DWELLING = re.compile(
    r"\b(?:home to|back to|(?:discharged|returned|sent|taken|went|moved) (?:\w+ )?to|from|of|at) (?P<where>(?:The )?[A-Z][a-z']+(?: [A-Z][a-z']+)? (?:Farm|Farmhouse|Cottages?|Croft|Rectory|Vicarage|Caravan Park|Bungalow)"
    r"(?:, [A-Z][a-z']+(?: [A-Z][a-z']+)*)?)(?!\w)"
)
_NO_HOME = re.compile(
    r"\b(?:hospital|infirmary|ward|unit|itu|icu|hdu|clinic|university|royal|mr|mrs|miss|dr|christmas|monday|friday|i|mum|dad|st\.?$|general)\b|Care Home (?:Team|Liaison)",
    re.IGNORECASE,
)
_NOT_A_NAME = re.compile(
    r"(?:The|A|An|My|Our|Her|His|Their|Each|Every|Local|Discharged|From|Nursing|Care|Residential|This|That|No|Some|Many|One)(?= (?:[Cc]are|[Nn]ursing|[Rr]esid|[Rr]est|[Hh]ospice|[Cc]hild|[Ss]helt))"
)


def found(text: str) -> Iterator[Span]:
    """Yield postcodes, street addresses, and houses and homes by name."""
    for match in (*finds(_STREET, text), *finds(_FLAT, text), *finds(_FLAT_LOWER, text)):
        yield match.start(), match.end(), Identifier.ADDRESS
    for rule in (_LIVES, _LOWER_STREET):
        for match in finds(rule, text):
            yield *match.span("where"), Identifier.ADDRESS
    for rule in (_CARE_HOME, _AT_HOME, _A_DWELLING):
        for match in finds(rule, text):
            if not _NO_HOME.search(match["where"]) and not _NOT_A_NAME.match(match["where"]):
                yield *match.span("where"), Identifier.ADDRESS
    for match in (*finds(_POSTCODE, text), *finds(_POSTCODE_SAID, text)):
        group = 1 if match.re is _POSTCODE_SAID else 0
        yield match.start(group), match.end(group), Identifier.ADDRESS
