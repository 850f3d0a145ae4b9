"""The frozen bundles that workflows are handed: a store, the programme, time and randomness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from formsvc.auth.links import LinkSigner
from formsvc.domain.identity import Randomness
from formsvc.domain.programme import Programme
from formsvc.store.protocol import Locks, Outbox, Registry, Store

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""


@dataclass(frozen=True, slots=True)
class Services:
    """What a workflow may use; ``base_url`` is where the service's own links point (H2)."""

    store: Store
    programme: Programme
    clock: Clock
    random: Randomness
    links: LinkSigner
    base_url: str
    mail_from: str

    def today(self) -> date:
        """Return the local calendar date of the programme."""
        return self.clock().astimezone(self.programme.timezone).date()

    def for_coordinators(self) -> CoordinatorServices:
        """Return the bundle without a verb for the record."""
        return CoordinatorServices(
            hold=self.store.hold,
            registry=self.store.registry,
            outbox=self.store.outbox,
            programme=self.programme,
            clock=self.clock,
        )


@dataclass(frozen=True, slots=True)
class CoordinatorServices:
    """What a coordinator's workflow may use: who takes part, never what they wrote (Z2)."""

    hold: Locks
    registry: Registry
    outbox: Outbox
    programme: Programme
    clock: Clock

    def today(self) -> date:
        """Return the local calendar date of the programme."""
        return self.clock().astimezone(self.programme.timezone).date()
