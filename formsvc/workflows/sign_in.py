"""Signing in and out: the authenticator's code, on top of a proved letter or of a known device (A8).

``request_id`` is always one that ``prove_by_link`` or ``prove_by_letter_code`` returned in this
same browser; the web keeps it in the signed cookie, apart from what was merely asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from formsvc.auth.devices import (
    known_device,
    split_device_token,
    with_device_failure,
    with_device_trusted,
    without_device,
)
from formsvc.auth.throttle import require_allowed, with_failure
from formsvc.auth.totp import six_digits
from formsvc.domain.credentials import SESSION_LIFE, Credentials, Device
from formsvc.domain.errors import DeviceUnknownError, PersonUnknownError
from formsvc.domain.people import Person, Standing, lookup_form
from formsvc.workflows.account_recovery import finish_recovery, recover, recovery_setup
from formsvc.workflows.authenticator import (
    AuthenticatorSetup,
    SignedIn,
    after_code,
    begin_session,
    require_account,
    session_in,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in_letter import (
    ask_for_letter,
    count_failure,
    prepare_sign_in_letter,
    prove_by_letter_code,
    prove_by_link,
    proved,
    sign_in_link,
)

__all__ = [
    "AuthenticatorSetup",
    "LiveSession",
    "SignedIn",
    "ask_for_letter",
    "finish_recovery",
    "knows_device",
    "live_session",
    "person_signed_in",
    "prepare_sign_in_letter",
    "prove_by_letter_code",
    "prove_by_link",
    "recover",
    "recovery_setup",
    "sign_in",
    "sign_in_from_device",
    "sign_in_link",
    "sign_out",
]


def sign_in(services: Services, request_id: str, code: str, *, own_device: bool) -> SignedIn:
    """Sign in with a proved request and the authenticator's code; ends every live link of the person.

    Raises WrongCodeError, UsedCodeError, TooManyTriesError, LinkExpiredError, LinkUsedError,
    LinkInvalidError and NotJoinedError. What is no six digits is refused and costs nothing (X3).
    """
    digits = six_digits(code)
    with proved(services, request_id) as proof:
        count_failure(services, proof)
        stepped = after_code(services, proof.credentials, digits)
        person = services.store.registry.person(stepped.person_id)
        require_account(person)
        after, signed_in = begin_session(services, person, stepped, own_device=own_device)
        services.store.credentials.save_credentials(after)
        used = replace(proof.request, used_at=services.clock())
        services.store.credentials.save_sign_in_request(used)
    return signed_in


def sign_in_from_device(services: Services, device_token: str, email: str, code: str) -> SignedIn:
    """Sign in from a browser that its owner called their own, with the address and a code.

    Raises DeviceUnknownError (ask for a letter instead) for a device that isn't live or belongs
    to another address: nothing is counted then, so a stranger can lock nobody out (A6).
    """
    digits = six_digits(code)
    person_id, device_id, secret = split_device_token(device_token)
    known_device(services.store.credentials.credentials(person_id), device_id, secret, services.clock())
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        device = known_device(credentials, device_id, secret, services.clock())
        person = services.store.registry.person(person_id)
        if lookup_form(email) != lookup_form(person.email):
            raise DeviceUnknownError("This browser isn't known for that address. Ask for a sign-in letter.")
        require_account(person)
        _count_device_failure(services, credentials, device)
        stepped = with_device_trusted(after_code(services, credentials, digits), device)
        after, signed_in = begin_session(services, person, stepped, own_device=False, device_id=device.id)
        services.store.credentials.save_credentials(after)
    return signed_in


def knows_device(services: Services, device_token: str) -> bool:
    """Tell whether a device cookie is live, so that a page may ask for the code at once; reads only."""
    try:
        person_id, device_id, secret = split_device_token(device_token)
        known_device(services.store.credentials.credentials(person_id), device_id, secret, services.clock())
    except DeviceUnknownError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class LiveSession:
    """Who a session belongs to, and whether recovery codes still wait to be seen by them."""

    person: Person
    has_unseen_codes: bool


def person_signed_in(services: Services, person_id: str, session_secret: str) -> Person | None:
    """Return who a live session belongs to, None when it ended or was never one; reads only (C2)."""
    live = live_session(services, person_id, session_secret)
    return live.person if live else None


def live_session(services: Services, person_id: str, session_secret: str) -> LiveSession | None:
    """Return what each page asks of a session, read at once; None when it ended or was never one."""
    credentials = services.store.credentials.credentials(person_id)
    session = session_in(credentials, session_secret)
    if session is None or services.clock() >= session.began_at + SESSION_LIFE:
        return None
    try:
        person = services.store.registry.person(person_id)
    except PersonUnknownError:
        return None
    if person.standing is Standing.LEFT and person.erased_on is None:
        return None
    return LiveSession(person, bool(credentials.unseen_codes))


def sign_out(services: Services, person_id: str, session_secret: str, *, forget_device: bool) -> None:
    """End a session on the server (S3); with ``forget_device`` the browser's device goes too."""
    if session_in(services.store.credentials.credentials(person_id), session_secret) is None:
        return
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        session = session_in(credentials, session_secret)
        if session is None:
            return
        if forget_device and session.device_id is not None:
            credentials = without_device(credentials, session.device_id)
        kept = tuple(other for other in credentials.sessions if other.id_hash != session.id_hash)
        services.store.credentials.save_credentials(replace(credentials, sessions=kept))


def _count_device_failure(services: Services, credentials: Credentials, device: Device) -> None:
    now = services.clock()
    require_allowed(credentials.failures, now)
    counted = replace(credentials, failures=with_failure(credentials.failures, now))
    services.store.credentials.save_credentials(with_device_failure(counted, device))
