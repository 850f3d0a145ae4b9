"""The local mailbox: a real SMTP dialogue, and letters kept as received."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from formsvc.demo.mailbox import DemoMailbox

LETTER = "Subject: Hello\r\nTo: ada@example.org\r\n\r\nJust words.\r\n"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[tuple[DemoMailbox, int]]:
    box = DemoMailbox(tmp_path / "mail")
    yield box, box.start()
    box.stop()


def test_a_letter_is_kept_as_received_under_the_headers_of_the_server(
    port: tuple[DemoMailbox, int], tmp_path: Path
) -> None:
    box, number = port
    with smtplib.SMTP("127.0.0.1", number, local_hostname="here.example.org") as server:
        server.sendmail("mentoring@example.org", ["ada@example.org"], LETTER)
    (letter,) = box.letters()
    assert letter.raw.startswith(
        b"Return-Path: <mentoring@example.org>\r\n"
        b"Delivered-To: ada@example.org\r\n"
        b"Received: from here.example.org by mailbox.example.org with ESMTP\r\n"
        b"\tfor <ada@example.org>; "
    )
    assert letter.raw.endswith(LETTER.encode())
    assert letter.to == "ada@example.org"
    (kept,) = (tmp_path / "mail" / "new").iterdir()
    assert kept.read_bytes() == letter.raw


def test_the_newest_letter_comes_first_and_each_person_has_their_own(
    port: tuple[DemoMailbox, int],
) -> None:
    box, number = port
    with smtplib.SMTP("127.0.0.1", number) as server:
        for subject, to in (
            ("First", "ada@example.org"),
            ("Second", "sam@example.org"),
            ("Third", "ada@example.org"),
        ):
            server.sendmail("mentoring@example.org", [to], LETTER.replace("Hello", subject))
    assert [one.subject for one in box.letters()] == ["Third", "Second", "First"]
    assert [one.subject for one in box.to("Ada@example.org")] == ["Third", "First"]


def test_with_a_certificate_it_takes_nothing_in_clear(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    box = DemoMailbox(tmp_path / "mail", tls=context)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    try:
        with smtplib.SMTP("127.0.0.1", box.start()) as server:
            with pytest.raises(smtplib.SMTPSenderRefused):
                server.sendmail("mentoring@example.org", ["ada@example.org"], LETTER)
            server.starttls(context=trusting)
            server.sendmail("mentoring@example.org", ["ada@example.org"], LETTER)
    finally:
        box.stop()
    (letter,) = box.letters()
    assert "with ESMTPS" in letter.message["Received"]
