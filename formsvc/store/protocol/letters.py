"""Letters that wait, the ledger that counts them, and those that went lately."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from formsvc.domain.letters import Conservation, Letter, LetterEvent
from formsvc.domain.returned import SentLetter


class Outbox(Protocol):
    """Letters not yet accepted by the mail server, and the ledger that counts them all."""

    def put(self, letter: Letter) -> None:
        """Add a letter that stands for itself, and write ``accepted`` in the ledger."""
        ...

    def put_once(self, letter: Letter) -> None:
        """Add a letter unless one of its id waits here already: the same one, after a crash."""
        ...

    def due(self, now: datetime) -> list[str]:
        """Return ids of waiting letters whose next try has come, oldest first."""
        ...

    def claim(self, letter_id: str) -> AbstractContextManager[Letter | None]:
        """Claim one letter against every other worker for as long as the context lasts.

        Gives None when another has it or it is gone. The claim of a worker that dies is free.
        """
        ...

    def save(self, letter: Letter) -> None:
        """Replace a claimed letter (its next try, its last reply)."""
        ...

    def resume(self, letter: Letter, now: datetime) -> None:
        """Replace a claimed, parked letter by itself as one that waits again; the ledger counts it as such.

        Killed in between, it waits, and the sum holds.
        """
        ...

    def take_back(self, letter: Letter, now: datetime) -> None:
        """Put a delivered letter that came back into the outbox, parked; the ledger counts it as such.

        Nobody has claimed it meanwhile. Killed in between, doing it again finishes it.
        """
        ...

    def finish(self, letter_id: str, event: LetterEvent, now: datetime) -> None:
        """Write the last word of a claimed letter in the ledger, then remove it from the outbox.

        PARKED keeps it in the outbox. A letter whose last word is in the ledger already is
        never handed out by ``claim`` again.
        """
        ...

    def note_accepted(self, letter_id: str, now: datetime) -> None:
        """Write ``accepted`` unless the ledger has the letter already (after a crash)."""
        ...

    def discard(self, letter_id: str, now: datetime) -> None:
        """Remove a claimed letter whose record does not exist.

        An intent that never counted leaves no trace; a letter that the ledger has was taken back
        when a crash came, and is withdrawn.
        """
        ...

    def letters(self) -> Iterator[Letter]:
        """Yield every letter in the outbox, waiting and parked."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of letters that cannot be read."""
        ...

    def missing(self) -> list[str]:
        """Return ids of letters without a last word that aren't in the outbox: lost ones.

        For a restore, while nothing else runs; otherwise a letter may just be on its way.
        """
        ...

    def conservation(self) -> Conservation:
        """Return the sum over the ledger, after erasures too."""
        ...


class SentLetters(Protocol):
    """Letters that the mail server took lately, for what comes back of them; none says what it said."""

    def note(self, letter: SentLetter) -> None:
        """Add a letter, inside its claim; again changes nothing."""
        ...

    def find(self, letter_id: str) -> SentLetter | None:
        """Return a letter, None for an unknown or malformed id."""
        ...

    def drop(self, sent_before: datetime) -> int:
        """Remove the letters that were sent before a moment; return how many."""
        ...

    def erase(self, person_id: str, email: str) -> None:
        """Remove the letters of a person and those to their address; twice does no harm (K4)."""
        ...
