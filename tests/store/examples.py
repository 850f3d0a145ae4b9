"""One of everything that a store keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from formsvc.domain.application import Application, ApplicationState, Applied, Reason
from formsvc.domain.credentials import Credentials, Device, Invitation, RecoveryCodes, Session, SignInRequest
from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Agreed, Person, Role, Standing
from formsvc.domain.submission import Draft, SetAside, Submission, Touch
from formsvc.store.protocol import Store

NOW = datetime(2026, 3, 2, 9, 30, 1, 250_000, tzinfo=UTC)
PERSON = Person(
    id="mentee1",
    name="Zoë Sample",
    email="Zoe@example.org",
    roles=frozenset({Role.MENTEE, Role.MENTOR}),
    standing=Standing.JOINED,
    invited_at=NOW,
    joined_at=NOW,
    agreement_version="2026-01",
    starts=date(2026, 3, 2),
    pairings=(
        Pairing("p1", "mentor1", date(2026, 1, 1), date(2026, 2, 1)),
        Pairing("p2", "m2", date(2026, 2, 1)),
    ),
    agreements=(Agreed("2025-11", NOW), Agreed("2026-01", NOW)),
    cycles={1: CycleState("K7QM-2XJD", NOW, Progress.DELIVERED, NOW, seen_at=NOW)},
)
DRAFT = Draft(
    2,
    3,
    {"text": "a\nb 🙂 שלום e\u0301", "rating": 4, "items": ("one", ""), "none": None},
    NOW,
    touched={"first": Touch(3, "page1", NOW)},
    set_aside=(SetAside("first", {"rating": 2, "items": ("one", "")}, NOW, "page2"),),
)
CREDENTIALS = Credentials(
    person_id="mentee1",
    seed="JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    last_step=59_000_000,
    invitation=Invitation("aa", NOW, NOW, ("bb",)),
    recovery=RecoveryCodes("cc", ("dd", "ee")),
    devices=(Device("d1", "ff", NOW),),
    sessions=(Session("gg", NOW, "d1"),),
    sign_in_requests=("r1",),
)
APPLIED = Applied(
    role=Role.MENTOR,
    name="Ana Applicant",
    email="ana@example.org",
    grade="Registrar",
    specialty="General surgery",
    site="Example Infirmary",
    department="Surgery",
    hopes="zq81 To give something back.\nAnd 🙂",
    training="A day's course",
    trained_on=date(2025, 5, 1),
    max_mentees=2,
)
APPLICATION = Application(
    id=f"{'0' * 32}application1",
    person_id="person1",
    applied=APPLIED,
    applied_at=NOW,
    secret_hash="aa",
    state=ApplicationState.DECLINED,
    confirmed_at=NOW,
    decided_at=NOW,
    decided_by="coordinator1",
    reason=Reason.NO_PLACE,
)
REQUEST = SignInRequest("request1", "zoe@example.org", NOW, "aa", "bb")
LETTER = Letter("letter1", LetterKind.SUBMISSION, "Dr Ada", "ada@example.org", NOW, "mentee1", {"cycle": "1"})
SUBMISSION = Submission(
    reference="K7QM-2XJD",
    mentee_id="mentee1",
    cycle=1,
    sent_at=NOW,
    questionnaire_id="small",
    questionnaire_version="1",
    answers=DRAFT.answers,
    pairing_id="p2",
    mentor_id="m2",
    mentor_name="Dr Ada",
    mentor_email="ada@example.org",
    letter_id="letter1",
)


def an_application(store: Store, number: int, email: str = APPLIED.email) -> Application:
    """Return the nth application from an address, each a minute after the one before."""
    return replace(
        APPLICATION,
        id=store.applications.id_for(email, f"application{number}"),
        applied=replace(APPLIED, email=email),
        applied_at=NOW + timedelta(minutes=number),
    )


def somebody(number: int) -> Person:
    return replace(PERSON, id=f"person{number}", email=f"person{number}@example.org")


def a_letter(number: int, **changes: object) -> Letter:
    letter = Letter(f"l{number}", LetterKind.SIGN_IN, "", "x@example.org", NOW + timedelta(seconds=number))
    return replace(letter, **changes)  # type: ignore[arg-type]  # any of its fields


def a_submission(cycle: int) -> tuple[Submission, Letter]:
    """Return a submission of one cycle and its letter."""
    letter_id = f"letter{cycle}"
    sent = replace(SUBMISSION, cycle=cycle, letter_id=letter_id)
    return sent, replace(LETTER, id=letter_id, facts={"cycle": str(cycle)})
