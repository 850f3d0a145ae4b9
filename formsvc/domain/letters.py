"""Letters: any email the service sends, from what it carries to where it waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

GIVE_UP_AFTER = timedelta(days=5)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=4)


class LetterKind(StrEnum):
    """One folder of templates and one facts class for each kind.

    NOTICE is only written, never queued: it is what a SUBMISSION or an UPDATE says when its
    answers are opened by link.
    """

    INVITATION = "invitation"
    WELCOME_MENTOR = "welcome_mentor"
    SIGN_IN = "sign_in"
    FACTOR_CHANGED = "factor_changed"
    ADDRESS_ASKED = "address_asked"
    ADDRESS_CONFIRM = "address_confirm"
    ADDRESS_CHANGED = "address_changed"
    MENTOR_MOVED = "mentor_moved"
    SUBMISSION = "submission"
    UPDATE = "update"
    UNDELIVERED_MENTEE = "undelivered_mentee"
    UNDELIVERED_COORDINATOR = "undelivered_coordinator"
    MENTOR_ANSWERED = "mentor_answered"
    MENTOR_STEPPED_BACK = "mentor_stepped_back"
    MENTEES_TO_PAIR = "mentees_to_pair"
    MENTOR_RETIRED = "mentor_retired"
    NOTICE = "notice"
    OPENING_CODE = "opening_code"
    DELAYED_MENTEE = "delayed_mentee"
    STANDING_CHANGED = "standing_changed"
    CHECK_IN = "check_in"
    ERASURE_SOON = "erasure_soon"
    THANKS = "thanks"
    CHANGEOVER = "changeover"
    YEAR_ENDED = "year_ended"
    CYCLE_OPENED = "cycle_opened"
    CYCLE_CLOSED = "cycle_closed"
    DUE_SOON = "due_soon"
    DUE_TODAY = "due_today"
    LATE = "late"
    NUDGE = "nudge"
    NOTHING_THIS_TIME = "nothing_this_time"
    PAIRING_PROPOSED = "pairing_proposed"
    PAIRING_PROPOSED_MENTEE = "pairing_proposed_mentee"
    PAIRING_ACCEPTED = "pairing_accepted"
    PAIRING_DECLINED = "pairing_declined"
    PAIRING_DECLINED_COORDINATOR = "pairing_declined_coordinator"
    SHARED = "shared"
    PAIRING_ENDED = "pairing_ended"
    PAIRING_ENDED_COORDINATOR = "pairing_ended_coordinator"
    NOBODY_READS = "nobody_reads"
    APPLICATION_CONFIRM = "application_confirm"
    APPLICATION_WAITING = "application_waiting"
    APPLICATION_DECLINED = "application_declined"
    NEW_APPLICATIONS = "new_applications"
    DIGEST = "digest"
    COORDINATOR_CHANGED = "coordinator_changed"
    EVALUATION_INVITATION = "evaluation_invitation"
    EVALUATION_REMINDER = "evaluation_reminder"


REMINDERS = frozenset(
    {
        LetterKind.CYCLE_OPENED,
        LetterKind.CYCLE_CLOSED,
        LetterKind.DUE_SOON,
        LetterKind.DUE_TODAY,
        LetterKind.LATE,
    }
)
"""What a mentee hears of a cycle without having done anything. CYCLE_CLOSED says that the next has opened."""

CYCLE_LETTERS = REMINDERS | frozenset(
    {
        LetterKind.UNDELIVERED_MENTEE,
        LetterKind.DELAYED_MENTEE,
        LetterKind.STANDING_CHANGED,
        LetterKind.CHECK_IN,
        LetterKind.ERASURE_SOON,
        LetterKind.MENTOR_ANSWERED,
        LetterKind.MENTOR_STEPPED_BACK,
        LetterKind.MENTOR_MOVED,
        LetterKind.PAIRING_PROPOSED_MENTEE,
        LetterKind.PAIRING_ACCEPTED,
        LetterKind.PAIRING_DECLINED,
    }
)
"""Letters to a mentee that carry the ways out: pause, let one pass, another mentor, leave.

Never a sign-in letter.
"""


EVALUATION_LETTERS = frozenset({LetterKind.EVALUATION_INVITATION, LetterKind.EVALUATION_REMINDER})
"""Letters of the evaluation. They go out while it is open, and are no cycle letters: nothing is due."""

CARRYING_ANSWERS = frozenset({LetterKind.SUBMISSION, LetterKind.UPDATE})
"""Letters behind which a record stands: what they say is never in the outbox."""


class LetterEvent(StrEnum):
    """What the ledger writes down of a letter.

    RETURNED is of one that the mail server had taken, and that came back: it is parked.
    """

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class Fate(StrEnum):
    """Whether a letter in the outbox is still to be tried.

    HELD is a letter that waits for the operator: it was restored from a backup, and may have
    been delivered after the backup was made (R21). The ledger counts it as waiting.
    """

    WAITING = "waiting"
    PARKED = "parked"
    HELD = "held"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in the outbox: who to, what kind, and references to facts (never answers).

    ``person_id`` is whose letter it is: its lock guards it. A submission's letter names the
    record by ``facts["cycle"]``; a sign-in letter has no person until the worker finds one.
    ``resumed_at`` is when a parked one was let go again: the five days of trying begin anew. ``told``: who
    waits for one that is parked knows it, where no state in the registry says so.
    """

    id: str
    kind: LetterKind
    to_name: str
    to_email: str
    created_at: datetime
    person_id: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    fate: Fate = Fate.WAITING
    attempts: int = 0
    next_try_at: datetime | None = None
    last_reply: str = ""
    resumed_at: datetime | None = None
    told: bool = False


def next_try(letter: Letter, now: datetime) -> datetime | None:
    """Return when to try again after a temporary failure (R11): 1, 2, 4 ... minutes, at most 4 hours.

    None when five days have gone by since the letter was written or resumed: give up and park it.
    """
    if now - (letter.resumed_at or letter.created_at) >= GIVE_UP_AFTER:
        return None
    return now + min(_FIRST_WAIT * (1 << min(letter.attempts, 20)), _LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class Conservation:
    """The ledger's sum, always true: accepted = delivered + waiting + parked + withdrawn."""

    accepted: int
    delivered: int
    waiting: int
    parked: int
    withdrawn: int

    @property
    def holds(self) -> bool:
        """Whether no letter is unaccounted for."""
        return self.accepted == self.delivered + self.waiting + self.parked + self.withdrawn

    def __str__(self) -> str:
        """Return the line that ``formsvc status`` shows."""
        sign = "=" if self.holds else "≠"
        return (
            f"{self.accepted} accepted {sign} {self.delivered} delivered + {self.waiting} waiting "
            f"+ {self.parked} parked + {self.withdrawn} withdrawn"
        )
