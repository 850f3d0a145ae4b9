"""What coordinators and the operator did."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Protocol

from formsvc.domain.audit import AuditEvent


class AuditLog(Protocol):
    """What coordinators and the operator did: who, what, when and to whom, by ids alone."""

    def add(self, event: AuditEvent) -> None:
        """Add one event, its moment to the second, on disk when this returns."""
        ...

    def events(self) -> Iterator[AuditEvent]:
        """Yield every event, newest first; a damaged one is passed over."""
        ...

    def drop(self, before: datetime) -> int:
        """Remove the events before a moment (P4), and no newer or damaged one; return how many."""
        ...

    def damaged(self) -> int:
        """Return how many events can't be read."""
        ...
