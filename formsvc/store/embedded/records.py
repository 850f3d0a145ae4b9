"""Drafts and records in files: what a mentee is writing, and what was sent.

A record is one file a submission, ``records/<mentee>/<cycle>.json``, written once: a submit
costs the same in the first year as in the tenth.
"""

from __future__ import annotations

from formsvc.domain.errors import StoreError
from formsvc.domain.letters import Letter, LetterEvent
from formsvc.domain.submission import Draft, Submission
from formsvc.store.documents import DRAFT, LETTER, SUBMISSION
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.ledger import Ledger
from formsvc.store.embedded.locks import EmbeddedLocks


class EmbeddedRecords:
    """What mentees write; handed only to what serves the mentee, and to the worker."""

    def __init__(
        self,
        drafts: SealedFolder,
        records: SealedFolder,
        outbox: SealedFolder,
        ledger: Ledger,
        locks: EmbeddedLocks,
    ) -> None:
        """Take the folders, and what a commit writes beside the record."""
        self._drafts = drafts
        self._records = records
        self._outbox = outbox
        self._ledger = ledger
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
        """Remove the mentee's draft and every trace of it, inside their hold."""
        self._locks.require(mentee_id)
        self._drafts.remove(mentee_id)

    def submission(self, mentee_id: str, cycle: int) -> Submission | None:
        """Return what was sent for one cycle."""
        document = self._records.read(f"{mentee_id}/{cycle}")
        return SUBMISSION.read(document) if document is not None else None

    def submissions(self, mentee_id: str) -> list[Submission]:
        """Return everything sent, oldest first."""
        cycles = sorted(int(cycle) for cycle in self._records.within(mentee_id).owners())
        found = (self.submission(mentee_id, cycle) for cycle in cycles)
        return [submission for submission in found if submission is not None]

    def erase(self, mentee_id: str) -> None:
        """Remove the draft and every record, inside the mentee's hold."""
        self._locks.require(mentee_id)
        self._drafts.remove(mentee_id)
        written = self._records.within(mentee_id)
        for cycle in written.owners():
            written.remove(cycle)

    def amend(self, submission: Submission, letter: Letter) -> None:
        """Add an update to a record: intent, record (the commit point), ledger line."""
        self._locks.require(submission.mentee_id)
        name = f"{submission.mentee_id}/{submission.cycle}"
        if not self._records.exists(name):
            raise StoreError("There is no submission to add to; nothing was written.")
        self._outbox.create(letter.id, LETTER.write(letter))
        self._records.write(name, SUBMISSION.write(submission))
        self._ledger.append(letter.id, LetterEvent.ACCEPTED, letter.created_at, durable=False)

    def redirect(self, submission: Submission) -> None:
        """Replace a record by itself with another recipient, inside the mentee's hold."""
        self._locks.require(submission.mentee_id)
        name = f"{submission.mentee_id}/{submission.cycle}"
        if not self._records.exists(name):
            raise StoreError("There is no submission to send elsewhere; nothing was written.")
        self._records.write(name, SUBMISSION.write(submission))

    def withdraw(self, submission: Submission) -> None:
        """Remove one record, inside the mentee's hold."""
        self._locks.require(submission.mentee_id)
        self._records.within(submission.mentee_id).remove(str(submission.cycle))

    def commit(self, submission: Submission, letter: Letter) -> None:
        """Commit a submission with its letter: intent, record (the commit point), ledger line.

        The line isn't fsynced: after a power cut the worker finds the letter's file and writes
        the line again (``note_accepted``). Raises StoreError when the cycle has a submission.
        """
        self._locks.require(submission.mentee_id)
        name = f"{submission.mentee_id}/{submission.cycle}"
        if self._records.exists(name):
            raise StoreError("This cycle has a submission already; nothing was written.")
        self._records.make_room(submission.mentee_id)
        self._outbox.create(letter.id, LETTER.write(letter))
        self._records.create(name, SUBMISSION.write(submission))
        self._ledger.append(letter.id, LetterEvent.ACCEPTED, submission.sent_at, durable=False)
