"""What joining, signing in and recovering share: a set-up to show, and the session that begins."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.auth.devices import is_live, new_device
from formsvc.auth.links import hashed, matches, new_secret
from formsvc.auth.recovery import hash_codes, new_codes
from formsvc.auth.throttle import cleared
from formsvc.auth.totp import accepted_step, provisioning_uri
from formsvc.domain.credentials import ADDRESS_ASK_KEPT, SESSION_LIFE, Credentials, RecoveryCodes, Session
from formsvc.domain.errors import NotJoinedError
from formsvc.domain.identity import Randomness, new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.services import Services

AUTHENTICATOR, RECOVERY_CODES = "authenticator", "recovery codes"
"""What of the factors was changed, when it was only one of them."""


@dataclass(frozen=True, slots=True)
class AuthenticatorSetup:
    """What a set-up page shows: the ``otpauth://`` address, the key to copy, and whose it is."""

    uri: str
    key: str
    email: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in, the session's secret for the cookie, and a device token when it is their own."""

    person: Person
    session_secret: str
    device_token: str | None


def setup_of(services: Services, seed: str, email: str) -> AuthenticatorSetup:
    """Return what to show for a pending seed."""
    return AuthenticatorSetup(
        uri=provisioning_uri(seed, email, services.programme.name),
        key=seed,
        email=email,
    )


def require_account(person: Person) -> None:
    """Refuse whoever has nothing to sign in to; raises NotJoinedError.

    Who has left may sign in until the erasure: to export, to come back, or to be erased at once.
    """
    leaving = person.standing is Standing.LEFT and person.erased_on is not None
    takes_part = person.standing in {Standing.JOINED, Standing.PAUSED}
    if not (takes_part or leaving) or person.roles == {Role.MENTOR}:
        raise NotJoinedError("There is no account to sign in to for this address yet.")


def after_code(services: Services, credentials: Credentials, digits: str) -> Credentials:
    """Return the credentials with a right code's time step used up (A2); raises WrongCodeError."""
    if credentials.seed is None:
        raise NotJoinedError("There is no account to sign in to for this address yet.")
    step = accepted_step(credentials.seed, digits, services.clock(), credentials.last_step)
    return replace(credentials, last_step=step)


def session_in(credentials: Credentials, session_secret: str) -> Session | None:
    """Return the session that a cookie's secret belongs to, None when it ended or was never one."""
    return next(
        (session for session in credentials.sessions if matches(session_secret, session.id_hash)),
        None,
    )


def with_new_recovery_codes(
    credentials: Credentials, random: Randomness, ending: RecoveryCodes | None = None
) -> Credentials:
    """Replace the recovery codes; they count at once, and lie in clear until one was typed back.

    Counting at once means that whoever saved them and closed the page too early isn't left without.
    ``ending`` are those that count beside them until then.
    """
    codes = new_codes(random)
    return replace(
        credentials, recovery=hash_codes(codes, random), ending_recovery=ending, unseen_codes=codes
    )


def factor_changed(services: Services, person: Person, what: str | None = None) -> Letter:
    """Return word to the owner that a factor was changed (A11): ``what`` alone, or both."""
    return Letter(
        id=new_id(services.random),
        kind=LetterKind.FACTOR_CHANGED,
        to_name=person.name,
        to_email=person.email,
        created_at=services.clock(),
        person_id=person.id,
        facts={"what": what} if what else {},
    )


def begin_session(
    services: Services,
    person: Person,
    credentials: Credentials,
    *,
    own_device: bool,
    device_id: str | None = None,
) -> tuple[Credentials, SignedIn]:
    """Return the credentials with a new session, for the caller to save, and what the browser gets.

    Every live sign-in link of the person ends, and what is past its life goes: sessions, devices, an
    address asked for. With ``own_device`` the browser is made a device; with ``device_id`` it is one already.
    """
    now, token = services.clock(), None
    credentials = replace(
        _pruned(credentials, now), sign_in_requests=(), failures=cleared(credentials.failures)
    )
    if own_device:
        device, token = new_device(person.id, now, services.random)
        device_id = device.id
        credentials = replace(credentials, devices=(*credentials.devices, device))
    secret = new_secret(services.random)
    session = Session(id_hash=hashed(secret), began_at=now, device_id=device_id)
    return (
        replace(credentials, sessions=(*credentials.sessions, session)),
        SignedIn(person=person, session_secret=secret, device_token=token),
    )


def _pruned(credentials: Credentials, now: datetime) -> Credentials:
    asked = credentials.address_change
    return replace(
        credentials,
        sessions=tuple(session for session in credentials.sessions if now < session.began_at + SESSION_LIFE),
        devices=tuple(device for device in credentials.devices if is_live(device, now)),
        address_change=asked if asked is not None and now < asked.asked_at + ADDRESS_ASK_KEPT else None,
    )
