"""A person's own change of address: a fresh code, then a link from the new mailbox (Z3, A11).

Whether the new address is somebody's already is found out by the worker alone, as with sign-in
letters, so the page says the same either way. The old address is told when the change is asked
for and when it is made; that letter is queued first, so that no crash changes it in silence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.credentials import ADDRESS_ASKS_A_DAY, ADDRESS_LINK_LIFE, AddressChange, Credentials
from formsvc.domain.errors import (
    AddressTakenError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    PairedMentorError,
)
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Role, checked_email, lookup_form
from formsvc.workflows.fresh_code import fresh_code
from formsvc.workflows.services import Services

_DAY = timedelta(days=1)


def waiting_address(services: Services, person_id: str) -> str | None:
    """Return the address that waits for its link to be opened, None when there is none; reads only.

    Raises PairedMentorError for who can't change it by themselves.
    """
    _require_no_mentees(services, services.store.registry.person(person_id))
    change = services.store.credentials.credentials(person_id).address_change
    return change.email if change is not None and _is_live(change, services.clock()) else None


def ask_to_change_address(services: Services, person_id: str, email: str, code: str) -> None:
    """Take a fresh code, tell the old address, and send a link to the new one; earlier links end.

    Raises InputRefusedError, PairedMentorError and what ``fresh_code`` raises.
    """
    address, now = checked_email(email), services.clock()
    person = services.store.registry.person(person_id)
    asks = _asks_of_today(services.store.credentials.credentials(person_id), now)
    _require_no_mentees(services, person)
    if lookup_form(address) == lookup_form(person.email):
        raise InputRefusedError("email", "This is your address already. Enter the new one.")
    if len(asks) >= ADDRESS_ASKS_A_DAY:
        raise InputRefusedError("email", "You have asked five times today. Try again tomorrow.")
    secret = new_secret(services.random)
    with fresh_code(services, person_id, code) as credentials:
        services.store.outbox.put(_letter(services, person, LetterKind.ADDRESS_ASKED))
        services.store.credentials.save_credentials(
            replace(
                credentials,
                address_change=AddressChange(email=address, secret_hash=hashed(secret), asked_at=now),
                address_asks=(*asks, now),
            )
        )
        confirm = _letter(services, person, LetterKind.ADDRESS_CONFIRM, {"secret": secret})
        services.store.outbox.put(replace(confirm, to_name="", to_email=address))


def address_link(services: Services, person_id: str, secret: str) -> str:
    """Return the link that the letter to a new address carries."""
    return f"{services.base_url}/account/address/{joined_token(person_id, secret)}"


def prepare_address_letter(services: Services, letter: Letter) -> bool:
    """Tell whether the link to a new address may go out; False: withdraw the letter.

    For the worker, before it composes. An address that is somebody's already gets nothing.
    """
    change = services.store.credentials.credentials(letter.person_id or "").address_change
    if change is None or not matches(letter.facts["secret"], change.secret_hash):
        return False
    return _is_live(change, services.clock()) and services.store.registry.find(letter.to_email) is None


def address_to_confirm(services: Services, person_id: str, token: str) -> AddressChange:
    """Return the change that a link stands for, when it is this very person's; reads only (C2).

    Raises LinkInvalidError and LinkExpiredError. One that was made already is returned too.
    """
    owner, secret = split_token(token)
    change = services.store.credentials.credentials(person_id).address_change
    if owner != person_id or change is None or not matches(secret, change.secret_hash):
        raise LinkInvalidError("This link isn't for you, or a newer one has taken its place.")
    if change.used_at is None and not _is_live(change, services.clock()):
        raise LinkExpiredError("This link is more than a day old. Ask for a new one in your settings.")
    return change


def confirm_address(services: Services, person_id: str, token: str) -> None:
    """Make the new address the person's, and end the sign-in links that went to the old one.

    Done already is done. Raises AddressTakenError, PairedMentorError and what
    ``address_to_confirm`` raises.
    """
    with services.store.hold(person_id):
        change = address_to_confirm(services, person_id, token)
        person = services.store.registry.person(person_id)
        if change.used_at is not None:
            return
        if lookup_form(person.email) != lookup_form(change.email):
            _require_no_mentees(services, person)
            _require_free(services, change.email)
            services.store.outbox.put(_letter(services, person, LetterKind.ADDRESS_CHANGED))
            services.store.registry.readdress(replace(person, email=change.email))
        credentials = services.store.credentials.credentials(person_id)
        done = replace(change, used_at=services.clock())
        services.store.credentials.save_credentials(
            replace(credentials, address_change=done, sign_in_requests=())
        )


def _require_no_mentees(services: Services, person: Person) -> None:
    """Refuse a mentor with mentees: letters go only to an address that each mentee has accepted (Z5)."""
    if Role.MENTOR in person.roles and any(
        other.pairing is not None and other.pairing.mentor_id == person.id
        for other in services.store.registry.people()
    ):
        raise PairedMentorError(
            "You are a mentor at the moment, and your mentees have agreed to this address. "
            "Write to the coordinator to change it."
        )


def _require_free(services: Services, email: str) -> None:
    if services.store.registry.find(email) is not None:
        raise AddressTakenError("This address can't be used. Choose another, or write to the coordinator.")


def _is_live(change: AddressChange, now: datetime) -> bool:
    return change.used_at is None and now < change.asked_at + ADDRESS_LINK_LIFE


def _asks_of_today(credentials: Credentials, now: datetime) -> tuple[datetime, ...]:
    return tuple(moment for moment in credentials.address_asks if now - moment < _DAY)


def _letter(
    services: Services, person: Person, kind: LetterKind, facts: dict[str, str] | None = None
) -> Letter:
    return Letter(
        id=new_id(services.random),
        kind=kind,
        to_name=person.name,
        to_email=person.email,
        created_at=services.clock(),
        person_id=person.id,
        facts=facts or {},
    )
