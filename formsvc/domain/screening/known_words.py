"""Capitalised words that are nobody: days, places, institutions, drugs, and surgery's own names."""

from __future__ import annotations

import re

from formsvc.domain.screening.eponyms import EPONYMS
from formsvc.domain.screening.given_names import GIVEN_NAMES
from formsvc.domain.screening.language import pattern
from formsvc.domain.screening.workplace import ROLE

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
    christian catholic table figure fig chapter page level stage grade type class class day night
    score patch fracture today yesterday tomorrow tonight this that these those there here my our
    somebody someone nobody everyone everybody anyone each another other
    frailty scale clinical index leeds london glasgow belfast dublin cardiff bristol oxford cambridge birmingham manchester
    liverpool edinburgh aberdeen dundee sheffield nottingham leicester newcastle bournemouth
    """.split()
)
INSTITUTIONS = frozenset(
    """
    royal infirmary general county district national core surgical surgery training critical care acute emergency theatre
    medical medicine intensive unit deanery north south east west northern southern eastern western new great little upper
    lower central saint st queen king princess prince lady lord free marsden john radcliffe addenbrooke city park house
    hall board health education england scotland wales ireland kingdom state states united best practice clinical
    director programme advanced trauma life support basic foundation year green red blue black white major minor
    da vinci component separation duty candour never event root cause freedom speak guardian safe working multi source
    supervision group annual review final certificate completion american british european world international
    society association journal lancet cancer research stroke dental plastic vascular colorectal orthopaedic
    paediatric children sick kids western isles borders highland tayside lothian yorkshire lancashire devon cornwall
    kent sussex essex wessex mersey thames severn peninsula
    """.split()
)
_DRUG = re.compile(
    r"(?:ban|xane|c[ioy]n|pril|olol|mab|zole|statin|mycin|illin|idine|amide|parin|vir|sartan|pine|oxin|one|fen|amol|tinib)$"
)
_HOSPITAL = re.compile(
    r"(?:John Radcliffe|Charles Street|Victoria (?:Infirmary|Hospital|Road)|Elizabeth (?:Garrett|Hospital|Street)|George Eliot|James Cook|James Paget|"
    r"Ronald McDonald|Francis Crick|Johns? Hopkins|Henry Ford|Mary Seacole|Florence Nightingale|Jeremy Hunt|Alder Hey|Ivor Lewis|Martin House)"
)
_ALSO_FIRST_NAMES = frozenset({"april", "may", "june", *(EPONYMS & GIVEN_NAMES)})
_ROLE_WORD = pattern(ROLE)
_THINGS = (
    r"(?:splint|bandage|pouch|clamp|retractor|forceps|needle|incision|point|line|ligament|space|triangle|test|score|criteria|"
    r"classification|syndrome|disease|sign|procedure|repair|operation|fracture|hernia|node|tumour|law|gland|duct|position|"
    r"manoeuvre|patch|tube|catheter|drain|stitch|suture|knot|crisis|sphincter|street|road|hospital|ward|unit|college|university)"
)
_EPONYM_AFTER = re.compile(rf"(?:'s)? (?:\w+ )?{_THINGS}\b", re.IGNORECASE)
_EPONYM_BEFORE = re.compile(
    r"(?<!\w)(?:pouch|circle|triangle|sphincter|bundle|loop|space|line|ligament|node|sign|st|ivor|king|queen|prince|princess) (?:of )?$",
    re.IGNORECASE,
)


def is_a_word(said: str) -> bool:
    """Tell a word of the trade, or of the calendar, from what may be a name."""
    plain = said.casefold().removesuffix("'s")
    if plain in _ALSO_FIRST_NAMES:
        return False
    return plain in NOT_NAMES or plain in EPONYMS or _ROLE_WORD.fullmatch(plain) is not None


def is_a_drug(said: str) -> bool:
    """Tell a drug by its ending."""
    return _DRUG.search(said) is not None


def is_a_thing(text: str, match: re.Match[str]) -> bool:
    """Tell the Thomas splint, the Rutherford Morison and the Queen Elizabeth from people."""
    before, after = text[max(0, match.start() - 16) : match.start()], text[match.end() : match.end() + 20]
    return bool(
        _EPONYM_BEFORE.search(before) or _EPONYM_AFTER.match(after) or _HOSPITAL.match(text, match.start())
    )
