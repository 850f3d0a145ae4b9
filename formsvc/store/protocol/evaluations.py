"""Rounds of the evaluation, and the box that its answers go into."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from formsvc.domain.disclosure import Results
from formsvc.domain.evaluation import Group, Round

EVALUATION = "evaluation"
"""What is held around every change of an evaluation, as a person is around theirs."""


class EvaluationRounds(Protocol):
    """Rounds of the evaluation, for who runs them. No verb of it gives an answer, or a small number.

    No sheet of answers is ever written, and no time, and no person beside a link. Every change
    happens inside ``hold(EVALUATION)``.
    """

    def rounds(self) -> list[Round]:
        """Return every round, newest first; a damaged file stops only its own round."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of rounds that cannot be read."""
        ...

    def open(self, asked: Round, to_ask: Mapping[Group, Sequence[str]]) -> None:
        """Keep a new round with the ids of who is to be asked."""
        ...

    def to_ask(self, round_id: str) -> Mapping[Group, Sequence[str]]:
        """Return the ids of who of a round has still to be asked; nobody's, once it has closed."""
        ...

    def note_asked(
        self, round_id: str, group: Group, people: Collection[str], links: Collection[str]
    ) -> None:
        """Keep that a batch had its turn, with the hashes of its links, in one durable write.

        A crash leaves both or neither. The hashes are sorted: the order of the people is lost.
        """
        ...

    def note_reminded(self, round_id: str) -> None:
        """Keep that the round's one reminder has been queued."""
        ...

    def close(self, round_id: str, on: date) -> None:
        """Close a round for good: its sums become what may be shown, and are gone; twice does no harm."""
        ...

    def results(self, round_id: str) -> Results | None:
        """Return what may be shown of a closed round, None for any other."""
        ...

    def erase(self, round_id: str) -> None:
        """Remove a round and all that is kept of it (P4); twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class KnownLink:
    """Which round a link is of, and which group's questions it opens; no group: it was used, or closed."""

    round: Round
    group: Group | None


class Evaluations(EvaluationRounds, Protocol):
    """Rounds, and the box that answers go into: handed to what serves who answers."""

    def link(self, link_hash: str) -> KnownLink | None:
        """Return what a link is for, None for one that is of no round."""
        ...

    def answer(self, link_hash: str, choices: Mapping[str, int]) -> None:
        """Add one person's choices to the sums and use their link up, in one durable write.

        Inside the hold; the link must be unused. A crash leaves both or neither.
        """
        ...
