"""The words of a trainee's own working life: who works there, training and its dates."""

from __future__ import annotations

ROLE = (
    r"(?:consultants?|supervisors?|cs|es|aes|ces|registrars?|reg|regs|spr|str|mentors?|boss|bosses|trainers?|tutors?|tpd|"
    r"surgeons?|locums?|anaesthetists?|clinical director|examiners?|sho|shos|fellow|lead|colleagues?|seniors?|professor|prof|"
    r"trainees?|team|firm|intensivist|teacher|educational|f1|f2|fy1|fy2|physician associate|pa|acp|anp|"
    r"ct1|ct2|ct3|st\d|head of school|dean|appraiser|referee|matron|\w{3,}ologists?|\w{3,}iatricians?|\w+therapists?|physios?|"
    r"pharmacists?|(?:scrub|staff|specialist|stoma|ward|charge|theatre|research|link|practice|night) (?:nurses?|sisters?)|cns|odps?|hcas?|secretary|secretaries|"
    r"(?:\w+[- ])?coordinators?|managers?|porters?|receptionists?|orthogeri\w*|gps?|associate specialist|clinical fellow|"
    r"medical student|practice educator|dietiti?cian|midwife|interpreter|chaplain|governance|chair|author|guardian of safe working|"
    r"principal investigator|lecturer|clerk|administrator|co-?author|lead clinician|chief)"
)
TRAINING = (
    r"(?:arcps?|interviews?|exams?|exam fee|mrcs|frcs\w*|mrcp|mrcog|frca|osces?|vivas?|part (?:a|b|1|2|one|two)|"
    r"courses?|ccrisp|atls|als|apls|bss|conferences?|congress|deadlines?|rotations?|rotate|rota|changeover|"
    r"annual leave|study leave|leave|holidays?|days? off|wedding|strikes?|striking|industrial action|picket|applications?|apply|applied|"
    r"contract|placement|induction|posters?|abstract|appraisal|e?-?portfolio|logbook|exam fee|fee|prize|"
    r"cct|maternity|paternity|parental|return(?:ed|ing)? to work|graduat\w*|journal club|audit|"
    r"grand round|study day|webinar|fellowship|job offer|offers?|oriel|revis\w*|booked|ticket|flight|moving house|"
    r"educational supervisor|my birthday|anniversary|marathon|ballot|lease|exam centre|training day|workshop|simulation|"
    r"submit\w*|submission|visa|gmc|msra|national selection|teaching day|half marathon|payslip|pay day|occupational health|"
    r"presented (?:at|my|our|a poster|it)|asit|asgbi|rcs\w*|symposium|meeting)"
)
AT_WORK = (
    r"(?:nights|on calls?|results?|post|teaching|talk|due|shifts?|meeting|job|trust|move|moved|sit|sitting|sat|passed|failed|"
    r"start(?:ed|ing|s)?|begins?|began|ends?|ended|finish(?:ed|es)?|opens?|closes?|supervisor|regional|rent|term|training|accepted|closed|closing|arriv\w+|retir\w+|comes? out|came out|launch\w*|guidelines?|rotat\w+|go(?:es)? live)"
)
