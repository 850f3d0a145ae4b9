"""The draft a mentee is writing, and the submission that was sent: the record, the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from formsvc.domain.questionnaire import Answers


class Way(StrEnum):
    """How a submission reaches the mentor: whole by email, or opened by a link and a one-time code."""

    EMAIL = "email"
    LINK = "link"


class GoalStep(StrEnum):
    """What became of last time's goal, in one choice."""

    KEPT = "kept"
    CHANGED = "changed"
    REACHED = "reached"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Update:
    """One short addition to a submission, sent after it to the same address."""

    text: str
    sent_at: datetime
    letter_id: str


@dataclass(frozen=True, slots=True)
class Redirection:
    """The address that a stuck letter was for, and when it was let go again: to the same, or to another."""

    earlier_email: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Touch:
    """When a section last changed: the generation it made, the page that saved it, and the moment."""

    generation: int
    page_id: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class SetAside:
    """Another version of one section, from another tab or device, kept to be copied from."""

    section_id: str
    answers: Answers
    saved_at: datetime
    page_id: str = ""


@dataclass(frozen=True, slots=True)
class Screened:
    """Where one answer has words that may identify a patient, and of which kind; where it names colleagues.

    Offsets (start, end) into the text that has the mark ``of``; the words themselves aren't repeated.
    """

    of: str
    found: tuple[tuple[int, int, str], ...] = ()
    colleagues: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a mentee has typed for one cycle; ``generation`` grows by one at every save.

    ``unsent`` is the draft of an earlier cycle that closed before it was sent, kept to be read.
    ``touched`` says by section id when it last changed, and ``set_aside`` keeps what was saved over.
    ``screened`` is what was found in each answer, by its question's id, for the check page to point at.
    """

    cycle: int
    generation: int = 0
    answers: Answers = field(default_factory=dict)
    saved_at: datetime | None = None
    unsent: Draft | None = None
    goal_steps: Mapping[str, GoalStep] = field(default_factory=dict)
    touched: Mapping[str, Touch] = field(default_factory=dict)
    set_aside: tuple[SetAside, ...] = ()
    screened: Mapping[str, Screened] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """One questionnaire as sent; its key is (mentee, cycle), and only an ``update`` is ever added.

    The recipient is fixed here, at sending (Z5): ``mentor_name`` and ``mentor_email`` are what
    the mentee saw on the check page. ``letter_id`` makes the letter's Message-ID; ``goes_at`` is
    when the letter may leave, None: at once. ``short`` marks the two-minute version.
    Only what didn't arrive ever goes elsewhere, by the mentee's own word: ``redirections`` keeps
    each earlier address, and ``mentor_email`` is the one that counts.
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
    goes_at: datetime | None = None
    way: Way = Way.EMAIL
    short: bool = False
    goal_steps: Mapping[str, GoalStep] = field(default_factory=dict)
    update: Update | None = None
    redirections: tuple[Redirection, ...] = ()

    @property
    def set_going_at(self) -> datetime:
        """When its letter was last let go, by its writer or once more after it was stuck."""
        if self.redirections:
            return self.redirections[-1].at
        return self.goes_at or self.sent_at

    @property
    def earlier_email(self) -> str:
        """The address that it was for before, empty when it never went elsewhere."""
        earlier = [each.earlier_email for each in self.redirections]
        return next((email for email in reversed(earlier) if email != self.mentor_email), "")
