"""Invitations: who is asked to join, by a letter whose link stands for their mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.credentials import INVITATION_LIFE, Credentials, Invitation
from formsvc.domain.errors import (
    AlreadyJoinedError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    PersonUnknownError,
)
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.looking_after import coordinator_for
from formsvc.domain.people import Person, Role, Standing, checked_email, checked_name, checked_roles
from formsvc.workflows.services import ServicesWithoutRecords
from formsvc.workflows.workplaces import checked_place

_NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."
_RENEWED_AT_MOST_EVERY = timedelta(days=1)


def invite_person(  # noqa: PLR0913 - a person, word by word
    services: ServicesWithoutRecords,
    *,
    name: str,
    email: str,
    roles: frozenset[Role],
    site: str = "",
    department: str = "",
    trained_on: date | None = None,
    max_mentees: int | None = None,
) -> Person:
    """Add a person and queue their letter: an invitation, or a welcome for who is a mentor alone.

    ``site`` and ``department`` are where they work, empty when not known; ``trained_on`` and ``max_mentees``
    are a mentor's training and how many mentees they take at most.

    Raises InputRefusedError, RoleConflictError and AddressTakenError.
    """
    person = replace(
        new_person(services, name=name, email=email, roles=roles),
        site=checked_place("site", site),
        department=checked_place("department", department),
        trained_on=trained_on,
        max_mentees=max_mentees,
    )
    with services.store.hold(person.id):
        enter_person(services, person)
    return person


def new_person(services: ServicesWithoutRecords, *, name: str, email: str, roles: frozenset[Role]) -> Person:
    """Return a person who isn't in the registry yet; raises InputRefusedError and RoleConflictError."""
    if not roles:
        raise InputRefusedError("roles", "Choose a role: mentee, mentor or coordinator.")
    now, only_mentor = services.clock(), roles == {Role.MENTOR}
    return Person(
        id=new_id(services.random),
        name=checked_name(name),
        email=checked_email(email),
        roles=checked_roles(roles),
        standing=Standing.JOINED if only_mentor else Standing.INVITED,
        invited_at=now,
        joined_at=now if only_mentor else None,
    )


def enter_person(services: ServicesWithoutRecords, person: Person, *, applied: bool = False) -> None:
    """Add a person, inside their hold, and queue their letter; ``applied``: they applied by themselves.

    Whoever was cut off calls it again: who is in the registry already is left as they are, and who has
    joined gets no letter. Raises AddressTakenError.
    """
    try:
        person = services.store.registry.person(person.id)
    except PersonUnknownError:
        person = _with_coordinator(services, person)
        services.store.registry.add(person)
    facts = {"applied": "yes"} if applied else {}
    if person.roles == {Role.MENTOR}:
        services.store.outbox.put(_letter(services, person, LetterKind.WELCOME_MENTOR, facts))
        return
    invitation = services.store.credentials.credentials(person.id).invitation
    if invitation is None or invitation.used_at is None:
        _invite(services, person, earlier=_hashes_of(invitation), facts=facts)


def _with_coordinator(services: ServicesWithoutRecords, person: Person) -> Person:
    """Return a new mentee with the coordinator who has the fewest; others are returned as they are."""
    if Role.MENTEE not in person.roles or person.coordinator_id:
        return person
    return replace(person, coordinator_id=coordinator_for(person, services.store.registry.people()))


def invite_again(services: ServicesWithoutRecords, email: str) -> Person:
    """Send a fresh invitation to who was invited and hasn't joined; the earlier links end.

    Raises PersonUnknownError and AlreadyJoinedError. For a letter that was lost, or a first
    ``invite_person`` that was cut off.
    """
    found = services.store.registry.find(checked_email(email))
    if found is None:
        raise PersonUnknownError("Nobody in the programme has this address. Invite them first.")
    with services.store.hold(found.id):
        person = services.store.registry.person(found.id)
        invitation = services.store.credentials.credentials(person.id).invitation
        if person.roles == {Role.MENTOR} or (invitation is not None and invitation.used_at is not None):
            raise AlreadyJoinedError(f"{person.name} has joined already.")
        _invite(services, person, earlier=_hashes_of(invitation))
    return person


def revoke_invitation(services: ServicesWithoutRecords, person_id: str) -> bool:
    """End a link that was never used, and take back its letter if it waits; inside the hold.

    Tell whether there is an invitation to send anew. Done already is done.
    """
    credentials = services.store.credentials.credentials(person_id)
    if credentials.invitation is None or credentials.invitation.used_at is not None:
        return False
    ended = replace(credentials.invitation, secret_hash="", earlier_hashes=())
    services.store.credentials.save_credentials(replace(credentials, invitation=ended, pending_seed=None))
    for waiting in list(services.store.outbox.letters()):
        if waiting.person_id == person_id and waiting.kind is LetterKind.INVITATION:
            with services.store.outbox.claim(waiting.id) as letter:
                if letter is not None:
                    services.store.outbox.note_accepted(letter.id, services.clock())
                    services.store.outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
    return True


def send_invitation(services: ServicesWithoutRecords, person: Person) -> None:
    """Make a new link and queue its letter, inside the hold; no earlier link leads anywhere."""
    _invite(services, person, earlier=())


def join_link(services: ServicesWithoutRecords, person_id: str, secret: str) -> str:
    """Return the link that an invitation letter carries."""
    return f"{services.base_url}/join/{joined_token(person_id, secret)}"


def invited_person(services: ServicesWithoutRecords, token: str) -> Person:
    """Return whose invitation a link is; reads only (C2).

    Raises LinkInvalidError, LinkExpiredError and AlreadyJoinedError.
    """
    return open_invitation(services, token)[0]


def renew_invitation(services: ServicesWithoutRecords, token: str) -> None:
    """Send a fresh letter to the address that an expired link went to, at most one a day.

    A link that still works needs no renewal, and nothing happens. Raises LinkInvalidError and
    AlreadyJoinedError.
    """
    person_id = invitation_of(services, token)[0].id
    with services.store.hold(person_id):
        person, credentials = invitation_of(services, token)
        invitation = invitation_in(credentials)
        if invitation.used_at is not None:
            raise AlreadyJoinedError("You have joined already. Sign in with your email address.")
        invited_at = invitation.expires_at - INVITATION_LIFE
        now = services.clock()
        still_works = now < invitation.expires_at and matches(split_token(token)[1], invitation.secret_hash)
        if not still_works and now - invited_at >= _RENEWED_AT_MOST_EVERY:
            _invite(services, person, earlier=_hashes_of(invitation))


def invitation_of(services: ServicesWithoutRecords, token: str) -> tuple[Person, Credentials]:
    """Return whose link this is or once was; raises LinkInvalidError."""
    person_id, secret = split_token(token)
    try:
        person = services.store.registry.person(person_id)
    except PersonUnknownError:
        raise LinkInvalidError(_NOT_OURS) from None
    credentials = services.store.credentials.credentials(person_id)
    if not any(matches(secret, known) for known in _hashes_of(credentials.invitation)):
        raise LinkInvalidError(_NOT_OURS)
    return person, credentials


def open_invitation(services: ServicesWithoutRecords, token: str) -> tuple[Person, Credentials]:
    """Return whose link this is while it works; raises what ``invited_person`` raises."""
    person, credentials = invitation_of(services, token)
    invitation = invitation_in(credentials)
    if invitation.used_at is not None:
        raise AlreadyJoinedError("You have joined already. Sign in with your email address.")
    if services.clock() >= invitation.expires_at or not matches(
        split_token(token)[1], invitation.secret_hash
    ):
        raise LinkExpiredError(
            "This invitation's time is over. Ask for a fresh letter, or open the newest one."
        )
    return person, credentials


def _invite(
    services: ServicesWithoutRecords,
    person: Person,
    earlier: tuple[str, ...],
    facts: dict[str, str] | None = None,
) -> None:
    """Make a new link and queue its letter: first what makes the link work, then the letter."""
    secret = new_secret(services.random)
    invitation = Invitation(
        secret_hash=hashed(secret),
        expires_at=services.clock() + INVITATION_LIFE,
        earlier_hashes=earlier,
    )
    credentials = services.store.credentials.credentials(person.id)
    services.store.credentials.save_credentials(replace(credentials, invitation=invitation))
    services.store.outbox.put(
        _letter(services, person, LetterKind.INVITATION, {**(facts or {}), "secret": secret})
    )


def _letter(
    services: ServicesWithoutRecords,
    person: Person,
    kind: LetterKind,
    facts: dict[str, str] | None = None,
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


def _hashes_of(invitation: Invitation | None) -> tuple[str, ...]:
    return () if invitation is None else (invitation.secret_hash, *invitation.earlier_hashes)


def invitation_in(credentials: Credentials) -> Invitation:
    """Return the invitation; raises LinkInvalidError where there was none."""
    if credentials.invitation is None:
        raise LinkInvalidError(_NOT_OURS)
    return credentials.invitation
