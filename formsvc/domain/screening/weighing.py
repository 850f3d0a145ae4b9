"""How a name is weighed: what patients meet with, against what colleagues do, in the words around it."""

from __future__ import annotations

from formsvc.domain.screening import colleague_cues, patient_cues
from formsvc.domain.screening.evidence import weighed
from formsvc.domain.screening.language import pattern
from formsvc.domain.screening.workplace import ROLE

_OWN_PEOPLE = pattern(
    r"(?:my (?:\w+ )?(?:wife|husband|partner|girlfriend|boyfriend|friends?|flatmates?|housemates?|colleagues?|mum|dad|brother|sister|"
    r"son|daughter|kids?|cat|dog|baby|fianc\w+|co-?f[12]|sho|reg\w*|team|buddy)|"
    r"the (?:\w+ )?(?:nurse|sister|physio|pharmacist|odp|porter|dietitian|secretary|hca|midwife|reg|registrar|sho|f1|f2|consultant|"
    r"anaesthetist|stoma nurse|trial|score|sign|procedure|technique))"
)
_ROLE_WORD = pattern(ROLE)
_CUES = (*colleague_cues.CUES, *patient_cues.CUES)


def weight_of(before: str, after: str) -> int:
    """Return what the words before and after a name in its sentence say: above nought, a colleague.

    Where nothing stands right beside the name, a sentence with nobody ill in it, or with
    somebody else as the patient, speaks for a colleague: trainees write of the people they work with.
    """
    weight = said_beside(before, after)
    if not weight and (
        not patient_cues.UNWELL.stands(before, after) or patient_cues.SOMEBODY_ELSE.stands(before, after)
    ):
        return 1
    return weight


def said_beside(before: str, after: str) -> int:
    """Return what stands right beside the name, and nothing more."""
    return weighed(_CUES, before, after)


def is_a_colleagues(after: str) -> bool:
    """Tell whether the words after a name say what only colleagues do."""
    return weighed(colleague_cues.CUES, "", after) > 0


def is_a_patients(before: str, after: str) -> bool:
    """Tell whether the words around a name say what only patients meet with."""
    return weighed(patient_cues.CUES, before, after) < 0


def tells_of_illness(sentence: str) -> bool:
    """Tell whether a sentence speaks of somebody ill."""
    return patient_cues.UNWELL.stands(sentence, "")


def is_about_somebody_ill(sentence: str) -> bool:
    """Tell whether a sentence speaks of somebody ill, and of nobody who works there or is the writer's own."""
    return (
        tells_of_illness(sentence)
        and _OWN_PEOPLE.search(sentence) is None
        and _ROLE_WORD.search(sentence) is None
    )
