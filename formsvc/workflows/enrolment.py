"""Joining: an invitation letter, the agreement, an authenticator whose code was right, recovery codes.

The join link is proof of the mailbox. Its last step writes the registry first and the
credentials second: the invitation counts as used only when everything else is on disk, so
whoever was cut off in between opens the same link and finishes.
"""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import datetime

from formsvc.auth.recovery import recovery_code
from formsvc.auth.totp import accepted_step, new_seed, six_digits
from formsvc.domain.credentials import Credentials
from formsvc.domain.errors import NotJoinedError, WrongCodeError
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.authenticator import (
    AuthenticatorSetup,
    SignedIn,
    begin_session,
    setup_of,
    with_new_recovery_codes,
)
from formsvc.workflows.consent import require_in_force
from formsvc.workflows.invitation import (
    invitation_in,
    invite_again,
    invite_person,
    invited_person,
    join_link,
    open_invitation,
    renew_invitation,
)
from formsvc.workflows.services import Services
from formsvc.workflows.starting import start_to_have

__all__ = [
    "accept_agreement",
    "authenticator_setup",
    "confirm_authenticator",
    "confirm_recovery_code",
    "invite_again",
    "invite_person",
    "invited_person",
    "join_link",
    "recovery_codes_to_show",
    "renew_invitation",
]


def accept_agreement(services: Services, token: str, version: str) -> None:
    """Write down which agreement was accepted, and make a seed that counts for nothing yet.

    Accepting again keeps the seed that an authenticator may hold by now. Raises
    InputRefusedError when another version is in force, and what ``invited_person`` raises.
    """
    require_in_force(services, version)
    person_id = invited_person(services, token).id
    with services.store.hold(person_id):
        person, credentials = open_invitation(services, token)
        services.store.registry.save(person.agreeing(version, services.clock()))
        if credentials.pending_seed is None:
            seed = new_seed(services.random)
            services.store.credentials.save_credentials(replace(credentials, pending_seed=seed))


def authenticator_setup(services: Services, token: str) -> AuthenticatorSetup:
    """Return the authenticator to set up; reads only.

    Raises NotJoinedError before the agreement was accepted, and what ``invited_person`` raises.
    """
    person = invited_person(services, token)
    return setup_of(services, _pending_seed(services.store.credentials.credentials(person.id)), person.email)


def confirm_authenticator(services: Services, token: str, code: str, *, own_device: bool) -> SignedIn:
    """Join: a right code makes the seed count, and signs in. A mentee's cycles start within the fortnight.

    Nothing is counted against a wrong code: the page shows the key, so it is no guess. Raises
    WrongCodeError, NotJoinedError, and what ``invited_person`` raises.
    """
    digits = six_digits(code)
    person_id = invited_person(services, token).id
    with services.store.hold(person_id):
        person, credentials = open_invitation(services, token)
        seed, now = _pending_seed(credentials), services.clock()
        joined = _joined(person, services, now)
        factor = replace(
            credentials,
            seed=seed,
            pending_seed=None,
            last_step=accepted_step(seed, digits, now, last_step=0),
            invitation=replace(invitation_in(credentials), used_at=now),
        )
        fresh = with_new_recovery_codes(factor, services.random)
        after, signed_in = begin_session(services, joined, fresh, own_device=own_device)
        services.store.registry.save(joined)
        services.store.credentials.save_credentials(after)
    return signed_in


def recovery_codes_to_show(services: Services, person_id: str) -> tuple[str, ...]:
    """Return the recovery codes that their owner hasn't typed back yet, none once one was."""
    return services.store.credentials.credentials(person_id).unseen_codes


def confirm_recovery_code(services: Services, person_id: str, typed: str) -> None:
    """Forget the clear codes once one of them was typed back: their owner has them. It stays unused.

    Raises WrongCodeError. Done already is done: a second click changes nothing.
    """
    code = recovery_code(typed)
    with services.store.hold(person_id):
        credentials = services.store.credentials.credentials(person_id)
        if not credentials.unseen_codes:
            return
        if not any(hmac.compare_digest(code, unseen) for unseen in credentials.unseen_codes):
            raise WrongCodeError("That isn't one of the codes on this page. Type one of them as it stands.")
        services.store.credentials.save_credentials(
            replace(credentials, ending_recovery=None, unseen_codes=())
        )


def _joined(person: Person, services: Services, now: datetime) -> Person:
    starts = person.starts
    if starts is None and Role.MENTEE in person.roles:
        starts = start_to_have(services, person)
    return replace(person, standing=Standing.JOINED, joined_at=person.joined_at or now, starts=starts)


def _pending_seed(credentials: Credentials) -> str:
    if credentials.pending_seed is None:
        raise NotJoinedError("Read and accept the agreement first.")
    return credentials.pending_seed
