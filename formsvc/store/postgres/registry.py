"""The registry in PostgreSQL: who takes part, found by the keyed hash of an address."""

from __future__ import annotations

from collections.abc import Iterator

from formsvc.domain.errors import AddressTakenError, PersonUnknownError, StoreError
from formsvc.domain.people import Person
from formsvc.store.documents import PERSON
from formsvc.store.postgres.columns import address_of, beside_person
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.locks import ADDRESSES, PostgresLocks, lock_key
from formsvc.store.postgres.tables import Listing, SealedTable


class PostgresRegistry:
    """Who takes part; has no way to a draft, a record or a credential."""

    def __init__(self, database: Database, people: SealedTable, locks: PostgresLocks, key: bytes) -> None:
        """Take the database, the table of people, the locks and the look-up key."""
        self._database = database
        self._people = people
        self._locks = locks
        self._key = key
        self._listing = Listing(people, PERSON.read)

    def person(self, person_id: str) -> Person:
        """Return one person; raises PersonUnknownError."""
        document = self._people.read(person_id)
        if document is None:
            raise PersonUnknownError("Nobody in this programme has that id.")
        return PERSON.read(document)

    def find(self, email: str) -> Person | None:
        """Return who has this address, None when nobody has."""
        found = self._database.row(
            "SELECT id, envelope FROM registry WHERE address = %s", (address_of(email, self._key),)
        )
        return PERSON.read(self._people.opened(*found)) if found is not None else None

    def people(self) -> Iterator[Person]:
        """Yield everyone whose entry can be read, opening only what changed since this process last did."""
        return self._listing.values()

    def damaged(self) -> list[str]:
        """Return the names of entries that cannot be read."""
        return self._listing.damaged()

    def add(self, person: Person) -> None:
        """Add a person, inside their hold; raises AddressTakenError."""
        self._locks.require(person.id)
        self._claim(person)
        self._write(person)

    def save(self, person: Person) -> None:
        """Replace a person's entry, inside their hold; raises StoreError if the address changed."""
        self._locks.require(person.id)
        found = self._database.row("SELECT address FROM registry WHERE id = %s", (person.id,))
        if found is None:
            raise PersonUnknownError("Nobody in this programme has that id.")
        if found[0] != address_of(person.email, self._key):
            raise StoreError("An address changes by its own confirmed way, not with the rest of the entry.")
        self._write(person)

    def readdress(self, person: Person) -> None:
        """Replace a person together with their address, inside their hold; raises AddressTakenError."""
        self._locks.require(person.id)
        self.person(person.id)
        self._claim(person)
        self._write(person)

    def erase(self, person_id: str) -> None:
        """Remove a person, inside their hold."""
        self._locks.require(person_id)
        self._people.remove(person_id)

    def _claim(self, person: Person) -> None:
        """Keep other claimants out until the hold ends; raises AddressTakenError when one was first."""
        self._database.rows("SELECT pg_advisory_xact_lock(%s)", (lock_key(ADDRESSES),))
        found = self._database.row(
            "SELECT id FROM registry WHERE address = %s", (address_of(person.email, self._key),)
        )
        if found is not None and found[0] != person.id:
            raise AddressTakenError("Somebody in this programme already has that email address.")

    def _write(self, person: Person) -> None:
        self._people.write(person.id, PERSON.write(person), **beside_person(person, self._key))
