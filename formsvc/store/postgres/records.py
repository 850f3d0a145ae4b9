"""Drafts and records in PostgreSQL. A submission, its letter and the ledger's word are one transaction."""

from __future__ import annotations

from formsvc.domain.errors import StoreError
from formsvc.domain.letters import Letter
from formsvc.domain.submission import Draft, Submission
from formsvc.store.documents import DRAFT, SUBMISSION
from formsvc.store.postgres.columns import beside_submission
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.locks import PostgresLocks
from formsvc.store.postgres.outbox import PostgresOutbox
from formsvc.store.postgres.tables import SealedTable


class PostgresRecords:
    """What mentees write; handed only to what serves the mentee, and to the worker."""

    def __init__(
        self,
        database: Database,
        drafts: SealedTable,
        records: SealedTable,
        outbox: PostgresOutbox,
        locks: PostgresLocks,
    ) -> None:
        """Take the tables, and the outbox that a commit adds to."""
        self._database = database
        self._drafts = drafts
        self._records = records
        self._outbox = outbox
        self._locks = locks

    def draft(self, mentee_id: str, cycle: int) -> Draft | None:
        """Return the draft of one cycle."""
        document = self._drafts.read(mentee_id)
        draft = DRAFT.read(document) if document is not None else None
        return draft if draft is not None and draft.cycle == cycle else None

    def save_draft(self, mentee_id: str, draft: Draft) -> None:
        """Replace the mentee's draft, inside their hold."""
        self._locks.require(mentee_id)
        self._drafts.write(mentee_id, DRAFT.write(draft))

    def drop_draft(self, mentee_id: str) -> None:
        """Remove the mentee's draft, inside their hold."""
        self._locks.require(mentee_id)
        self._drafts.remove(mentee_id)

    def submission(self, mentee_id: str, cycle: int) -> Submission | None:
        """Return what was sent for one cycle."""
        document = self._records.read(_name(mentee_id, cycle))
        return SUBMISSION.read(document) if document is not None else None

    def submissions(self, mentee_id: str) -> list[Submission]:
        """Return everything sent, oldest first."""
        found = self._database.rows(
            "SELECT id, envelope FROM records WHERE mentee_id = %s ORDER BY cycle", (mentee_id,)
        )
        return [SUBMISSION.read(self._records.opened(*each)) for each in found]

    def commit(self, submission: Submission, letter: Letter) -> None:
        """Commit a submission with its letter; raises StoreError when the cycle has a submission."""
        self._locks.require(submission.mentee_id)
        if not self._records.create_once(
            _name(submission.mentee_id, submission.cycle),
            SUBMISSION.write(submission),
            **beside_submission(submission),
        ):
            raise StoreError("This cycle has a submission already; nothing was written.")
        self._outbox.put(letter)

    def amend(self, submission: Submission, letter: Letter) -> None:
        """Add an update to a record, with its letter."""
        self._replace(submission, "There is no submission to add to; nothing was written.")
        self._outbox.put(letter)

    def redirect(self, submission: Submission) -> None:
        """Replace a record by itself with another recipient, inside the mentee's hold."""
        self._replace(submission, "There is no submission to send elsewhere; nothing was written.")

    def withdraw(self, submission: Submission) -> None:
        """Remove one record, inside the mentee's hold."""
        self._locks.require(submission.mentee_id)
        self._records.remove(_name(submission.mentee_id, submission.cycle))

    def erase(self, mentee_id: str) -> None:
        """Remove the draft and every record, inside the mentee's hold."""
        self._locks.require(mentee_id)
        self._drafts.remove(mentee_id)
        self._database.change("DELETE FROM records WHERE mentee_id = %s", (mentee_id,))

    def _replace(self, submission: Submission, otherwise: str) -> None:
        self._locks.require(submission.mentee_id)
        name = _name(submission.mentee_id, submission.cycle)
        if not self._records.replace(name, SUBMISSION.write(submission)):
            raise StoreError(otherwise)


def _name(mentee_id: str, cycle: int) -> str:
    return f"{mentee_id}/{cycle}"
