"""The registry in files: who takes part, one small database a person, found by a keyed hash."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

from formsvc.domain.errors import AddressTakenError, DamagedFileError, PersonUnknownError, StoreError
from formsvc.domain.people import Person, lookup_form
from formsvc.store.documents import PERSON
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.locks import ADDRESSES, EmbeddedLocks
from formsvc.store.embedded.remembering import Remembering
from formsvc.store.sealing import keyed_hash


class EmbeddedRegistry:
    """Who takes part; has no way to a draft, a record or a credential."""

    def __init__(self, people: SealedFolder, index: SealedFolder, locks: EmbeddedLocks, key: bytes) -> None:
        """Take the folders of people and of the index by address, and the look-up key."""
        self._people = people
        self._index = index
        self._locks = locks
        self._key = key
        self._remembered = Remembering(people, self.person)

    def person(self, person_id: str) -> Person:
        """Return one person; raises PersonUnknownError."""
        document = self._people.read(person_id)
        if document is None:
            raise PersonUnknownError("Nobody in this programme has that id.")
        return PERSON.read(document)

    def find(self, email: str) -> Person | None:
        """Return who has this address, None when nobody has."""
        entry = self._index.read(self._entry(email))
        if entry is None:
            return None
        try:
            person = self.person(str(entry["person"]))
        except PersonUnknownError:
            return None
        return person if lookup_form(person.email) == lookup_form(email) else None

    def people(self) -> Iterator[Person]:
        """Yield everyone whose file can be read, opening only what changed since this process last did."""
        self._people.require_running()
        everyone = self._people.owners()
        self._remembered.forget_all_but(everyone)
        for person_id in everyone:
            try:
                yield self._remembered.value(person_id)
            except (DamagedFileError, PersonUnknownError):
                continue

    def damaged(self) -> list[str]:
        """Return the names of registry files that cannot be read; one changed by nobody isn't read again."""
        return [name for owner in self._people.owners() if (name := self._damage(owner))]

    def add(self, person: Person) -> None:
        """Add a person, inside their hold: the index entry first, then the person.

        An entry that a crash left without its person counts for nothing. Raises AddressTakenError.
        """
        self._locks.require(person.id)
        with self._locks.exclusive(ADDRESSES):
            self._claim(person)
            self._people.write(person.id, PERSON.write(person))

    def save(self, person: Person) -> None:
        """Replace a person's entry, inside their hold; raises StoreError if the address changed."""
        self._locks.require(person.id)
        if not self._people.exists(person.id):
            raise PersonUnknownError("Nobody in this programme has that id.")

        def judge(old: Mapping[str, Any]) -> None:
            if lookup_form(str(old["email"])) != lookup_form(person.email):
                raise StoreError(
                    "An address changes by its own confirmed way, not with the rest of the entry."
                )

        self._people.write(person.id, PERSON.write(person), judge=judge)

    def readdress(self, person: Person) -> None:
        """Replace a person and their address, inside their hold: new index entry, person, old entry.

        The person decides which entry counts, so one of the two addresses always finds them.
        Raises AddressTakenError.
        """
        self._locks.require(person.id)
        with self._locks.exclusive(ADDRESSES):
            self.person(person.id)
            self._claim(person)
            self._people.write(person.id, PERSON.write(person))
            self._drop_entries(person.id, but=self._entry(person.email))

    def erase(self, person_id: str) -> None:
        """Remove a person, inside their hold: the index entry first, so no way leads to half a person."""
        self._locks.require(person_id)
        with self._locks.exclusive(ADDRESSES):
            self._drop_entries(person_id)
            self._people.remove(person_id)

    def _claim(self, person: Person) -> None:
        """Lead an address to a person; raises AddressTakenError when it leads to somebody else."""
        holder = self.find(person.email)
        if holder is not None and holder.id != person.id:
            raise AddressTakenError("Somebody in this programme already has that email address.")
        self._index.write(self._entry(person.email), {"person": person.id})

    def _drop_entries(self, person_id: str, but: str = "") -> None:
        """Remove every entry that leads to a person, those that a crash left over too.

        Goes through the whole index: addresses change rarely. A damaged entry leads to nobody.
        """
        for entry in self._index.owners():
            with contextlib.suppress(DamagedFileError):
                found = self._index.read(entry)
                if entry != but and found is not None and found["person"] == person_id:
                    self._index.remove(entry)

    def _entry(self, email: str) -> str:
        return keyed_hash(self._key, lookup_form(email))

    def _damage(self, person_id: str) -> str | None:
        try:
            self._remembered.value(person_id)
        except DamagedFileError as damage:
            return damage.name
        except PersonUnknownError:
            return None
        return None
