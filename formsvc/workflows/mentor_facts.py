"""What the letters about a mentor's word say. Names are looked up when a letter is composed.

So a letter that waits holds ids alone, and an erased person's name is in none of them.
"""

from __future__ import annotations

from datetime import date

from formsvc.domain.cycle import Word
from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.letters import Letter
from formsvc.mail.facts import MenteesToPairFacts, MentorAnsweredFacts, MentorSteppedBackFacts
from formsvc.workflows.services import Services

_YOUR_MENTOR = "Your mentor"
_A_MENTOR = "A mentor"


def mentor_answered(services: Services, letter: Letter) -> MentorAnsweredFacts:
    """Return what the mentee reads of a mentor's word; of the record, only who received it is used."""
    mentee = services.store.registry.person(letter.person_id or "")
    cycle = int(letter.facts["cycle"])
    sent = services.store.records.submission(mentee.id, cycle)
    by = letter.facts.get("by")
    return MentorAnsweredFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=sent.mentor_name if sent else _YOUR_MENTOR,
        cycle=cycle,
        reference=letter.facts["reference"],
        word=Word(letter.facts["word"]),
        by=date.fromisoformat(by) if by else None,
        still_paired=bool(sent and mentee.pairing and mentee.pairing.mentor_id == sent.mentor_id),
        home_link=_home(services),
    )


def mentor_stepped_back(services: Services, letter: Letter) -> MentorSteppedBackFacts:
    """Return what the mentee of a mentor who stepped back reads."""
    return MentorSteppedBackFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=_name(services, letter.facts["mentor"]) or _YOUR_MENTOR,
        home_link=_home(services),
    )


def mentees_to_pair(services: Services, letter: Letter) -> MenteesToPairFacts:
    """Return what a coordinator reads of a mentor who stepped back: names, and nothing written."""
    names = (_name(services, mentee_id) for mentee_id in letter.facts["mentees"].split())
    return MenteesToPairFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=_name(services, letter.facts["mentor"]) or _A_MENTOR,
        mentees=tuple(sorted((name for name in names if name), key=str.casefold)),
    )


def _home(services: Services) -> str:
    return f"{services.base_url}/home"


def _name(services: Services, person_id: str) -> str:
    try:
        return services.store.registry.person(person_id).name
    except PersonUnknownError:
        return ""
