"""Names without a title, pointed at only where something that patients meet with stands beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.given_names import ALSO_WORDS, GIVEN_NAMES
from formsvc.domain.screening.language import ILLNESS, PROCEDURE, pattern, sentence_at
from formsvc.domain.screening.weighing import ROLE, UNWELL, weight_of

NOT_NAMES = frozenset(
    """
    first voice blood safety flow experience group participation advice liaison transport monday
    tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december christmas easter ct mri ed a&e icu itu hdu sau amu
    pals security switchboard gp nhs i we my the a an in on at from with and but he she his her they
    it his nothing ward bed theatre english polish urdu welsh european african asian crohn's
    parkinson's alzheimer's addison's down's lynch covid dna dnacpr dnar refused who whose had was
    is not no yes consent list notes doctor dr mr mrs miss ms prof professor sister nurse university
    royal college hospital trust street road whatsapp facebook google gmc bma bmj mrcs frcs arcp
    iscp crp hb asa news gcs day days week good bad hartmann's whipple murphy's as if to of for by
    so when then because after before once while since great british caucasian muslim jewish
    christian catholic
    """.split()
)
_EPONYMS = frozenset(
    """
    ivor lewis graham patch jones fracture rovsing bassini lichtenstein hudson mccoy bookwalter
    langenbeck
    """.split()
)
_PLAIN = r"[A-Z][a-z]+(?:['-][A-Z]?[a-z]+)?"
_BARE = rf"(?P<name>(?:[A-Z]\. ?)*{_PLAIN}(?: (?:{_PLAIN}|[A-Z](?![\w])\.?)){{0,2}}|[A-Z]{{3,}}, {_PLAIN}|[A-Z]\.? ?[A-Z]\.?(?![\w])|[A-Z](?![\w']))"
_ONE = r"(?:(?i:patients?|pts?|lad(?:y|ies)|woman|man|gentleman|boy|girl|child|baby|toddler|teenager|chap|bloke|guy|lad|mother|father|mum|dad|son|daughter|wife|husband|widow(?:er)?|brother|sister|carer|grandmother|grandson|granddaughter|niece|nephew|fiancé))"
_RELATIVE = r"(?:(?i:his|her|their|the patient's|the pt's|whose)) (?:(?i:\w+ )){0,1}"
_AROUND = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!\w)(?i:my|the|a|an|this|that|our|another|one|young|old|elderly|little|frail|poor) (?:(?i:[a-z-]+) ){{0,3}}?(?i:patient|pt|lady|woman|man|gentleman|boy|girl|child|baby|toddler|teenager|chap|bloke|lad|guy),? ?(?:(?i:named|called|known as) )?{_BARE}",
        rf"(?:^|(?<=[\n.:;!?(-] )|(?<=\n)|(?<=- )|(?<=\())(?i:patient|pt):? {_BARE}",
        rf"(?<!\w)(?i:patient|pt)(?: (?i:called|named|known as) |: ?){_BARE}",
        rf"(?<!\w)(?i:\w+ )(?i:called|named) {_BARE}(?=[,.;!?)]|$| (?i:who|and|with|came|was|had))",
        rf"(?<!\w){_RELATIVE}{_ONE},? {_BARE}",
        rf"(?<!\w)(?i:patient|pt|lady|man|woman|boy|girl|his|her|their|child)(?:'s)? (?i:full |first |sur|last )?name (?i:was|is) {_BARE}",
        rf"(?<!\w)(?i:looked after|looking after|cared for|caring for|clerked|consented|admitted|discharged|operated on|operating on|treated|resuscitated|breaking bad news to) {_BARE}",
        rf"(?<!\w)(?i:{PROCEDURE}) (?i:on|for) {_BARE}",
        rf"(?<!\w)(?i:patient in (?:the )?\w+(?:&\w+)? (?:was|is)) {_BARE}",
        rf"(?<!\w)(?i:little|baby|old|poor) {_BARE}(?= (?i:with|who|had|was|came))",
    )
)
_BULLET = re.compile(
    rf"(?:^|\n)[-*•\s]*(?P<name>{_PLAIN} (?:{_PLAIN}|[A-Z]\b)|[A-Z]{{3,}}, {_PLAIN})[,:;-]? ?(?=[^\n]{{0,60}})(?P<rest>[^\n]{{0,80}})"
)
_SICK = pattern(rf"(?:{ILLNESS}|{PROCEDURE})")
_ROLE_WORD = pattern(ROLE)


_CANDIDATE = re.compile(rf"(?<![\w.@'-])(?P<name>{_PLAIN}(?: (?:{_PLAIN}|[A-Z]\.?(?!\w)))?)(?![\w@])")
_OWN_PEOPLE = pattern(
    r"(?:my (?:\w+ )?(?:wife|husband|partner|girlfriend|boyfriend|friends?|flatmates?|housemates?|colleagues?|mum|dad|brother|sister|"
    r"son|daughter|kids?|cat|dog|baby|fianc\w+|co-?f[12]|sho|reg\w*|team|buddy)|"
    r"the (?:\w+ )?(?:nurse|sister|physio|pharmacist|odp|porter|dietitian|secretary|hca|midwife|reg|registrar|sho|f1|f2|consultant|"
    r"anaesthetist|stoma nurse|trial|score|sign|procedure|technique))"
)


_THINGS = (
    r"(?:splint|bandage|pouch|clamp|retractor|forceps|needle|incision|point|line|ligament|space|triangle|test|score|criteria|"
    r"classification|syndrome|disease|sign|procedure|repair|operation|fracture|hernia|node|tumour|law|gland|duct|position|"
    r"manoeuvre|patch|tube|catheter|drain|stitch|suture|knot|crisis|sphincter|street|road|hospital|ward|unit|college|university)"
)
_EPONYM_AFTER = re.compile(rf"(?:'s)? (?:\w+ )?{_THINGS}\b", re.IGNORECASE)
_EPONYM_BEFORE = re.compile(
    r"(?:pouch|circle|triangle|sphincter|bundle|loop|space|line|ligament|node|sign|st|king|queen|prince|princess) (?:of )?$",
    re.IGNORECASE,
)


def _given(text: str) -> Iterator[tuple[int, int]]:
    """Yield first names and full names that something only patients meet with happens to."""
    for match in _CANDIDATE.finditer(text):
        words = match["name"].split()
        if any(word.removesuffix("'s").casefold() in NOT_NAMES | _EPONYMS for word in words):
            continue
        given = words[0].removesuffix("'s").casefold()
        if given not in GIVEN_NAMES or _EPONYM_AFTER.match(text[match.end() : match.end() + 20]):
            continue
        if _EPONYM_BEFORE.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        end = match.end() - 2 if match["name"].endswith("'s") else match.end()
        if words[0].endswith("'s"):
            end = match.start() + len(words[0]) - 2
        start, stop = sentence_at(text, match.start())
        before, after = text[start : match.start()], text[end:stop]
        weight = weight_of(before, after)
        whole = before + after
        about_somebody = (
            UNWELL.search(whole) and not _OWN_PEOPLE.search(whole) and not _ROLE_WORD.search(whole)
        )
        if weight < 0 or (not weight and about_somebody and given not in ALSO_WORDS):
            yield match.start(), end


def bare_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of patients and relatives stand without a title."""
    yield from _given(text)
    for rule in _AROUND:
        for match in rule.finditer(text):
            if span := _as_a_name(text, match):
                yield span
    for match in _BULLET.finditer(text):
        words = match["name"].replace(",", "").split()
        fine = not any(word.casefold() in NOT_NAMES or word.casefold() in _EPONYMS for word in words)
        if fine and match["rest"] and _SICK.search(match["rest"]) and text[match.end("name")] == ",":
            yield match.span("name")


def _as_a_name(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    start, end = match.span("name")
    words = match["name"].replace(",", "").split()
    while words and words[-1].casefold() in NOT_NAMES:
        words.pop()
    if not words or words[0].casefold() in NOT_NAMES or words[0].casefold() in _EPONYMS:
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
