"""Z2: a canary in every answer is found in the mentor's letter, and nowhere that anybody else looks."""

from __future__ import annotations

import base64
import html
import logging
import quopri
import re
import urllib.parse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from formsvc.cli import main
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Kind
from formsvc.mail.smtp import SmtpTransport
from formsvc.settings import Settings
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from tests.mail.conftest import plain
from tests.mail.mail_server import Delivered, Manners, mail_server
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED

CANARY = "zq81 «canary» & co"
_BASE64 = re.compile(rb"[A-Za-z0-9+/=_\-\r\n]{16,}")


@dataclass(frozen=True)
class Sent:
    """A questionnaire with the canary in every answer that takes words, sent through the pages."""

    manners: Manners
    transport: SmtpTransport


def sightings(content: bytes) -> list[str]:
    """Return the disguises in which the canary is in some bytes: as it is, escaped, quoted, in base64."""
    looks = {
        "plain": content,
        "html": html.unescape(content.decode("utf-8", "replace")).encode(),
        "url": urllib.parse.unquote_plus(content.decode("utf-8", "replace")).encode(),
        "quoted-printable": quopri.decodestring(content),
        "json": content.decode("utf-8", "replace")
        .encode()
        .decode("unicode_escape", "replace")
        .encode("utf-8", "replace"),
        "base64": b"\n".join(_decoded(content)),
    }
    return [name for name, look in looks.items() if b"zq81" in look or "«canary»".encode() in look]


def _decoded(content: bytes) -> Iterator[bytes]:
    for found in _BASE64.findall(content):
        joined = re.sub(rb"[\r\n=]", b"", found).replace(b"-", b"+").replace(b"_", b"/")
        for shift in range(4):
            part = joined[shift:]
            yield base64.b64decode(part[: len(part) // 4 * 4])


@pytest.fixture
def sent(services: Services, mentee: Person, mailroom: Mailroom, app: Flask) -> Iterator[Sent]:
    browser = mailroom.sign_in(Browser(app), mentee, MENTEE_SEED)
    for section in services.programme.questionnaire.sections:
        browser.open(f"/questionnaire/{section.id}")
        typed: dict[str, str] = {}
        for question in section.questions:
            rows = {f"{question.id}-0": CANARY, f"{question.id}-1": CANARY}
            one = {question.id: "4" if question.kind is Kind.RATING else CANARY}
            typed |= rows if question.kind is Kind.ITEMS else one
        browser.submit(then="continue", **typed)
    browser.open("/questionnaire/check")
    browser.submit("/questionnaire/send")
    assert browser.path == "/submissions/1"
    with mail_server(Manners()) as server:
        yield Sent(server.manners, plain(server))


def test_z2_the_positive_control_finds_it_in_the_mentors_letter(
    services: Services, sent: Sent, mentor: Person
) -> None:
    deliver_due(services, sent.transport)
    letters = [one for one in sent.manners.taken if one.recipients == (mentor.email,)]
    assert sightings(_whole(letters[-1]))
    assert {"base64", "quoted-printable"} & set(sightings(letters[-1].content)) or "plain" in sightings(
        letters[-1].content
    )


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: base64.b64encode(b"x" + text.encode()),
        lambda text: base64.encodebytes(b"abc" * 30 + text.encode()),
        lambda text: quopri.encodestring(text.encode()),
        lambda text: urllib.parse.quote(text).encode(),
        lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace"),
        lambda text: text.encode("unicode_escape"),
    ],
)
def test_z2_the_look_sees_through_disguises(disguise: Callable[[str], bytes]) -> None:
    assert sightings(b"before " + disguise(CANARY) + b" after")


def test_z2_no_letter_to_anybody_else_has_it(
    services: Services, sent: Sent, mentor: Person, coordinator: Person
) -> None:
    sent.manners.replies["RCPT"].append("550 5.1.1 No such user here")
    for _ in range(4):
        deliver_due(services, sent.transport)
    others = [one for one in sent.manners.taken if one.recipients != (mentor.email,)]
    assert {one.recipients[0] for one in others} >= {coordinator.email}
    assert [one for one in others if sightings(_whole(one)) or sightings(one.content)] == []


def test_z2_no_page_of_a_coordinator_has_it(
    services: Services, sent: Sent, coordinator_browser: Browser, app: Flask
) -> None:
    deliver_due(services, sent.transport)
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            address = re.sub(r"<[^>]+>", "1", str(rule))
            coordinator_browser.open(address)
    coordinator_browser.open("/coordinator/")
    assert "Sent; accepted by the mail server" in coordinator_browser.text
    assert [page.request.path for page in coordinator_browser.visited if sightings(page.get_data())] == []


def test_z2_no_command_says_it(services: Services, sent: Sent, settings: Settings) -> None:
    environment = {
        f"FORMSVC_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_none=True).items()
    }
    deliver_due(services, sent.transport)
    for words in (["people"], ["status"]):
        ran = CliRunner().invoke(main, words, env=environment, catch_exceptions=False)
        assert sightings(ran.output.encode()) == []


def test_z2_nothing_on_the_disk_shows_it(services: Services, sent: Sent, data_dir: Path) -> None:
    deliver_due(services, sent.transport)
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if sightings(path.read_bytes())] == []


def test_z2_no_log_line_and_no_error_has_it(
    services: Services, sent: Sent, data_dir: Path, mentee: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    record = data_dir / "records" / mentee.id / "1.json"
    whole = record.read_bytes()
    record.write_bytes(whole[:-20] + b"x" * 19 + b"\n")
    deliver_due(services, sent.transport)
    record.write_bytes(whole)
    deliver_due(services, sent.transport)
    said = "\n".join(f"{line.getMessage()} {line.exc_text or ''}" for line in caplog.records)
    assert said
    assert sightings(said.encode()) == []


def _whole(letter: Delivered) -> bytes:
    """Return every part of a letter, decoded, with its headers."""
    message = message_from_bytes(letter.content, policy=policy.default)
    parts = [part.get_content() for part in message.walk() if part.get_content_maintype() == "text"]
    return "\n".join([*map(str, message.values()), *parts]).encode()
