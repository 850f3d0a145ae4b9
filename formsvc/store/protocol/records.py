"""What mentees write: drafts, and what was sent."""

from __future__ import annotations

from typing import Protocol

from formsvc.domain.letters import Letter
from formsvc.domain.submission import Draft, Submission


class Records(Protocol):
    """What mentees write. Handed only to what serves the mentee, and to the worker."""

    def draft(self, mentee_id: str, cycle: int) -> Draft | None:
        """Return the draft of one cycle."""
        ...

    def save_draft(self, mentee_id: str, draft: Draft) -> None:
        """Replace the mentee's draft, inside their hold."""
        ...

    def drop_draft(self, mentee_id: str) -> None:
        """Remove the mentee's draft and every trace of it, inside their hold."""
        ...

    def submission(self, mentee_id: str, cycle: int) -> Submission | None:
        """Return what was sent for one cycle."""
        ...

    def submissions(self, mentee_id: str) -> list[Submission]:
        """Return everything sent, oldest first."""
        ...

    def commit(self, submission: Submission, letter: Letter) -> None:
        """Commit a submission with its letter, inside the mentee's hold: both, or neither counts.

        Embedded: the letter's intent first, then the record (the commit point), then the
        ledger's line. Raises StoreError when the cycle has a submission already.
        """
        ...

    def amend(self, submission: Submission, letter: Letter) -> None:
        """Replace a committed submission by itself with its update, and commit the update's letter with it.

        Inside the mentee's hold; the letter's intent first, then the record (the commit point).
        Raises StoreError when there is no such submission.
        """
        ...

    def redirect(self, submission: Submission) -> None:
        """Replace a committed submission by itself with another recipient, inside the mentee's hold.

        Its letter stays as it is. Raises StoreError when there is no such submission.
        """
        ...

    def withdraw(self, submission: Submission) -> None:
        """Remove a submission that was taken back, inside the mentee's hold; twice does no harm."""
        ...

    def erase(self, mentee_id: str) -> None:
        """Remove everything that a mentee wrote, inside their hold; twice does no harm (K4)."""
        ...
