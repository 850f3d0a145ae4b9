"""Letters to a coordinator: who needs something, and never what anybody wrote."""

from __future__ import annotations

from dataclasses import dataclass

from formsvc.domain.letters import LetterKind
from formsvc.mail.facts import Facts


@dataclass(frozen=True, kw_only=True)
class UndeliveredCoordinatorFacts(Facts):
    """Word to a coordinator that a submission is stuck.

    ``reply`` says why in words, as far as the mail server's code tells; ``link`` leads to the mentor's page.
    """

    kind = LetterKind.UNDELIVERED_COORDINATOR
    mentee_name: str
    mentor_name: str
    cycle: int
    reference: str
    reply: str
    addition: bool
    link: str
    shared: bool = False


@dataclass(frozen=True, kw_only=True)
class MenteesToPairFacts(Facts):
    """Word to a coordinator that a mentor stepped back, with the names of who needs another."""

    kind = LetterKind.MENTEES_TO_PAIR
    mentor_name: str
    mentees: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PairingEndedCoordinatorFacts(Facts):
    """Word to a coordinator that a pairing has ended; ``left``: the mentee takes no part any more."""

    kind = LetterKind.PAIRING_ENDED_COORDINATOR
    mentee_name: str
    mentor_name: str
    left: bool


@dataclass(frozen=True, kw_only=True)
class NewApplicationsFacts(Facts):
    """Word to a coordinator, at most once a day, that applications wait; nobody is named."""

    kind = LetterKind.NEW_APPLICATIONS
    waiting: int
    link: str


@dataclass(frozen=True, kw_only=True)
class DigestFacts(Facts):
    """A coordinator's week in three lines: ``who`` needs them, ``why``, and where to look."""

    kind = LetterKind.DIGEST
    who: str
    why: str
    link: str
    settings_link: str


@dataclass(frozen=True, kw_only=True)
class CoordinatorChangedFacts(Facts):
    """Word to the coordinators, and to who it is, that one of them was taken out, or is ``back``.

    ``own``: the letter is to themselves. ``link`` leads where one can do something about it.
    """

    kind = LetterKind.COORDINATOR_CHANGED
    who: str
    by: str
    by_self: bool
    own: bool
    back: bool
    link: str


@dataclass(frozen=True, kw_only=True)
class PairingDeclinedCoordinatorFacts(Facts):
    """Word to a coordinator that a pairing was declined; ``supervises``: these two must not be paired.

    ``by_mentor``: who declined; not said where one of them supervises the other. ``unbegun``: it had
    not been accepted by both.
    """

    kind = LetterKind.PAIRING_DECLINED_COORDINATOR
    mentee_name: str
    mentor_name: str
    by_mentor: bool
    supervises: bool
    unbegun: bool
