"""What proves that a person is who they say: factor, codes, links, devices and sessions.

Seeds and pending codes lie only in the sealed store; everything else secret is a hash.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

INVITATION_LIFE = timedelta(days=14)
SIGN_IN_LINK_LIFE = timedelta(minutes=30)
LIVE_LINKS = 5
TRIES_A_LINK = 5
ADDRESS_LINK_LIFE = timedelta(hours=24)
ADDRESS_ASK_KEPT = timedelta(days=7)
"""How long an old link to a new address can still say what became of it."""
ADDRESS_ASKS_A_DAY = 5
DEVICE_LIFE = timedelta(days=180)
LIVE_OPENINGS = 5
OPENINGS_AN_HOUR = 6
OPENED_LIFE = timedelta(hours=12)
SESSION_IDLE = timedelta(minutes=60)
SESSION_LIFE = timedelta(hours=12)
FRESH_FOR = timedelta(minutes=15)
"""How long a fresh code lets the same session set up a new authenticator."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link to join, stored as the SHA-256 (hex) of its secret.

    ``earlier_hashes`` are of expired links that were renewed: each still says so, and no more.
    """

    secret_hash: str
    expires_at: datetime
    used_at: datetime | None = None
    earlier_hashes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecoveryCodes:
    """Single-use codes: one Argon2id salt (hex) for the set, and the hashes (hex) not yet used."""

    salt: str
    hashes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failures:
    """Wrong codes of one account: when (newest last, at most a day's), and how many in a row."""

    recent: tuple[datetime, ...] = ()
    in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A browser its owner called their own; ``failed_in_a_row`` can revoke it, never the account."""

    id: str
    secret_hash: str
    made_at: datetime
    failed_in_a_row: int = 0


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser, by the SHA-256 (hex) of its id.

    ``fresh_at`` is when it last gave a code in order to set up a new authenticator (A11).
    """

    id_hash: str
    began_at: datetime
    device_id: str | None = None
    fresh_at: datetime | None = None


class AddressRoad(StrEnum):
    """Where a new address was typed, and so what its link is good for (X1).

    SETTINGS: by its owner, signed in, who signs in to confirm it too. LETTER: by who had the second
    link of a mentor's letter. OPERATOR: by whoever runs the service. The last two are confirmed from
    the new mailbox, and with a fresh code where there is an authenticator.
    """

    SETTINGS = "settings"
    LETTER = "letter"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class AddressChange:
    """A new address that waits for its link, known by ``secret_hash``; ``failures``: wrong codes with it."""

    email: str
    secret_hash: str
    asked_at: datetime
    used_at: datetime | None = None
    road: AddressRoad = AddressRoad.SETTINGS
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Credentials:
    """One person's credentials; a ``pending_seed`` is inert until a code from it was right (A10).

    ``last_step`` is the newest 30-second time step that counted (RFC 6238). ``unseen_codes``
    are recovery codes in clear, sealed, until their owner typed one back; only then do those that
    they replace, ``ending_recovery``, stop. ``address_asks`` are a day's asks for a new address, and
    ``openings`` names the codes lately asked for to open what this person sent by link only.
    """

    person_id: str
    seed: str | None = None
    pending_seed: str | None = None
    last_step: int = 0
    invitation: Invitation | None = None
    recovery: RecoveryCodes | None = None
    ending_recovery: RecoveryCodes | None = None
    unseen_codes: tuple[str, ...] = ()
    failures: Failures = Failures()
    devices: tuple[Device, ...] = ()
    sessions: tuple[Session, ...] = ()
    sign_in_requests: tuple[str, ...] = ()
    address_change: AddressChange | None = None
    address_asks: tuple[datetime, ...] = ()
    openings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignInRequest:
    """One asked-for sign-in letter: the same file whether or not the address is known (A7).

    The web makes it with ``code_hash`` and ``secret_hash`` of secrets that only the letter
    carries; the worker fills ``person_id`` in when the address is somebody's. ``failures`` counts
    wrong authenticator codes, which only who has the letter can send; ``letter_code_failures``
    counts wrong letter codes, which anybody can, so it closes the typed code and never the link (A6).

    ``opens`` names a purpose and a submission: such a request opens that one thing and signs nobody
    in. Its ``person_id`` is who sent it; once it is used, ``secret_hash`` is of what the browser holds.
    """

    id: str
    email: str
    asked_at: datetime
    secret_hash: str
    code_hash: str
    person_id: str | None = None
    failures: int = 0
    letter_code_failures: int = 0
    recovered: bool = False
    used_at: datetime | None = None
    opens: str | None = None
