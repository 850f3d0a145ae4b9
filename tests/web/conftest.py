"""The real application over the real embedded store, with one pair and a coordinator."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from formsvc.app import create_app
from formsvc.domain.people import Person
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import (
    BASE_URL,
    COORDINATOR_SEED,
    MENTEE_SEED,
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
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path) -> Settings:
    keys_file = tmp_path / "keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    return Settings(
        data_dir=data_dir,
        keys_file=keys_file,
        base_url=BASE_URL,
        smtp_host="127.0.0.1",
        mail_from="mentoring@example.org",
    )


@pytest.fixture
def services(data_dir: Path, clock: SettableClock) -> Services:
    return open_services(data_dir, clock, secrets.token_bytes)


@pytest.fixture
def app(settings: Settings, services: Services) -> Flask:
    return create_app(settings, services)


@pytest.fixture
def new_visitor(app: Flask) -> Callable[[], Browser]:
    return lambda: Browser(app)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    return Browser(app)


@pytest.fixture
def mailroom(services: Services, clock: SettableClock) -> Mailroom:
    return Mailroom(services, clock)


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
def mentee_browser(app: Flask, mailroom: Mailroom, mentee: Person) -> Browser:
    """A browser in which the mentee has signed in."""
    return mailroom.sign_in(Browser(app), mentee, MENTEE_SEED)


@pytest.fixture
def coordinator_browser(app: Flask, mailroom: Mailroom, coordinator: Person) -> Browser:
    """A browser in which the coordinator has signed in."""
    return mailroom.sign_in(Browser(app), coordinator, COORDINATOR_SEED)
