"""Rounds of the evaluation, one sealed document a round, replaced whole at every change, in either store.

The previous generation isn't kept: beside the new one it would show what was chosen last. The links'
hashes are sorted, and sums have no order, so the document says nothing of when anybody answered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from formsvc.domain.disclosure import Results
from formsvc.domain.errors import DamagedFileError, RoundUnknownError
from formsvc.domain.evaluation import Group, Round
from formsvc.domain.evaluation_box import Box, new_box
from formsvc.store.documents import BOX, is_id
from formsvc.store.protocol import EVALUATION, KnownLink


class Documents(Protocol):
    """Where a store keeps the rounds, each by its id."""

    def owners(self) -> list[str]:
        """Return the ids."""
        ...

    def read(self, owner: str) -> dict[str, Any] | None:
        """Return one document, None when there is none; raises DamagedFileError."""
        ...

    def create(self, owner: str, document: dict[str, Any]) -> None:
        """Add a document; raises StoreError when there is one."""
        ...

    def write(self, owner: str, document: dict[str, Any]) -> None:
        """Add or replace a document."""
        ...

    def remove(self, owner: str) -> None:
        """Remove a document; twice does no harm."""
        ...


class Boxes:
    """Rounds, and the box that answers go into."""

    def __init__(self, boxes: Documents, require_held: Callable[[str], None]) -> None:
        """Take the documents, no earlier generation of which is kept, and what refuses without a hold."""
        self._boxes = boxes
        self._require_held = require_held

    def rounds(self) -> list[Round]:
        """Return every round that can be read, newest first."""
        found = (box.round for box in self._all())
        return sorted(found, key=lambda each: (each.opened_on, each.id), reverse=True)

    def damaged(self) -> list[str]:
        """Return the names of rounds that cannot be read."""
        return [name for round_id in self._boxes.owners() if (name := self._damage(round_id))]

    def open(self, asked: Round, to_ask: Mapping[Group, Sequence[str]]) -> None:
        """Keep a new round with the ids of who is to be asked."""
        self._require_held(EVALUATION)
        self._boxes.create(asked.id, BOX.write(new_box(asked, to_ask)))

    def to_ask(self, round_id: str) -> Mapping[Group, Sequence[str]]:
        """Return the ids of who of a round has still to be asked."""
        return self._box(round_id).to_ask

    def note_asked(
        self, round_id: str, group: Group, people: Collection[str], links: Collection[str]
    ) -> None:
        """Keep that a batch had its turn, with the hashes of its links, in one durable write."""
        self._write(self._box(round_id).with_asked(group, people, links))

    def note_reminded(self, round_id: str) -> None:
        """Keep that the round's one reminder has been queued."""
        box = self._box(round_id)
        self._write(replace(box, round=replace(box.round, reminded=True)))

    def close(self, round_id: str, on: date) -> None:
        """Close a round for good; one that is closed stays as it is."""
        box = self._box(round_id)
        if box.round.closed_on is None:
            self._write(box.closed(on))

    def results(self, round_id: str) -> Results | None:
        """Return what may be shown of a closed round, None for any other."""
        try:
            return self._box(round_id).results
        except RoundUnknownError:
            return None

    def erase(self, round_id: str) -> None:
        """Remove a round; twice does no harm."""
        self._require_held(EVALUATION)
        if is_id(round_id):
            self._boxes.remove(round_id)

    def link(self, link_hash: str) -> KnownLink | None:
        """Return what a link is for, None for one that is of no round."""
        box = self._of_link(link_hash)
        return KnownLink(box.round, box.open_links.get(link_hash)) if box is not None else None

    def answer(self, link_hash: str, choices: Mapping[str, int]) -> None:
        """Add one person's choices to the sums and use their link up, in one durable write."""
        box = self._of_link(link_hash)
        if box is None or link_hash not in box.open_links:
            raise RoundUnknownError("This link can't be answered with.")
        self._write(box.with_answers(link_hash, choices))

    def _write(self, box: Box) -> None:
        self._require_held(EVALUATION)
        self._boxes.write(box.round.id, BOX.write(box))

    def _of_link(self, link_hash: str) -> Box | None:
        """Return the box that knows a link; raises DamagedFileError when it may be one that can't be read."""
        damage: DamagedFileError | None = None
        for round_id in self._boxes.owners():
            try:
                box = self._box(round_id)
            except DamagedFileError as found:
                damage = found
                continue
            if box.knows(link_hash):
                return box
        if damage is not None:
            raise damage
        return None

    def _all(self) -> Iterator[Box]:
        for round_id in self._boxes.owners():
            try:
                yield self._box(round_id)
            except (DamagedFileError, RoundUnknownError):
                continue

    def _box(self, round_id: str) -> Box:
        document = self._boxes.read(round_id) if is_id(round_id) else None
        if document is None:
            raise RoundUnknownError("There is no such evaluation.")
        return BOX.read(document)

    def _damage(self, round_id: str) -> str | None:
        try:
            self._box(round_id)
        except DamagedFileError as damage:
            return damage.name
        except RoundUnknownError:
            return None
        return None
