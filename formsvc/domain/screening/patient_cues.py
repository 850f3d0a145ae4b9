"""What patients meet with: what is done to them, what happens to them, and what is theirs."""

from __future__ import annotations

import re

from formsvc.domain.screening.evidence import Cue, Side, after, around, before
from formsvc.domain.screening.medicine import BODY, ILLNESS, PATIENT, PERSON, PROCEDURE, RELATIVE

_AN = r"(?:an?|the|his|her|this|that|my|our|some|two|known|acute|new|\?)"
_SICK = rf"(?:{ILLNESS}|{PROCEDURE}|{BODY}|pain|vomiting|diarrhoea|breathless\w*|weight loss|fever|rash)"

_SURE_DEEDS = (
    r"operated on|operating on|clerk(?:ed|ing)|consented|consenting|admitted|admitting|discharged|discharging|looked after|looking after|caring for|cared for|resuscitated|"
    rf"intubated|cannulated|catheterised|anaesthetised|extubated|tubed|(?:{RELATIVE}) of|{PROCEDURE} (?:on|for)|patients?|pts?|consent from|"
    r"bad news to|bad news with|sectioned|delivered|home visit to|visited|reviewed (?:in \w+ )?a|re:|case:|r/v|named|body of|on the body of"
)
_DEEDS = (
    r"clerk|consent|consent(?:ed|ing)? (?:from|for|wrong for)|admit|operation on|"
    r"saw|seen|seeing|review(?:ed|ing)?|examin(?:ed|ing)|treat(?:ed|ing)?|explain(?:ed|ing) (?:\w+ ){0,3}to|"
    r"(?:death|care|notes|bloods|scan|case|bedside|consent|parents|story|results?|loss|treatment|management|chart|chest|abdomen|leg|wound|bed|discharge|admission) of|"
    r"resuscitat\w+|intubat\w+|call(?:ed)? to see|asked to see|called about|asked about|bleeped about|lady|gentleman|lost|stitch\w+|sutur\w+|drained|"
    r"central line in|drain in(?:to)?|line in|tube in|cannula in|killed|harmed|hurt|let down|apologis(?:ed|ing) to|breaking (?:\w+ ){0,3}to|followed up|transferred|"
    r"sorry for|proud of|rip|rest in peace|inquest (?:of|into|for)|update on|thinking (?:about|of)|think about|think of|remember|forget|cried (?:with|over|about)|sat (?!in )(?:\w+ ){0,2}with|stayed with|held|duty of candour (?:with|to|letter to)|"
    r"complaint (?:from|by|about)|complained about by|thank you (?:card|letter) from|(?:thanked|hugged|punched|bitten|hit|assaulted|kicked|spat at|sworn at|grabbed) by|"
    rf"{PROCEDURE} (?:on|for|in|of)|on call for|arrested|bed|bay|room|"
    r"(?:cards?|gifts?|chocolates|flowers|complaint|letter|email|call|bloods?|blood cultures?|samples?|swabs?|biopsy|specimens?|pus|fluid) (?:from|for|about|to)|"
    r"relating to|regarding|re|a diagnosis for|delayed|missed|scann?ed|bled|listed|cancell?ed|prepped|"
    r"rushed|diagnos\w+|sent home|sent|told|counsell\w+|reassured|tried to (?:save|help)|helped|we lost|wound (?:in|on)|leak in|for|"
    r"\w+(?:ised|ated|oscoped) (?:on )?|opened(?: up)?|closed|marked|positioned|nursed|moved|escorted|accompanied|poor|wee|old|dear|lovely"
)
_HAPPENS = (
    r"came in|came to (?:a&e|ed|clinic|us|me|hospital|harm)|came (?:back|round|up from)|presented|presents|presenting|attended|attends|re-?attended|"
    r"(?:was|is) (?:our|my|the|an?) (?:[\w-]+ ){0,2}?(?:patient|pt|inpatient|lady|man|woman|gentleman|outlier)|(?:was|were|is|had been|has been|got|being) (?:\w+ly )?(?:admitted|brought|transferred|discharged|readmitted|frightened|scared|consented|intubated|septic|"
    r"bleeding|unwell|stable|unstable|in pain|in agony|confused|dying|deteriorating|nbm|fasted|listed|cancelled|sick|dead|sent home|taken|rushed|diagnosed|"
    r"told (?:he|she|they)|an? (?:\w+ )?(?:\d|patient|lady|man|woman|diabetic|smoker|inpatient|outlier)|on (?:the )?(?:table|ward|itu|icu|hdu|warfarin|a trolley)|"
    r"on my list|my (?:first|last) (?:case|patient|death|\w+ectomy|skin)|crying|tearful|lost to|found|scanned|peri|sectioned|delivered|extubated|nursed|moved to|"
    r"tachy\w+|hypo\w+|pale|grey|cold|clammy|jaundiced|drowsy|delirious|agitated|incontinent|referred|operated on|opened|closed|catheterised|"
    r"stepped down|sitting up|eating|walking|home|nil by mouth|palliat\w+|terminal|in (?:bed|bay|resus|itu|icu|hdu|recovery|labour)|\d\d|(?:only |just |nearly |almost )?\d\d|"
    r"seen|reviewed|treated|stabbed|shot|assaulted|pregnant|\d+ weeks)|"
    rf"had (?:(?:the|a|an|his|her|no|some|two|three) )?(?:[\w-]+ ){{0,2}}{_SICK}|"
    r"had (?:(?:a|an|his|her|the) (?:[\w-]+ ){0,2}?(?:fall|fit|turn|accident|reaction|complications?|temperature|attack|time of it|miserable|rough|difficult|poor|bad|long|course|recovery|stay|outcome|return|second|third|big|huge|massive|nasty|line|tube|peg)|been (?:admitted|waiting|in hospital)|no (?:family|next)|two|three|\w+ed (?:his|her)|pain|signs|bled|arrested|died|waited|come in|never had)|"
    r"has (?:an?|his|her|\w+ cancer|died|been (?:admitted|discharged|waiting)|no next)(?! (?:way|knack|gift|habit|new|reputation|rule|lot of time|sense))|"
    r"died|dies|dead|passed away|arrested|collapsed|bled(?! (?:the|him|her|a|them))|bleeds|needed|needs (?:a|an|to go)|underwent|undergoes|went (?:home|to theatre|into|off|downhill|to itu|to icu|for)|"
    r"goes home|deteriorat\w+|recover\w+|complain\w+|developed|suffer\w+|fell|return(?:ed|s) (?:to|with)|vomited|refused|refuses|declined|did (?:very |so |really )?well|"
    r"waited|self-discharged|absconded|dehisced|perforated|ruptured|leaked|re-?presented|re-?bled|thanked|hugged|cried|screamed|blames|blamed|asked (?:me )?(?:if|whether|why) (?:he|she|they|i had (?:done|ever)|it was)|"
    r"asked to (?:go home|see)|kept|lives|lived|wakes|woke|smiled|looked (?:grey|awful|unwell)|was \d\d|desaturated|spiked|dropped (?:his|her)|seized|fitted|aspirated|"
    r"haemorrhaged|infarcted|stroked|coded|crashed|delivered|miscarried|laboured|overdosed|took an|tolerated|mobilised|opened (?:his|her) bowels|ate|drank|swallowed|"
    r"pulled (?:out|his|her)|didn'?t (?:make it|survive|wake|want)|never (?:woke|left|made it|came round|complained|saw)|survived|made it|tried to (?:leave|pull)|signed (?:his|her) (?:own )?(?:consent|self)|"
    r"gave (?:consent|me a (?:card|hug))|(?:will |would )?(?:stay|stick|remain)s? (?:with|in)|deserved|deserves|was discussed|(?:is|was) (?:being )?presented|finally left|told me (?:he|she|they|his|her|it hurt)|takes (?:\w+ )?(?:tablets|warfarin|a)|sticks (?:in|with)|stays with|haunts|c/o|nbm|a/w|s/p|rip|dnar|dnacpr|mffd|tci|tolerating|mobilising|settled (?!the|a|my|into)|settled$|awaiting (?!his|her|a new|the)|not for|known to|news \d|for (?:theatre|ct|mri|a? ?scan|ogd|op|discharge|home|the ward|itu|hdu|escalation|palliation|surgery|\w{3,}(?:ectomy|oscopy|otomy|ostomy|plasty))|detained|took (?:him|her)self|was found|forgave|held my hand|wept|begged|cancelled on|bo x|is the (?:reason|patient)|lost (?:\d|(?:his|her) (?!temper|patience|cool|voice|rag|nerve)|two|three)|grabbed|punched|spat|swore|sued|lay|waits|improved|worsened"
)
_OWN = (
    rf"{ILLNESS}|{PROCEDURE}|{BODY}|{RELATIVE}|notes|drug chart|results?|death|pain|fluids|obs|observations|hand|toe|heart|"
    r"care|bed|bedside|condition|potassium|lactate|haemoglobin|hb|hba1c|crp|inr|sats|gcs|bp|blood pressure|temperature|anticoagulation|warfarin|allerg\w+|nhs|hospital|"
    r"date of birth|dob|address|file|gp|line|ankle|nok|complaint|cardiac|blood|case|story|admission|urine|insulin|"
    r"stitches|clips|staples|dressings?|pacemaker|capacity|wishes|dignity|modesty|readmission|referral|symptoms?|labour|placenta|waters|baby|section 2|tablets|ttos?|meds|medication|chemo"
)
CUES: tuple[Cue, ...] = (
    before(-2, _DEEDS, r"\W{1,3}(?:poor |little |old |wee )?"),
    before(-2, _SURE_DEEDS, r"\W{1,3}(?:poor |little |old |wee )?"),
    after(
        -5,
        rf"(?:'s|s'|') (?!(?:patients?|lists?|clinics?|team|firm|theatres?|reg|registrar|way|technique)(?!\w))(?:[\w-]+ ){{0,2}}(?:{_OWN})(?!\w)(?!(?: [\w-]+){{0,2}} (?:lists?|clinics?|technique|course|work|teaching|trick|method|meeting|team)(?!\w))",
    ),
    after(
        -3,
        rf",? (?:who )?(?:(?:sadly|then|unfortunately|finally|nearly|never|also|just|subsequently|later|suddenly|eventually|only|still|\w+ly) )?(?:{_HAPPENS})(?!\w)",
    ),
    after(-3, r",? \(?(?:aged? )?\d{1,3}(?!\w*[.:/]?\d)(?:[- ]?(?:y|year|yr|,|\)|m\b|f\b|;|$))"),
    after(
        -3,
        rf",? (?:(?:an?|the|our|this) |\()(?:[\w-]+[- ]){{0,3}}?(?:{PERSON}|year|yr)(?!\w)|, my (?:[\w-]+[- ]){{0,3}}?(?:{PERSON})(?!\w)",
    ),
    after(-3, rf"[,:(]+ ?(?:\w+ ){{0,2}}?{_SICK}(?!\w)"),
    after(-3, rf",? with (?:{_AN} )?(?:[\w-]+ ){{0,2}}?{_SICK}(?!\w)"),
    after(
        -3,
        r" and (?:her|his|their) (?:husband|wife|daughters?|sons?|family|partner|mother|father|children|kids|parents|baby|newborn)",
    ),
    after(
        -3,
        r",? (?:in|on|from) (?:bed|bay|ward|side room|sr ?\d|itu|icu|hdu|resus|cubicle|sau|amu|a ward|the ward|labour ward|cubicle|trolley)|,? (?:dob|nhs|mrn|hosp)",
    ),
    before(
        -3,
        r"to (?:see|review|clerk|consent|scan|cannulate|assess|chase|prep|discharge|admit|hold|tell|examine)|dream(?:t|ing|ed|s)? (?:of|about)|nightmares? about|guilt\w* (?:about|over)|"
        r"(?:i|we) failed|haunted by|hold|restrain\w*|found|the late|tci|write up|wrote up|writing up|(?:i |we |and )presented|into|onto|inside|happened to|"
        r"the (?:story|tragedy|death|loss|case) of|(?:patient|pt|lady|woman|man|gentleman|stayer|regular|frequent flyer|outlier)s?,?",
    ),
    before(
        -2,
        r"(?<!rely )(?<!relied )(?<!depend )(?<!impression )(?<!based )(?<!count )(?<!called )(?<!call )(?<!impress )(?<!feedback )(?<!cbd )on",
    ),
    before(-3, rf"(?<!my )(?<!our )(?:{RELATIVE})(?: called| named)?"),
    after(
        -3,
        rf",? \(?(?:(?:his|her|their|the|a) )?(?:poor |lovely |elderly )?{RELATIVE}(?! and i)(?!\w)|,? whose (?!list|clinic|firm|team|teaching)",
    ),
    before(-5, r"complaints? (?:letter |in )?(?:from|by|about)"),
    before(
        -3,
        r"(?:risks?|consent(?: form)?(?: \d)?|options|prognosis|dnacpr|stoma|escalation|breaking it|the news) (?:\w+ )?(?:with|to|for)",
    ),
    after(
        -3,
        r",? at home(?!\w)|,? (?:in|from) (?:recovery|labour|clinic with)(?!\w)|,? (?:post[- ]?op|day \d)|,? (?:was |turned up |came up |went |is )?(?:\w+ )?on (?:the|our|my) list(?! with)",
    ),
    after(
        -6,
        r" (?:is|was|were) (?:\w+ )?(?:gracious|kind|lovely|understanding|patient|nice|forgiving|angry|brave|stoical|cross) (?:about|with|over) (?:the (?:wait|delay|cancell|mistake|scar|leak|error|complication)|being cancel|being sent|my (?:mistake|error|stitch|scar))",
    ),
    after(
        -2, rf" (?:[\w-]+ )?{ILLNESS}(?!\w)(?! (?:lists?|clinics?|course|study|paper|audit|teaching|talk))"
    ),
    before(-3, r"(?:got|get|getting) to know"),
    around(-4, r"(?:saved|save|saving|ruined|end of) (?:his|her|their) (?:life|leg|arm|sight)"),
    Cue(
        -4,
        Side.AFTER,
        re.compile(
            rf"^[^.!?\n]{{0,60}}?(?<!do )(?<!doing )(?<!did )(?<!through )(?<!\w)(?:his|her|their) (?:[a-z-]+ ){{0,2}}?(?:{ILLNESS}|{BODY}|\w{{3,}}(?:ectomy|ostomy|otomy|plasty|oscopy)|results?|histology|"
            r"biopsy|op|operation|surgery|follow[- ]?up|discharge|scan|tablets|pain|prognosis|appendix|hernia|gallbladder|chest drain)(?!\w)(?! (?:list|clinic|team|cases|technique|course|work|workload))",
            re.IGNORECASE,
        ),
    ),
    after(
        -3,
        r"[^.!?\n]{0,50}? (?:when|after|before|until) (?:he|she) (?:was (?:discharged|admitted)|left hospital|went home|died|woke)",
    ),
    around(
        -4,
        r"(?:her|his|their) (?:doctor|surgeon)|first doctor|listened to (?:her|him)|as (?:her|his) (?:doctor|surgeon)",
    ),
)
UNWELL = around(
    -1, rf"{PERSON}|{ILLNESS}|{BODY}|died|discharged|admitted|her|his|op|operation|surgery|stretcher|post-?op"
)
SOMEBODY_ELSE = around(1, rf"(?:the|a|an|another|my|our|this|that|his|her) (?:[\w-]+ ){{0,2}}?{PATIENT}")
"""Where the patient is named by a noun, a name beside it is likelier somebody who looks after them."""
