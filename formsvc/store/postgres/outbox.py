"""The outbox in PostgreSQL, claimed with a lease, and the ledger that counts its letters.

A claim takes a letter's row with ``FOR UPDATE SKIP LOCKED`` and writes down until when it holds. While a
claim is in use a thread of its process renews it; the letters of a worker that died are free when the
lease has run out. The lease goes by the database's clock, which all hosts share.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from secrets import token_hex

from formsvc.domain.errors import StoreError
from formsvc.domain.letters import Conservation, Fate, Letter, LetterEvent
from formsvc.store.documents import LETTER
from formsvc.store.postgres.columns import beside_letter
from formsvc.store.postgres.database import Database
from formsvc.store.postgres.tables import Listing, SealedTable

_PATIENCE_SECONDS = 20.0
_POLL_SECONDS = 0.05
_RENEWALS_A_LEASE = 3


class PostgresOutbox:
    """Letters not yet accepted by the mail server, and the ledger that counts them all."""

    def __init__(self, database: Database, letters: SealedTable, lease_seconds: float) -> None:
        """Take the database, the table, and how long the letters of a dead worker stay its own."""
        self._database = database
        self._letters = letters
        self._leases = Leases(database, lease_seconds)
        self._listing = Listing(letters, LETTER.read)

    def put(self, letter: Letter) -> None:
        """Add a letter that stands for itself, and write ``accepted`` in the ledger."""
        with self._database.transaction():
            self._letters.create(letter.id, LETTER.write(letter), **beside_letter(letter))
            self._word(letter.id, LetterEvent.ACCEPTED, letter.created_at)

    def put_once(self, letter: Letter) -> None:
        """Add a letter unless one of its id is there already."""
        with self._database.transaction():
            if self._letters.create_once(letter.id, LETTER.write(letter), **beside_letter(letter)):
                self._word(letter.id, LetterEvent.ACCEPTED, letter.created_at)

    def due(self, now: datetime) -> list[str]:
        """Return ids of waiting letters whose next try has come and that nobody has, oldest first."""
        found = self._database.rows(
            "SELECT id FROM outbox WHERE fate = 'waiting' AND due_at <= %s "
            "AND (claimed_until IS NULL OR claimed_until < clock_timestamp()) ORDER BY created_at, id",
            (now,),
        )
        return [letter_id for (letter_id,) in found]

    @contextmanager
    def claim(self, letter_id: str) -> Iterator[Letter | None]:
        """Claim one letter for as long as the context lasts; None when another has it or it is gone."""
        with self._leases.claimed(letter_id) as envelope:
            if envelope is None:
                yield None
            else:
                yield LETTER.read(self._letters.opened(letter_id, envelope))

    def save(self, letter: Letter) -> None:
        """Replace a claimed letter; one that is gone stays so."""
        self._letters.replace(letter.id, LETTER.write(letter), **beside_letter(letter))

    def resume(self, letter: Letter, now: datetime) -> None:
        """Let a claimed, parked letter wait again."""
        with self._database.transaction():
            self.save(letter)
            self._word(letter.id, LetterEvent.ACCEPTED, now)

    def take_back(self, letter: Letter, now: datetime) -> None:
        """Put a delivered letter that came back into the outbox, parked.

        It waits for a worker that has just handed the letter over and still writes that down.
        """
        until = time.monotonic() + _PATIENCE_SECONDS
        parked = replace(letter, fate=Fate.PARKED, next_try_at=None)
        while True:
            with self._leases.claimed(letter.id) as envelope:
                if envelope is not None or not self._is_there(letter.id):
                    with self._database.transaction():
                        self._word(letter.id, LetterEvent.RETURNED, now)
                        self._letters.write(letter.id, LETTER.write(parked), **beside_letter(parked))
                    return
            if time.monotonic() >= until:
                raise StoreError("The service is busy with this just now. Try again in a moment.")
            time.sleep(_POLL_SECONDS)

    def finish(self, letter_id: str, event: LetterEvent, now: datetime) -> None:
        """Write a claimed letter's last word in the ledger and remove it; PARKED keeps it."""
        with self._database.transaction():
            self._word(letter_id, event, now)
            if event is not LetterEvent.PARKED:
                self._letters.remove(letter_id)

    def note_accepted(self, letter_id: str, now: datetime) -> None:
        """Write ``accepted`` unless the ledger has the letter already."""
        self._database.change(
            "INSERT INTO ledger (letter_id, word, at) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            (letter_id, LetterEvent.ACCEPTED.value, now),
        )

    def discard(self, letter_id: str, now: datetime) -> None:
        """Remove a claimed letter whose record does not exist: it was taken back, and is withdrawn."""
        self.finish(letter_id, LetterEvent.WITHDRAWN, now)

    def letters(self) -> Iterator[Letter]:
        """Yield every letter in the outbox that can be read, opening only what changed since."""
        return self._listing.values()

    def damaged(self) -> list[str]:
        """Return the names of letters that cannot be read."""
        return self._listing.damaged()

    def missing(self) -> list[str]:
        """Return ids of letters without a last word that aren't in the outbox."""
        found = self._database.rows(
            "SELECT letter_id FROM ledger LEFT JOIN outbox ON outbox.id = letter_id "
            "WHERE outbox.id IS NULL AND word NOT IN ('delivered', 'withdrawn') ORDER BY letter_id"
        )
        return [letter_id for (letter_id,) in found]

    def conservation(self) -> Conservation:
        """Return the sum over the ledger."""
        words: dict[str, int] = dict(
            self._database.rows("SELECT word, count(*) FROM ledger GROUP BY word"),
        )
        return Conservation(
            accepted=sum(words.values()),
            delivered=words.get(LetterEvent.DELIVERED, 0),
            waiting=words.get(LetterEvent.ACCEPTED, 0),
            parked=words.get(LetterEvent.PARKED, 0) + words.get(LetterEvent.RETURNED, 0),
            withdrawn=words.get(LetterEvent.WITHDRAWN, 0),
        )

    def _word(self, letter_id: str, event: LetterEvent, at: datetime) -> None:
        """Write a letter's word in the ledger; after a last one only its return counts."""
        self._database.change(
            "INSERT INTO ledger (letter_id, word, at) VALUES (%s, %s, %s) "
            "ON CONFLICT (letter_id) DO UPDATE SET word = EXCLUDED.word, at = EXCLUDED.at "
            "WHERE ledger.word NOT IN ('delivered', 'withdrawn') OR EXCLUDED.word = 'returned'",
            (letter_id, event.value, at),
        )

    def _is_there(self, letter_id: str) -> bool:
        return self._database.row("SELECT 1 FROM outbox WHERE id = %s", (letter_id,)) is not None


class Leases:
    """The claims of one process, and the thread that renews them while there are any."""

    def __init__(self, database: Database, seconds: float) -> None:
        """Take the database and a lease's length in seconds."""
        self._database = database
        self._seconds = seconds
        self._lock = threading.Lock()
        self._claims: set[str] = set()
        self._renewing = False

    @contextmanager
    def claimed(self, letter_id: str) -> Iterator[bytes | None]:
        """Claim a letter and give its envelope, None when another has it or it is gone."""
        claim = token_hex(16)
        found = self._database.row(
            "UPDATE outbox SET claim = %s, claimed_until = clock_timestamp() + make_interval(secs => %s) "
            "WHERE id = (SELECT id FROM outbox WHERE id = %s AND (claimed_until IS NULL "
            "OR claimed_until < clock_timestamp() OR claim = %s) FOR UPDATE SKIP LOCKED) RETURNING envelope",
            (claim, self._seconds, letter_id, claim),
        )
        if found is None:
            yield None
            return
        self._keep(claim)
        try:
            yield found[0]
        finally:
            with self._lock:
                self._claims.discard(claim)
            with suppress(StoreError):  # the lease runs out by itself
                self._database.change(
                    "UPDATE outbox SET claim = NULL, claimed_until = NULL WHERE claim = %s", (claim,)
                )

    def _keep(self, claim: str) -> None:
        with self._lock:
            self._claims.add(claim)
            if self._renewing:
                return
            self._renewing = True
        threading.Thread(target=self._renew, name="mentorpost leases", daemon=True).start()

    def _renew(self) -> None:
        while True:
            time.sleep(self._seconds / _RENEWALS_A_LEASE)
            with self._lock:
                claims = list(self._claims)
                if not claims:
                    self._renewing = False
                    return
            with suppress(StoreError):
                self._database.change(
                    "UPDATE outbox SET claimed_until = clock_timestamp() + make_interval(secs => %s) "
                    "WHERE id IN (SELECT id FROM outbox WHERE claim = ANY(%s) FOR UPDATE SKIP LOCKED)",
                    (self._seconds, claims),
                )
