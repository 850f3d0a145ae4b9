"""What letters of the evaluation say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from formsvc.domain.evaluation import Group
from formsvc.domain.letters import Letter, LetterKind
from formsvc.mail.facts import Facts
from formsvc.mail.facts.evaluation import EvaluationInvitationFacts, EvaluationReminderFacts
from formsvc.workflows.evaluation_answers import asked_by_link, evaluation_link
from formsvc.workflows.letter_facts.building import Builder
from formsvc.workflows.services import Services


def _invitation(services: Services, letter: Letter) -> Facts:
    secret = letter.facts["secret"]
    return EvaluationInvitationFacts(
        programme=services.programme,
        to_name=letter.to_name,
        group=Group(letter.facts["group"]),
        questions=len(asked_by_link(services, secret).questions),
        link=evaluation_link(services.base_url, secret),
        closes_on=date.fromisoformat(letter.facts["closes_on"]),
    )


def _reminder(services: Services, letter: Letter) -> Facts:
    return EvaluationReminderFacts(
        programme=services.programme,
        to_name=letter.to_name,
        opened_on=date.fromisoformat(letter.facts["opened_on"]),
        closes_on=date.fromisoformat(letter.facts["closes_on"]),
    )


EVALUATION_LETTERS: Mapping[LetterKind, Builder] = {
    LetterKind.EVALUATION_INVITATION: _invitation,
    LetterKind.EVALUATION_REMINDER: _reminder,
}
