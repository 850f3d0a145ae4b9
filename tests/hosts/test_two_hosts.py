"""What one host knows the other knows: sessions, codes, throttles, floods. And a database that goes away."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

from formsvc.app import create_app
from formsvc.domain.credentials import TRIES_A_LINK
from formsvc.domain.people import Person
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.store.postgres import Limits, open_postgres
from formsvc.web.limits import ACCOUNT_POSTS
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from tests.mail.conftest import plain
from tests.mail.mail_server import Manners, mail_server
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_server
from tests.web.answering import answer_all
from tests.web.browsing import Browser, Mailroom
from tests.workflows.delivering import send_questionnaire
from tests.workflows.small_programme import (
    BASE_URL,
    LOOKUP_KEY,
    MENTEE_SEED,
    SettableClock,
    add_mentee,
    add_mentor,
    sealing,
    services_over,
)

TYPED = "Typed at three in the morning & not to be lost"
ALLOWED = int(ACCOUNT_POSTS.split()[0])


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def both(postgres: PostgresServer, clock: SettableClock) -> Iterator[list[Services]]:
    """The services of two hosts over one database."""
    with ExitStack() as stack:
        opened = []
        for _ in range(2):
            one = open_postgres(postgres.url, sealing(), LOOKUP_KEY, limits=Limits(4, 0.5))
            stack.callback(one.database.close)
            opened.append(services_over(one.store, clock, secrets.token_bytes))
        yield opened


@pytest.fixture
def services(both: list[Services]) -> Services:
    return both[0]


@pytest.fixture
def settings(tmp_path: Path, postgres: PostgresServer) -> Settings:
    write_keys(tmp_path / "keys.json", make_keys(secrets.token_bytes))
    return Settings(
        database_url=SecretStr(postgres.url),
        keys_file=tmp_path / "keys.json",
        base_url=BASE_URL,
        smtp_host="127.0.0.1",
        mail_from="mentoring@example.org",
    )


@pytest.fixture
def apps(settings: Settings, both: list[Services]) -> list[Flask]:
    return [create_app(settings, services) for services in both]


@pytest.fixture
def mentee(services: Services) -> Person:
    return add_mentee(services, add_mentor(services))


@pytest.fixture
def mailroom(services: Services, clock: SettableClock) -> Mailroom:
    return Mailroom(services, clock)


@pytest.fixture
def phone(apps: list[Flask], mailroom: Mailroom, mentee: Person) -> Browser:
    """Signed in at the first host, as on one's own device."""
    return mailroom.sign_in(Browser(apps[0]), mentee, MENTEE_SEED, own_device=True)


def at(app: Flask, phone: Browser) -> Browser:
    """The same browser, whose next requests another host gets."""
    moved = Browser(app)
    for cookie in (phone.client._cookies or {}).values():  # noqa: SLF001 - Werkzeug's client has no public way
        moved.client.set_cookie(cookie.key, cookie.value)
    return moved


def test_s1_a_session_of_one_host_is_known_at_the_other_and_ends_at_both(
    apps: list[Flask], phone: Browser
) -> None:
    there = at(apps[1], phone)
    assert there.open("/home").request.path == "/home"
    there.submit("/sign-out")
    assert phone.open("/home").request.path == "/sign-in"


def test_an_own_device_is_known_at_every_host(apps: list[Flask], phone: Browser) -> None:
    phone.submit("/sign-out")
    there = at(apps[1], phone)
    there.open("/sign-in")
    assert "This browser knows you" in there.text


def test_a4_a_time_step_used_at_one_host_is_used_at_the_other(
    apps: list[Flask], mailroom: Mailroom, mentee: Person
) -> None:
    visitors = [Browser(app) for app in apps]
    code = ""
    for visitor in visitors:
        visitor.open("/sign-in")
        visitor.submit(email=mentee.email)
        visitor.open(mailroom.sign_in_link(mentee.email))
        code = code or mailroom.code(MENTEE_SEED)
        visitor.submit(code=code)
    assert visitors[0].path == "/home"
    assert "used" in visitors[1].text
    assert visitors[1].open("/home").request.path == "/sign-in"


def test_a5_wrong_codes_count_together_wherever_they_are_typed(
    apps: list[Flask], mailroom: Mailroom, mentee: Person
) -> None:
    visitor = Browser(apps[0])
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    for number in range(TRIES_A_LINK):
        visitor = at(apps[number % 2], visitor)
        visitor.open("/sign-in/code")
        visitor.submit(code="000000")
    visitor = at(apps[TRIES_A_LINK % 2], visitor)
    visitor.open("/sign-in/code")
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.open("/home").request.path == "/sign-in"


def test_r4_while_the_database_is_away_a_page_keeps_what_was_typed_and_then_takes_it(
    phone: Browser, services: Services, mentee: Person, postgres: PostgresServer
) -> None:
    phone.open("/questionnaire/training")
    postgres.stop("immediate")
    try:
        phone.submit("/questionnaire/training", skills=TYPED, satisfaction="4")
        assert phone.page.status_code == 503
        assert "We can't save at the moment" in phone.text
        assert phone.hidden["skills"] == TYPED
        assert Browser(phone.app).open("/health").status_code == 503
    finally:
        postgres.start()
    for _ in range(20):
        phone.submit("/questionnaire/training")
        if phone.page.status_code == 200:
            break
        assert phone.hidden["skills"] == TYPED
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert draft.answers["skills"] == TYPED


def test_a_questionnaire_begun_at_one_host_is_sent_from_the_other_once(
    apps: list[Flask], phone: Browser, services: Services, mentee: Person
) -> None:
    answer_all(phone)
    there = at(apps[1], phone)
    there.open("/questionnaire/check")
    phone.submit("/questionnaire/send")
    there.submit("/questionnaire/send")
    assert (phone.path, there.path) == ("/submissions/1", "/submissions/1")
    assert len(services.store.records.submissions(mentee.id)) == 1
    assert services.store.outbox.conservation().accepted == 1 + len(signing_in(services))


def signing_in(services: Services) -> list[str]:
    return [letter.id for letter in services.store.outbox.letters() if letter.kind.value == "sign_in"]


def test_r9_a_letter_taken_while_the_database_is_away_isnt_handed_over_again(
    both: list[Services], mentee: Person, postgres: PostgresServer
) -> None:
    """The server's word comes, and there is nowhere to write it down for a second."""
    send_questionnaire(both[0], mentee)
    back = threading.Timer(1.0, postgres.start)

    def crash() -> None:
        postgres.stop("immediate")
        back.start()

    manners = Manners(on_data=crash)
    with mail_server(manners) as server:
        try:
            delivered = deliver_due(both[0], plain(server))
        finally:
            back.join()
        manners.on_data = None
        assert (delivered, len(manners.taken)) == (1, 1)
        assert deliver_due(both[1], plain(server)) == 0
    told = both[1].store.outbox.conservation()
    assert (told.delivered, told.waiting) == (1, 0)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


def test_h3_a_flood_is_counted_together_in_redis_and_by_each_host_while_redis_is_away(
    settings: Settings, both: list[Services], redis: RedisServer
) -> None:
    shared = settings.model_copy(update={"limits_url": redis.url})
    clients = [create_app(shared, services).test_client() for services in both]

    def knock(host: int) -> int:
        return clients[host].post("/sign-in").status_code

    before = [knock(number % 2) for number in range(ALLOWED)]
    assert set(before) == {400}
    assert (knock(0), knock(1)) == (429, 429)
    redis.stop()
    assert (knock(0), knock(1)) == (400, 400)


def test_without_redis_each_host_counts_for_itself(settings: Settings, both: list[Services]) -> None:
    clients = [create_app(settings, services).test_client() for services in both]
    assert {clients[0].post("/sign-in").status_code for _ in range(ALLOWED)} == {400}
    assert [client.post("/sign-in").status_code for client in clients] == [429, 400]
