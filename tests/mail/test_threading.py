"""One pairing is one thread, as a real mail client reads a real mailbox (notmuch, from Debian).

Every letter travels through the worker and an SMTP dialogue into a Maildir first.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.people import Person
from formsvc.domain.submission import Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.after_sending import add_update
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.leaving import ask_for_another_mentor, skip
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import received
from tests.seeded import seeded
from tests.workflows.delivering import answer, send_checked
from tests.workflows.small_programme import BEGINNING, SettableClock, add_mentee, add_mentor, open_services

ADA = "ada@example.org"
TWO_MONTHS = timedelta(days=62)


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock(BEGINNING + timedelta(days=3))


@pytest.fixture
def services(tmp_path: Path, clock: SettableClock) -> Services:
    return open_services(tmp_path / "data", clock, seeded())


@pytest.fixture
def mentees(services: Services) -> tuple[Person, Person]:
    """Two of the same name with the same mentor: their letters differ in nothing but whose they are."""
    ada = add_mentor(services, email=ADA)
    one, other = add_mentee(services, ada), add_mentee(services, ada, "mentee2", "mo.too@example.org")
    other = replace(other, pairings=tuple(replace(each, id="pairing2") for each in other.pairings))
    with services.store.hold(other.id):
        services.store.registry.save(other)
    return one, other


@pytest.fixture
def mailbox(
    services: Services,
    clock: SettableClock,
    mentees: tuple[Person, Person],
    transport: SmtpTransport,
    manners: Manners,
    tmp_path: Path,
) -> Path:
    """Four cycles of letters to one mentor about two mentees, in a Maildir: every kind there is."""
    for way in (Way.EMAIL, Way.LINK, None, Way.EMAIL):
        for mentee in mentees:
            if way is None:
                skip(services, mentee.id, 3)
                continue
            answer(services, mentee)
            sent = send_checked(services, mentee, way=way)
            deliver_due(services, transport)
            add_update(services, mentee.id, sent.cycle, "One thing more.")
        deliver_due(services, transport)
        clock.advance(TWO_MONTHS)
    for mentee in mentees:
        ask_for_another_mentor(services, mentee.id)
    deliver_due(services, transport)
    folder = tmp_path / "Maildir"
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, taken in enumerate(mail for mail in manners.taken if mail.recipients == (ADA,)):
        (folder / "cur" / f"{number:03}:2,").write_bytes(taken.content)
    return folder


def threads(mailbox: Path) -> Iterator[list[Path]]:
    """Yield each thread's messages as notmuch tells them apart, its settings in a folder of their own."""
    config = mailbox.parent / "notmuch.conf"
    config.write_text(
        f"[database]\npath={mailbox}\n[user]\nname=Ada\nprimary_email={ADA}\n", encoding="utf-8"
    )
    quiet = {**os.environ, "NOTMUCH_CONFIG": str(config), "HOME": str(mailbox.parent)}

    def notmuch(*words: str) -> str:
        return subprocess.run(
            ["notmuch", *words], env=quiet, check=True, capture_output=True, text=True
        ).stdout

    notmuch("new", "--quiet", "--no-hooks")
    for thread in json.loads(notmuch("search", "--format=json", "--output=threads", "*")):
        files = json.loads(notmuch("search", "--format=json", "--output=files", f"thread:{thread}"))
        yield [Path(file) for file in files]


def test_one_pairing_is_one_thread_in_a_real_mail_client(mailbox: Path) -> None:
    found = list(threads(mailbox))

    assert len(list((mailbox / "cur").iterdir())) == 16
    assert [len(thread) for thread in found] == [8, 8]
    for thread in found:
        replies = {str(received(file.read_bytes())["Reply-To"]) for file in thread}
        assert len(replies & {"Mo Sample <mo@example.org>", "Mo Sample <mo.too@example.org>"}) == 1


def test_a_pairing_has_one_subject_for_the_clients_that_thread_by_it(mailbox: Path) -> None:
    messages = [received(file.read_bytes()) for file in (mailbox / "cur").iterdir()]
    subjects = defaultdict(list)
    for message in messages:
        subjects[str(message["Subject"])].append(message)

    assert {subject: len(each) for subject, each in subjects.items()} == {
        "Small e-mentoring: Mo Sample's questionnaires": 16
    }
    assert len({message["Message-ID"] for message in messages}) == 16
    for message in messages:
        assert str(message["In-Reply-To"]) == message["References"].split()[-1]
