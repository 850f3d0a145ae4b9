"""Applying: a form anybody may send, and a link that shows that the mailbox is theirs.

Whether an address takes part already, or has applied before, is found out by the worker alone, so
the pages say the same either way and the letter to the mailbox says how it is (A7). Nobody
is told of an application before its address is confirmed.

Spam is met here without a third party, and never by dropping anything: who trips a trap gets the
form back, with all that was typed and a sentence that says what to do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.application import (
    LETTERS_A_DAY,
    Application,
    ApplicationState,
    Applied,
    checked_application,
)
from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, same_mailbox
from formsvc.workflows.services import ServicesWithoutRecords

QUICKEST = timedelta(seconds=4)
"""Nobody reads and fills the form in less; a program does."""
_STAMP = "application form"
_DAY = timedelta(days=1)
_MARK = 6
_NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."


def new_stamp(services: ServicesWithoutRecords) -> str:
    """Return what a fresh form carries: when it was shown, and an id that makes a second click harmless."""
    return services.links.sign(_STAMP, services.clock().isoformat(), new_id(services.random))


def is_stamp(services: ServicesWithoutRecords, stamp: str) -> bool:
    """Tell whether a stamp is one of ours."""
    try:
        services.links.read(_STAMP, stamp)
    except LinkInvalidError:
        return False
    return True


def apply(services: ServicesWithoutRecords, applied: Applied, *, stamp: str, unseen: str = "") -> None:
    """Keep an application and queue the letter that confirms its address; the same form twice is once.

    ``unseen`` is what was typed where people see nothing. Raises InputRefusedError for a fault, and
    for a trap that was tripped.
    """
    applied = checked_application(applied)
    shown_once = _past_the_traps(services, stamp, unseen)
    unique = f"{shown_once}{hashed(repr(applied))[:_MARK]}"
    application_id = services.store.applications.id_for(applied.email, unique)
    with services.store.hold(application_id):
        if services.store.applications.application(application_id) is not None:
            return
        secret = new_secret(services.random)
        application = Application(
            id=application_id,
            person_id=new_id(services.random),
            applied=applied,
            applied_at=services.clock(),
            secret_hash=hashed(secret),
        )
        services.store.outbox.put(_letter(services, application, secret))
        services.store.applications.save(application)


def application_link(services: ServicesWithoutRecords, application_id: str, secret: str) -> str:
    """Return the link that confirms an application."""
    return f"{services.base_url}/apply/confirm/{joined_token(application_id, secret)}"


def prepare_application_letter(services: ServicesWithoutRecords, letter: Letter) -> bool:
    """Tell whether the letter may go out; False: withdraw it. For the worker, before it composes.

    One address gets a few such letters a day and no more, since anybody can type it.
    """
    application_id, now = letter.facts["application"], services.clock()
    with services.store.hold(application_id):
        application = services.store.applications.application(application_id)
    if application is None or not matches(letter.facts["secret"], application.secret_hash):
        return False
    earlier = [
        other
        for other in services.store.applications.find(letter.to_email)
        if other.applied_at < application.applied_at and application.applied_at - other.applied_at < _DAY
    ]
    return _is_open(application, now) and len(earlier) < LETTERS_A_DAY


def application_to_confirm(services: ServicesWithoutRecords, token: str) -> Application:
    """Return the application that a link stands for; one that was confirmed already too. Reads only (C2).

    Raises LinkInvalidError and LinkExpiredError.
    """
    application_id, secret = split_token(token)
    application = services.store.applications.application(application_id)
    if application is None or not matches(secret, application.secret_hash):
        raise LinkInvalidError(_NOT_OURS)
    if application.state is ApplicationState.UNCONFIRMED and not _is_open(application, services.clock()):
        raise LinkExpiredError("This link is more than 14 days old. Please apply again.")
    return application


def confirm_application(services: ServicesWithoutRecords, token: str) -> None:
    """Let the coordinators see an application; it takes the place of an earlier one that waits.

    Confirmed already is confirmed. Raises what ``application_to_confirm`` raises.
    """
    email = application_to_confirm(services, token).applied.email
    earlier = [other.id for other in _undecided(services, email)]
    with services.store.hold(split_token(token)[0], *earlier):
        application = application_to_confirm(services, token)
        if application.state is not ApplicationState.UNCONFIRMED:
            return
        services.store.applications.save(
            replace(application, state=ApplicationState.NEW, confirmed_at=services.clock())
        )
        for other in _undecided(services, email):
            if other.id in earlier:
                services.store.applications.erase(other.id)


def whose_address(services: ServicesWithoutRecords, email: str) -> Person | None:
    """Return who takes part with this very address, None when nobody does."""
    person = services.store.registry.find(email)
    return person if person is not None and same_mailbox(person.email, email) else None


def has_undecided(services: ServicesWithoutRecords, email: str) -> bool:
    """Tell whether a confirmed application from this very address waits for a decision."""
    return bool(_undecided(services, email))


def _past_the_traps(services: ServicesWithoutRecords, stamp: str, unseen: str) -> str:
    """Return the id that a form was shown with; raises InputRefusedError for what no person does."""
    try:
        shown_at, shown_once = services.links.read(_STAMP, stamp)
    except (LinkInvalidError, ValueError):
        raise InputRefusedError(
            "form", "This page couldn't tell when it was opened. Nothing is lost: press the button once more."
        ) from None
    if unseen:
        raise InputRefusedError(
            "form",
            "Something was filled in that people don't see, perhaps by an add-on of your browser. We have "
            "emptied it, and nothing else is lost: press the button once more.",
        )
    if services.clock() - datetime.fromisoformat(shown_at) < QUICKEST:
        raise InputRefusedError(
            "form",
            "That was quicker than people type, so we ask once more. Nothing is lost: look it over, and "
            "press the button again.",
        )
    return shown_once


def _undecided(services: ServicesWithoutRecords, email: str) -> list[Application]:
    found = services.store.applications.find(email)
    return [each for each in found if each.undecided and same_mailbox(each.applied.email, email)]


def _is_open(application: Application, now: datetime) -> bool:
    return application.state is ApplicationState.UNCONFIRMED and now < application.ends_at()


def _letter(services: ServicesWithoutRecords, application: Application, secret: str) -> Letter:
    return Letter(
        id=new_id(services.random),
        kind=LetterKind.APPLICATION_CONFIRM,
        to_name="",
        to_email=application.applied.email,
        created_at=services.clock(),
        facts={"application": application.id, "secret": secret},
    )
