"""What a submission's cycle looks like when the registry doesn't know of it yet: the record is the truth."""

from __future__ import annotations

from formsvc.domain.cycle import CycleState
from formsvc.domain.people import Person
from formsvc.domain.submission import Submission


def state_of(person: Person, submission: Submission) -> CycleState:
    """Return what the registry knows of a submission, else what follows from its record."""
    known = person.cycles.get(submission.cycle)
    if known is not None and known.reference == submission.reference:
        return known
    return CycleState(reference=submission.reference, sent_at=submission.sent_at)
