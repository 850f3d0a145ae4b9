"""Letters to a mentor. Only ``SubmissionFacts`` and ``UpdateFacts`` hold answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class WelcomeMentorFacts(Facts):
    """What a new mentor may expect; a mentor needs no account, so it has no link to one."""

    kind = LetterKind.WELCOME_MENTOR


@dataclass(frozen=True, slots=True)
class Answered:
    """One question with its answer, as text; no ``texts``: not answered. ``listed``: a list of items."""

    label: str
    texts: tuple[str, ...] = ()
    listed: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredSection:
    """One section with its answers; ``at_the_top`` when the letter began with its only question."""

    title: str
    answers: tuple[Answered, ...]
    at_the_top: bool = False


@dataclass(frozen=True, kw_only=True)
class SubmissionFacts(Facts):
    """A whole submission for the mentor; ``asks`` is what the letter shows first."""

    kind = LetterKind.SUBMISSION
    mentee_name: str
    cycle: int
    reference: str
    sent_at: datetime
    asks: Answered
    sections: tuple[AnsweredSection, ...]
    prompts: tuple[str, ...]
    reading_minutes: int
    acknowledgement_link: str
    standing_link: str
    short: bool = False


@dataclass(frozen=True, kw_only=True)
class UpdateFacts(Facts):
    """One short addition to a questionnaire that the mentor has; ``text`` is the mentee's own."""

    kind = LetterKind.UPDATE
    mentee_name: str
    cycle: int
    reference: str
    text: str


@dataclass(frozen=True, kw_only=True)
class NoticeFacts(Facts):
    """Word to the mentor that something can be opened by link until a moment; nothing of what it says.

    ``addition``: it is about an addition to a questionnaire that had its notice before.
    """

    kind = LetterKind.NOTICE
    mentee_name: str
    cycle: int
    reference: str
    sent_at: datetime
    open_link: str
    until: datetime
    acknowledgement_link: str
    standing_link: str
    addition: bool


@dataclass(frozen=True, kw_only=True)
class OpeningCodeFacts(Facts):
    """A one-time code that opens one submission, in the browser that asked for it."""

    kind = LetterKind.OPENING_CODE
    code: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class NothingThisTimeFacts(Facts):
    """One line to a mentor: nothing comes this time, and nothing is needed; never why."""

    kind = LetterKind.NOTHING_THIS_TIME
    mentee_name: str
    mentee_email: str


@dataclass(frozen=True, kw_only=True)
class PairingEndedFacts(Facts):
    """The closing letter to a mentor; ``deleting``: the mentee asks to have the letters deleted."""

    kind = LetterKind.PAIRING_ENDED
    mentee_name: str
    deleting: bool


@dataclass(frozen=True, kw_only=True)
class NudgeFacts(Facts):
    """One line to a mentor of whom nothing is heard; nothing of what was written."""

    kind = LetterKind.NUDGE
    mentee_name: str
    reference: str
    acknowledgement_link: str
