"""The audit list: what coordinators and the operator did, to whom and when, and no word of content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """What was done; the value is stored, and the words are what the page says."""

    INVITED = "invited"
    INVITED_AGAIN = "invited_again"
    PAIRED = "paired"
    ASKED_AGAIN = "asked_again"
    MENTORING_NOTED = "mentoring_noted"
    PEOPLE_EXPORTED = "people_exported"
    COORDINATOR_NAMED = "coordinator_named"
    CONFLICT_DECLARED = "conflict_declared"
    RETIRED = "retired"
    BROUGHT_BACK = "brought_back"
    APPLICATION_ACCEPTED = "application_accepted"
    APPLICATION_KEPT = "application_kept"
    APPLICATION_DECLINED = "application_declined"
    EVALUATION_OPENED = "evaluation_opened"
    EVALUATION_CLOSED = "evaluation_closed"
    THANKED = "thanked"
    YEAR_RENEWED = "year_renewed"
    YEAR_ENDED = "year_ended"
    ADDRESS_CORRECTED = "address_corrected"

    @property
    def words(self) -> str:
        """The deed as the page says it; the person it was done to follows."""
        return _WORDS[self]


_WORDS = {
    Deed.INVITED: "Invited",
    Deed.INVITED_AGAIN: "Sent a fresh invitation to",
    Deed.PAIRED: "Proposed the pairing of",
    Deed.ASKED_AGAIN: "Asked again for a yes to the pairing of",
    Deed.MENTORING_NOTED: "Wrote down the training, or the number of mentees, of",
    Deed.PEOPLE_EXPORTED: "Downloaded a list of people",
    Deed.COORDINATOR_NAMED: "Named a coordinator for",
    Deed.CONFLICT_DECLARED: "Declared to supervise or assess",
    Deed.RETIRED: "Took out of the programme",
    Deed.BROUGHT_BACK: "Brought back into the programme",
    Deed.APPLICATION_ACCEPTED: "Accepted the application of",
    Deed.APPLICATION_KEPT: "Kept waiting, with a letter, the application of",
    Deed.APPLICATION_DECLINED: "Declined the application of",
    Deed.EVALUATION_OPENED: "Opened the evaluation",
    Deed.EVALUATION_CLOSED: "Closed the evaluation",
    Deed.THANKED: "Thanked everyone for the year",
    Deed.YEAR_RENEWED: "Let go on for another year",
    Deed.YEAR_ENDED: "Ended with the year",
    Deed.ADDRESS_CORRECTED: "Began to correct the address of",
}


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing done: ``by`` and ``whom`` are ids, so an erased person leaves no name; no second: empty."""

    at: datetime
    by: str
    deed: Deed
    whom: str = ""
    second: str = ""
