"""What each kind of letter carries: one frozen class a kind, which both of its parts are made from.

The classes live in rooms by whom a letter serves: ``account``, ``applicant``, ``mentee``, ``mentor``,
``coordinator``, ``evaluation`` and ``year``. Moments are aware and in the programme's time zone, for
reading. Only the mentor's ``SubmissionFacts``, ``UpdateFacts`` and ``SharedFacts`` hold answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from formsvc.domain.letters import LetterKind
from formsvc.domain.programme import Programme


@dataclass(frozen=True, slots=True)
class WaysOut:
    """Links that work without signing in, at the foot of every cycle letter to a mentee (principle 4).

    ``change_mentor`` is empty for who has no mentor.
    """

    pause: str
    skip: str
    leave: str
    change_mentor: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What every letter says: which programme sends it, and to whom (empty: not by name)."""

    kind: ClassVar[LetterKind]
    programme: Programme
    to_name: str
    ways_out: WaysOut | None = None

    @property
    def pictures(self) -> Mapping[str, bytes]:
        """PNG files that the HTML part shows, by the name that it gives to ``cid``."""
        return {}
