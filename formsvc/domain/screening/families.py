"""Names carried by a title of life or by a family: "Father D, our priest", "B's mum", "the A family"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.eponyms import EPONYMS
from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.given_names import ALSO_WORDS, GIVEN_NAMES
from formsvc.domain.screening.known_words import NOT_NAMES
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import PERSON, RELATIVE
from formsvc.domain.screening.weighing import said_beside, tells_of_illness, weight_of
from formsvc.domain.screening.workplace import ROLE

_NAME = r"[A-Z](?:[a-z]+|')[\w-]*[a-z]"
_HELD = re.compile(
    rf"(?<!\w)(?P<name>(?:Father|Fr|Rev(?:erend)?|Rabbi|Imam|Pastor|Canon|Sir|Dame|Lord|Lady|Captain|Capt|Major|Sgt|Sergeant|Colonel|"
    rf"Councillor|Cllr|Granny|Grandad|Nana|Auntie|Uncle|Old|Big|Young|Poor|Señora?|Signora?|Frau|Herr|Madame|Monsieur|Mstr|Wee|Baby|[Ww]ee|[Bb]aby(?: (?:[Bb]oy|[Gg]irl))?|[Tt]win)\.? {_NAME}(?: {_NAME})?)"
)
_KIN = re.compile(
    rf"(?<![\w'-])(?P<name>{_NAME}(?: {_NAME})?)'s? (?:(?:elderly|poor|older|younger|little|own|lovely|twin|new) )?{RELATIVE}(?!\w)"
)
_CLAN = re.compile(
    rf"(?<!\w)(?:[Tt]he|THE) (?P<name>{_NAME})s?'? (?P<of>family|parents|twins?|sisters|brothers|children|household|couple|baby|boy|girl|case|leak|inquest|death|complaint|incident|disaster|laparotomy|never event|sui|bleed|arrest|tragedy)(?!\w)"
)
_HOUSEHOLD = frozenset(
    {"family", "parents", "twins", "twin", "sisters", "brothers", "children", "household", "couple"}
)
_NO_FAMILIES = frozenset({"lynch", "gardner", "cowden", "marfan"})
_CLAN_DID = re.compile(
    rf"(?<!\w)[Tt]he (?P<name>{_NAME}s) (?:complain|thank|sue|refus|wrote|ask|want|lost|agreed|took it|took the news|were (?:so |very )?(?:angry|lovely|kind|upset|told|grateful|furious))"
)
_CLAN_FROM = re.compile(
    rf"(?<!\w)(?:from |to |by |with |\()the (?P<name>{_NAME}s)(?=[.,;)]|$| (?:about|after|for|who|and|thanking))"
)
_KIN_OF = re.compile(
    rf"(?<!\w){RELATIVE} of (?P<name>(?:little |baby |wee )?{_NAME}(?: {_NAME})?)", re.IGNORECASE
)
_NOBODY = pattern(
    rf"(?:{PERSON}|{ROLE}|{RELATIVE}|today|yesterday|tomorrow|somebody|someone|nobody|everyone|anyone|everybody|anybody|each|other|another|"
    r"one|ward|hospital|unit|royal|whipple|hartmann|lynch|gardner|doctor|nurse|sister|who|he|she|it|that|what|there|here|let|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|july|august|september|october|november|december|"
    r"the|my|our|a|an|his|her|their|this|christmas|last|next|first|friends?|bereaved|grieving|surgical|nhs|england|britain|scotland|ireland|"
    r"wales|king|queen|prince|ronald|macmillan|christian|catholic|muslim|jewish|hindu|sikh|polish|somali|irish|scottish|welsh|english|asian|"
    r"montgomery|bolam|bawa-garba|francis|paterson|ockenden|traveller|roma|romanian|chinese|nigerian|indian|boss|street|in-laws|birmingham|leeds|london|glasgow|belfast|dublin|cardiff)"
)
_OWN = re.compile(r"(?<!\w)(?:my|our)(?: \w+){0,2},? $", re.IGNORECASE)


def found(text: str) -> Iterator[Span]:
    """Yield the names that belong to a patient's people, or to somebody by standing."""
    for match in finds(_CLAN, text):
        if _is_somebody(match["name"], eponyms=_NO_FAMILIES if match["of"] in _HOUSEHOLD else EPONYMS):
            yield *match.span("name"), Identifier.NAME
    for rule, eponyms in (
        (_KIN, EPONYMS),
        (_CLAN_DID, _NO_FAMILIES),
        (_CLAN_FROM, _NO_FAMILIES),
        (_KIN_OF, EPONYMS),
    ):
        for match in finds(rule, text):
            if _is_somebody(match["name"], eponyms) and not _is_ones_own(text, match):
                yield *match.span("name"), Identifier.NAME
    for match in finds(_HELD, text):
        if _is_somebody(match["name"].split(maxsplit=1)[1]) and _is_ill(text, match):
            yield *match.span("name"), Identifier.NAME


def _is_somebody(name: str, eponyms: frozenset[str] = EPONYMS) -> bool:
    return (
        name[0].isupper()
        and not any(
            word.casefold().rstrip("s") in eponyms or word.casefold() in NOT_NAMES - {"april", "may", "june"}
            for word in name.split()
        )
        and not any(_NOBODY.fullmatch(word.rstrip("'s")) or _NOBODY.fullmatch(word) for word in name.split())
    )


def _is_ones_own(text: str, match: re.Match[str]) -> bool:
    """Tell "my wife Ann's mum" and a colleague's partner from a patient's people."""
    if _OWN.search(text[max(0, match.start("name") - 30) : match.start("name")]):
        return True
    start, _ = sentence_at(text, match.start())
    return said_beside(text[start : match.start("name")], "") > 0


def _is_ill(text: str, match: re.Match[str]) -> bool:
    start, end = sentence_at(text, match.start())
    before, after = text[start : match.start()], text[match.end() : end]
    weight = weight_of(before, after)
    given = match["name"].rsplit(maxsplit=1)[-1].casefold()
    known = given in GIVEN_NAMES and given not in ALSO_WORDS
    return weight < 0 or (weight == 0 and (known or tells_of_illness(before + " " + after)))
