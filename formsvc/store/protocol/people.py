"""Who takes part, what proves who somebody is, and the hold around every change of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from formsvc.domain.credentials import Credentials, SignInRequest
from formsvc.domain.people import Person


class Locks(Protocol):
    """One writer a person."""

    def __call__(self, *person_ids: str) -> AbstractContextManager[None]:
        """Hold these people's documents, in one fixed order; not re-entrant."""
        ...


class Registry(Protocol):
    """Who takes part. No verb of it can reach an answer."""

    def person(self, person_id: str) -> Person:
        """Return one person; raises PersonUnknownError."""
        ...

    def find(self, email: str) -> Person | None:
        """Return who has this address (by keyed hash, no scan), None when nobody has."""
        ...

    def people(self) -> Iterator[Person]:
        """Yield everyone, in no promised order; a damaged file stops only its own person."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of registry files that cannot be read."""
        ...

    def add(self, person: Person) -> None:
        """Add a person, inside their hold; raises AddressTakenError (two adders race safely)."""
        ...

    def save(self, person: Person) -> None:
        """Replace a person's entry, inside their hold; the address must not have changed."""
        ...

    def readdress(self, person: Person) -> None:
        """Replace a person's entry together with its address, inside their hold.

        Killed at any moment, exactly one of the two addresses finds the person, and doing it again
        finishes it. Raises AddressTakenError, and then nothing has changed.
        """
        ...

    def erase(self, person_id: str) -> None:
        """Remove a person's entry and the way to it by address, inside their hold; twice does no harm."""
        ...


class CredentialStore(Protocol):
    """What proves who somebody is."""

    def credentials(self, person_id: str) -> Credentials:
        """Return a person's credentials, empty ones when none were saved."""
        ...

    def save_credentials(self, credentials: Credentials) -> None:
        """Replace a person's credentials, inside their hold."""
        ...

    def sign_in_request(self, request_id: str) -> SignInRequest | None:
        """Return a sign-in request, None for an unknown or malformed id."""
        ...

    def save_sign_in_request(self, request: SignInRequest) -> None:
        """Replace a sign-in request, inside ``hold(request.id)``."""
        ...

    def erase(self, person_id: str) -> None:
        """Remove all that proves who a person is, inside their hold; twice does no harm (K4)."""
        ...

    def drop_sign_in_requests(self, asked_before: datetime) -> int:
        """Remove the requests asked before a moment; return how many."""
        ...
