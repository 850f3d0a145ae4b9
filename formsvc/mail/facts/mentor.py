"""Letters to a mentor. Only ``SubmissionFacts``, ``UpdateFacts`` and ``SharedFacts`` hold answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from formsvc.domain.changes import Changes
from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts
from formsvc.mail.picture import png_of


@dataclass(frozen=True, kw_only=True)
class WelcomeMentorFacts(Facts):
    """What a new mentor may expect; a mentor needs no account, so it has no link to one.

    ``applied``: they asked to, and were accepted.
    """

    kind = LetterKind.WELCOME_MENTOR
    applied: bool = False


@dataclass(frozen=True, kw_only=True)
class AboutMentee(Facts):
    """What every letter to a mentor about one mentee says: whose it is."""

    mentee_name: str

    @property
    def thread_subject(self) -> str:
        """The subject of all letters of one pairing: some mail programs thread by nothing else."""
        return f"{self.programme.name}: {self.mentee_name}'s questionnaires"


@dataclass(frozen=True, slots=True)
class ByEmail:
    """A word of the mentor's that an empty email says, and the link that begins that email."""

    words: str
    link: str


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
class SubmissionFacts(AboutMentee):
    """A whole submission for the mentor; ``asks`` is what the letter shows first, then ``changes``."""

    kind = LetterKind.SUBMISSION
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
    changes: Changes | None = None
    by_email: tuple[ByEmail, ...] = ()

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """One for each rating that has a course, by its name."""
        ratings = self.changes.ratings if self.changes else ()
        return {
            f"ratings-{number}": png_of(rating.series, len(rating.question.words))
            for number, rating in enumerate(ratings, start=1)
        }


@dataclass(frozen=True, kw_only=True)
class UpdateFacts(AboutMentee):
    """One short addition to a questionnaire that the mentor has; ``text`` is the mentee's own."""

    kind = LetterKind.UPDATE
    cycle: int
    reference: str
    text: str
    reading_minutes: int


@dataclass(frozen=True, kw_only=True)
class NoticeFacts(AboutMentee):
    """Word to the mentor that something can be opened by link until a moment; nothing of what it says.

    ``addition``: it is about an addition to a questionnaire that had its notice before.
    """

    kind = LetterKind.NOTICE
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
class NothingThisTimeFacts(AboutMentee):
    """One line to a mentor: nothing comes this time, and nothing is needed; never why."""

    kind = LetterKind.NOTHING_THIS_TIME
    mentee_email: str


@dataclass(frozen=True, kw_only=True)
class PairingProposedFacts(AboutMentee):
    """The question whether a mentor takes a mentee on, with the link that needs no account."""

    kind = LetterKind.PAIRING_PROPOSED
    link: str


@dataclass(frozen=True, kw_only=True)
class SharedFacts(AboutMentee):
    """An earlier questionnaire that a mentee shares with a new mentor.

    With an ``open_link`` it holds no answers: they open by the link until a moment. ``added`` is the
    mentee's addition to it.
    """

    kind = LetterKind.SHARED
    cycle: int
    reference: str
    sent_at: datetime
    reading_minutes: int
    asks: Answered | None = None
    sections: tuple[AnsweredSection, ...] = ()
    added: str = ""
    open_link: str = ""
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PairingEndedFacts(AboutMentee):
    """The closing letter to a mentor; ``deleting``: the mentee asks to have the letters deleted.

    ``unbegun``: not both had accepted, so there is nothing to delete.
    """

    kind = LetterKind.PAIRING_ENDED
    deleting: bool
    unbegun: bool = False


@dataclass(frozen=True, kw_only=True)
class MentorRetiredFacts(Facts):
    """Word to a mentor whom the coordinators took off the list."""

    kind = LetterKind.MENTOR_RETIRED


@dataclass(frozen=True, kw_only=True)
class NudgeFacts(Facts):
    """One line to a mentor of whom nothing is heard; nothing of what was written."""

    kind = LetterKind.NUDGE
    mentee_name: str
    reference: str
    acknowledgement_link: str
    by_email: tuple[ByEmail, ...] = ()
