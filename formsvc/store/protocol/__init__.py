"""The verbs of a store, and what each promises; ``tests/store/test_contract.py`` holds every store to it.

Every write is on disk (file and folder) when the verb returns. Every change of a person's
documents happens inside ``hold(person_id)``, and what is read inside it is read afresh: no
other thread, process or host changes that person meanwhile. Reads need no lock. A damaged
document raises DamagedFileError, which names it, and is never read as empty.
"""

from __future__ import annotations

from formsvc.store.protocol.applications import Applications
from formsvc.store.protocol.audit import AuditLog
from formsvc.store.protocol.bundles import CoordinatorStore, Store, StoreWithoutRecords
from formsvc.store.protocol.evaluations import EVALUATION, EvaluationRounds, Evaluations, KnownLink
from formsvc.store.protocol.letters import Outbox, SentLetters
from formsvc.store.protocol.people import CredentialStore, Locks, Registry
from formsvc.store.protocol.records import Records

__all__ = [
    "EVALUATION",
    "Applications",
    "AuditLog",
    "CoordinatorStore",
    "CredentialStore",
    "EvaluationRounds",
    "Evaluations",
    "KnownLink",
    "Locks",
    "Outbox",
    "Records",
    "Registry",
    "SentLetters",
    "Store",
    "StoreWithoutRecords",
]
