"""The verbs of a store, and what each promises; ``tests/store/test_contract.py`` holds every store to it.

Every write is on disk (file and folder) when the verb returns. Every change of a person's
documents happens inside ``hold(person_id)``, and what is read inside it is read afresh: no
other thread, process or host changes that person meanwhile. Reads need no lock. A damaged
document raises DamagedFileError, which names it, and is never read as empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from formsvc.domain.application import Application
from formsvc.domain.audit import AuditEvent
from formsvc.domain.credentials import Credentials, SignInRequest
from formsvc.domain.disclosure import Results
from formsvc.domain.evaluation import Group, Round
from formsvc.domain.letters import Conservation, Letter, LetterEvent
from formsvc.domain.people import Person
from formsvc.domain.returned import SentLetter
from formsvc.domain.submission import Draft, Submission


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


class Records(Protocol):
    """What mentees write. Handed only to what serves the mentee, and to the worker."""

    def draft(self, mentee_id: str, cycle: int) -> Draft | None:
        """Return the draft of one cycle."""
        ...

    def save_draft(self, mentee_id: str, draft: Draft) -> None:
        """Replace the mentee's draft, inside their hold."""
        ...

    def drop_draft(self, mentee_id: str) -> None:
        """Remove the mentee's draft and every trace of it, inside their hold."""
        ...

    def submission(self, mentee_id: str, cycle: int) -> Submission | None:
        """Return what was sent for one cycle."""
        ...

    def submissions(self, mentee_id: str) -> list[Submission]:
        """Return everything sent, oldest first."""
        ...

    def commit(self, submission: Submission, letter: Letter) -> None:
        """Commit a submission with its letter, inside the mentee's hold: both, or neither counts.

        Embedded: the letter's intent first, then the record (the commit point), then the
        ledger's line. Raises StoreError when the cycle has a submission already.
        """
        ...

    def amend(self, submission: Submission, letter: Letter) -> None:
        """Replace a committed submission by itself with its update, and commit the update's letter with it.

        Inside the mentee's hold; the letter's intent first, then the record (the commit point).
        Raises StoreError when there is no such submission.
        """
        ...

    def redirect(self, submission: Submission) -> None:
        """Replace a committed submission by itself with another recipient, inside the mentee's hold.

        Its letter stays as it is. Raises StoreError when there is no such submission.
        """
        ...

    def withdraw(self, submission: Submission) -> None:
        """Remove a submission that was taken back, inside the mentee's hold; twice does no harm."""
        ...

    def erase(self, mentee_id: str) -> None:
        """Remove everything that a mentee wrote, inside their hold; twice does no harm (K4)."""
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


class Outbox(Protocol):
    """Letters not yet accepted by the mail server, and the ledger that counts them all."""

    def put(self, letter: Letter) -> None:
        """Add a letter that stands for itself, and write ``accepted`` in the ledger."""
        ...

    def put_once(self, letter: Letter) -> None:
        """Add a letter unless one of its id waits here already: the same one, after a crash."""
        ...

    def due(self, now: datetime) -> list[str]:
        """Return ids of waiting letters whose next try has come, oldest first."""
        ...

    def claim(self, letter_id: str) -> AbstractContextManager[Letter | None]:
        """Claim one letter against every other worker for as long as the context lasts.

        Gives None when another has it or it is gone. The claim of a worker that dies is free.
        """
        ...

    def save(self, letter: Letter) -> None:
        """Replace a claimed letter (its next try, its last reply)."""
        ...

    def resume(self, letter: Letter, now: datetime) -> None:
        """Replace a claimed, parked letter by itself as one that waits again; the ledger counts it as such.

        Killed in between, it waits, and the sum holds.
        """
        ...

    def take_back(self, letter: Letter, now: datetime) -> None:
        """Put a delivered letter that came back into the outbox, parked; the ledger counts it as such.

        Nobody has claimed it meanwhile. Killed in between, doing it again finishes it.
        """
        ...

    def finish(self, letter_id: str, event: LetterEvent, now: datetime) -> None:
        """Write the last word of a claimed letter in the ledger, then remove it from the outbox.

        PARKED keeps it in the outbox. A letter whose last word is in the ledger already is
        never handed out by ``claim`` again.
        """
        ...

    def note_accepted(self, letter_id: str, now: datetime) -> None:
        """Write ``accepted`` unless the ledger has the letter already (after a crash)."""
        ...

    def discard(self, letter_id: str, now: datetime) -> None:
        """Remove a claimed letter whose record does not exist.

        An intent that never counted leaves no trace; a letter that the ledger has was taken back
        when a crash came, and is withdrawn.
        """
        ...

    def letters(self) -> Iterator[Letter]:
        """Yield every letter in the outbox, waiting and parked."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of letters that cannot be read."""
        ...

    def missing(self) -> list[str]:
        """Return ids of letters without a last word that aren't in the outbox: lost ones.

        For a restore, while nothing else runs; otherwise a letter may just be on its way.
        """
        ...

    def conservation(self) -> Conservation:
        """Return the sum over the ledger, after erasures too."""
        ...


class SentLetters(Protocol):
    """Letters that the mail server took lately, for what comes back of them; none says what it said."""

    def note(self, letter: SentLetter) -> None:
        """Add a letter, inside its claim; again changes nothing."""
        ...

    def find(self, letter_id: str) -> SentLetter | None:
        """Return a letter, None for an unknown or malformed id."""
        ...

    def drop(self, sent_before: datetime) -> int:
        """Remove the letters that were sent before a moment; return how many."""
        ...

    def erase(self, person_id: str, email: str) -> None:
        """Remove the letters of a person and those to their address; twice does no harm (K4)."""
        ...


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


EVALUATION = "evaluation"
"""What is held around every change of an evaluation, as a person is around theirs."""


class EvaluationRounds(Protocol):
    """Rounds of the evaluation, for who runs them. No verb of it gives an answer, or a small number.

    No sheet of answers is ever written, and no time, and no person beside a link. Every change
    happens inside ``hold(EVALUATION)``.
    """

    def rounds(self) -> list[Round]:
        """Return every round, newest first; a damaged file stops only its own round."""
        ...

    def damaged(self) -> list[str]:
        """Return the names of rounds that cannot be read."""
        ...

    def open(self, asked: Round, links: Mapping[str, Group]) -> None:
        """Keep a new round with the hashes of its links, sorted: the order of the people is lost."""
        ...

    def note_reminded(self, round_id: str) -> None:
        """Keep that the round's one reminder has been queued."""
        ...

    def close(self, round_id: str, on: date) -> None:
        """Close a round for good: its sums become what may be shown, and are gone; twice does no harm."""
        ...

    def results(self, round_id: str) -> Results | None:
        """Return what may be shown of a closed round, None for any other."""
        ...

    def erase(self, round_id: str) -> None:
        """Remove a round and all that is kept of it (P4); twice does no harm."""
        ...


@dataclass(frozen=True, slots=True)
class KnownLink:
    """Which round a link is of, and which group's questions it opens; no group: it was used, or closed."""

    round: Round
    group: Group | None


class Evaluations(EvaluationRounds, Protocol):
    """Rounds, and the box that answers go into: handed to what serves who answers."""

    def link(self, link_hash: str) -> KnownLink | None:
        """Return what a link is for, None for one that is of no round."""
        ...

    def answer(self, link_hash: str, choices: Mapping[str, int]) -> None:
        """Add one person's choices to the sums and use their link up, in one durable write.

        Inside the hold; the link must be unused. A crash leaves both or neither.
        """
        ...


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
