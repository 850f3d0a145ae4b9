"""What letters to a mentor say, but for a submission's own: those are in ``submission``."""

from __future__ import annotations

from collections.abc import Mapping

from formsvc.domain.cycle import Word
from formsvc.domain.letters import Letter, LetterKind
from formsvc.mail.facts import Facts
from formsvc.mail.facts.mentor import (
    MentorRetiredFacts,
    NothingThisTimeFacts,
    NudgeFacts,
    PairingEndedFacts,
    PairingProposedFacts,
    WelcomeMentorFacts,
)
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.answer_by_mail import email_links
from formsvc.workflows.letter_facts.building import Builder, name_of
from formsvc.workflows.notice import opening_code_facts
from formsvc.workflows.proposing import pairing_link
from formsvc.workflows.services import Services


def _welcome_mentor(services: Services, letter: Letter) -> Facts:
    return WelcomeMentorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        applied=bool(letter.facts.get("applied")),
    )


def _nothing_this_time(services: Services, letter: Letter) -> Facts:
    return NothingThisTimeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentee_email=letter.facts["mentee_email"],
    )


def _pairing_ended(services: Services, letter: Letter) -> Facts:
    return PairingEndedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        deleting=bool(letter.facts["deleting"]),
        unbegun=bool(letter.facts.get("unbegun")),
    )


def _pairing_proposed(services: Services, letter: Letter) -> Facts:
    mentee = services.store.registry.person(letter.facts["mentee"])
    assert mentee.pairing is not None  # noqa: S101 - the worker has looked
    return PairingProposedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=mentee.name,
        link=pairing_link(services, mentee.id, mentee.pairing),
    )


def _mentor_retired(services: Services, letter: Letter) -> Facts:
    return MentorRetiredFacts(programme=services.programme, to_name=letter.to_name)


def _nudge(services: Services, letter: Letter) -> Facts:
    mentee_id, cycle, reference = (letter.facts[key] for key in ("mentee", "cycle", "reference"))
    return NudgeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=name_of(services, mentee_id),
        reference=reference,
        acknowledgement_link=acknowledgement_link(services, mentee_id, int(cycle), reference),
        by_email=email_links(services, mentee_id, int(cycle), reference, [Word.REPLIED, Word.CANNOT]),
    )


MENTOR_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.WELCOME_MENTOR: _welcome_mentor,
    LetterKind.NOTHING_THIS_TIME: _nothing_this_time,
    LetterKind.PAIRING_ENDED: _pairing_ended,
    LetterKind.MENTOR_RETIRED: _mentor_retired,
    LetterKind.PAIRING_PROPOSED: _pairing_proposed,
    LetterKind.OPENING_CODE: opening_code_facts,
    LetterKind.NUDGE: _nudge,
}
