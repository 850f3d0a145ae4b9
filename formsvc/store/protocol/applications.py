"""Who would like to take part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from formsvc.domain.application import Application


class Applications(Protocol):
    """Who would like to take part: what they typed, until it is decided and for a while after."""

    def id_for(self, email: str, unique: str) -> str:
        """Return the id of an application from an address: its keyed hash, then ``unique`` (alphanumeric).

        So one address's applications are found without a scan, and the id names nobody.
        """
        ...

    def application(self, application_id: str) -> Application | None:
        """Return one application, None for an unknown or malformed id."""
        ...

    def find(self, email: str) -> list[Application]:
        """Return an address's applications, oldest first; a damaged one is passed over."""
        ...

    def applications(self) -> Iterator[Application]:
        """Yield every application, in no promised order; a damaged one is passed over."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of applications that cannot be read."""
        ...

    def save(self, application: Application) -> None:
        """Add or replace an application, inside ``hold(application.id)``."""
        ...

    def erase(self, application_id: str) -> None:
        """Remove an application, inside its hold; twice does no harm (K4)."""
        ...
