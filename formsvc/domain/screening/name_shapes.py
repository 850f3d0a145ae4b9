"""Shapes that make a name of a capitalised word: what is said before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.eponyms import EPONYMS
from formsvc.domain.screening.given_names import ALSO_WORDS, GIVEN_NAMES
from formsvc.domain.screening.known_words import NOT_NAMES, is_a_word
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import BODY, ILLNESS, PATIENT, PERSON, PROCEDURE, RELATIVE
from formsvc.domain.screening.weighing import is_about_somebody_ill

_PLAIN = r"(?:Mc|Mac|O'|D'|Fitz)?[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)?"
_BARE = rf"(?P<name>(?:[A-Z]\. ?)*{_PLAIN}(?: (?:{_PLAIN}|[A-Z](?![\w])\.?)){{0,2}}|[A-Z]{{3,}}, {_PLAIN}|[A-Z]\.? ?[A-Z]\.?(?![\w])|[A-Z](?![\w']))"
_ONE = rf"(?:(?i:{PERSON}|{RELATIVE}))"
_RELATIVE = r"(?:(?i:his|her|their|the patient's|the pt's|whose)) (?:(?i:\w+ )){0,1}"
_SICK_WORD = rf"(?:{ILLNESS}|{PROCEDURE})"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!\w)(?i:my|the|a|an|this|that|our|another|one|young|old|elderly|little|frail|poor) (?:(?i:[a-z-]+) ){{0,3}}?(?i:{PATIENT})(?:,|:)? ?(?:(?i:named|called|known as|by the name of) )?{_BARE}",
        rf"(?:^|(?<=[\n.:;!?(-] )|(?<=\n)|(?<=- )|(?<=\())(?i:patient|pt):? {_BARE}",
        rf"(?<!\w)(?i:patient|pt)(?: (?i:called|named|known as) |: ?){_BARE}",
        rf"(?<!\w)(?i:\w+ )(?i:called|named) {_BARE}(?=[,.;!?)]|$| (?i:who|and|with|came|was|had))",
        rf"(?<!\w){_RELATIVE}{_ONE},? {_BARE}",
        rf"(?<!\w)(?<!my )(?i:the|a) (?i:{RELATIVE}),? \(?(?P<name>{_PLAIN})(?=[,.);]|$| (?i:who|was|had|and|interpret|asked|wanted|cried))",
        rf"(?<!\w)(?i:twins?|brothers|sisters|siblings) (?P<name>{_PLAIN}) and {_PLAIN}",
        rf"(?<!\w)(?i:{PROCEDURE})[ ,:-]{{1,3}}(?P<name>[A-Z]\.? {_PLAIN})(?!\w)(?! (?i:et|and colleagues))",
        rf"(?:^|(?<=\n)|(?<=- ))[-*\s]*(?P<name>[A-Z]\.? {_PLAIN}),? (?i:(?:lap|open|emergency|elective) )?(?i:{PROCEDURE})(?!\w)",
        rf"(?<!\w)(?i:patient|pt|lady|man|woman|boy|girl|his|her|their|child)(?:'s)? (?i:full |first |sur|last )?name (?i:was|is) {_BARE}",
        rf"(?<!\w)(?i:sur|last |family )name (?i:was|is) (?P<name>{_PLAIN})(?!\w)",
        rf"(?<!\w)(?i:{PATIENT})(?: \(|, )(?P<name>{_PLAIN})(?=\)|, )",
        rf"(?<!\w)(?i:looked after|looking after|cared for|caring for|clerked|consented|admitted|discharged|operated on|operating on|treated|resuscitated|breaking bad news to) {_BARE}",
        rf"(?<!\w)(?i:{PROCEDURE}) (?i:on|for) {_BARE}",
        rf"(?<!\w)(?i:patient in (?:the )?\w+(?:&\w+)? (?:was|is)) {_BARE}",
        rf"(?<!\w)(?i:(?:we|i) lost|we couldn't save|tried to save|never forget|think(?:ing)? (?:of|about)|still see|sat with|sorry for) {_BARE}(?= (?i:on|at|in|who|and|after|was|when|died|before|every|all)|[.,;!]|$)",
        rf"(?<!\w)(?P<name>{_PLAIN}(?: {_PLAIN})?) (?:sadly |then |who |nearly |finally )?(?:died|passed away|bled|arrested|perforated|miscarried|deteriorated|dehisced|came in with|came back with|presented with|was (?:re)?admitted|was discharged|was intubated|went home with|had (?:a|an|his|her) (?:\w+ )?{_SICK_WORD})(?!\w)",
        rf"(?<!\w)(?i:little|baby|old|poor|infant) {_BARE}(?=,| (?i:with|who|had|was|came))",
        rf"(?<![\w'-])(?P<name>{_PLAIN})'s (?:(?:perforated|ruptured|infected|emergency|first|second|third|leaking|left|right|poor|broken) )?(?:{_SICK_WORD}|{BODY}|notes|drug chart|obs|discharge|death|results|pain|funeral)(?!\w)(?! (?:lists?|clinics?|technique|course|teaching|sign|triad|law|line|point|space|rates?|disease|ulcer|cyst|node))",
        rf"(?i:(?:year|yr|month|week)s?[- ]olds?|yo|y/o|\d[MF]),? (?:(?i:called|named) )?(?P<name>{_PLAIN}(?: {_PLAIN})?)(?=,| (?i:with|who|had|has|came|was|bled|died|fell|obstructed|from)|[.;]|$)",
        rf"(?<!\w)(?i:(?:a|the|our|my) (?:[\w-]+ )?{ILLNESS}), (?P<name>{_PLAIN}(?: {_PLAIN})?),(?= (?i:who|he|she|aged|\d|had|was|died))",
        rf"(?<!\w)(?P<name>{_PLAIN}(?: {_PLAIN})?),? (?:a|an|the|our) (?:[\w-]+ ){{0,3}}?(?:with (?:a |an |the |her |his )?)?(?i:{ILLNESS}),? (?:who |sadly )?(?:died|bled|arrested|came|was|had|needed|taught|made|went)",
        rf"(?i:call me|calls (?:him|her)self|goes by|introduced (?:him|her)self as|known to everyone as|name'?s) (?P<name>{_PLAIN})(?!\w)",
        rf"(?<!\w)(?i:{_SICK_WORD}) \((?P<name>{_PLAIN}(?: {_PLAIN})?)(?:, \d\d)?\)",
        rf"(?<!\w)(?P<name>{_PLAIN}, [A-Z][a-z]*\.?),? \(?\d{{1,3}}(?=[,) MFy])",
        rf"(?<!\w)(?P<name>{_PLAIN}(?: {_PLAIN}){{0,2}}) was (?:my|our) (?:first|last|second|third|longest|youngest|oldest|sickest|only) (?:\w+ )?(?:{PERSON}|\w{{3,}}(?:ectomy|ostomy|otomy|plasty|oscopy)|case|death|stabbing|arrest|transplant|bypass|amputation|laparotomy)(?!\w)",
        rf"(?<!\w)(?P<name>{_PLAIN}(?: {_PLAIN})?) was \d{{1,2}}(?:,| with| and| when)(?!\w)",
    )
)
_IF_SOMEBODY_IS_ILL = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!course )(?<!trial )(?<!app )(?<!technique )(?<!sign )(?<!score )(?<!book )(?<!dog )(?<!cat )(?<!robot )(?<!charity )(?<!paper )(?<!something )(?i:called|named|name of|goes by|nicknamed) (?:\"|')?(?P<name>{_PLAIN}(?: {_PLAIN})?)",
        rf"(?<![\w'-])(?P<name>{_PLAIN}(?: {_PLAIN})?)(?:, (?i:(?:who's |who is |who was )?(?:only |just |aged )*\d{{1,2}}(?=,| (?:and|with|years|months|had|was))|aged \d{{1,3}})| aged \d{{1,3}})(?!\w)",
        rf"(?<![\w'-])(?P<name>{_PLAIN}(?: {_PLAIN})?)(?:(?:, | \()(?:aged? )?\d{{1,2}}(?:[,)](?= \w))|,? \(?\d{{1,2}} ?(?:(?i:y\.?o\.?|yrs?|years? old|months?)|/12|[MFmf](?!\w)))",
    )
)
_SAINT = re.compile(r"\b(?:St\.?|Saint|Royal|Queen|King) $")
_IN_A_MONTH = re.compile(
    r"\b(?:in|of|by|since|until|from|this|last|next|late|early|mid) (?:April|May|June)\b", re.IGNORECASE
)
_BULLET = re.compile(
    rf"(?:^|\n)[-*•\s]*(?P<name>{_PLAIN} (?:{_PLAIN}|[A-Z]\b)|[A-Z]{{3,}}, {_PLAIN})[,:;-]? ?(?=[^\n]{{0,60}})(?P<rest>[^\n]{{0,80}})"
)
_SICK = pattern(rf"(?:{ILLNESS}|{PROCEDURE})")


def shaped(text: str) -> Iterator[tuple[int, int]]:
    """Yield names by the shapes they stand in."""
    for rule in _SHAPES:
        for match in finds(rule, text):
            if span := _as_a_name(text, match):
                yield span
    for rule in _IF_SOMEBODY_IS_ILL:
        for match in finds(rule, text):
            start, stop = sentence_at(text, match.start())
            given = match["name"].split(maxsplit=1)[0].casefold() in GIVEN_NAMES - ALSO_WORDS
            if (
                given or is_about_somebody_ill(text[start : match.start()] + text[match.end("name") : stop])
            ) and (span := _as_a_name(text, match)):
                yield span
    for match in finds(_BULLET, text):
        words = match["name"].replace(",", "").split()
        fine = not any(word.casefold() in NOT_NAMES or word.casefold() in EPONYMS for word in words)
        if fine and match["rest"] and _SICK.search(match["rest"]) and text[match.end("name")] == ",":
            yield match.span("name")


def _as_a_name(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("name")
    words = match["name"].replace(",", "").split()
    while len(words) > 1 and words[-1].casefold() in NOT_NAMES:
        words.pop()
    if (
        not words
        or is_a_word(words[0])
        or _IN_A_MONTH.search(text, max(0, start - 6), end)
        or _SAINT.search(text, max(0, start - 6), start)
    ):
        return None
    if words[-1].endswith("'s"):
        if len(words) == 1 and re.match(
            r" (?:patient|disease|syndrome|sign|crisis|procedure)", text[end : end + 12]
        ):
            return None
        end -= 2
    if re.match(
        r"\W{0,2}(?:Ward|ward|Hospital|Unit|Street|Road|University|fracture|patch|procedure|disease|syndrome|crisis)\b",
        text[end : end + 14],
    ):
        return None
    cut = text.find(words[-1].removesuffix("'s"), start) + len(words[-1].removesuffix("'s"))
    return start, max(start + 1, min(end, cut))
