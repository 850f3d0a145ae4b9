"""A person's own change of address: a fresh code, then a link from the new mailbox (Z3, A11).

Whether the new address is somebody's already is found out by the worker alone, as with sign-in
letters, so the page says the same either way. The old address is told when the change is asked
for and when it is made; that letter is queued first, so that no crash changes it in silence.

A mentor's new address is theirs at once, and no mentee's letter goes there before that mentee has
accepted it: see ``mentor_address``. Who can't sign in takes the road of ``address_by_mailbox``.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.credentials import (
    ADDRESS_ASK_KEPT,
    ADDRESS_ASKS_A_DAY,
    ADDRESS_LINK_LIFE,
    AddressChange,
    AddressRoad,
    Credentials,
)
from formsvc.domain.errors import (
    AddressTakenError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
)
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, checked_email, lookup_form
from formsvc.workflows.fresh_code import fresh_code
from formsvc.workflows.mentor_address import tell_mentees_of_address
from formsvc.workflows.services import Services, ServicesWithoutRecords

_DAY = timedelta(days=1)
_NOT_FOR_YOU = "This link isn't for you, or a newer one has taken its place."


def waiting_address(services: Services, person_id: str) -> str | None:
    """Return the address that waits for its link to be opened, None when there is none; reads only."""
    change = services.store.credentials.credentials(person_id).address_change
    return change.email if change is not None and is_live(change, services.clock()) else None


def ask_to_change_address(services: Services, person_id: str, email: str, code: str) -> None:
    """Take a fresh code, tell the old address, and send a link to the new one; earlier links end.

    Raises InputRefusedError and what ``fresh_code`` raises.
    """
    address = checked_email(email)
    person = services.store.registry.person(person_id)
    require_askable(services, person, address)
    with fresh_code(services, person_id, code) as credentials:
        queue_change(services, person, credentials, address, AddressRoad.SETTINGS)


def require_askable(services: Services, person: Person, address: str) -> None:
    """Refuse the address that they have, and a sixth ask in a day; raises InputRefusedError."""
    asks = _asks_of_today(services.store.credentials.credentials(person.id), services.clock())
    if lookup_form(address) == lookup_form(person.email):
        raise InputRefusedError("email", "This is your address already. Enter the new one.")
    if len(asks) >= ADDRESS_ASKS_A_DAY:
        raise InputRefusedError("email", "You have asked five times today. Try again tomorrow.")


def queue_change(
    services: ServicesWithoutRecords,
    person: Person,
    credentials: Credentials,
    address: str,
    road: AddressRoad,
) -> None:
    """Tell the old address, and send a link to the new one; inside the person's hold."""
    now, secret = services.clock(), new_secret(services.random)
    change = AddressChange(email=address, secret_hash=hashed(secret), asked_at=now, road=road)
    asks = (*_asks_of_today(credentials, now), now)
    facts = {} if road is AddressRoad.SETTINGS else {"road": road.value}
    services.store.outbox.put(_letter(services, person, LetterKind.ADDRESS_ASKED, facts))
    services.store.credentials.save_credentials(
        replace(credentials, address_change=change, address_asks=asks)
    )
    confirm = _letter(services, person, LetterKind.ADDRESS_CONFIRM, {"secret": secret, **facts})
    services.store.outbox.put(replace(confirm, to_name="", to_email=address))


def address_link(services: Services, letter: Letter) -> str:
    """Return the link that the letter to a new address carries; where it leads is where it was asked for."""
    path = "address" if "road" in letter.facts else "account/address"
    return f"{services.base_url}/{path}/{joined_token(letter.person_id or '', letter.facts['secret'])}"


def prepare_address_letter(services: Services, letter: Letter) -> bool:
    """Tell whether the link to a new address may go out; False: withdraw the letter.

    For the worker, before it composes. An address that is somebody's already gets nothing.
    """
    change = services.store.credentials.credentials(letter.person_id or "").address_change
    if change is None or not matches(letter.facts["secret"], change.secret_hash):
        return False
    return is_live(change, services.clock()) and services.store.registry.find(letter.to_email) is None


def address_to_confirm(services: Services, person_id: str, token: str) -> AddressChange:
    """Return the change that a link stands for, when it is this very person's; reads only (C2).

    Raises LinkInvalidError and LinkExpiredError. One that was made already is returned too.
    """
    owner, change = change_of(services, token)
    if owner != person_id or change.road is not AddressRoad.SETTINGS:
        raise LinkInvalidError(_NOT_FOR_YOU)
    if change.used_at is None and not is_live(change, services.clock()):
        raise LinkExpiredError("This link is more than a day old. Ask for a new one in your settings.")
    return change


def change_of(services: Services, token: str) -> tuple[str, AddressChange]:
    """Return whose change a link stands for, and the change, of any age; raises LinkInvalidError."""
    owner, secret = split_token(token)
    change = services.store.credentials.credentials(owner).address_change
    if change is None or not matches(secret, change.secret_hash):
        raise LinkInvalidError(_NOT_FOR_YOU)
    return owner, change


def confirm_address(services: Services, person_id: str, token: str) -> None:
    """Make the new address the person's, and end the sign-in links that went to the old one.

    Done already is done. Whom they mentor is asked to accept it. Raises AddressTakenError and what
    ``address_to_confirm`` raises.
    """
    with services.store.hold(person_id):
        change = address_to_confirm(services, person_id, token)
        if change.used_at is None:
            make_change(services, services.store.credentials.credentials(person_id), change)
    tell_mentees_of_address(services, person_id)


def make_change(services: Services, credentials: Credentials, change: AddressChange) -> None:
    """Give a person the address of a confirmed change, inside their hold; cut off, it is finished again.

    Raises AddressTakenError.
    """
    person = services.store.registry.person(credentials.person_id)
    if lookup_form(person.email) != lookup_form(change.email):
        _require_free(services, change.email)
        facts = {} if change.road is AddressRoad.SETTINGS else {"road": change.road.value}
        services.store.outbox.put(_letter(services, person, LetterKind.ADDRESS_CHANGED, facts))
        services.store.registry.readdress(replace(person, email=change.email))
    done = replace(change, used_at=services.clock())
    services.store.credentials.save_credentials(
        replace(credentials, address_change=done, sign_in_requests=())
    )


def _require_free(services: Services, email: str) -> None:
    if services.store.registry.find(email) is not None:
        raise AddressTakenError("This address can't be used. Choose another, or write to the coordinator.")


def forget_address_asked_for(services: Services, person_id: str) -> None:
    """Forget an address that was given a week ago and never confirmed: it may be a stranger's."""
    if _is_stale(services.store.credentials.credentials(person_id), services.clock()):
        with services.store.hold(person_id):
            credentials = services.store.credentials.credentials(person_id)
            if _is_stale(credentials, services.clock()):
                services.store.credentials.save_credentials(replace(credentials, address_change=None))


def _is_stale(credentials: Credentials, now: datetime) -> bool:
    change = credentials.address_change
    return change is not None and change.used_at is None and now >= change.asked_at + ADDRESS_ASK_KEPT


def is_live(change: AddressChange, now: datetime) -> bool:
    """Tell whether a change's link still works."""
    return change.used_at is None and now < change.asked_at + ADDRESS_LINK_LIFE


def _asks_of_today(credentials: Credentials, now: datetime) -> tuple[datetime, ...]:
    return tuple(moment for moment in credentials.address_asks if now - moment < _DAY)


def _letter(
    services: ServicesWithoutRecords, person: Person, kind: LetterKind, facts: dict[str, str] | None = None
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
