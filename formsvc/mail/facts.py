"""What each kind of letter carries: one frozen class a kind, which both of its parts are made from.

Moments are aware and in the programme's time zone, for reading. Only ``SubmissionFacts`` and
``UpdateFacts`` hold answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from formsvc.domain.cycle import Word
from formsvc.domain.letters import LetterKind
from formsvc.domain.programme import Programme


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Links that work without signing in, at the foot of every cycle letter to a mentee (principle 4)."""

    pause: str
    skip: str
    leave: str


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every letter says: which programme sends it, and to whom (empty: not by name)."""

    kind: ClassVar[LetterKind]
    programme: Programme
    to_name: str
    ways_out: WaysOut | None = None


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(Facts):
    """An invitation to join, with the link that stands for the mailbox."""

    kind = LetterKind.INVITATION
    link: str
    expires_at: datetime
    as_coordinator: bool


@dataclass(frozen=True, kw_only=True)
class WelcomeMentorFacts(Facts):
    """What a new mentor may expect; a mentor needs no account, so it has no link to one."""

    kind = LetterKind.WELCOME_MENTOR


@dataclass(frozen=True, kw_only=True)
class SignInFacts(Facts):
    """A link and a short code, either of which shows that the mailbox is the person's."""

    kind = LetterKind.SIGN_IN
    link: str
    code: str
    minutes: int


@dataclass(frozen=True, kw_only=True)
class FactorChangedFacts(Facts):
    """Word to the owner that the authenticator, the recovery codes or both were changed (A11)."""

    kind = LetterKind.FACTOR_CHANGED
    changed_at: datetime
    authenticator: bool = True
    recovery_codes: bool = True


@dataclass(frozen=True, kw_only=True)
class AddressAskedFacts(Facts):
    """Word to the old address that a new one was asked for, without naming it (Z3)."""

    kind = LetterKind.ADDRESS_ASKED
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class AddressConfirmFacts(Facts):
    """A link to a new address; whose it is isn't said, since the address may be mistyped."""

    kind = LetterKind.ADDRESS_CONFIRM
    link: str
    expires_at: datetime


@dataclass(frozen=True, kw_only=True)
class AddressChangedFacts(Facts):
    """Word to the old address that letters go to another one from now on (Z3)."""

    kind = LetterKind.ADDRESS_CHANGED
    changed_at: datetime


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
class UndeliveredMenteeFacts(Facts):
    """Word to the mentee that a submission hasn't reached the mentor; nothing of its content."""

    kind = LetterKind.UNDELIVERED_MENTEE
    mentor_name: str
    cycle: int
    reference: str


@dataclass(frozen=True, kw_only=True)
class UndeliveredCoordinatorFacts(Facts):
    """Word to a coordinator that a submission is stuck; ``reply`` is the mail server's code, if any."""

    kind = LetterKind.UNDELIVERED_COORDINATOR
    mentee_name: str
    mentor_name: str
    cycle: int
    reference: str
    reply: str


@dataclass(frozen=True, kw_only=True)
class MentorAnsweredFacts(Facts):
    """Word to the mentee of what the mentor said by their link; ``by`` is the day of a promise.

    ``still_paired`` is whether the next questionnaire would go to the same mentor.
    """

    kind = LetterKind.MENTOR_ANSWERED
    mentor_name: str
    cycle: int
    reference: str
    word: Word
    by: date | None
    still_paired: bool
    home_link: str


@dataclass(frozen=True, kw_only=True)
class MentorSteppedBackFacts(Facts):
    """Word to the mentee that the mentor mentors no more, and of what stays as it is."""

    kind = LetterKind.MENTOR_STEPPED_BACK
    mentor_name: str
    home_link: str


@dataclass(frozen=True, kw_only=True)
class MenteesToPairFacts(Facts):
    """Word to a coordinator that a mentor stepped back, with the names of who needs another."""

    kind = LetterKind.MENTEES_TO_PAIR
    mentor_name: str
    mentees: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class DelayedMenteeFacts(Facts):
    """Word to the mentee that a letter has waited for more than a day, with other ways."""

    kind = LetterKind.DELAYED_MENTEE
    mentor_name: str
    cycle: int
    reference: str
    link: str


@dataclass(frozen=True, kw_only=True)
class StandingChangedFacts(Facts):
    """Word to the mentee of a pause, a cycle let pass, leaving or coming back.

    ``change`` is paused, skipped, left or back; ``day`` is when a pause ends or all is erased.
    """

    kind = LetterKind.STANDING_CHANGED
    change: str
    day: date | None
    link: str


@dataclass(frozen=True, kw_only=True)
class CheckInFacts(Facts):
    """One gentle question to somebody who paused without an end, on the day that they chose."""

    kind = LetterKind.CHECK_IN
    link: str


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
class PairingEndedCoordinatorFacts(Facts):
    """Word to a coordinator that a pairing has ended; ``left``: the mentee takes no part any more."""

    kind = LetterKind.PAIRING_ENDED_COORDINATOR
    mentee_name: str
    mentor_name: str
    left: bool


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
