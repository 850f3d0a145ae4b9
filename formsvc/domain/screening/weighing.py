"""How a name is weighed: what patients meet with, against what colleagues do, in the words around it."""

from __future__ import annotations

import re

from formsvc.domain.screening.language import ILLNESS, PERSON, PROCEDURE, pattern

ROLE = (
    r"(?:consultants?|supervisors?|cs|es|aes|ces|registrars?|reg|regs|spr|str|mentors?|boss|bosses|trainers?|tutors?|tpd|"
    r"surgeons?|locums?|anaesthetists?|clinical director|examiners?|sho|fellow|lead|colleagues?|seniors?|professor|"
    r"trainees?|team|firm|radiologist|intensivist|gastroenterologist|teacher|educational|f1|f2|fy1|fy2|physician associate|"
    r"ct1|ct2|st\d|head of school|dean|appraiser|referee|scrub nurse|matron|urologist|oncologist|pathologist)"
)
_THEIRS = (
    r"(?:'s|s') (?:\w+ ){0,2}(?:lists?|team|firm|clinics?|theatres?|rounds?|rota|secretary|judgement|judgment|feedback|advice|way|"
    r"technique|teaching|words|style|office|support|comments?|expectations?|registrars?|reg|sho|trainees?|job|service|session|"
    r"emails?|opinion|approach|patience|example|preference|preferred|training|supervision|report|signature|"
    r"patients?|tutorials?|loupes|standards?|hands|rule|mantra|phrase|voice|lecture|talk|course|retirement|leave|post|help)"
)
_DOES = (
    r"(?:lets?|letting|taught|teaches|showed|shows|supervis\w+|watch(?:ed|es)|encourag\w+|operat(?:ed|es)|asks? me|asked (?:me|what|how|why|if i|whether i)|"
    r"told (?:me|us)|tells (?:me|us)|talked me|took over|takes over|stepped in|steps in|took me|takes me|walked me|talks me|"
    r"held (?:the|my)|gave me|gives me|give me|offered|offers|prais\w+|criticis\w+|signed|signs|corrected|explained (?:to me|how|why|the)|"
    r"help(?:ed|s) me|rang me|called me|trust(?:ed|s)|invited|advised|suggest(?:ed|s)|recommend\w*|agree[ds]?|"
    r"did (?:not|n't)? ?(?:the|fill|sign|come|answer|a teaching|my)|didn'?t|does(?:n't| not)?|scrubbed|scrubs|assisted|assists|retir\w+|runs|ran|leads|led|"
    r"reviewed my|wrote me|wrote my|was my|is my|was off|is off|was away|is away|on call|was on call|never once|wants? me|wanted me|expects?|"
    r"shouted|shouts|snapped|(?:is|was|has been|were|are) (?:very |so |really |always |never |incredibly |a )?(?:kind|brilliant|great|supportive|approachable|"
    r"right|helpful|patient with|encouraging|fair|harsh|calm|impressed|happy with|pleased|good to|good at|lovely|generous|excellent|inspiring|rude|"
    r"teaching|operating|supervising|watching|in theatre|in clinic|scrubbed|busy|not around|role model|good teacher)|"
    r"and (?:i|me|dr|mr|miss|ms|mrs|my)|performed|demonstrat\w+|guided|coached|debriefed|nominated|mentors?|mentored|"
    r"said (?:the same|i was|i am|i'm|i could|i should|i need|i had|i did|my|crack|yes|no|to|well done|it was|that i|next time|slow|'|\"|“)|"
    r"says|thinks i|thought i|noticed|pushed me|challenged me|quizzed|grilled|examined me|interviewed|published|"
    r"covers|covered|came in (?:from home|to help|at \d\w* to help)|was scrubbed|never (?:lets|let|teaches|taught|shouts|once|asks|asked me|fills|filled|signs|signed|answers)|always (?:lets|let|teaches|says|asks me|makes time|has time)|will (?:let|teach|supervise|be my)|would (?:let|not let|rather)|"
    r"has (?:let|taught|shown|been (?:my|so|very|a)|agreed|offered|asked|signed|left|retired)|refuses to teach|"
    r"joined (?:us|as)|started (?:as|with us)|moved to (?:another|a different)|who (?:let|taught|supervis\w+|agreed|retires|runs|leads|was|is) \w+)"
)
_BEFORE = (
    r"(?:assist(?:ed|ing|s)?(?: with)?|scrub(?:bed|bing)?(?: in)? with|work(?:ed|ing|s)? (?:with|for|under|alongside)|under|feedback (?:from|by)|"
    r"(?:taught|trained|supervised|mentored|shown|told off|praised|encouraged|appraised|observed|assessed|led|examined|signed off|watched|corrected|shouted at|"
    r"interviewed|guided|coached|helped) by|ask(?:ed|ing)?|rang|ring|phoned|called|call|calling|bleeped|discuss(?:ed|ing|ion)? (?:it |this |the case |cases )?with|"
    r"shadow(?:ed|ing)?|thanks to|thank|thanked|trust|impress(?:ed)?|watch(?:ed|ing)?|observ(?:ed|ing)|email(?:ed)?|messaged|emailed|meeting with|met with|"
    r"list with|lists with|clinics? with|theatre with|session with|on call with|operat(?:ed|ing) with|case with|debrief(?:ed)? with|from|spoke to|speak to|"
    r"talk(?:ed)? to|argued with|disagreed with|agreed with|learn(?:ed|t|ing)? (?:\w+ ){0,3}from|lecture by|teaching (?:from|by|with)|role models?(?: is| was)?|like|than|"
    r"post with|placement with|rotation with|job with|joined|by|day with|days with|week with|months with|year with|attached to|belongs to|covering for|"
    r"alongside|help from|advice from|support from|with)"
)
_ROLE_BEFORE = re.compile(
    rf"(?<!\w){ROLE}(?: is| was|,|:|'s name is)?(?: called)?\W{{1,2}}(?:(?:mr|miss|ms|mrs|dr|prof)\.? \w+ (?:and|or|&) )?$",
    re.IGNORECASE,
)
_COLLEAGUE_BEFORE = re.compile(
    rf"(?<!\w){_BEFORE}\W{{1,2}}(?:(?:mr|miss|ms|mrs|dr|prof)\.? \w+ (?:and|or|&) )?$",
    re.IGNORECASE,
)
COLLEAGUE_AFTER = re.compile(
    rf"^(?:{_THEIRS}(?!\w)|[,]? (?:\(?(?:my|our|the|a|an|their) )?(?:\w+ ){{0,2}}{ROLE}(?!\w)|,? (?:who )?{_DOES}(?!\w)|,? \((?:{ROLE}|\w+olog\w+|vascular|colorectal|"
    r"breast|upper gi|hpb|orthopaedics?|ortho|plastics|ent|general|trauma|\w+ consultant|my \w+)\))",
    re.IGNORECASE,
)
_LEARNT_FROM = re.compile(
    r"(?<!\w)(?:assist(?:ed|ing)(?: with)?|scrub(?:bed|bing)(?: in)? with|feedback (?:from|by)|work(?:ed|ing) (?:with|for|under)|"
    r"(?:taught|trained|supervised|mentored|told off|praised|assessed|signed off) by|operating with|shadow(?:ed|ing))\W$",
    re.IGNORECASE,
)

_DONE_TO = (
    r"(?:clerk(?:ed|ing)?|consent(?:ed|ing)?(?: from| for| wrong for)?|consent (?:from|for|wrong for)|admit(?:ted|ting)?|discharg(?:ed|ing)|operat(?:ed|ing|ion) on|"
    r"saw|seen|reviewed|reviewing|examined|examining|treat(?:ed|ing)|look(?:ed|ing) after|car(?:ed|ing) for|cannulated|bad news (?:to|about)|explain(?:ed|ing) (?:\w+ ){0,3}to|"
    r"(?:family|wife|husband|daughter|son|mother|father|mum|relatives|death|care|notes|bloods|scan|case|bedside|consent|body|parents|partner|nok|sister|brother) of|"
    r"resuscitat\w+|intubat\w+|call(?:ed)? to see|asked to see|called about|asked about|bleeped about|patients?|pts?|lady|gentleman|lost|stitch\w+|sutur\w+|drained|catheteris\w+|anaesthetis\w+|"
    r"central line in|drain in(?:to)?|line in|tube in|cannula in|killed|harmed|hurt|let down|apologis(?:ed|ing) to|breaking (?:\w+ ){0,3}to|visited|followed up|transferred|"
    r"sorry for|thinking about|think about|think of|remember|cried (?:with|over|about)|sat with|stayed with|held|duty of candour (?:with|to|letter to)|complaint (?:from|by|about)|thank you (?:card|letter) from|"
    rf"{PROCEDURE} (?:on|for|in|of)|on call for|arrested|bed|bay|room|(?:cards?|gifts?|chocolates|flowers|complaint|letter|email|call|bloods?|blood cultures?|samples?|swabs?|biopsy|specimens?|pus|fluid) (?:from|for|about|to)|relating to|regarding|re:?|case:|a diagnosis for|delayed|missed|scann?ed|bled|listed|cancell?ed|prepped|"
    r"rushed|diagnos\w+|sent home|sent|told|counsell\w+|reassured|tried to (?:save|help)|helped|we lost|wound (?:in|on)|leak in|for)"
)
_PATIENT_BEFORE = re.compile(rf"(?<!\w){_DONE_TO}\W{{1,3}}(?:poor |little |old )?$", re.IGNORECASE)
DONE_TO_PATIENTS = re.compile(
    r"(?<!\w)(?:operated on|clerked|consented|admitted|discharged|looked after|caring for|cared for|resuscitated|intubated|(?:family|wife|husband|daughter|son) of|"
    rf"{PROCEDURE} (?:on|for)|patients?|pts?|consent from|bad news to)\W{{1,3}}$",
    re.IGNORECASE,
)
_HAPPENS = (
    r"(?:came in|came to (?:a&e|ed|clinic|us|me|hospital|harm)|came back|was (?:\w+ly )?(?:admitted|brought|transferred|discharged|readmitted|frightened|scared|consented|intubated|septic|"
    r"bleeding|unwell|stable|unstable|in pain|in agony|confused|dying|deteriorating|nbm|fasted|listed|cancelled|sick|dead|sent home|taken|rushed|diagnosed|told (?:he|she|they)|an? (?:\w+ )?(?:\d|patient|lady|man|woman|diabetic|smoker)|"
    r"on (?:the )?(?:table|ward|itu|icu|hdu|warfarin|a trolley)|on my list|my (?:first|last) (?:case|patient|death|\w+ectomy|skin)|crying|tearful|lost to|found|scanned|peri)|presented|presents|presenting|"
    r"had (?:a|an|his|her|been (?:admitted|waiting|in hospital)|no (?:family|next)|two|three|\w+ed (?:his|her)|pain|signs|bled|arrested|died)|has (?:a|an|his|her|\w+ cancer|died)|"
    r"died|dies|dead|passed away|arrested|collapsed|bled|bleeds|needed|needs (?:a|an|to go)|underwent|undergoes|went (?:home|to theatre|into|off)|goes home|deteriorat\w+|recover\w+|complain\w+|developed|"
    r"suffer\w+|fell|return(?:ed|s) (?:to|with)|vomited|refused|refuses|declined|did (?:very |so |really )?well|waited|self-discharged|dehisced|perforated|re-?presented|thanked me|thanked us|thanked the|hugged|"
    r"cried|screamed|blames|blamed|asked (?:me )?(?:if|whether|why) (?:he|she|they|i had (?:done|ever)|it was)|asked to (?:go home|see)|kept|lives|lived|wakes|woke|smiled|looked (?:grey|awful|unwell)|was \d\d)"
)
_MEDICAL_OWN = (
    rf"(?:'s|s') (?:\w+ ){{0,2}}(?:{ILLNESS}|{PROCEDURE}|op|operation|surgery|bowel|family|wife|husband|daughters?|sons?|mother|father|mum|dad|partner|notes|drug chart|"
    r"bloods?|results?|leak|death|discharge|consent|pain|fluids|obs|observations|abdomen|leg|foot|arm|breast|knee|hand|toe|chest|heart|spleen|liver|cancer|care|bed|bedside|"
    r"relatives|condition|potassium|lactate|haemoglobin|hb|anticoagulation|warfarin|allergy|x-?ray|nhs|hospital|date of birth|dob|address|file|parents|carer|gp|catheter|line|kidney|"
    r"prostate|testis|thyroid|artery|aorta|aneurysm|ankle|wrist|femur|nok|next of kin|daughter-in-law|complaint|cardiac|blood)"
)
PATIENT_AFTER = re.compile(
    rf"^(?:{_MEDICAL_OWN}(?!\w)|,? (?:who )?(?:sadly |then |unfortunately |finally |nearly |never |also |just )?{_HAPPENS}(?!\w)|,? \(?(?:aged? )?\d{{1,3}}(?!\w*[.:/]?\d)(?:[- ]?(?:y|year|yr|,|\)|m\b|f\b|;|$))|"
    rf",? (?:an?|my|the|our|this|\() ?(?:\w+[- ]){{0,3}}?(?:{PERSON}|year|yr)(?!\w)|[,:(]+ ?(?:\w+ ){{0,2}}?(?:{ILLNESS}|{PROCEDURE})(?!\w)|,? with (?:an?|his|her|the)? ?(?:\w+ ){{0,2}}?(?:{ILLNESS}|{PROCEDURE}|pain)|"
    r" and (?:her|his|their) (?:husband|wife|daughters?|sons?|family|partner|mother|father|children|kids|parents)|,? (?:in|on) (?:bed|bay|ward|side room|itu|icu|hdu|resus|cubicle)|,? (?:dob|nhs|mrn|hosp))",
    re.IGNORECASE,
)
_AS_DOCTOR = re.compile(
    r"\b(?:her|his|their) (?:doctor|surgeon)\b|first doctor|listened to (?:her|him)|as (?:her|his) (?:doctor|surgeon)",
    re.IGNORECASE,
)


_AT_TEACHING = pattern(
    r"(?:teaching|feedback|supervis\w+|cbds?|wbas?|dops|pbas?|mini-?cex|firm|consultants?|trainers?|"
    r"mrcs|frcs|arcp|portfolio|logbook|rota|placement|rotation|audit|paper|poster|project|research|mentor\w*|"
    r"skills?|technique|scrub\w*|appraisal|msf|induction|fellowship)"
)
UNWELL = pattern(rf"(?:{PERSON}|{ILLNESS}|died|discharged|admitted|stoma|her|his)")


def weight_of(before: str, after: str) -> int:
    """Return what the words before and after a name in its sentence say: above nought, a colleague."""
    weight = 0
    if _ROLE_BEFORE.search(before[-60:]):
        weight += 3
    elif _COLLEAGUE_BEFORE.search(before[-60:]):
        weight += 1
    if COLLEAGUE_AFTER.search(after[:60]):
        weight += 3
    if _LEARNT_FROM.search(before[-60:]):
        weight += 3
    if _PATIENT_BEFORE.search(before[-60:]):
        weight -= 2
    if DONE_TO_PATIENTS.search(before[-60:]):
        weight -= 2
    if PATIENT_AFTER.search(after[:80]):
        weight -= 3
    if _AS_DOCTOR.search(after) or _AS_DOCTOR.search(before):
        weight -= 4
    if not weight and _AT_TEACHING.search(before + after) and not UNWELL.search(before + after):
        weight = 1
    return weight
