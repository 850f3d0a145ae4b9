"""Sentences in CAPITALS, and common slips of the hand, as they would have been written on a calm day.

Lengths never change, so that offsets still point into the text as given.
"""

from __future__ import annotations

import re
from functools import partial

from formsvc.domain.screening.given_names import ALSO_WORDS, GIVEN_NAMES

_SHOUTED = re.compile(r"(?<![\w'])[A-Z][^\na-z]{18,}(?![a-z])")
_WORD = re.compile(r"(?<![\w@.])[A-Z][A-Z'-]*[A-Z](?![\w@])")
_TITLE_BEFORE = re.compile(
    r"(?:MR|MRS|MS|MISS|MASTER|DR|PROF|FATHER|REV|SIR|CALLED|NAMED)\.? $", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(r"(?<![\w.])\d{1,4}[A-Z]?,? (?:THE )?(?:[A-Z][A-Z'-]+ )?$", re.IGNORECASE)
_DWELLING_AFTER = re.compile(
    r"(?: [A-Z][A-Z'-]+)? (?:ROAD|STREET|LANE|CLOSE|AVENUE|DRIVE|COURT|TERRACE|GROVE|CRESCENT|GARDENS?|ROW|HILL|"
    r"SQUARE|MEWS|WALK|RISE|RD|ST|AVE)(?!\w)"
)
_DWELLING = re.compile(
    r"(?:ROAD|STREET|LANE|CLOSE|AVENUE|DRIVE|COURT|TERRACE|GROVE|CRESCENT|GARDENS?|ROW|HILL|SQUARE|MEWS|WALK|"
    r"RISE|RD|ST|AVE)"
)
_SMALL = frozenset(
    """
    a an the in on of at to for from and or under with my our hours nights days weeks months patients cases
    times minutes lists wrong long other same whole last first
    """.split()
)
_TITLE = re.compile(r"mr|mrs|ms|master|prof")
_PEOPLE = re.compile(r"(?:PATIENT|PT|LADY|WOMAN|MAN|GENTLEMAN|BOY|GIRL|CHILD|BABY)$")
_SLIPS = (
    (
        re.compile(r"\b(p)(?:atein|ateni|atinet?|aitne|aitien|atien|aiten|atian|tatien)(t)", re.IGNORECASE),
        "atien",
    ),
    (re.compile(r"\b(h)(?:ospti?a|opsita|ospiat|osptia|osipta)(l)", re.IGNORECASE), "ospita"),
)


def calmed(text: str) -> str:
    """Return the text with shouted sentences in small letters, but for what is likely to be a name."""
    text = _SHOUTED.sub(lambda shouted: _calm(shouted[0]), text)
    for slip, right in _SLIPS:
        text = slip.sub(partial(_as_long, right=right), text)
    return text


def _as_long(found: re.Match[str], *, right: str) -> str:
    mended = found[1] + right + found[2]
    return mended if len(mended) == len(found[0]) else found[0]


def _calm(shouted: str) -> str:
    """Lower the words of one shouted stretch; names keep their capital, codes with digits stay."""
    pieces, at, name_before = [], 0, False
    for word in _WORD.finditer(shouted):
        between = shouted[at : word.start()]
        name_before = _is_likely_a_name(shouted, word, name_before=name_before and between == " ")
        pieces += [between, word[0].title() if name_before else word[0].lower()]
        at = word.end()
    return "".join([*pieces, shouted[at:]])


def _is_likely_a_name(shouted: str, word: re.Match[str], *, name_before: bool) -> bool:
    said = word[0].casefold().removesuffix("'s")
    if said in _SMALL:
        return False
    if _TITLE.fullmatch(said):
        return True
    before = shouted[max(0, word.start() - 24) : word.start()]
    if said in GIVEN_NAMES and said not in ALSO_WORDS:
        return True
    if _TITLE_BEFORE.search(before) or (said in ALSO_WORDS and _PEOPLE.search(before.rstrip(" ,"))):
        return True
    in_a_street = _NUMBER_BEFORE.search(before) and _DWELLING_AFTER.match(
        shouted[word.end() : word.end() + 30]
    )
    return bool(in_a_street) or (name_before and _DWELLING.fullmatch(word[0]) is not None)
