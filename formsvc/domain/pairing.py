"""One mentee with one mentor, from a date; when that must not be; and when answers may go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from formsvc.domain.errors import (
    AddressNotAcceptedError,
    MenteeToAcceptError,
    MentorpostError,
    MentorToAcceptError,
    NotPairedError,
    PairingRefusedError,
)
from formsvc.domain.submission import Submission


@dataclass(frozen=True, slots=True)
class Pairing:
    """One mentee's pairing with one mentor; it is kept with the mentee.

    Nothing is sent before both have accepted it, each with their own word that the mentor is no
    supervisor or assessor. ``accepted_email`` is the mentor's address that the mentee accepted: answers
    go to no other (Z3, Z4). ``shared`` names the earlier cycles that the mentee lets this mentor see.
    ``address_told`` is the new address of the mentor that the mentee was last asked about.
    ``proposed_at`` is when both were asked, and ``asked_again_on`` the last day that a coordinator had who
    hasn't answered asked again; ``supervises``: one of them said so, and it ended.
    ``renewed_on`` is when a coordinator last let it go on, at the end of a year.
    """

    id: str
    mentor_id: str
    began: date
    ended: date | None = None
    mentee_accepted_at: datetime | None = None
    mentor_accepted_at: datetime | None = None
    accepted_email: str = ""
    shared: tuple[int, ...] = ()
    proposed_at: datetime | None = None
    supervises: bool = False
    address_told: str = ""
    asked_again_on: date | None = None
    renewed_on: date | None = None

    def asked_on(self, zone: tzinfo) -> date:
        """Return the day on which both were asked, in the programme's time zone."""
        return self.proposed_at.astimezone(zone).date() if self.proposed_at is not None else self.began

    @property
    def accepted(self) -> bool:
        """Whether both have said yes."""
        return self.mentee_accepted_at is not None and self.mentor_accepted_at is not None


class Waiting(StrEnum):
    """What answers wait for before they may go to a mentor; the mentee's own turn comes first."""

    NO_MENTOR = "no mentor"
    MENTEE = "mentee"
    ADDRESS = "address"
    MENTOR = "mentor"


_SENTENCES: dict[Waiting, tuple[type[MentorpostError], str]] = {
    Waiting.NO_MENTOR: (
        NotPairedError,
        "You have no mentor yet, so nothing was sent. Your answers are kept.",
    ),
    Waiting.MENTEE: (
        MenteeToAcceptError,
        "You haven't accepted your mentor yet, so nothing was sent. Your answers are kept.",
    ),
    Waiting.ADDRESS: (
        AddressNotAcceptedError,
        "You haven't accepted your mentor's new address yet, so nothing was sent. Your answers are kept.",
    ),
    Waiting.MENTOR: (
        MentorToAcceptError,
        "Your mentor hasn't accepted yet, so nothing was sent. Your answers are kept.",
    ),
}


def waits_for(pairing: Pairing | None, mentor_email: str) -> Waiting | None:
    """Return what must happen before answers may go to a mentor at this address, None: they may go now."""
    if pairing is None or pairing.ended is not None:
        return Waiting.NO_MENTOR
    if pairing.mentee_accepted_at is None:
        return Waiting.MENTEE
    if pairing.accepted_email != mentor_email:
        return Waiting.ADDRESS
    return None if pairing.mentor_accepted_at is not None else Waiting.MENTOR


def require_open_way(pairing: Pairing | None, mentor_email: str) -> None:
    """Refuse to send answers that may not go yet (Z3, Z4).

    Raises NotPairedError, MenteeToAcceptError, AddressNotAcceptedError or MentorToAcceptError.
    """
    waiting = waits_for(pairing, mentor_email)
    if waiting is not None:
        error, sentence = _SENTENCES[waiting]
        raise error(sentence)


def visible_to(pairing: Pairing, submissions: Iterable[Submission]) -> tuple[Submission, ...]:
    """Return what a pairing's mentor may know of: what went to this pairing, and what was shared (Z4)."""
    return tuple(
        sent for sent in submissions if sent.pairing_id == pairing.id or sent.cycle in pairing.shared
    )


def require_independent(*, supervises: bool, mentee_name: str, mentor_name: str) -> None:
    """Refuse a pairing in which the mentor is or was the mentee's supervisor or assessor.

    Principle 2, without an override. Raises PairingRefusedError.
    """
    if supervises:
        raise PairingRefusedError(
            f"{mentor_name} can't mentor {mentee_name}: mentoring is independent of assessment, and a "
            f"present or past supervisor or assessor can't be the mentor. Choose another mentor.",
        )
