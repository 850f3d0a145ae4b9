"""A whole store, and what is handed out of it to what needs no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from formsvc.store.protocol.applications import Applications
from formsvc.store.protocol.audit import AuditLog
from formsvc.store.protocol.evaluations import EvaluationRounds, Evaluations
from formsvc.store.protocol.letters import Outbox, SentLetters
from formsvc.store.protocol.people import CredentialStore, Locks, Registry
from formsvc.store.protocol.records import Records


class StoreWithoutRecords(Protocol):
    """A store as workflows see it that need no answer."""

    @property
    def hold(self) -> Locks:
        """One writer a person."""
        ...

    @property
    def registry(self) -> Registry:
        """Who takes part."""
        ...

    @property
    def credentials(self) -> CredentialStore:
        """What proves who somebody is, for invitations."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Letters that wait."""
        ...

    @property
    def applications(self) -> Applications:
        """Who would like to take part."""
        ...

    @property
    def audit(self) -> AuditLog:
        """What coordinators did."""
        ...

    @property
    def evaluations(self) -> EvaluationRounds:
        """Rounds of the evaluation, without its answers."""
        ...


@dataclass(frozen=True, slots=True)
class CoordinatorStore:
    """What serves a coordinator is handed: everything but the record (Z2)."""

    hold: Locks
    registry: Registry
    credentials: CredentialStore
    outbox: Outbox
    applications: Applications
    audit: AuditLog
    evaluations: EvaluationRounds


@dataclass(frozen=True, slots=True)
class Store:
    """A whole store. What serves a coordinator is handed a ``CoordinatorStore`` instead."""

    hold: Locks
    registry: Registry
    records: Records
    credentials: CredentialStore
    outbox: Outbox
    applications: Applications
    audit: AuditLog
    evaluations: Evaluations
    sent: SentLetters
