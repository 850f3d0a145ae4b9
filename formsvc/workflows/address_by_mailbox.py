"""A change of address without signing in: asked for elsewhere, confirmed from the new mailbox (Z3).

A mentor without an account asks by the second link of a letter, and whoever runs the service for
somebody whose address is wrong. The link is stored hashed, works for a day, once, and for this alone
(X1). Where there is an authenticator the new mailbox isn't enough: a code from it is needed as well,
so nobody takes an account over by a change of address. A wrong code is counted, five a link (A5).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from formsvc.auth.totp import six_digits
from formsvc.domain.credentials import TRIES_A_LINK, AddressChange, AddressRoad, Credentials
from formsvc.domain.errors import (
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    PersonUnknownError,
    TooManyTriesError,
)
from formsvc.domain.people import Person, Role, checked_email
from formsvc.workflows.address_change import change_of, is_live, make_change, queue_change, require_askable
from formsvc.workflows.fresh_code import fresh_code
from formsvc.workflows.invitation import revoke_invitation, send_invitation
from formsvc.workflows.mentor_address import tell_mentees_of_address
from formsvc.workflows.mentor_standing import mentor_of_token
from formsvc.workflows.services import Services

_NOT_OURS = "This link isn't one of ours, or a newer one has taken its place."
_OVER = "This link is more than a day old. Ask for a new one where you gave the address."
_SIGN_IN = "You sign in to this programme, so change your address there, in your settings."


@dataclass(frozen=True, slots=True)
class AddressPage:
    """What the link in the new mailbox shows: the address, never whose it is; and whether it needs a code."""

    email: str
    done: bool
    needs_code: bool
    is_mentor: bool


def changes_in_settings(services: Services, mentor_id: str) -> bool:
    """Tell whether a mentor signs in, as a mentee does, and so changes their address there."""
    return services.store.credentials.credentials(mentor_id).seed is not None


def ask_from_letter(services: Services, token: str, email: str) -> str:
    """Send a link to the address that a mentor gave, tell the old one, and return it as it is written.

    Raises InputRefusedError, and what ``mentor_of_link`` raises.
    """
    mentor_id, address = mentor_of_token(services, token).id, checked_email(email)
    with services.store.hold(mentor_id):
        mentor = services.store.registry.person(mentor_id)
        if changes_in_settings(services, mentor_id):
            raise InputRefusedError("email", _SIGN_IN)
        require_askable(services, mentor, address)
        credentials = services.store.credentials.credentials(mentor_id)
        queue_change(services, mentor, credentials, address, AddressRoad.LETTER)
    return address


def address_of_link(services: Services, token: str) -> AddressPage:
    """Return what a link's page shows; reads only (C2). Raises LinkInvalidError and LinkExpiredError."""
    person, change = _of_link(services, token)
    return AddressPage(
        email=change.email,
        done=change.used_at is not None,
        needs_code=services.store.credentials.credentials(person.id).seed is not None,
        is_mentor=Role.MENTOR in person.roles,
    )


def confirm_by_mailbox(services: Services, token: str, code: str) -> None:
    """Make a link's address the person's; ``code`` is the authenticator's where they have one.

    Done already is done. Each mentee of a mentor is told, and asked to accept it. Raises
    AddressTakenError, what ``fresh_code`` raises, TooManyTriesError and what ``address_of_link`` raises.
    """
    person, change = _of_link(services, token)
    if change.used_at is None:
        with _proved(services, person.id, token, code) as credentials:
            change = _of_link(services, token)[1]
            if change.used_at is None:
                make_change(services, credentials, change)
    tell_mentees_of_address(services, person.id)


@contextmanager
def _proved(services: Services, person_id: str, token: str, code: str) -> Iterator[Credentials]:
    """Hold the person and give their credentials, after a right code if they have an authenticator.

    Who hasn't joined yet gets the invitation anew; the link in the old mailbox ends first.
    """
    if services.store.credentials.credentials(person_id).seed is None:
        with services.store.hold(person_id):
            revoked = revoke_invitation(services, person_id)
            yield services.store.credentials.credentials(person_id)
            if revoked:
                send_invitation(services, services.store.registry.person(person_id))
        return
    six_digits(code)
    with services.store.hold(person_id):
        change = _of_link(services, token)[1]
        if change.failures >= TRIES_A_LINK:
            raise TooManyTriesError("There have been too many wrong codes with this link. Ask for a new one.")
        credentials = services.store.credentials.credentials(person_id)
        tried = replace(change, failures=change.failures + 1)
        services.store.credentials.save_credentials(replace(credentials, address_change=tried))
    with fresh_code(services, person_id, code) as credentials:
        yield credentials


def _of_link(services: Services, token: str) -> tuple[Person, AddressChange]:
    owner, change = change_of(services, token)
    if change.road is AddressRoad.SETTINGS:
        raise LinkInvalidError(_NOT_OURS)
    try:
        person = services.store.registry.person(owner)
    except PersonUnknownError:
        raise LinkInvalidError(_NOT_OURS) from None
    if change.used_at is None and not is_live(change, services.clock()):
        raise LinkExpiredError(_OVER)
    return person, change
