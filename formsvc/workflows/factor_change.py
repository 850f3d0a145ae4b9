"""A new authenticator, or new recovery codes, for somebody who is signed in and has the present ones (A11).

The owner is told by letter, which is queued first: no crash can change a factor in silence.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.auth.totp import accepted_step, new_seed, six_digits
from formsvc.domain.credentials import FRESH_FOR, Credentials
from formsvc.domain.errors import FreshCodeNeededError
from formsvc.workflows.authenticator import (
    AUTHENTICATOR,
    RECOVERY_CODES,
    AuthenticatorSetup,
    SignedIn,
    begin_session,
    factor_changed,
    session_in,
    setup_of,
    with_new_recovery_codes,
)
from formsvc.workflows.fresh_code import fresh_code
from formsvc.workflows.own_devices import ThisBrowser, this_device
from formsvc.workflows.services import Services


def begin_new_authenticator(services: Services, person_id: str, session_secret: str, code: str) -> None:
    """Take a fresh code, and make a seed that counts for nothing yet and only this session may see (A10).

    Whatever was abandoned before, its seed is thrown away. Raises what ``fresh_code`` raises.
    """
    with fresh_code(services, person_id, code) as credentials:
        current, now = session_in(credentials, session_secret), services.clock()
        sessions = tuple(
            replace(each, fresh_at=now if each == current else None) for each in credentials.sessions
        )
        services.store.credentials.save_credentials(
            replace(credentials, sessions=sessions, pending_seed=new_seed(services.random))
        )


def new_authenticator_setup(services: Services, person_id: str, session_secret: str) -> AuthenticatorSetup:
    """Return the authenticator to set up; reads only. Raises FreshCodeNeededError."""
    credentials = services.store.credentials.credentials(person_id)
    seed = _pending_seed(services, credentials, session_secret)
    return setup_of(services, seed, services.store.registry.person(person_id).email)


def finish_new_authenticator(services: Services, person_id: str, here: ThisBrowser, code: str) -> SignedIn:
    """Make the new seed count once a code from it is right: all but this browser is signed out (S3).

    A wrong code is no guess, since the page shows the key, and isn't counted. Raises WrongCodeError
    and FreshCodeNeededError.
    """
    digits = six_digits(code)
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        seed = _pending_seed(services, credentials, here.session_secret)
        step = accepted_step(seed, digits, services.clock(), last_step=0)
        person, this = services.store.registry.person(person_id), this_device(services, credentials, here)
        changed = replace(
            credentials,
            seed=seed,
            pending_seed=None,
            last_step=step,
            sessions=(),
            devices=tuple(device for device in credentials.devices if device.id == this),
        )
        after, signed_in = begin_session(services, person, changed, own_device=False, device_id=this)
        services.store.outbox.put(factor_changed(services, person, AUTHENTICATOR))
        services.store.credentials.save_credentials(after)
    return signed_in


def make_recovery_codes(services: Services, person_id: str, code: str) -> None:
    """Take a fresh code, and make new recovery codes, to be shown until one of them is typed back.

    The present ones count until then. Raises what ``fresh_code`` raises.
    """
    with fresh_code(services, person_id, code) as credentials:
        unfinished = bool(credentials.unseen_codes)
        ending = credentials.ending_recovery if unfinished else credentials.recovery
        person = services.store.registry.person(person_id)
        services.store.outbox.put(factor_changed(services, person, RECOVERY_CODES))
        services.store.credentials.save_credentials(
            with_new_recovery_codes(credentials, services.random, ending)
        )


def _pending_seed(services: Services, credentials: Credentials, session_secret: str) -> str:
    current = session_in(credentials, session_secret)
    fresh_at = current.fresh_at if current is not None else None
    if credentials.pending_seed is None or fresh_at is None or services.clock() >= fresh_at + FRESH_FOR:
        raise FreshCodeNeededError("Show a code of your present authenticator first.")
    return credentials.pending_seed
