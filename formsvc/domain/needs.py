"""What needs a coordinator: counted and named, in words that say nothing of what anybody wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from formsvc.domain.watching import State

NAMED = 3
"""People whom a digest names; of the others it says how many they are."""


class Need(StrEnum):
    """One kind of thing to do, the most pressing first."""

    UNDELIVERED = "undelivered"
    SILENT = "silent"
    UNPAIRED = "unpaired"
    UNANSWERED = "unanswered"
    LATE = "late"
    APPLICATIONS = "applications"
    CLASHES = "clashes"

    def words(self, count: int) -> str:
        """Return the need as a sentence without its full stop."""
        one, many = _WORDS[self]
        return f"{count} {one if count == 1 else many}"


_WORDS = {
    Need.UNDELIVERED: ("person isn't reached by a letter", "people aren't reached by a letter"),
    Need.SILENT: ("pairing is silent", "pairings are silent"),
    Need.UNPAIRED: ("mentee needs a mentor", "mentees need a mentor"),
    Need.UNANSWERED: ("pairing has waited a week for a yes", "pairings have waited a week for a yes"),
    Need.LATE: ("questionnaire is late", "questionnaires are late"),
    Need.APPLICATIONS: ("application waits for an answer", "applications wait for an answer"),
    Need.CLASHES: (
        "pairing is to be looked at after a changeover",
        "pairings are to be looked at after a changeover",
    ),
}

OF_STATE = {
    State.UNDELIVERED: Need.UNDELIVERED,
    State.SILENT: Need.SILENT,
    State.UNPAIRED: Need.UNPAIRED,
    State.LATE: Need.LATE,
}
"""Which states of a person need somebody; who is due, paused, left or not yet joined needs nobody."""


@dataclass(frozen=True, slots=True)
class Needs:
    """How many of each need, in their order, and whom they are about, the most pressing first."""

    counts: Mapping[Need, int]
    names: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether anything needs anybody."""
        return bool(self.counts)

    @property
    def why(self) -> str:
        """All of it in one line."""
        return "; ".join(need.words(count) for need, count in self.counts.items())

    @property
    def who(self) -> str:
        """The first few names, and how many more there are; who only applied isn't named."""
        if not self.names:
            return "People who applied"
        more = len(self.names) - NAMED
        named = ", ".join(self.names[:NAMED])
        return f"{named} and {more} more" if more > 0 else named
