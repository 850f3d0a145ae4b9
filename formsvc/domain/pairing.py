"""One mentee with one mentor, from a date; and when that must not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from formsvc.domain.errors import PairingRefusedError


@dataclass(frozen=True, slots=True)
class Pairing:
    """One mentee's pairing with one mentor; it is kept with the mentee.

    Nothing is sent before both have accepted it, each with their own word that the mentor is no
    supervisor or assessor. ``accepted_email`` is the mentor's address that the mentee accepted: answers
    go to no other (Z3, Z4). ``shared`` names the earlier cycles that the mentee lets this mentor see.
    """

    id: str
    mentor_id: str
    began: date
    ended: date | None = None
    mentee_accepted_at: datetime | None = None
    mentor_accepted_at: datetime | None = None
    accepted_email: str = ""
    shared: tuple[int, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether both have said yes."""
        return self.mentee_accepted_at is not None and self.mentor_accepted_at is not None


def require_independent(*, supervises: bool, mentee_name: str, mentor_name: str) -> None:
    """Refuse a pairing in which the mentor is or was the mentee's supervisor or assessor.

    Principle 2, without an override. Raises PairingRefusedError.
    """
    if supervises:
        raise PairingRefusedError(
            f"{mentor_name} can't mentor {mentee_name}: mentoring is independent of assessment, and a "
            f"present or past supervisor or assessor can't be the mentor. Choose another mentor.",
        )
