"""An application: somebody who would like to take part, from the form to the coordinator's decision."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import Role, checked_email, checked_name

UNCONFIRMED_LIFE = timedelta(days=14)
"""How long the link in the letter works; then the application is erased."""
DECIDED_LIFE = timedelta(days=90)
"""How long a decided application is kept, so that a question about it can be answered."""
UNDECIDED_LIFE = timedelta(days=365)
"""How long one is kept that nobody decides."""
LETTERS_A_DAY = 5
"""How many applications from one address are sent a link within a day."""
MOST_MENTEES = 20
LINE_LIMIT = 120
HOPES_LIMIT = 2000
TRAINING_LIMIT = 400
_FIGURES = 3
_NEVER_TYPED = frozenset({"Cc", "Cs"})


class ApplicationState(StrEnum):
    """How far an application has come. Who is WAITING has been told that there is no place yet."""

    UNCONFIRMED = "unconfirmed"
    NEW = "new"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


UNDECIDED = frozenset({ApplicationState.NEW, ApplicationState.WAITING})


class Reason(StrEnum):
    """Why an application is declined, as the letter says it; UNSAID gives no reason."""

    UNSAID = "unsaid"
    NO_PLACE = "no_place"
    NOT_FOR = "not_for"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Applied:
    """What an applicant wrote. ``training``, ``trained_on`` and ``max_mentees`` are a mentor's."""

    role: Role
    name: str
    email: str
    grade: str = ""
    specialty: str = ""
    site: str = ""
    department: str = ""
    hopes: str = ""
    training: str = ""
    trained_on: date | None = None
    max_mentees: int | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """One application; ``person_id`` is who the applicant becomes: accepting twice makes one person."""

    id: str
    person_id: str
    applied: Applied
    applied_at: datetime
    secret_hash: str
    state: ApplicationState = ApplicationState.UNCONFIRMED
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    reason: Reason | None = None

    @property
    def undecided(self) -> bool:
        """Whether a coordinator has still to decide."""
        return self.state in UNDECIDED

    def ends_at(self) -> datetime:
        """Return the moment from which it is to be erased."""
        if self.state is ApplicationState.UNCONFIRMED:
            return self.applied_at + UNCONFIRMED_LIFE
        if self.undecided:
            return (self.confirmed_at or self.applied_at) + UNDECIDED_LIFE
        return (self.decided_at or self.applied_at) + DECIDED_LIFE


def checked_line(field: str, typed: str) -> str:
    """Return one line without control characters, its spaces tidied; raises InputRefusedError."""
    line = " ".join(typed.split())
    if any(unicodedata.category(char) in _NEVER_TYPED for char in line):
        raise InputRefusedError(field, "Enter it again, without control characters.")
    if len(line) > LINE_LIMIT:
        raise InputRefusedError(field, f"Enter at most {LINE_LIMIT} characters.")
    return line


def checked_text(field: str, typed: str, limit: int) -> str:
    """Return a few lines of text, without control characters; raises InputRefusedError."""
    text = typed.replace("\r\n", "\n").replace("\r", "\n").strip()
    if any(unicodedata.category(char) in _NEVER_TYPED for char in text if char not in "\n\t"):
        raise InputRefusedError(field, "Enter it again, without control characters.")
    if len(text) > limit:
        raise InputRefusedError(field, f"Enter at most {limit:,} characters. You entered {len(text):,}.")
    return text


def mentees_typed(field: str, typed: str) -> int | None:
    """Return how many mentees somebody typed, None for nothing; raises InputRefusedError."""
    text = typed.strip()
    if not text:
        return None
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= _FIGURES else 0
    if not 1 <= number <= MOST_MENTEES:
        raise InputRefusedError(field, f"Enter a number from 1 to {MOST_MENTEES}.")
    return number


def _required(field: str, sentence: str) -> Callable[[str], str]:
    def checked(typed: str) -> str:
        line = checked_line(field, typed)
        if not line:
            raise InputRefusedError(field, sentence)
        return line

    return checked


CHECKS: Mapping[str, Callable[[str], str]] = {
    "name": checked_name,
    "email": checked_email,
    "grade": _required("grade", "Enter your grade or post."),
    "specialty": _required("specialty", "Enter your specialty."),
    "site": _required("site", "Enter where you work."),
    "department": lambda typed: checked_line("department", typed),
    "hopes": lambda typed: checked_text("hopes", typed, HOPES_LIMIT),
    "training": lambda typed: checked_text("training", typed, TRAINING_LIMIT),
}
"""What makes each typed field good: the tidied text, or InputRefusedError."""


def checked_application(applied: Applied) -> Applied:
    """Return what was written, tidied, a mentee's without what is a mentor's; raises InputRefusedError."""
    if applied.role is not Role.MENTOR:
        applied = replace(applied, training="", trained_on=None, max_mentees=None)
    tidied: dict[str, Any] = {field: check(getattr(applied, field)) for field, check in CHECKS.items()}
    return replace(applied, **tidied)
