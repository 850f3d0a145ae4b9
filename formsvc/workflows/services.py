"""The frozen bundles that workflows are handed: a store, the programme, time and randomness."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from formsvc.auth.links import LinkSigner
from formsvc.domain.identity import Randomness
from formsvc.domain.programme import Programme
from formsvc.store.protocol import CoordinatorStore, Store, StoreWithoutRecords

Clock = Callable[[], datetime]
"""Returns the present moment, aware, in UTC."""

OPERATOR = "operator"
"""Who acts when a command does, in the audit list."""


class ServicesWithoutRecords(Protocol):
    """What a workflow may use that needs no answer: both bundles below are such services."""

    @property
    def store(self) -> StoreWithoutRecords:
        """The store, without a way to the record."""
        ...

    @property
    def programme(self) -> Programme:
        """The programme, from its file."""
        ...

    @property
    def clock(self) -> Clock:
        """The present moment."""
        ...

    @property
    def random(self) -> Randomness:
        """Randomness for ids and secrets."""
        ...

    @property
    def links(self) -> LinkSigner:
        """What signs links."""
        ...

    @property
    def base_url(self) -> str:
        """Where the service's own links point (H2)."""
        ...

    def today(self) -> date:
        """Return the local calendar date of the programme."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """What a workflow may use; ``base_url`` is where the service's own links point (H2).

    What comes back goes to ``return_address``, to ``mail_from`` when it is empty; ``reads_returns`` says
    whether the machine reads that mailbox.
    """

    store: Store
    programme: Programme
    clock: Clock
    random: Randomness
    links: LinkSigner
    base_url: str
    mail_from: str
    return_address: str = ""
    reads_returns: bool = False

    @property
    def returns_to(self) -> str:
        """Where what comes back goes: the sender on the envelope of each letter."""
        return self.return_address or self.mail_from

    def today(self) -> date:
        """Return the local calendar date of the programme."""
        return self.clock().astimezone(self.programme.timezone).date()

    def for_coordinators(self, by: str = OPERATOR) -> CoordinatorServices:
        """Return the bundle without a verb for the record; ``by`` is who acts, for the audit list."""
        store = self.store
        return CoordinatorServices(
            store=CoordinatorStore(
                hold=store.hold,
                registry=store.registry,
                credentials=store.credentials,
                outbox=store.outbox,
                applications=store.applications,
                audit=store.audit,
                evaluations=store.evaluations,
            ),
            programme=self.programme,
            clock=self.clock,
            random=self.random,
            links=self.links,
            base_url=self.base_url,
            by=by,
        )


@dataclass(frozen=True, slots=True)
class CoordinatorServices:
    """What a coordinator's workflow may use: who takes part, never what they wrote (Z2).

    ``by`` is the id of the coordinator who acts, or ``OPERATOR``.
    """

    store: CoordinatorStore
    programme: Programme
    clock: Clock
    random: Randomness
    links: LinkSigner
    base_url: str
    by: str

    def today(self) -> date:
        """Return the local calendar date of the programme."""
        return self.clock().astimezone(self.programme.timezone).date()
