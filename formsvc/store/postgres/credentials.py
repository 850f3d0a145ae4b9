"""Credentials and sign-in requests in PostgreSQL, sealed like everything else."""

from __future__ import annotations

from datetime import datetime

from formsvc.domain.credentials import Credentials, SignInRequest
from formsvc.store.documents import CREDENTIALS, SIGN_IN_REQUEST, is_id
from formsvc.store.postgres.columns import beside_request
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.locks import PostgresLocks
from formsvc.store.postgres.tables import SealedTable


class PostgresCredentials:
    """What proves who somebody is."""

    def __init__(
        self, database: Database, credentials: SealedTable, requests: SealedTable, locks: PostgresLocks
    ) -> None:
        """Take the tables of credentials and of sign-in requests."""
        self._database = database
        self._credentials = credentials
        self._requests = requests
        self._locks = locks

    def credentials(self, person_id: str) -> Credentials:
        """Return a person's credentials, empty ones when none were saved or the id is malformed."""
        document = self._credentials.read(person_id) if is_id(person_id) else None
        return CREDENTIALS.read(document) if document is not None else Credentials(person_id)

    def save_credentials(self, credentials: Credentials) -> None:
        """Replace a person's credentials, inside their hold."""
        self._locks.require(credentials.person_id)
        self._credentials.write(credentials.person_id, CREDENTIALS.write(credentials))

    def sign_in_request(self, request_id: str) -> SignInRequest | None:
        """Return a sign-in request, None for an unknown or malformed id."""
        document = self._requests.read(request_id) if is_id(request_id) else None
        return SIGN_IN_REQUEST.read(document) if document is not None else None

    def save_sign_in_request(self, request: SignInRequest) -> None:
        """Replace a sign-in request, inside its hold."""
        self._locks.require(request.id)
        self._requests.write(request.id, SIGN_IN_REQUEST.write(request), **beside_request(request))

    def erase(self, person_id: str) -> None:
        """Remove the credentials and the sign-ins under way, inside their hold."""
        self._locks.require(person_id)
        self._credentials.remove(person_id)
        self._database.change("DELETE FROM requests WHERE person_id = %s", (person_id,))

    def drop_sign_in_requests(self, asked_before: datetime) -> int:
        """Remove the requests asked before a moment; return how many."""
        return self._database.change("DELETE FROM requests WHERE asked_at < %s", (asked_before,))
