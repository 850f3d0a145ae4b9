"""A tiny programme over the real embedded store: for fixtures, and for the processes that tests start."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from formsvc.auth.links import LinkSigner
from formsvc.domain.credentials import Credentials
from formsvc.domain.cycle import Calendar
from formsvc.domain.identity import Randomness
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.programme import (
    Accessibility,
    Agreement,
    ConcernsLead,
    Contact,
    DataProtection,
    HelpLine,
    Programme,
)
from formsvc.domain.questionnaire import Kind, Question, Questionnaire, Section
from formsvc.store.embedded import open_embedded
from formsvc.store.protocol import Store
from formsvc.store.sealing import Sealing
from formsvc.workflows.services import Clock, Services

TRAINED_ON = date(2025, 5, 12)
BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SEALING_KEY = bytes(range(32))
LOOKUP_KEY = bytes(range(32, 64))
BASE_URL = "https://forms.example.org"
MENTEE_SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
COORDINATOR_SEED = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"


@dataclass
class SettableClock:
    """A clock that stands still until it is told."""

    now: datetime = field(default=BEGINNING)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


def small_questionnaire() -> Questionnaire:
    words = ("Very poor", "Poor", "Fair", "Good", "Very good")
    return Questionnaire(
        id="small",
        version="1",
        sections=(
            Section(
                id="training",
                title="Training",
                questions=(
                    Question(id="skills", kind=Kind.LONG_TEXT, label="Skills acquired", required=True),
                    Question(
                        id="satisfaction", kind=Kind.RATING, label="Satisfaction", required=True, words=words
                    ),
                ),
            ),
            Section(
                id="points",
                title="Points",
                questions=(
                    Question(
                        id="positives", kind=Kind.ITEMS, label="Positive points", required=True, min_items=2
                    ),
                    Question(id="goal", kind=Kind.GOAL, label="Short-term goal"),
                ),
            ),
            Section(
                id="help",
                title="What would help",
                questions=(
                    Question(id="help", kind=Kind.SHORT_TEXT, label="What would help most", max_length=200),
                ),
            ),
        ),
        opening="help",
    )


def small_programme() -> Programme:
    return Programme(
        name="Small e-mentoring",
        organisation="Example Deanery",
        contact=Contact(name="The coordinators", email="mentoring@example.org"),
        concerns=ConcernsLead(name="Vera Example", role="concerns lead", email="concerns@example.org"),
        data_protection=DataProtection(
            Contact(name="The data officer", email="data@example.org"), "a task in the public interest"
        ),
        accessibility=Accessibility(
            contact=Contact(name="The site team", email="site@example.org"),
            answer_within_days=5,
            prepared="May 2026",
            reviewed="May 2026",
        ),
        calendar=Calendar(cadence_months=2, due_after_days=14),
        timezone=ZoneInfo("Europe/London"),
        agreement=Agreement(version="2026-01", points=("My answers go to my mentor alone.",)),
        help_lines=(HelpLine(name="Example line", how="Call 01632 960000", when="any time"),),
        help_lines_checked="2026-01",
        site_url="https://mentoring.example.org",
        questionnaire=small_questionnaire(),
    )


def open_services(data_dir: Path, clock: Clock, random: Randomness) -> Services:
    """Open the embedded store in a folder; every process that does so sees the same one."""
    return services_over(open_embedded(data_dir, sealing(), LOOKUP_KEY), clock, random)


def sealing() -> Sealing:
    return Sealing([("test", SEALING_KEY)])


def services_over(store: Store, clock: Clock, random: Randomness) -> Services:
    return Services(
        store=store,
        programme=small_programme(),
        clock=clock,
        random=random,
        links=LinkSigner("a signing key for tests only, of some length"),
        base_url=BASE_URL,
        mail_from="mentoring@example.org",
    )


def add_mentor(services: Services, person_id: str = "mentor1", email: str = "ada@example.org") -> Person:
    return _add(
        services,
        Person(
            id=person_id,
            name="Dr Ada Example",
            email=email,
            roles=frozenset({Role.MENTOR}),
            standing=Standing.JOINED,
            invited_at=BEGINNING,
            joined_at=BEGINNING,
            trained_on=TRAINED_ON,
        ),
        None,
    )


def add_mentee(
    services: Services,
    mentor: Person | None,
    person_id: str = "mentee1",
    email: str = "mo@example.org",
) -> Person:
    starts = date(2026, 3, 2)
    pairings = (accepted_pairing(mentor, starts),) if mentor else ()
    return _add(
        services,
        Person(
            id=person_id,
            name="Mo Sample",
            email=email,
            roles=frozenset({Role.MENTEE}),
            standing=Standing.JOINED,
            invited_at=BEGINNING,
            joined_at=BEGINNING,
            agreement_version=services.programme.agreement.version,
            starts=starts,
            pairings=pairings,
        ),
        MENTEE_SEED,
    )


def accepted_pairing(mentor: Person, began: date, pairing_id: str = "pairing1") -> Pairing:
    """Return a pairing that both have accepted."""
    return Pairing(
        id=pairing_id,
        mentor_id=mentor.id,
        began=began,
        mentee_accepted_at=BEGINNING,
        mentor_accepted_at=BEGINNING,
        accepted_email=mentor.email,
        proposed_at=BEGINNING,
    )


def add_coordinator(
    services: Services,
    person_id: str = "coordinator1",
    email: str = "cleo@example.org",
    name: str = "Cleo Placeholder",
) -> Person:
    return _add(
        services,
        Person(
            id=person_id,
            name=name,
            email=email,
            roles=frozenset({Role.COORDINATOR}),
            standing=Standing.JOINED,
            invited_at=BEGINNING,
            joined_at=BEGINNING,
            agreement_version=services.programme.agreement.version,
        ),
        COORDINATOR_SEED,
    )


def _add(services: Services, person: Person, seed: str | None) -> Person:
    with services.store.hold(person.id):
        services.store.registry.add(person)
        if seed is not None:
            services.store.credentials.save_credentials(Credentials(person_id=person.id, seed=seed))
    return person
