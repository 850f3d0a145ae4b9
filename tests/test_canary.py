"""Z2, L1: a canary in every answer is found in the mentor's letter, and nowhere else.

The whole service runs: web, worker process, a mail server that refuses one mentor's letter and
quotes it back. Everything it shows, sends, logs and stores is searched through every encoding.
"""

from __future__ import annotations

import base64
import html
import json
import logging
import quopri
import re
import smtplib
import subprocess
import sys
import time
import urllib.parse
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from itsdangerous import URLSafeTimedSerializer

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.configured import as_environment
from formsvc.demo.mailbox import RETURNS, Received, free_port
from formsvc.demo.pairs import pair_accepted
from formsvc.demo.run import Demo, running_demo
from formsvc.demo.seed import COORDINATOR, MENTORS
from formsvc.demo.visitor import Typed, Visitor, link_in
from formsvc.demo.web_client import Form, Page
from formsvc.domain.letters import REMINDERS, Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Kind, Question
from formsvc.mail.compose import compose
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.letter_facts import write_letter
from tests.browser.trainee import begin_today
from tests.encodings import holds
from tests.mail.returned_messages import automatic_reply, exchange, written
from tests.workflows.moving import accept_pairing, standing_token
from tests.workflows.small_programme import TRAINED_ON

CORE = "zq81canary"
FORMSVC = Path(sys.executable).with_name("formsvc")
COORDINATORS_PAGES = (
    "",
    "coordinator/",
    "coordinator/overview",
    "coordinator/evaluation",
    "home",
    "questionnaire",
    "questionnaire/help",
    "submissions/1",
    "x",
    "apply/mentee",
    "coordinator/pairing",
    "coordinator/applications",
    "coordinator/applications/x",
    "coordinator/invite",
    "coordinator/invite/list",
    "coordinator/audit",
    "coordinator/year",
    "coordinator/year/thanks",
    "coordinator/year/pairings",
    "coordinator/changeover",
)


def canary(question: Question) -> str:
    """Return an answer that every encoding must change: markup, an accent, a currency, a percent."""
    return f"{CORE} {question.id} <b>&amp; naïve £5 = 100%"


def typed(question: Question) -> Typed:
    if question.kind is Kind.RATING:
        return {question.id: "4"}
    if question.kind is Kind.ITEMS:
        return {f"{question.id}-{number}": canary(question) for number in range(2)}
    return {question.id: canary(question)}


@dataclass
class Heard:
    """Everything the service said, apart from what its writer and their mentor may read."""

    demo: Demo
    coordinator: list[Page] = field(default_factory=list)
    strangers: list[Page] = field(default_factory=list)
    mentors: list[Page] = field(default_factory=list)
    closed: list[Page] = field(default_factory=list)
    opened: list[Page] = field(default_factory=list)
    moved: list[Page] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    logged: str = ""
    refused: list[Received] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)


@pytest.fixture(scope="module")
def heard() -> Iterator[Heard]:
    """Two mentees send canaries; one letter arrives, one is refused; everybody looks everywhere."""
    records: list[str] = []
    listener = _Listener(records)
    logging.getLogger().addHandler(listener)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)
    with running_demo(free_port(), reads_returns=True) as demo:
        heard = Heard(demo)
        demo.mailbox.refuse(lambda letter: _quoting(heard, letter))
        for (name, email), (_, mentor_email) in zip(MENTEES, MENTORS, strict=True):
            _send(heard, name, email, mentor_email)
        _send_by_link_only(heard)
        _wait_for_letters_about(demo, 2)
        _send_back(heard)
        _wait_for_letters_about(demo, 4)
        _share_with_another_mentor(heard)
        _a_mentor_moves(heard)
        _look_around(heard)
        heard.commands = [_said(demo, command) for command in ("people", "status", "check")]
        heard.logged = "\n".join(records) + (demo.folder / "worker.log").read_text(encoding="utf-8")
        yield heard
    logging.getLogger().removeHandler(listener)
    logging.getLogger().setLevel(level)


MOVED = "moved@example.org"
BY_LINK = (("Lin Writer", "lin@example.org"), ("Dr Lena Invented", "lena@example.org"))
ANOTHER = ("Dr Nina Invented", "nina@example.org")
MENTEES = (("Mo Writer", "mo@example.org"), ("Mia Writer", "mia@example.org"))


class _Listener(logging.Handler):
    """Keeps every record with all that a formatter could show."""

    def __init__(self, records: list[str]) -> None:
        super().__init__()
        self.records = records

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == "mail.log":
            return  # the mail server's own: it may, and does, quote what it is told
        self.records.append(f"{logging.Formatter().format(record)} {record.args!r}")


def _quoting(heard: Heard, letter: Received) -> str | None:
    """Refuse what goes to the second mentor, as a filter does that quotes what it dislikes."""
    if letter.to != MENTORS[1][1] or "will you mentor" in letter.subject:
        return None
    heard.refused.append(letter)
    words = letter.part("plain")
    at = words.index(CORE) if CORE in words else 0
    return f"554 5.7.1 We don't like: {words[at : at + 40]}".encode("ascii", "replace").decode()


def _send(heard: Heard, name: str, email: str, mentor_email: str) -> None:
    services = heard.demo.services
    invite_person(services, name=name, email=email, roles=frozenset({Role.MENTEE}))
    pair_accepted(services, email, mentor_email)
    begin_today(services, email)
    mentee = Visitor(services.base_url, heard.demo.mailbox, email)
    mentee.join()
    mentee.answer(services.programme.questionnaire, typed)
    before = len(heard.demo.mailbox.to(mentor_email))
    mentee.send()
    if mentor_email == MENTORS[0][1]:
        mentor = Visitor(services.base_url, heard.demo.mailbox, mentor_email)
        heard.mentors.append(mentor.open(link_in(mentor.letter(after=before))))
        heard.mentors.append(mentor.submit("csrf_token", answer="seen"))


def _send_by_link_only(heard: Heard) -> None:
    """Send with a notice, open it by a code, and add something, which has a notice of its own."""
    services, box = heard.demo.services, heard.demo.mailbox
    (name, email), (mentor_name, mentor_email) = BY_LINK
    invite_person(
        services, name=mentor_name, email=mentor_email, roles=frozenset({Role.MENTOR}), trained_on=TRAINED_ON
    )
    mentor = Visitor(services.base_url, box, mentor_email)
    mentor.letter()
    invite_person(services, name=name, email=email, roles=frozenset({Role.MENTEE}))
    pair_accepted(services, email, mentor_email)
    begin_today(services, email)
    mentee = Visitor(services.base_url, box, email)
    mentee.join()
    mentee.answer(services.programme.questionnaire, typed)
    mentee.open(f"{services.base_url}/questionnaire/check")
    mentee.submit("mentor_email", way="link")
    link = mentor.link("/m/open/")
    heard.closed = [mentor.open(link), mentor.submit("csrf_token")]
    code = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", mentor.letter(after=3).part("plain"))
    assert code
    stranger = Visitor(services.base_url, box, "nobody@example.org")
    heard.closed.append(stranger.open(link))
    heard.opened = [mentor.submit("code", code=code[0])]
    heard.secrets = [code[0], link.rpartition("/")[2]]
    mentee.open(f"{services.base_url}/submissions/1")
    mentee.submit("text", text=f"{CORE} added <b>&amp;")
    mentor.letter(after=4)
    heard.opened.append(mentor.open(link))


def _the_letter(heard: Heard) -> Received:
    """Return the one letter that carries answers to somebody who may read them."""
    (letter,) = (
        one
        for one in heard.demo.mailbox.to(MENTORS[0][1])
        if f"{MENTEES[0][0]}'s questionnaires" in one.subject and "has ended" not in one.part("plain")
    )
    return letter


def _the_shared_letter(heard: Heard) -> Received:
    """Return the one letter that carries answers of the past to a new mentor, by the mentee's own tick."""
    (letter,) = (one for one in heard.demo.mailbox.to(ANOTHER[1]) if holds(one.raw, CORE))
    return letter


def _send_back(heard: Heard) -> None:
    """Let the first mentor's letter come back whole, answered by a machine and by people who quote it."""
    demo, (mentor, mentee) = heard.demo, (MENTORS[0][1], MENTEES[0][1])
    letter = _the_letter(heard)
    letter_id = str(letter.message["Message-ID"])[1:].partition("@")[0]
    heard.posted = [
        automatic_reply(
            letter_id,
            sender=mentor,
            subject=f"Automatic reply: {CORE}",
            body=f"{CORE} {letter.part('plain')}",
        ),
        written(f"Re: {CORE}", letter.part("plain"), sender=mentee),
        written(f"Seen [mp:{CORE}]", CORE, sender=mentor),
        exchange(letter_id, to=mentor, body=f"{CORE} {letter.part('plain')[:2000]}"),
        b"Subject: " + CORE.encode() + b"\r\n\xff\x00" + letter.raw,
    ]
    with smtplib.SMTP("127.0.0.1", demo.settings.smtp_port) as server:
        for raw in heard.posted:
            server.sendmail("postmaster@example.org", [RETURNS], raw)
    until = time.monotonic() + 60
    while any((demo.folder / "returns").rglob("*.*")) or len(demo.mailbox.to(mentee)) == 0:
        assert time.monotonic() < until
        time.sleep(0.05)


def _share_with_another_mentor(heard: Heard) -> None:
    """Pair the first mentee anew, and let the new mentor have what the earlier one got."""
    services, (name, email) = heard.demo.services, ANOTHER
    invite_person(services, name=name, email=email, roles=frozenset({Role.MENTOR}), trained_on=TRAINED_ON)
    pair_accepted(services, MENTEES[0][1], email, shared=(1,))
    mentor = Visitor(services.base_url, heard.demo.mailbox, email)
    mentor.letter(after=2)
    link = mentor.link("/m/pairing/")
    heard.mentors += [mentor.open(link), mentor.open(f"{link}/no")]


def _wait_for_letters_about(demo: Demo, count: int) -> None:
    until = time.monotonic() + 60
    while len([one for one in demo.mailbox.letters() if "delivered" in one.subject]) < count:
        assert time.monotonic() < until, [one.subject for one in demo.mailbox.letters()]
        time.sleep(0.05)


def _a_mentor_moves(heard: Heard) -> None:
    """The mentor whose letter was refused confirms a new address; the mentee hasn't accepted it."""
    services, box = heard.demo.services, heard.demo.mailbox
    mentee = services.store.registry.find(MENTEES[1][1])
    assert mentee
    accept_pairing(services, mentee)
    token = standing_token(services, mentee)
    mentor = Visitor(services.base_url, box, MOVED)
    mentor.open(f"{services.base_url}/m/standing/{token}/address")
    heard.moved = [mentor.page, mentor.submit("email", email=MOVED)]
    words = mentor.letter().part("plain").split()
    heard.moved.append(mentor.open(next(word for word in words if "/address/" in word)))
    heard.moved.append(mentor.submit("csrf_token"))
    until = time.monotonic() + 60
    while not any("about your mentor" in one.subject for one in box.to(mentee.email)):
        assert time.monotonic() < until
        time.sleep(0.05)


def _look_around(heard: Heard) -> None:
    services, forms = heard.demo.services, heard.demo.services.base_url
    visitor = Visitor(forms, heard.demo.mailbox, COORDINATOR[1])
    person = services.store.registry.find(COORDINATOR[1])
    assert person
    seed = services.store.credentials.credentials(person.id).seed
    visitor.authenticator = Authenticator(f"otpauth://totp/x?secret={seed}")
    visitor.sign_in_by_link()
    heard.coordinator = [visitor.page, *(visitor.browser.open(f"{forms}/{at}") for at in COORDINATORS_PAGES)]
    heard.coordinator += [
        visitor.browser.open(f"{forms}/coordinator/{room}/{each.id}")
        for each in services.store.registry.people()
        for room in ("people", "pairing")
    ]
    stranger = Visitor(forms, heard.demo.mailbox, "nobody@example.org")
    heard.strangers = [stranger.browser.open(f"{forms}/{at}") for at in COORDINATORS_PAGES]
    elsewhere = Page("", 200, "", "", [Form(f"{forms}/questionnaire/help", [("help_most", CORE)], ["x"])], [])
    stranger.browser.origin = "https://elsewhere.example"
    heard.strangers.append(stranger.browser.send(elsewhere, "x"))


def _said(demo: Demo, command: str) -> str:
    ran = subprocess.run(
        [FORMSVC, command],
        env=as_environment(demo.settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.stdout, ran.stderr
    return ran.stdout + ran.stderr


def test_the_control_finds_every_canary_in_the_mentors_letter(heard: Heard) -> None:
    _has_every_canary(heard, _the_letter(heard))
    assert any(holds(one.raw, CORE) for one in heard.refused)


def test_the_control_finds_every_canary_in_what_a_new_mentor_was_let_have(heard: Heard) -> None:
    """Z4: one letter, by the mentee's own tick, and the closing letter to the earlier mentor has none."""
    _has_every_canary(heard, _the_shared_letter(heard))
    assert len(heard.demo.mailbox.to(ANOTHER[1])) == 3
    (closing,) = [one for one in heard.demo.mailbox.to(MENTORS[0][1]) if "has ended" in one.part("plain")]
    assert not holds(closing.raw, CORE)


def _has_every_canary(heard: Heard, letter: Received) -> None:
    for question in heard.demo.services.programme.questionnaire.questions:
        if question.kind is not Kind.RATING:
            words = canary(question)
            assert words in " ".join(letter.part("plain").split()), question.id
            assert words in html.unescape(" ".join(letter.part("html").split())), question.id
            assert holds(letter.raw, f"{CORE} {question.id}")


@pytest.mark.parametrize(
    "hidden",
    [
        f"x {CORE} y".encode(),
        base64.b64encode(f"naïve {CORE} and more of it".encode()),
        b"padding" + base64.urlsafe_b64encode(f"odd {CORE} start, a long way in".encode()),
        base64.encodebytes(f"{'long ' * 30}{CORE}{' lines' * 20}".encode()),
        quopri.encodestring("".join(f"={ord(each):02X}" for each in CORE).encode()),
        "".join(f"&#{ord(each)};" for each in CORE).encode(),
        "".join(f"%{ord(each):02x}" for each in CORE).encode(),
        json.dumps("".join(f"\\u{ord(each):04x}" for each in CORE)).replace("\\\\", "\\").encode(),
        zlib.compress(CORE.encode()),
        CORE.encode().hex().encode(),
        URLSafeTimedSerializer("k").dumps({"typed": f"{CORE} " * 30}).encode(),
        base64.b64encode(urllib.parse.quote(f"ünd {CORE} in three layers").encode()),
    ],
    ids=range(12),  # a signed text carries the second, and every worker must name the test alike
)
def test_the_control_finds_a_canary_under_every_encoding(hidden: bytes) -> None:
    assert holds(hidden, CORE)
    assert not holds(hidden, "another canary")


def test_no_letter_to_anyone_but_the_mentor_has_a_canary(heard: Heard) -> None:
    carrying = {_the_letter(heard).key, _the_shared_letter(heard).key}
    others = [one for one in heard.demo.mailbox.letters() if one.key not in carrying]
    about_it = [one.to for one in others if "delivered" in one.subject]
    assert sorted(about_it) == sorted([COORDINATOR[1], COORDINATOR[1], MENTEES[0][1], MENTEES[1][1]])
    assert [one.subject for one in others if holds(one.raw, CORE)] == []


def test_what_comes_back_quotes_canaries_and_is_gone_when_it_was_read(heard: Heard) -> None:
    """R16: its letter is parked, its address noted, and those who wrote are told that nobody reads it."""
    assert [holds(raw, CORE) for raw in heard.posted] == [True] * 5
    assert [path for path in (heard.demo.folder / "returns").rglob("*") if path.is_file()] == []
    ada = heard.demo.services.store.registry.find(MENTORS[0][1])
    assert ada
    assert ada.refused is not None
    assert ada.auto_away_until is not None
    answers = [one for one in heard.demo.mailbox.letters() if "Nobody reads" in one.subject]
    assert sorted(one.to for one in answers) == sorted([MENTEES[0][1], MENTORS[0][1]])
    assert "there is no such mailbox (5.1.1)" in heard.coordinator[2].text
    assert "Bounce came back and was taken in" in heard.logged


def test_no_reminder_and_no_nudge_has_a_canary(heard: Heard) -> None:
    """Composed for who wrote canaries and for their mentor, whatever day it is."""
    services = heard.demo.services
    mia = services.store.registry.find(MENTEES[0][1])
    assert mia
    facts = {"cycle": "1", "stage": "late", "mentee": mia.id, "reference": mia.cycles[1].reference}
    for kind in (*REMINDERS, LetterKind.NUDGE):
        written = write_letter(
            services, Letter("x", kind, mia.name, mia.email, services.clock(), mia.id, facts)
        )
        raw = bytes(compose(written.facts, written.envelope))
        assert mia.name.encode() in raw
        assert not holds(raw, CORE), kind


def test_no_notice_and_no_code_by_email_has_a_canary(heard: Heard) -> None:
    """What goes by link only is in no letter at all, its addition neither."""
    letters = heard.demo.mailbox.to(BY_LINK[1][1])
    subjects = [one.subject for one in letters]
    assert sum("Lin Writer" in each for each in subjects) == 3
    assert sum("Your code" in each for each in subjects) == 1
    for one in letters:
        assert not holds(one.raw, CORE), one.subject
        assert CORE not in one.part("plain") + one.part("html")


def test_the_control_finds_every_canary_on_the_page_that_a_code_opened(heard: Heard) -> None:
    for question in heard.demo.services.programme.questionnaire.questions:
        if question.kind is not Kind.RATING:
            assert canary(question) in html.unescape(" ".join(heard.opened[0].text.split())), question.id
    assert f"{CORE} added <b>&amp;" in html.unescape(heard.opened[1].text)


def test_no_page_of_the_link_has_a_canary_before_the_code(heard: Heard) -> None:
    assert [page.heading for page in heard.closed] == [
        "Open Lin Writer's questionnaire",
        "Look in your mailbox",
        "Open Lin Writer's questionnaire",
    ]
    assert [page.url for page in heard.closed if holds(page.text, CORE)] == []


def test_l1_no_log_line_has_the_code_or_the_link(heard: Heard) -> None:
    assert len(heard.secrets) == 2
    assert [secret for secret in heard.secrets if secret in heard.logged] == []


def test_z3_a_new_address_that_the_mentee_hasnt_accepted_gets_its_own_link_and_nothing_else(
    heard: Heard,
) -> None:
    """No page of it and no letter to anyone about it has a canary, or names the mentee to that mailbox."""
    assert [page.status for page in heard.moved] == [200] * 4
    (letter,) = heard.demo.mailbox.to(MOVED)
    for told in (*(page.text for page in heard.moved), letter.part("plain"), letter.part("html")):
        assert "Mia Writer" not in told
        assert not holds(told, CORE)
    subjects = [one.subject for one in heard.demo.mailbox.letters()]
    assert sum("about your mentor" in each for each in subjects) == 2, "Sam of the demo is told as well"
    refused = [one.subject for one in heard.refused]
    assert sum("asked to change your address" in each for each in refused) == 1


def test_no_page_of_a_coordinator_has_a_canary(heard: Heard) -> None:
    assert heard.coordinator[0].heading
    assert "Mia Writer" in heard.coordinator[2].text
    assert [page.url for page in heard.coordinator if holds(page.text, CORE)] == []
    assert {page.status for page in heard.coordinator} == {200, 403, 404}


def test_no_page_of_a_mentors_link_and_no_error_page_has_a_canary(heard: Heard) -> None:
    assert [page.status for page in heard.mentors] == [200, 200, 200, 200]
    assert {page.status for page in heard.strangers} == {200, 403, 404}
    for page in (*heard.mentors, *heard.strangers):
        assert not holds(page.text, CORE), page.url


def test_l1_no_log_line_and_no_command_has_a_canary(heard: Heard) -> None:
    assert "is parked" in heard.logged
    assert "Mia Writer" in heard.commands[0]
    assert "4 parked" in heard.commands[1], "a questionnaire that came back as well"
    assert heard.commands[1].count("Parked: ") == 4
    assert not holds(heard.logged, CORE)
    assert [said for said in heard.commands if holds(said, CORE)] == []


def test_no_stored_byte_and_no_file_name_has_a_canary(heard: Heard) -> None:
    """Records and drafts are sealed; the outbox keeps the mail server's codes without its words."""
    files = [path for path in (heard.demo.folder / "data").rglob("*") if path.is_file()]
    assert len(files) > 20
    assert [path for path in files if holds(str(path), CORE) or holds(path.read_bytes(), CORE)] == []
    mia = heard.demo.services.store.registry.find(MENTEES[1][1])
    assert mia
    (sent,) = heard.demo.services.store.records.submissions(mia.id)
    assert CORE in str(sent.answers["help_most"])
