"""Letters of the evaluation: one link, and a reminder without one, since nobody knows whose link is whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from formsvc.domain.evaluation import Group
from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class EvaluationInvitationFacts(Facts):
    """An invitation to answer, with a link that works once."""

    kind = LetterKind.EVALUATION_INVITATION
    group: Group
    questions: int
    link: str
    closes_on: date


@dataclass(frozen=True, kw_only=True)
class EvaluationReminderFacts(Facts):
    """The one reminder, to everyone alike."""

    kind = LetterKind.EVALUATION_REMINDER
    opened_on: date
    closes_on: date
