"""S2, H1, I6: the journey over TLS with production settings, real ``serve`` and ``work`` processes."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from playwright.sync_api import Browser, expect

from formsvc.demo.mailbox import free_port
from tests.browser.tls import tls_before
from tests.browser.trainee import MENTOR, Trainee
from tests.live_service import LiveService, live_service

pytestmark = pytest.mark.browser


@pytest.fixture
def production(tmp_path: Path) -> Iterator[LiveService]:
    """Serve behind a proxy that ends TLS, and send over STARTTLS to a server whose certificate is checked."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    outside = free_port()
    with live_service(
        tmp_path,
        mail_tls=_certificate(authority, "127.0.0.1"),
        base_url=f"https://localhost:{outside}",
        smtp_security="starttls",
        smtp_ca_file=tmp_path / "ca.pem",
    ) as running:
        inside = int(running.settings.listen.rpartition(":")[2])
        with tls_before(inside, _certificate(authority, "localhost"), outside):
            yield running


def test_the_journey_over_tls_with_production_settings(production: LiveService, browser: Browser) -> None:
    production.command("invite", "--as", "mentor", "--trained-on", "12/5/2025", *MENTOR)
    context = browser.new_context(ignore_https_errors=True, viewport={"width": 390, "height": 800})
    trainee = Trainee(production, context.new_page(), "Tess Invented", "tess@example.org", looks=False)
    trainee.be_invited()
    trainee.join()
    cookies = {cookie["name"]: cookie for cookie in context.cookies()}
    kept = cookies["__Host-mentorpost"]
    assert (kept["secure"], kept["httpOnly"], kept["sameSite"], kept["path"]) == (True, True, "Lax", "/")
    page = trainee.page
    answered = page.goto(f"{trainee.forms}/questionnaire/skills")
    assert answered
    assert "max-age=" in (answered.header_value("strict-transport-security") or "")
    for section in production.services.programme.questionnaire.sections:
        for question in section.questions:
            trainee.fill(question)
        trainee.press("Save and continue")
    trainee.press(f"Send to {MENTOR[0]}")
    expect(page.locator("h1")).to_contain_text("saved and on its way")
    letter = trainee.letter("Tess Invented's questionnaire", MENTOR[1])
    assert page.locator(".reference").inner_text() in letter.part("plain")
    assert "with ESMTPS" in letter.message["Received"]
    trainee.sign_out()
    page.goto(f"{trainee.forms}/home")
    expect(page.locator("#email")).to_be_visible()
    context.close()


def _certificate(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context
