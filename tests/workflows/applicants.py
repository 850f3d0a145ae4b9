"""Applying and confirming, as the form and the letter do it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from formsvc.auth.links import joined_token
from formsvc.domain.application import Application, Applied
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.workflows.applying import QUICKEST, apply, confirm_application, new_stamp
from formsvc.workflows.services import Services
from tests.workflows.small_programme import SettableClock

MENTEE = Applied(
    role=Role.MENTEE,
    name="Ana Applicant",
    email="ana@example.org",
    grade="CT2",
    specialty="Surgery",
    site="Example Infirmary",
    department="Theatres",
    hopes="zq81hopes to be braver",
)
MENTOR = replace(
    MENTEE,
    role=Role.MENTOR,
    name="Dr Amos Applicant",
    email="amos@example.org",
    training="A day",
    trained_on=date(2025, 5, 1),
    max_mentees=2,
)


def send_in(services: Services, clock: SettableClock, applied: Applied = MENTEE) -> Letter:
    """Fill the form in, unhurried, and return the letter that confirms the address."""
    stamp = new_stamp(services)
    clock.advance(QUICKEST + timedelta(minutes=1))
    apply(services, applied, stamp=stamp)
    return waiting(services, LetterKind.APPLICATION_CONFIRM, applied.email)[-1]


def token_of(letter: Letter) -> str:
    """Return the token of the link that a letter carries."""
    return joined_token(letter.facts["application"], letter.facts["secret"])


def confirmed(services: Services, clock: SettableClock, applied: Applied = MENTEE) -> Application:
    """Apply, confirm, and return the application."""
    letter = send_in(services, clock, applied)
    confirm_application(services, token_of(letter))
    application = services.store.applications.application(letter.facts["application"])
    assert application
    return application


def waiting(services: Services, kind: LetterKind, email: str) -> list[Letter]:
    """Return the letters of a kind that wait for an address, oldest first."""
    found = (letter for letter in services.store.outbox.letters() if letter.kind is kind)
    return sorted((one for one in found if one.to_email == email), key=lambda one: one.created_at)
