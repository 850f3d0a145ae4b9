"""What a mentee shared with a new mentor, when it didn't arrive: who waits for it is told, once a failure.

No state in the registry speaks of it, so the parked letter itself remembers that they were told. It is
written last: a crash before it lets the sweep tell them, under the same letter's id.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.returned import SentLetter, refusal_in_words
from formsvc.workflows.services import Services
from formsvc.workflows.sharing import shared_submission
from formsvc.workflows.telling import coordinators_of, tell_once


def tell_shared_undelivered(services: Services, letter: Letter) -> None:
    """Queue word that a claimed, parked letter didn't arrive, without content; of one taken back nothing."""
    mentee_id, cycle = letter.person_id or "", int(letter.facts["cycle"])
    with services.store.hold(mentee_id):
        found = shared_submission(services, mentee_id, cycle, letter.facts["pairing"])
        if found is None:
            return
        mentee = services.store.registry.person(mentee_id)
        facts = {
            "mentee_name": mentee.name,
            "mentor_name": letter.to_name,
            "cycle": letter.facts["cycle"],
            "reference": found.reference,
            "reply": refusal_in_words(letter.last_reply),
            "shared": "yes",
            "mentor_id": found.mentor_id,
        }
        about = ("undelivered", letter.id)
        tell_once(services, LetterKind.UNDELIVERED_MENTEE, mentee, facts, about)
        for coordinator in coordinators_of(services, mentee):
            tell_once(services, LetterKind.UNDELIVERED_COORDINATOR, coordinator, facts, about)
    services.store.outbox.save(replace(letter, told=True))


def tell_of_untold(services: Services, letter_id: str) -> None:
    """Tell of a parked letter of which a crash let nobody know."""
    with services.store.outbox.claim(letter_id) as letter:
        if letter is not None and letter.fate is Fate.PARKED and not letter.told:
            tell_shared_undelivered(services, letter)


def park_what_came_back(services: Services, sent: SentLetter, reply: str) -> None:
    """Park a shared questionnaire that the mail server took and that came back, once."""
    mentee_id, cycle = sent.person_id or "", sent.cycle or 0
    outbox = services.store.outbox
    with services.store.hold(mentee_id):
        pairing = services.store.registry.person(mentee_id).pairing
        found = shared_submission(services, mentee_id, cycle, pairing.id) if pairing else None
        known = any(each.id == sent.id and each.fate is Fate.PARKED for each in outbox.letters())
        if pairing is None or found is None or found.mentor_email != sent.to_email:
            return
        if not known:
            parked = Letter(
                id=sent.id,
                kind=LetterKind.SHARED,
                to_name=found.mentor_name,
                to_email=sent.to_email,
                created_at=sent.sent_at,
                person_id=mentee_id,
                facts={"cycle": str(cycle), "pairing": pairing.id},
                fate=Fate.PARKED,
                attempts=1,
                last_reply=reply,
            )
            outbox.take_back(parked, services.clock())
    tell_of_untold(services, sent.id)
