"""Letters to a mentee: how theirs fared, what the mentor said, and how they take part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from formsvc.domain.cycle import Word
from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class UndeliveredMenteeFacts(Facts):
    """Word to the mentee that a submission, or an addition, hasn't reached the mentor; nothing of it.

    ``shared``: it is an earlier one, which they let a new mentor have.
    """

    kind = LetterKind.UNDELIVERED_MENTEE
    mentor_name: str
    cycle: int
    reference: str
    link: str
    addition: bool
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class MentorMovedFacts(Facts):
    """Word to the mentee that the mentor has a new address, to which nothing goes before they accept it."""

    kind = LetterKind.MENTOR_MOVED
    mentor_name: str
    mentor_email: str
    link: str


@dataclass(frozen=True, kw_only=True)
class DelayedMenteeFacts(Facts):
    """Word to the mentee that a letter has waited for more than a day, with other ways."""

    kind = LetterKind.DELAYED_MENTEE
    mentor_name: str
    cycle: int
    reference: str
    link: str


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
class StandingChangedFacts(Facts):
    """Word to the mentee of a pause, a cycle let pass, leaving or coming back.

    ``change`` is paused, skipped, without_mentor, left or back; ``day`` is when a pause ends
    or all is erased.
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
class ErasureSoonFacts(Facts):
    """Word to somebody who has had no mentor ``since`` a day, of the day on which all is erased."""

    kind = LetterKind.ERASURE_SOON
    since: date
    day: date
    link: str


@dataclass(frozen=True, kw_only=True)
class ReminderFacts(Facts):
    """What every reminder says: the days of the open cycle, and where to answer or choose fewer letters."""

    due: date
    last_day: date
    link: str
    short_link: str
    settings_link: str


@dataclass(frozen=True, kw_only=True)
class CycleOpenedFacts(ReminderFacts):
    """Word that a questionnaire is open."""

    kind = LetterKind.CYCLE_OPENED


@dataclass(frozen=True, kw_only=True)
class CycleClosedFacts(ReminderFacts):
    """Word that the last one has closed unsent, without blame, and that the next is open."""

    kind = LetterKind.CYCLE_CLOSED


@dataclass(frozen=True, kw_only=True)
class DueSoonFacts(ReminderFacts):
    """Word that the open questionnaire is due in the next days."""

    kind = LetterKind.DUE_SOON


@dataclass(frozen=True, kw_only=True)
class DueTodayFacts(ReminderFacts):
    """Word that the open questionnaire is due today."""

    kind = LetterKind.DUE_TODAY


@dataclass(frozen=True, kw_only=True)
class LateFacts(ReminderFacts):
    """A week after it was due: letting it pass and the two-minute version are both fine."""

    kind = LetterKind.LATE


@dataclass(frozen=True, kw_only=True)
class PairingProposedMenteeFacts(Facts):
    """Word to a mentee of who could be their mentor; ``earlier_mentor``: whose pairing has ended with it.

    Not ``joined``: the invitation comes first.
    """

    kind = LetterKind.PAIRING_PROPOSED_MENTEE
    mentor_name: str
    earlier_mentor: str
    joined: bool
    link: str


@dataclass(frozen=True, kw_only=True)
class PairingAcceptedFacts(Facts):
    """Word to a mentee that both have accepted, so that questionnaires can go."""

    kind = LetterKind.PAIRING_ACCEPTED
    mentor_name: str
    home_link: str


@dataclass(frozen=True, kw_only=True)
class PairingDeclinedFacts(Facts):
    """Word to a mentee that their mentor can't be it; without a reason."""

    kind = LetterKind.PAIRING_DECLINED
    mentor_name: str
    home_link: str
