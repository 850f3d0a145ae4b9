"""Three web hosts and three workers over one PostgreSQL; workers are killed and the database crashes."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.visitor import Typed, Visitor
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Kind, Question
from tests.hosts.running import PATIENCE, Balanced, Hosts, several_hosts, wait_until
from tests.postgres_server import PostgresServer, postgres_server
from tests.workflows.delivering import put_welcome
from tests.workflows.small_programme import MENTEE_SEED, add_mentee, add_mentor

MENTEES = 9
AT_ONCE = 3
KILLS = 4
MORE_LETTERS = 400
SEED = 20261126
ANSWERED = "An invented answer to"


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server that waits for its disk: it is going to crash."""
    with postgres_server(durable=True) as running:
        yield running


@pytest.fixture
def hosts(tmp_path: Path, server: PostgresServer) -> Iterator[Hosts]:
    with several_hosts(
        tmp_path, server.url, lease_seconds=3.0, database_patience=0.5, poll_seconds=0.05
    ) as running:
        yield running


class Trainee(Visitor):
    """A mentee who has joined, with a browser behind the load balancer."""

    def __init__(self, hosts: Hosts, person: Person, number: int) -> None:
        self.person = person
        self._hosts = hosts
        self._dice = random.Random(SEED + number)  # noqa: S311 - which host, no secret
        self.browsers: list[Balanced] = []
        super().__init__(hosts.settings.base_url, hosts.mailbox, person.email, PATIENCE)
        self.authenticator = Authenticator(f"otpauth://totp/x?secret={MENTEE_SEED}")

    def new_browser(self) -> Balanced:
        self.browsers.append(Balanced(self._hosts, self._dice))
        return self.browsers[-1]

    def answer_and_send(self) -> None:
        self.answer(self._hosts.services.programme.questionnaire, typed)
        self.send()


def joined(hosts: Hosts) -> list[Trainee]:
    services = hosts.services
    today = services.today()
    mentors = [add_mentor(services, f"mentor{n}", f"mentor{n}@example.org") for n in range(3)]
    people = []
    for number in range(MENTEES):
        mentee = add_mentee(services, mentors[number % 3], f"mentee{number}", f"mentee{number}@example.org")
        with services.store.hold(mentee.id):
            services.store.registry.save(replace(mentee, starts=today - timedelta(days=3)))
        people.append(Trainee(hosts, mentee, number))
    return people


def typed(question: Question) -> Typed:
    if question.kind is Kind.RATING:
        return {question.id: "4"}
    if question.kind is Kind.ITEMS:
        return {f"{question.id}-{number}": f"Invented point {number}" for number in range(2)}
    return {question.id: f"{ANSWERED}: {question.label}"}


def test_r2_r9_nothing_is_lost_and_nothing_sent_twice_while_workers_die_and_the_database_restarts(
    hosts: Hosts, server: PostgresServer
) -> None:
    trainees = joined(hosts)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(Trainee.sign_in_by_link, trainees))  # letter, link and code, each at any host
    assert repeats(hosts) == 0  # nothing was killed yet

    for number in range(MORE_LETTERS):
        put_welcome(hosts.services, replace(trainees[0].person, email=f"welcomed{number}@example.org"))
    trouble = threading.Thread(target=make_trouble, args=(hosts, server))
    trouble.start()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(Trainee.answer_and_send, trainees))
    trouble.join()

    outbox = hosts.services.store.outbox
    wait_until("every letter to be handed over", lambda: outbox.conservation().waiting == 0)
    for trainee in trainees:
        sent = hosts.services.store.records.submissions(trainee.person.id)
        assert [each.cycle for each in sent] == [1]
    told = outbox.conservation()
    assert (told.parked, told.waiting) == (0, 0)
    assert told.accepted == told.delivered + told.withdrawn
    handed = message_ids(hosts)
    assert len(handed) == told.delivered
    questionnaires = [letter for letter in hosts.mailbox.letters() if ANSWERED in letter.part("plain")]
    assert len({letter.message["Message-ID"] for letter in questionnaires}) == MENTEES
    assert sum(browser.told_to_wait for trainee in trainees for browser in trainee.browsers) > 0
    assert repeats(hosts) <= hosts.kills, "a letter came twice though no worker died over it"
    assert "Traceback" not in hosts.log()


def make_trouble(hosts: Hosts, server: PostgresServer) -> None:
    """Kill workers, and crash the database in the middle."""
    pause = threading.Event()
    for number in range(KILLS):
        pause.wait(0.5)
        hosts.kill_a_worker()
        if number == 1:
            server.stop("immediate")
            pause.wait(2.0)
            server.start()


def message_ids(hosts: Hosts) -> Counter[str]:
    return Counter(letter.message["Message-ID"] for letter in hosts.mailbox.letters())


def repeats(hosts: Hosts) -> int:
    """Return how many letters came once more; a letter has one Message-ID for ever."""
    return sum(times - 1 for times in message_ids(hosts).values())
