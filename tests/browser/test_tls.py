"""S2, H1, I6: the journey over TLS with production settings, real ``serve`` and ``work`` processes."""

from __future__ import annotations

import os
import secrets
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, expect

from formsvc.demo.mailbox import Received, free_port
from formsvc.domain.people import Role
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.wiring import build_services
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.services import Services
from tests.browser.tls import tls_before
from tests.browser.trainee import MENTOR, Trainee
from tests.mail.mail_server import Manners, mail_server

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Inboxes:
    """Everybody's mail, as the mail server took it."""

    manners: Manners

    def to(self, email: str) -> list[Received]:
        """Return the letters to one address, newest first."""
        taken = [one for one in self.manners.taken if one.recipients == (email,)]
        return [
            Received(str(number), one.content, message_from_bytes(one.content, policy=policy.default))
            for number, one in reversed(list(enumerate(taken)))
        ]


@dataclass(frozen=True)
class Production:
    """A service as a programme runs it."""

    address: str
    services: Services
    mailbox: Inboxes


@pytest.fixture
def production(tmp_path: Path) -> Iterator[Production]:
    authority = trustme.CA()
    web, mail = _certificate(authority, "localhost"), _certificate(authority, "127.0.0.1")
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    outside, inside = free_port(), free_port()
    with mail_server(Manners(dsn=True), tls_context=mail, require_starttls=True) as server:
        settings = _settings(tmp_path, outside, inside, server.port)
        with _running("serve", settings), _running("work", settings), tls_before(inside, web, outside):
            _wait_for(f"http://127.0.0.1:{inside}/health")
            yield Production(settings.base_url, build_services(settings), Inboxes(server.manners))


def test_the_journey_over_tls_with_production_settings(production: Production, browser: Browser) -> None:
    invite_person(production.services, name=MENTOR[0], email=MENTOR[1], roles=frozenset({Role.MENTOR}))
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 800})
    trainee = Trainee(production, context.new_page(), "Tess Invented", "tess@example.org", looks=False)
    trainee.be_invited()
    trainee.join()
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    kept = cookies["__Host-mentorpost"]
    assert (kept["secure"], kept["httpOnly"], kept["sameSite"], kept["path"]) == (True, True, "Lax", "/")
    page = trainee.page
    answered = page.goto(f"{production.address}/questionnaire/skills")
    assert answered
    assert "max-age=" in (answered.header_value("strict-transport-security") or "")
    for section in production.services.programme.questionnaire.sections:
        for question in section.questions:
            trainee.fill(question)
        trainee.press("Save and continue")
    trainee.press(f"Send to {MENTOR[0]}")
    expect(page.locator("h1")).to_contain_text("saved and on its way")
    reference = page.locator(".reference").inner_text()
    assert reference in trainee.letter("Tess Invented", MENTOR[1]).part("plain")
    assert any("RET=HDRS" in said for said in production.mailbox.manners.said)
    trainee.sign_out()
    page.goto(f"{production.address}/home")
    expect(page.locator("#email")).to_be_visible()
    context.close()


def _certificate(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def _settings(folder: Path, outside: int, inside: int, smtp_port: int) -> Settings:
    write_keys(folder / "keys.json", make_keys(secrets.token_bytes))
    return Settings(
        data_dir=folder / "data",
        keys_file=folder / "keys.json",
        programme_file=ROOT / "programme.toml",
        base_url=f"https://localhost:{outside}",
        listen=f"127.0.0.1:{inside}",
        mail_from="mentoring@example.org",
        smtp_host="127.0.0.1",
        smtp_port=smtp_port,
        smtp_ca_file=folder / "ca.pem",
        poll_seconds=0.1,
    )


@contextmanager
def _running(command: str, settings: Settings) -> Iterator[None]:
    given = settings.model_dump(exclude_none=True)
    environment = {**os.environ, **{f"FORMSVC_{name.upper()}": str(value) for name, value in given.items()}}
    formsvc = Path(sys.executable).with_name("formsvc")
    process = subprocess.Popen([formsvc, command], env=environment, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the service did not start")
