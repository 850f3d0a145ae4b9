"""Initials for a patient ("JS, 54", "A.K.'s stoma"), told from the trade's many abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from formsvc.domain.screening.findings import Identifier, Span
from formsvc.domain.screening.language import finds, pattern, sentence_at
from formsvc.domain.screening.medicine import BODY, ILLNESS, PERSON, PROCEDURE, RELATIVE
from formsvc.domain.screening.weighing import said_beside

_DOTTED = re.compile(r"(?<![\w.@/-])[A-Z]\. ?(?:[A-Z]\. ?)?[A-Z]\.?(?![\w@/]|\.\w)")
_PLAIN = re.compile(r"(?<![\w.@/&+-])[A-Z]{2,3}(?![\w@/&+.-]\w|\w)")
_ABBREVIATIONS = frozenset(
    """
    a&e aaa abg abi acp acs adl aes af aki alp als alt anp ant ap apls arcp asa atls ato bbc bd bls bm bma bmi bmj
    bp bpd bsl bss ca caf cbd cbt ccf ccg cct ccu cd cea ces cf ckd cmt cns co cpap cpd cpr crp cs csf ct ctr cts ctg
    cva cvc cvp cxr dc dka dm dna dnr do dops dr du dvt ebm ec ecg ect ed eeg efl egfr emg emr ent epr er es et eu
    eua evd ews fb fbc ffp fna fr fy ga gcs gg gi gmc gp gtn ha hb hba hca hdu hf hiv hn hob hpb hr hrs hrt hs ia ibd
    ibs ic icp icu id ie im inr ir it itu iuc iud iv ivf ivi jcf jr kg la lbo ld le lft li lif ln lp lr ls lsc ltft lv
    ma mau mc md mdt me met mg mi mm mmc mr mri mrn mrsa ms msc msf msk mua nai nbm ng nhs nicu nj nmc no nof npo nqn
    nsi nst nvd oa od odp ogd ok ons oos op or ot otc pa pacu pas pba pc pcr pd pdf pds pe peg pfi pgt phd pho pid piu pj pm
    po poc pod pr prn ps psa pt pta ptc pth ptsd pud pv pvd pvr qi qip ra rbc rca rcs re rf ri rif rn rr rsi rt rta rtc ruq
    luq sa sau sb sbo sc sd sho si sjt so sob sp spr sr ssi st ste std str stg stn su svt ta tb tca tct tha thr tia tkr tm
    tme to toc tpd tpn tpr tto tta tui tur tv uc ui uk us usa uss uti va vac vas vbg vf vp vt vte wba wbc wcc wfh who
    ae ah an av ba be bj bo bw ci cl cn cx da dd de di dl dp ds ef ep ev fe fh fi fm fu ge gn gu hc hd he hi hl hx ib if ig
    io is ix jp ko lb lc ls mb mo mp mw my nb ne ni nk np nw ob oe oh om on op pg pi pn qa qe qm rd ro rp rv se sl sm sn sv sw
    tf tg th ti tt ue up uv vc vd vr vs wr xl yo tv oct hep hit pi pbc psc ihd ckd av lap ruq mvp av
    xr ytd fin fyi tl lol am ppe dps aes ces cst ct1 ipe its mps rcp rcn rco obs gyn gyo anc pph aph ltr asd vsd pda pfo
    lad rca lcx avr mvr tof cabg tavi lvh lvf mcq osce sba fp gps rx tx dx hx fx sx nad tts bnf poa eau acu edu mfh
    mef bcc scc gist tnm mct mrcp ii iii iv vi vii viii ix xi
    """.split()
)
_AGE = r",? ?\(?(?:aged? )?\d{1,2}(?: ?(?:y\.?/?o\.?|yrs?|years?|[MFmf](?!\w)|/?12|months?)|[,);.]|$)"
_HUMAN_AFTER = re.compile(
    rf"(?:{_AGE}|(?:'s|'|s') (?:\w+ ){{0,1}}(?:{PROCEDURE}|{ILLNESS}|{BODY}|{RELATIVE}|notes|bloods|pain|discharge|death|family|consent)(?!\w)|"
    r",? (?:who )?(?:died|stabbed|came (?:in|back|round)|arrested|bled|was (?:re)?admitted|was discharged|was intubated|went home|re-?presented|"
    r"passed away|leaked|perforated|presented|deteriorated|collapsed|underwent|vomited|self-discharged|had (?:a|an|his|her)(?!\w))(?!\w))",
    re.IGNORECASE,
)
_HUMAN_BEFORE = re.compile(
    rf"(?<!\w)(?:re:?|case of|clerk(?:ed|ing)|consent(?:ed|ing)|admitted|discharg(?:ed|ing)|operat(?:ed|ing) on|looked after|looking after|"
    rf"resuscitated|intubated|cared for|caring for|{PERSON}:?|{PROCEDURE} (?:on|for)|initials(?: are| were|:)?|called)\W{{1,2}}$",
    re.IGNORECASE,
)
_TWO = 2
_CLINICAL = pattern(
    rf"(?:{PERSON}|{ILLNESS}|{BODY}|\w{{3,}}(?:ectomy|ostomy|otomy|plasty|oscopy)|died|discharged|readmitted|reversal)"
)
_NOT_AFTER = re.compile(r" ?(?:scan|team|reg|list|clinic|score|grade|level|stage|\d{3})", re.IGNORECASE)


def found(text: str) -> Iterator[Span]:
    """Yield initials that something human stands beside."""
    for match in finds(_DOTTED, text):
        if _is_human(text, match.start(), match.end()) or _is_among_the_ill(text, match):
            yield match.start(), match.end(), Identifier.NAME
    for match in finds(_PLAIN, text):
        if match[0].casefold() in _ABBREVIATIONS and not _is_possessed_by_somebody(text, match):
            continue
        unknown = len(match[0]) == _TWO and _is_among_the_ill(text, match)
        if unknown or _is_human(text, match.start(), match.end()):
            yield match.start(), match.end(), Identifier.NAME


def _is_among_the_ill(text: str, match: re.Match[str]) -> bool:
    """Tell two letters that mean nothing else, in a sentence about somebody ill and no colleague."""
    if _NOT_AFTER.match(text[match.end() : match.end() + 20]):
        return False
    start, end = sentence_at(text, match.start())
    before, after = text[start : match.start()], text[match.end() : end]
    return said_beside(before, after) <= 0 and _CLINICAL.search(before + " " + after) is not None


def _is_human(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    if _NOT_AFTER.match(after):
        return False
    if not (_HUMAN_AFTER.match(after) or _HUMAN_BEFORE.search(before)):
        return False
    opens, closes = sentence_at(text, start)
    return said_beside(text[opens:start], text[end:closes]) <= 0


_HER_OWN = re.compile(
    rf"'s (?:\w+ ){{0,1}}(?:{RELATIVE}|{PROCEDURE}|stoma|wound|notes)(?!\w)[^.\n]{{0,60}}\b(?:her|his|their|she|he)\b"
)


def _is_possessed_by_somebody(text: str, match: re.Match[str]) -> bool:
    """Tell "RT's reversal and her hernia" from "the CT's report": a pronoun makes a person of it."""
    return _HER_OWN.match(text[match.end() : match.end() + 120]) is not None
