"""The draft a mentee is writing, and the submission that was sent: the record, the truth."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from formsvc.domain.questionnaire import Answers


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mentee has typed for one cycle; ``generation`` grows by one at every save.

    ``unsent`` is the draft of an earlier cycle that closed before it was sent, kept to be read.
    """

    cycle: int
    generation: int = 0
    answers: Answers = field(default_factory=dict)
    saved_at: datetime | None = None
    unsent: Draft | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """One questionnaire as sent; its key is (mentee, cycle), and nothing in it ever changes.

    The recipient is fixed here, at sending (Z5): ``mentor_name`` and ``mentor_email`` are what
    the mentee saw on the check page. ``letter_id`` makes the letter's Message-ID.
    """

    reference: str
    mentee_id: str
    cycle: int
    sent_at: datetime
    questionnaire_id: str
    questionnaire_version: str
    answers: Answers
    pairing_id: str
    mentor_id: str
    mentor_name: str
    mentor_email: str
    letter_id: str
