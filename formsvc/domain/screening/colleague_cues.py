"""What colleagues do: they teach, have roles and lists, and are spoken of in the present tense.

A patient's story is told in the past ("bled", "was admitted"); a colleague is a habit ("asks about
anatomy", "never raises his voice", "has offered"). That grammar carries further than any list of verbs.
"""

from __future__ import annotations

from formsvc.domain.screening.evidence import Cue, after, around, before
from formsvc.domain.screening.medicine import BODY, PERSON
from formsvc.domain.screening.workplace import ROLE

_AND_ANOTHER = r"\W{1,2}(?:(?:mr|miss|ms|mrs|dr|prof)\.? \w+(?:, | and | or | & | then ))?"

_OWNED = (
    r"lists?|team|firm|clinics?|theatres?|rounds?|rota|secretary|judgement|judgment|feedback|advice|way|"
    r"technique|teaching|words|style|office|support|comments?|expectations?|registrars?|reg|sho|trainees?|job|service|session|"
    r"emails?|opinion|approach|patience|example|preference|preferred|training|supervision|report|signature|"
    r"patients?|tutorials?|loupes|standards?|hands|rule|mantra|phrase|voice|lecture|talk|course|retirement|leave|post|help|"
    r"reference|colleague|kit|on[- ]calls?|take|week|day|instruments?|music|playlist|book|paper|unit|method|tip|trick|"
    r"assessment|wbas?|cbds?|name (?:is|was) on|door|calm|reputation|m&m|mortality meeting|good books|replacement|cover|locum"
)
_GRADE = (
    r"(?:by far |easily |honestly |simply |probably |still |very |so |really |always |never |incredibly |just |also |now |as |\w+ly )*"
    r"(?:kind|brilliant|great|supportive|approachable|right|helpful|patient with|encouraging|fair|harsh|impressed|happy with|"
    r"pleased|good|lovely|generous|excellent|inspiring|rude|teaching|operating|supervising|watching|in theatre|(?:un)?scrubbed|busy|not around|"
    r"keen|strict|demanding|quick to|(?:my|our|the)(?! (?:[\w-]+ ){0,2}?(?:patient|pt|lady|man|woman|first|last|sickest|oldest|youngest))|a (?:\w+ ){0,2}(?:teacher|trainer|role model|hero|star|legend|inspiration|mentor|boss|"
    r"surgeon|joy|pleasure|gem|saint|supervisor|consultant|delight to work)|off|away|on call|on leave|around)"
)
_PAST = (
    r"let|letting|taught|showed|supervis\w+|watched|encourag\w+|operated|asked (?:me (?!(?:if|whether|why) (?:he|she|they))|what|how|why|if i|whether i)|told us|(?:made|had|got|bought|lent|drove|trained|supports?|backed|reassured|congratulated|emailed|thinks|treats?|pays?|pushe[sd]) me|presented (?:my|our|the|at|us)|drew|went (?:through|over)|left (?:for|the trust|us|to)|reckons|sorted|fixed|repaired|resected|dissected|divided|ligated|clipped|stapled|opened(?= (?:the|it|and)|[.,;]|$)|closed(?= (?:the|it|and)|[.,;]|$)|found the|did (?:it|most|all|some|half|a|his|her)|took (?:it|the|his|her time)|watching|supervising|holding|scrubbing|assisting|operating|teaching|hovering|looming|standing|breathing down|on the other side|opposite|unscrubbed|himself|herself|talked me|"
    r"took over|stepped in|took me|walked me|held (?:the|my)|gave me|give me|offered|prais\w+|criticis\w+|signed|corrected|"
    r"explained (?:to me|how|why|the)|helped me|rang me|called me|invited|advised|suggested|recommend\w*|agree[d]?|"
    r"did (?:not |n't )?(?:the|fill|sign|come|answer|a teaching|my)|didn'?t|doesn'?t|does not|scrubbed|assisted|retired|ran|led|"
    r"reviewed my|wrote me|wrote my|never once|wanted me|cancelled (?:his|her|the|my) (?:\w+ )?(?:list|clinic|leave)|shouted|snapped|performed|demonstrat\w+|guided|coached|debriefed|"
    r"nominated|mentored|thought i|noticed|pushed me|challenged me|quizzed|grilled|examined me|interviewed|published|covered|"
    r"came in (?:from home|to help|at \d\w* to help)|joined (?:us|as)|started (?:as|with us)|moved to (?:another|a different)|"
    r"handed me|scrubbing|letting me|not letting|wouldn'?t let|would (?:let|not let|rather)|will (?:let|teach|supervise|be my)|"
    r"and (?:i|me|dr|mr|miss|ms|mrs|my)(?! (?:husband|wife|son|daughter))|away|assess\w+|emailed|texted me|bleeped me|took the (?:case|list|registrar)|finished (?:it|the)|"
    r"said (?:the same|i was|i am|i'm|i could|i should|i need|i had|i did|my|crack|yes|no|to|well done|it was|that i|next time|slow|good|but|'|\"|\u201c)|told me (?:to|off|that i|i|i'\w+|my|how)"
)
_NOT_A_HABIT = (
    r"presents|dies|needs|has|was|is|bleeds|lives|remains|looks|feels|keeps|sticks|haunts|stays|deserves|gets|goes|comes|"
    r"wakes|refuses|declines|complains|suffers|returns|denies|reports|attends|arrests|describes|tolerates|mobilises|vomits|"
    r"collapses|deteriorates|develops|becomes|appears|seems|this|his|its|as|us|across|perhaps|plus|always|sepsis|nbm|does|who's|was|"
    r"desaturates|spikes|leaks|recovers|blames|thinks i killed|hates me|cries|thanks|bloods|obs|\w+itis|\w+osis|ribs|post-?ops?|sats|lies|"
    r"yes|hours|days|weeks|months|years|times|awaits|requires|undergoes|weighs|speaks|smokes|drinks|uses|takes|wants (?:to go|his|her|a)|\w+ss|\w+ous"
)

_UNDERGONE = (
    r"(?:had|has|have|having|was|were|is|needed|needs|underwent|developed|lost|broke|fractured|injured|perforated|ruptured|tore|got|suffered|became|went|came|"
    r"died|collapsed|bled into|fell|left|refused|declined|awaited|awaiting|in|on|for|from|with|to|at|of|by|as|but|so|because|while|when|after|before|until|without|like|and|or|"
    r"survived|required|requires|kept|told|asked|thanked|hugged|punched|swallowed|hit|crashed|drove)(?!\w)"
)

CUES: tuple[Cue, ...] = (
    after(
        6,
        r" refuses to (?:let|sign|scrub|teach|do|supervise)| (?:took|takes) (?:a|the|my|this|every|all) (?:[\w-]+ ){1,2}(?:away|off|from) ",
    ),
    around(
        3,
        r"(?:he|she|who|then|and) (?:\w+ )?(?:lets?|taught|teaches|showed|talked|took|walked|supervised|trained|coached|supports?) (?:me|us)|the best (?:boss|trainer|teacher|surgeon|supervisor)|role model",
    ),
    before(3, rf"{ROLE}(?: is| was|,|:|'s name is)?(?: called)?", _AND_ANOTHER),
    before(
        1,
        r"assist(?:ed|ing|s)?(?: with)?|scrub(?:bed|bing)?(?: in)? with|work(?:ed|ing|s)? (?:with|for|under|alongside)|under|"
        r"ask(?:ed|ing)?|rang|ring|phoned|called|call|calling|bleeped|discuss(?:ed|ing|ion)? (?:it |this |the case |cases )?with|"
        r"d/?w|s/?b|shadow(?:ed|ing)?|thanks to|thank|thanked|trust|impress(?:ed)?|watch(?:ed|ing)?|observ(?:ed|ing)|email(?:ed)?|"
        r"messaged|from|spoke to|speak to|talk(?:ed)? to|learn(?:ed|t|ing)? (?:\w+ ){0,3}from|role models?(?: is| was)?|like|than|joined|by|"
        r"attached to|belongs to|covering for|alongside|with|between|cc",
        _AND_ANOTHER,
    ),
    before(
        3,
        r"assist(?:ed|ing|ant)(?: with| to| for)?|scrub(?:bed|bing)(?: in)? with|know|(?:feedback|teaching|advice|help|support|\w*bds?|wbas?|pbas?) (?:from|by|with)|"
        r"work(?:ed|ing) (?:with|for|under)|(?:taught|trained|supervised|mentored|told off|praised|assessed|signed off|examined|marked|shown|"
        r"chaired|led|run|organised|observed|appraised|employed|coached|guided|corrected|interviewed|encouraged|helped|watched|done|taken|written|ticked) by|"
        r"operat\w+ with|shadow(?:ed|ing)|according to|courtesy of|on behalf of",
        r"\W(?:both )?",
    ),
    after(
        4,
        rf" (?:(?:and|or|then|both|&) [\w' ]{{2,16}} )?(?!{_UNDERGONE})[a-z]+(?: (?:down|up|out|off|over|through|with|to|at|by))? (?:(?:the|a|an|another|my|our|both|every|this|that|some|me the) )(?:[\w-]+ ){{0,2}}?"
        rf"(?:{PERSON}|{BODY}|vessels?|bleeders?|leak|mesh|trainees?|team|ct|scan|news|case|anatomy|complication|coroner|debrief|drain|anastomosis|retractor|camera|stapler|theatre|list|consent|ward|difficult|hard|rest|whole)(?!\w)",
    ),
    after(
        2,
        r" (?:about|that) (?:the|my|our|a|another) |'s been (?:off|away|great|so|very|brilliant|on)|(?: &| and) i(?!\w)| lost (?:his|her) (?:temper|patience|cool|voice|rag|nerve)",
    ),
    before(3, r"dear|thank you|thanks|hi|hello|sorry|cheers"),
    after(
        6,
        r",? (?:who )?came (?:in|to|down|up|back|over|along)[^.!?]{0,30}? (?:to (?:help|scrub|assist|operate|see me)|and (?:\w+ )?(?:fixed|sorted|helped|took|did|saved|operated|closed|showed|scrubbed|found|finished|let))(?!\w)",
    ),
    after(1, r" (?:that )?i(?:'d|'ve|'m|'ll| had| was| have| am)(?!\w)"),
    before(
        2,
        r"(?:times?|lists?|clinics?|theatres?(?: \d)?|sessions?|on[- ]calls?|jobs?|post|placement|rotation|days?|weeks?|months?|years?|meeting|met|"
        r"lesson|argued|disagreed|agreed|debrief(?:ed)?|morning|afternoon|mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|nights?|"
        r"cases?|laparotomy|\w+ectomy|\w+oscopy|hernias?|did (?:\w+ ){1,4}|through),? (?:it )?(?:with|for|under)",
        _AND_ANOTHER,
    ),
    after(3, rf"(?:'s|s'|') (?:\w+ ){{0,2}}(?:{_OWNED})(?!\w)"),
    after(3, rf",? (?:who is |who was )?an? (?!retired)(?:[\w-]+ ){{0,2}}?{ROLE}(?!\w)"),
    after(5, rf",? (?:who is |who was )?\(?(?:(?:my|our|the|their) (?:[\w-]+ ){{0,2}}?)?{ROLE}(?!\w)"),
    after(
        3,
        rf",? (?:who )?(?:(?:has|have|had|just|also|then|kindly|very|always|never|usually|only|once|even|later) ){{0,2}}(?:{_PAST})(?!\w)",
    ),
    after(
        3,
        r",? (?:who )?(?:(?:has|have) )(?:(?:never|always|just|also|already|kindly|now|since|only) )?(?:let|taught|shown|been (?:my|so|very|a|great|brilliant|good|kind|really|generous)|agreed|asked|left|given|made me|met|said|told|got me|helped|taken me|promised|arranged|put me|set|written|sent me|seen me|moved|got a|two|opposite|the best|high|time|never)(?!\w)",
    ),
    after(3, rf",? (?:who )?(?:is|was|has been|were|are|'s) (?:{_GRADE})(?!\w)"),
    after(
        3,
        rf",? (?:who )?(?:(?:both|all|never|always|usually|often|sometimes|just|also|only|still|rarely|then|at least|either|kindly) ){{0,2}}(?!(?:{_NOT_A_HABIT})(?!\w))[a-z]{{2,}}s(?!\w)",
    ),
    after(
        2,
        r" (?:both|all|either|alternate|never|always|usually|often|rarely)(?: \w+)?(?!\w)(?! (?:cried|bled|died|had|complained|woke))",
    ),
    after(
        2,
        r",? (?:in (?:clinic|theatre)|on (?:his|her) (?:\w+ )?(?:list|take)|sitting in|in charge|on[- ]call|doing \w+s)(?!\w)",
    ),
    after(
        3,
        rf",? \((?:{ROLE}|\w+olog\w+|vascular|colorectal|breast|upper gi|hpb|orthopaedics?|ortho|plastics|ent|general|trauma|\w+ consultant|"
        r"my \w+|anaesthetics?|paeds|paediatrics|radiology|itu|icu|surgery|no relation)\)",
    ),
)
