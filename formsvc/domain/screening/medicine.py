"""What is done to patients and happens to them: medicine's own word endings first, then its short words."""

from __future__ import annotations

PROCEDURE = (
    r"(?:\w{2,}(?:ectom(?:y|ies)|otom(?:y|ies)|ostom(?:y|ies)|plast(?:y|ies)|oscop(?:y|ies)|rrhaph(?:y|ies)|desis|"
    r"centesis|pexy|graphy)|op(?:eration)?s?|surger(?:y|ies)|procedures?|repairs?|resections?|anastomos[ie]s|hernias?|whipple'?s?|"
    r"hartmann'?s?|appendix|appendices|appendixes|appy|lap chole|chole|fixation|drainage|debridement|amputation|bypass|"
    r"biops(?:y|ies)|closure|exploration|hip|nof|hemi|stents?|central line|chest drain|cannula|catheter|washout|ct|"
    r"scan|mri|case|consent|transplant\w*|evar|ercp|ogd|gastroscopy|scope|c-?sections?|sections?|caesareans?|lscs|"
    r"spinal|epidural|intubation|lumbar puncture|manipulation|mua|nailing|lap|laps|relook|re-look|d&c|erpc|dhs|thr|tkr|grafts?|flap|reversal|"
    r"excision|incision and drainage|i&d|i and d|clamshell|decompression|dressing change|trachy|dialysis|ect|delivery|block|"
    r"reduction|rectopexy|circumcision|banding|cauterisation|tips|fasciotom\w+|escharotom\w+|arterial line|art line|"
    r"tap|nephrostomy|embolisation|angio(?:gram|plasty)?|ultrasound|uss|x-?ray|bloods)"
)
ILLNESS = (
    r"(?:\w{3,}itis|(?!diploma|aroma)\w{3,}oma(?:s|ta)?|\w{2,}aemi[ac]|\w{3,}osis|\w{2,}rrhag\w*|\w{3,}plegia|\w{2,}paresis|"
    r"\w{2,}algia|\w{2,}penia|\w{2,}megaly|\w{3,}thorax|\w{4,}cele|"
    r"perforat\w*|ruptur\w*|obstruct\w*|appendi\w*|hernias?|cancer|ca|tumours?|sepsis|septic|abscess\w*|leak\w*|"
    r"bleed\w*|bled|fractur\w*|trauma|stab\w*|collaps\w*|arrest\w*|infect\w*|haematoma|ischaem\w*|peritonit\w*|"
    r"torsion|intussusception|volvulus|sbo|aaa|pe|dvt|mi|stroke|dementia|pneumonia|gallstones?|gallbladder|ulcer|du|"
    r"necrotis\w*|necrotic|incarcerated|strangulated|burns?|stoma|wound|drain|mesh|ileus|collection|ectopic|"
    r"cauda equina|nof|rtc|rta|histology|diagnosis|dehisc\w*|converted|chemo\w*|dnacpr|palliative|stents?|"
    r"transfusion|compartment syndrome|aneurysm\w*|dissection|delirium|delirious|overdose|od|self-?harm\w*|psychosis|"
    r"seizures?|eclampsia|pre-?eclampsia|pph|aph|abruption|miscarr\w+|stillb\w+|malrotation|atresia|swab|never event|"
    r"nec|eupd|bpad|ingestion|t[12]dm|mnd|lbo|ckd|pvd|quinsy|croup|supracondylar|scaphoid|pid|prem|overdosed|jaundic\w*|fistula\w*|gangren\w*|ards|aki|dka|lump|mass|polyps?|piles|ida|copd|crohn'?s|fournier'?s|boerhaave'?s|"
    r"stroked|spiked|haemothorax|desaturat\w*|anaphyla\w*|hypotens\w*|hypox\w*)"
)
BODY = (
    r"(?:bowels?|colon|rectum|rectal|liver|spleen|splenic|kidneys?|renal|bladder|stomach|abdom\w*|abdo|belly|tummy|chest|lungs?|"
    r"skull|brain|spine|legs?|foot|toes?|knees?|hips?|arms?|fingers?|wrists?|elbow|shoulder|breasts?|testi\w*|scrot\w+|penis|"
    r"groin|thyroid|parotid|throat|scalp|jaw|artery|arteries|veins?|aort\w+|carotid|femoral|femur|tibia\w*|pelvi[sc]|uterus|womb|"
    r"ovar\w+|cervix|placenta|prostate|ureter\w*|sigmoid|caec\w*|duoden\w*|oesophag\w*|pancrea\w*|bile duct|stump|"
    r"airway|cord|lacerat\w+|stitches)"
)
_SOMEONE = (
    r"patients?|pts?|lad(?:y|ies)|woman|women|man|men|gentlem[ae]n|gents?|boys?|girls?|child|children|baby|babies|toddlers?|kids?|"
    r"neonates?|newborn|infant|wean|bairn|teenagers?|chaps?|blokes?|guy|lads?|lass(?:ie)?|fell[ao]w?|recipient|donor|amputee|inpatient|"
    r"pensioner|centenarian|nonagenarian|octogenarian"
)
PATIENT = rf"(?:{_SOMEONE})"
PERSON = (
    rf"(?:{_SOMEONE}|mothers?|fathers?|mums?|mams?|mammy|mammies|dads?|das?|sons?|daughters?|wife|husbands?|widow(?:er)?|relatives?|"
    r"brother|sister|next of kin|nok|carers?|grandmother|grandfather|grand(?:son|daughter)|nan|nana|granny|family|families)"
)
RELATIVE = (
    r"(?:mums?|moms?|mams?|mammy|mothers?|dads?|da|daddy|fathers?|parents?|wife|husband|wifey|hubby|partner|sons?|daughters?|"
    r"brothers?|sisters?|siblings?|twin|nan|nana|gran|granny|grandad|grandmother|grandfather|grand(?:son|daughter)|"
    r"(?:daughter|son|mother|father|brother|sister)-in-law|niece|nephew|aunt(?:ie|y)?|uncle|carers?|family|relatives?|"
    r"next of kin|nok|fianc\w+|girlfriend|boyfriend|widow(?:er)?|social worker|guardian|foster \w+|kids|children)"
)
HAPPENED = (
    r"(?:died|dying|death|dead|passed away|admitted|readmitted|admission|discharged|presented|came in|brought in|"
    r"consented|clerked|operated|underwent|resus\w*|deteriorat\w*|self-discharged|"
    r"complained|crash call|cardiac arrest|bed|stabb\w+|fell(?! on)|theatre|"
    r"m&m|debrief|datix|ward|scanned|intubated|transferred|seen in (?:a&e|ed|clinic)|"
    r"emergency|on-table|handed over|wound|transplanted|amputated|survived|delivered|scrubbed|assisted|skin to skin|first operator|primary operator|independent(?:ly)?|unsupervised|knife to skin|peri-?arrest|return to theatre|rtt|take-?back|complication|mortality|sui|near miss|wrong[- ](?:site|side|patient)|retained|transfused|code red|trauma call|cat(?:egory)? 1|bad news|postmortem|post-mortem|inquest|coroner|miscarried|absconded|sectioned|"
    r"coded|extubated|went off|got called|assaulted|shot|knifed|drowned|crashed|opened (?:the|his|her|their)|on the table)"
)
