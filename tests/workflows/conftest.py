"""A small programme with one pair and a coordinator, over the real embedded store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from formsvc.domain.people import Person, Role
from formsvc.domain.programme import Programme
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.services import Services
from tests.mail.conftest import plain
from tests.mail.mail_server import MailServer, Manners, mail_server
from tests.seeded import seeded
from tests.workflows.signing_in import invitation_token
from tests.workflows.small_programme import (
    SettableClock,
    add_coordinator,
    add_mentee,
    add_mentor,
    open_services,
)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def services(tmp_path: Path, clock: SettableClock) -> Services:
    return open_services(tmp_path / "data", clock, seeded())


@pytest.fixture
def programme(services: Services) -> Programme:
    return services.programme


@pytest.fixture
def mentor(services: Services) -> Person:
    return add_mentor(services)


@pytest.fixture
def mentee(services: Services, mentor: Person) -> Person:
    """Joined, with MENTEE_SEED as the authenticator's, and paired with ``mentor``."""
    return add_mentee(services, mentor)


@pytest.fixture
def coordinator(services: Services) -> Person:
    """Joined, with COORDINATOR_SEED as the authenticator's."""
    return add_coordinator(services)


@pytest.fixture
def invited(services: Services) -> Person:
    """A mentee whose invitation letter waits in the outbox."""
    return invite_person(
        services, name="Nia  Invented", email="Nia@EXAMPLE.org", roles=frozenset({Role.MENTEE})
    )


@pytest.fixture
def token(services: Services, invited: Person) -> str:
    """The token of that invitation's link."""
    return invitation_token(services, invited)


@pytest.fixture
def manners() -> Manners:
    """How the mail server behaves, and what it took."""
    return Manners()


@pytest.fixture
def server(manners: Manners) -> Iterator[MailServer]:
    with mail_server(manners) as running:
        yield running


@pytest.fixture
def transport(server: MailServer) -> SmtpTransport:
    return plain(server)
