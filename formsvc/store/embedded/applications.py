"""Applications in files, one a document; a file's name begins with the keyed hash of its address."""

from __future__ import annotations

from collections.abc import Iterator

from formsvc.domain.application import Application
from formsvc.domain.errors import DamagedFileError
from formsvc.domain.people import lookup_form
from formsvc.store.documents import APPLICATION, is_id
from formsvc.store.embedded.files import SealedFolder
from formsvc.store.embedded.locks import EmbeddedLocks
from formsvc.store.sealing import keyed_hash

_HASH = 32
"""Hexadecimal digits of the hash in a name: 128 bits, and the id still fits into a link."""


class EmbeddedApplications:
    """Who would like to take part."""

    def __init__(self, folder: SealedFolder, locks: EmbeddedLocks, key: bytes) -> None:
        """Take the folder, and the look-up key."""
        self._folder = folder
        self._locks = locks
        self._key = key

    def id_for(self, email: str, unique: str) -> str:
        """Return the id of an application from an address."""
        return f"{self._hash(email)}{unique}"

    def application(self, application_id: str) -> Application | None:
        """Return one application, None for an unknown or malformed id."""
        document = self._folder.read(application_id) if is_id(application_id) else None
        return APPLICATION.read(document) if document is not None else None

    def find(self, email: str) -> list[Application]:
        """Return an address's applications, oldest first."""
        begins = self._hash(email)
        found = self._read(owner for owner in self._folder.owners() if owner.startswith(begins))
        return sorted(found, key=lambda application: application.applied_at)

    def applications(self) -> Iterator[Application]:
        """Yield every application that can be read."""
        return self._read(iter(self._folder.owners()))

    def damaged(self) -> list[str]:
        """Return the names of applications that cannot be read."""
        damaged = []
        for owner in self._folder.owners():
            try:
                self.application(owner)
            except DamagedFileError as damage:
                damaged.append(damage.name)
        return damaged

    def save(self, application: Application) -> None:
        """Add or replace an application, inside its hold."""
        self._locks.require(application.id)
        self._folder.write(application.id, APPLICATION.write(application))

    def erase(self, application_id: str) -> None:
        """Remove an application, inside its hold."""
        self._locks.require(application_id)
        self._folder.remove(application_id)

    def _read(self, owners: Iterator[str]) -> Iterator[Application]:
        for owner in owners:
            try:
                application = self.application(owner)
            except DamagedFileError:
                continue
            if application is not None:
                yield application

    def _hash(self, email: str) -> str:
        return keyed_hash(self._key, lookup_form(email))[:_HASH]
