"""Moving a programme from its files into PostgreSQL, and comparing every document on both sides (R23)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from formsvc.domain.errors import DamagedFileError, KeyMissingError, StoreError
from formsvc.domain.letters import Conservation
from formsvc.domain.people import lookup_form
from formsvc.keys import KeysFile
from formsvc.settings import Settings
from formsvc.store.embedded.reading import FolderReader
from formsvc.store.embedded.usage import Left, alone, leave, left_by
from formsvc.store.sealing import keyed_hash
from formsvc.wiring import sealing_with, utc_now

if TYPE_CHECKING:
    from formsvc.store.postgres.filling import Filling

Watch = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Shows how far something is: given words and how many documents there are, what to call after each."""
_AT_ONCE = 250
_PURPOSE = "move-store"


@dataclass(slots=True)
class Moved:
    """What a move found: what is on both sides, and what keeps it from ending.

    ``ended_at`` is when it ended, None when it didn't; ``before``: it had ended before this was asked.
    """

    counts: Counter[str] = field(default_factory=Counter)
    damaged: dict[str, DamagedFileError] = field(default_factory=dict)
    differing: list[str] = field(default_factory=list)
    in_folder: Conservation | None = None
    in_database: Conservation | None = None
    lines_passed_over: int = 0
    ended_at: datetime | None = None
    before: bool = False


def move_store(settings: Settings, watch: Watch, *, without_damaged: bool) -> Moved:
    """Move what is in the data folder into the database, or go on with that; both must be nobody else's.

    Documents that don't open keep the move from ending, but ``without_damaged``. Raises StoreError.
    """
    from formsvc.store.postgres import open_while_moving  # noqa: PLC0415 - files need no driver of it
    from formsvc.store.postgres.filling import Filling  # noqa: PLC0415
    from formsvc.store.postgres.moves import moving  # noqa: PLC0415

    folder, url = settings.folder, settings.database
    keys_file = KeysFile(settings.keys_file, folder)
    sealing, key = sealing_with(keys_file), keys_file.keys.lookup
    reader = FolderReader(folder, sealing)
    with alone(folder):
        left = left_by(folder)
        with moving(url, keyed_hash(key, _PURPOSE), left.move if left else None) as move:
            if move.ended_at is not None:
                return Moved(ended_at=move.ended_at, before=True)
            opened = open_while_moving(url, sealing, key)
            with closing(opened.database):
                moved = _Mover(reader, Filling(opened, key), watch, without_damaged=without_damaged).run()
            if not moved.differing and (without_damaged or not moved.damaged):
                moved.ended_at = utc_now()
                leave(folder, Left(move.id, moved.ended_at))  # first, so that never both are in use
                move.end()
            return moved


class _Mover:
    """One try, which makes the database equal to the folder and then looks whether it is."""

    def __init__(
        self, reader: FolderReader, filling: Filling, watch: Watch, *, without_damaged: bool
    ) -> None:
        self._reader = reader
        self._filling = filling
        self._watch = watch
        self._without_damaged = without_damaged
        self._concerns = filling.concerns
        self._moved = Moved()
        self._addresses: dict[str, str] = {}

    def run(self) -> Moved:
        total = sum(1 for concern in self._concerns for _ in self._reader.owners(concern))
        with self._watch("Moving", total) as note:
            for concern in self._concerns:
                self._fill(concern, note)
        if self._moved.damaged and not self._moved.counts.total():
            raise StoreError(
                "None of the documents opens, so the keys are other ones. Put the keys file of this folder "
                "in its place, and run `formsvc move-store` again."
            )
        self._filling.replace_ledger(self._reader.last_words())
        self._filling.replace_audit(reversed(self._reader.audit()))
        self._note_lines()
        if self._moved.damaged and not self._without_damaged:
            return self._moved
        with self._watch("Comparing", total) as note:
            for concern in self._concerns:
                self._compare(concern, note)
        self._compare_lists()
        return self._moved

    def _fill(self, concern: str, note: Callable[[], None]) -> None:
        """Write what isn't there, or isn't equal, and remove what shouldn't be there."""
        kept: set[str] = set()
        for documents in self._read(concern, note):
            if concern == "registry":
                self._require_addresses(documents)
            differing = self._filling.differing(concern, documents)
            self._filling.put(concern, {owner: documents[owner] for owner in differing})
            kept.update(documents)
        unread = set() if self._without_damaged else set(self._moved.damaged)
        extra = [
            owner
            for owner in self._filling.owners(concern)
            if owner not in kept and f"{concern}/{owner}" not in unread
        ]
        self._filling.remove(concern, extra)
        self._moved.counts[concern] = len(kept)

    def _compare(self, concern: str, note: Callable[[], None]) -> None:
        expected: set[str] = set()
        differing: set[str] = set()
        for documents in self._read(concern, note):
            differing.update(self._filling.differing(concern, documents))
            expected.update(documents)
        differing.update(owner for owner in self._filling.owners(concern) if owner not in expected)
        self._moved.differing += sorted(f"{concern}/{owner}" for owner in differing)

    def _compare_lists(self) -> None:
        letters = 0
        for part in self._reader.last_words():
            letters += len(part)
            for some in _batches(part):
                there = self._filling.last_words(some)
                self._moved.differing += [
                    f"ledger/{letter_id}" for letter_id in some if there.get(letter_id) != part[letter_id]
                ]
        self._moved.in_folder = self._reader.conservation()
        self._moved.in_database = self._filling.conservation()
        if self._moved.in_database != self._moved.in_folder or self._moved.in_database.accepted != letters:
            self._moved.differing.append("ledger")
        if self._filling.audit() != self._reader.audit():
            self._moved.differing.append("audit")

    def _read(self, concern: str, note: Callable[[], None]) -> Iterator[dict[str, dict[str, Any]]]:
        """Yield a concern's documents, some at a time; those that don't open are noted instead."""
        for owners in _batches(self._reader.owners(concern)):
            documents = {}
            for owner in owners:
                try:
                    documents[owner] = self._reader.read(concern, owner)
                except KeyMissingError as damage:
                    raise StoreError(
                        f"{damage.name} can't be opened: {damage.why}. Put the keys that the data were "
                        f"sealed with into the keys file, and run `formsvc move-store` again."
                    ) from None
                except DamagedFileError as damage:
                    self._moved.damaged[damage.name] = damage
                note()
            yield documents

    def _require_addresses(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        """Raise StoreError for two people with one address, whom the files allow after a crash alone."""
        for owner, document in documents.items():
            other = self._addresses.setdefault(lookup_form(document["email"]), owner)
            if other != owner:
                raise StoreError(
                    f"registry/{other} and registry/{owner} have the same email address, which the database "
                    f"refuses. Start the service over the folder again, erase one of them, and try again."
                )

    def _note_lines(self) -> None:
        self._moved.lines_passed_over = self._reader.lines_passed_over()
        if lost := self._reader.audit_damaged():
            self._moved.damaged["audit.log"] = DamagedFileError(
                "audit.log", f"{lost} of its lines can't be read"
            )


def _batches(owners: Iterable[str]) -> Iterator[list[str]]:
    left = iter(owners)
    while some := list(islice(left, _AT_ONCE)):
        yield some
