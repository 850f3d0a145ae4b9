"""Who takes part: the registry's view of a person, which never holds an answer."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email

from formsvc.domain.changeover import Changeover
from formsvc.domain.cycle import CycleState, Restart
from formsvc.domain.errors import InputRefusedError, RoleConflictError
from formsvc.domain.pairing import Pairing
from formsvc.domain.reminders import Hour, Reminders, Stage
from formsvc.domain.returned import Refusal
from formsvc.domain.workplace import Workplace

NAME_LIMIT = 120
_LINE_BREAKS = frozenset("\r\n\x00\x85\u2028\u2029")


class Role(StrEnum):
    """What a person does in this programme."""

    MENTEE = "mentee"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"


class Standing(StrEnum):
    """How far a person has come in taking part."""

    INVITED = "invited"
    JOINED = "joined"
    PAUSED = "paused"
    LEFT = "left"


class Mailbox(StrEnum):
    """Whether a mentor's mailbox may hold answers: whole letters, or a notice with a link to them."""

    PRIVATE = "private"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Pause:
    """A break without a reason; ``until`` None: until they say so. ``check_in``: one gentle question then."""

    began: date
    until: date | None = None
    check_in: date | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """One version of the agreement, and when it was accepted."""

    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the programme; ``starts`` anchors a mentee's cycles, on a local calendar date.

    ``restarts`` say where pauses moved them. ``skipped`` are the cycles that a mentee lets pass. Who has
    left is erased on ``erased_on``. ``quiet_told`` are the cycles of which a mentor has been told that
    nothing comes. A mentor may be away until the end of a day, and may step back from mentoring.
    ``text_only``: their letters go out without an HTML part. ``site``, ``department``, ``specialty`` and
    ``grade`` are empty when not known. A mentor takes at most ``max_mentees`` (None: no cap is known) and
    was trained on ``trained_on``. A coordinator heard of new applications at ``told_of_applications_at``,
    wants the Monday ``digest``, and was last looked after for it on ``digest_on``.
    ``reminders`` and ``reminder_hour`` are a mentee's choice; ``reminded`` is the last that they were told
    of each cycle, and ``reminded_on`` when they last had such a letter. ``agreement_version`` is what they
    accepted last, and ``agreements`` every one with its moment, oldest first (P1).
    ``auto_away_until`` is what a mentor's mail program last said by itself, and ``refusal`` the last letter
    that didn't arrive at their address. ``coordinator_id`` looks after a mentee;
    ``coordinator_conflicts`` declared to supervise or assess them. A coordinator took somebody out of the
    programme at ``retired_at``. ``erasure_told_on``: they were told that their time is nearly over (P4).
    ``thanked_on`` is when they last had a letter of thanks for a year, ``thanking_since`` when a coordinator
    had everyone thanked, as long as letters are left to write, and
    ``changeover`` what they were last asked before a changeover, and said.
    """

    id: str
    name: str
    email: str
    roles: frozenset[Role]
    standing: Standing
    invited_at: datetime
    joined_at: datetime | None = None
    agreement_version: str | None = None
    starts: date | None = None
    pairings: tuple[Pairing, ...] = ()
    cycles: Mapping[int, CycleState] = field(default_factory=dict)
    pause: Pause | None = None
    skipped: tuple[int, ...] = ()
    quiet_told: tuple[int, ...] = ()
    erased_on: date | None = None
    mailbox: Mailbox = Mailbox.PRIVATE
    away_until: date | None = None
    steps_back_at: datetime | None = None
    text_only: bool = False
    site: str = ""
    department: str = ""
    restarts: tuple[Restart, ...] = ()
    specialty: str = ""
    grade: str = ""
    max_mentees: int | None = None
    trained_on: date | None = None
    told_of_applications_at: datetime | None = None
    digest: bool = True
    digest_on: date | None = None
    reminders: Reminders = Reminders.ALL
    reminder_hour: Hour = Hour.MORNING
    reminded: Mapping[int, Stage] = field(default_factory=dict)
    reminded_on: date | None = None
    agreements: tuple[Agreed, ...] = ()
    auto_away_until: date | None = None
    refusal: Refusal | None = None
    coordinator_id: str = ""
    coordinator_conflicts: tuple[str, ...] = ()
    retired_at: datetime | None = None
    erasure_told_on: date | None = None
    thanked_on: date | None = None
    thanking_since: datetime | None = None
    changeover: Changeover | None = None

    @property
    def pairing(self) -> Pairing | None:
        """The pairing in force, if there is one."""
        return next((p for p in reversed(self.pairings) if p.ended is None), None)

    @property
    def workplace(self) -> Workplace:
        """Where they work, as far as it is known."""
        return Workplace(self.site, self.department)

    def away_on(self, today: date) -> date | None:
        """Return the last day of a mentor's absence, None when they are there."""
        return self.away_until if self.away_until is not None and today <= self.away_until else None

    def agreeing(self, version: str, at: datetime) -> Person:
        """Return the person once they accepted a version; accepting the same one again changes nothing."""
        if self.agreement_version == version and self.agreements:
            return self
        return replace(self, agreement_version=version, agreements=(*self.agreements, Agreed(version, at)))

    @property
    def quiet_until(self) -> date | None:
        """The last day on which no nudge should go to a mentor, by their own or their mail program's word."""
        said = (day for day in (self.away_until, self.auto_away_until) if day is not None)
        return max(said, default=None)

    @property
    def refused(self) -> Refusal | None:
        """What was heard of the address of now, if a letter to it didn't arrive."""
        return self.refusal if self.refusal is not None and self.refusal.email == self.email else None

    def with_pairing(self, changed: Pairing) -> Person:
        """Return the person with one of their pairings replaced."""
        return replace(self, pairings=tuple(changed if p.id == changed.id else p for p in self.pairings))

    def without_pairing(self, today: date, *, supervises: bool = False) -> Person:
        """Return the person with the pairing in force ended; ``supervises``: one of them said so."""
        if self.pairing is None:
            return self
        return self.with_pairing(replace(self.pairing, ended=today, supervises=supervises))

    def with_cycle(self, number: int, state: CycleState) -> Person:
        """Return the person with one cycle's state replaced."""
        return replace(self, cycles={**self.cycles, number: state})

    def without_cycle(self, number: int) -> Person:
        """Return the person with one cycle's state forgotten."""
        return replace(self, cycles={of: state for of, state in self.cycles.items() if of != number})


def checked_name(typed: str) -> str:
    """Return a name fit for a letter's header, with the spaces tidied.

    Raises InputRefusedError (promise I1) for an empty or overlong name and for line breaks
    and control characters, which could otherwise end up in a header.
    """
    if any(char in _LINE_BREAKS or unicodedata.category(char) in {"Cc", "Cs"} for char in typed):
        raise InputRefusedError("name", "Enter the name on one line, without control characters.")
    name = " ".join(typed.split())
    if not name:
        raise InputRefusedError("name", "Enter a name.")
    if len(name) > NAME_LIMIT:
        raise InputRefusedError("name", f"Enter a name of at most {NAME_LIMIT} characters.")
    return name


def checked_email(typed: str) -> str:
    """Return an address as it will be stored and compared: trimmed, its domain in lower case.

    Raises InputRefusedError with a sentence (RFC 5321 syntax, judged by email-validator;
    nothing is looked up on the network).
    """
    try:
        found = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise InputRefusedError(
            "email",
            "Enter an email address in the correct format, like name@example.org",
        ) from None
    return found.normalized


def lookup_form(email: str) -> str:
    """Return the address as it is looked up: case does not tell two people apart."""
    return email.strip().casefold()


def same_mailbox(ours: str, asked: str) -> bool:
    """Tell an address from one that only folds into it: a letter to that would go elsewhere."""
    return ours == asked or (ours.isascii() and asked.isascii() and ours.lower() == asked.lower())


def checked_roles(roles: frozenset[Role]) -> frozenset[Role]:
    """Return the roles when one person may hold them all.

    Raises RoleConflictError for a coordinator who is also a mentor or mentee (principles 1 and 2).
    """
    if Role.COORDINATOR in roles and len(roles) > 1:
        raise RoleConflictError(
            "A coordinator of a programme can't be its mentor or mentee too. Choose one or the other.",
        )
    return roles
