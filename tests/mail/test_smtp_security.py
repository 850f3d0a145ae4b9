"""I6: the line is secured and verified as the settings say, and there is no fall-back."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from formsvc.domain.errors import MailTemporaryError
from formsvc.mail.smtp import Security, SmtpTransport
from tests.mail.conftest import Send
from tests.mail.mail_server import MailServer, Manners, mail_server, only_mentorpost


def _served_by(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*names).configure_cert(context)
    return context


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def starttls(authority: trustme.CA, manners: Manners) -> Iterator[MailServer]:
    with mail_server(
        manners,
        tls_context=_served_by(authority, "127.0.0.1"),
        require_starttls=True,
        auth_required=True,
        authenticator=only_mentorpost,
    ) as server:
        yield server


def _transport(server: MailServer, security: Security, ca_file: Path | None) -> SmtpTransport:
    return SmtpTransport(
        "127.0.0.1",
        server.port,
        security=security,
        username="mentorpost",
        password="invented",
        timeout=5,
        ca_file=ca_file,
        hello="forms.example.org",
    )


def test_starttls_with_a_trusted_certificate_and_a_login_delivers(
    starttls: MailServer, manners: Manners, ca_file: Path, send: Send
) -> None:
    with _transport(starttls, "starttls", ca_file).connection() as line:
        send(line)

    assert len(manners.taken) == 1


def test_tls_with_a_trusted_certificate_delivers(
    authority: trustme.CA, manners: Manners, ca_file: Path, send: Send
) -> None:
    with (
        mail_server(
            manners,
            tls=_served_by(authority, "127.0.0.1"),
            auth_require_tls=False,
            authenticator=only_mentorpost,
        ) as server,
        _transport(server, "tls", ca_file).connection() as line,
    ):
        send(line)

    assert len(manners.taken) == 1


def test_an_unknown_authority_is_refused_and_nothing_is_sent(
    starttls: MailServer, manners: Manners, send: Send
) -> None:
    with (
        _transport(starttls, "starttls", None).connection() as line,
        pytest.raises(MailTemporaryError, match="certificate"),
    ):
        send(line)

    assert manners.taken == []
    assert not [said for said in manners.said if said.startswith(("MAIL", "AUTH"))]


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_for_another_name_is_refused(
    security: Security, authority: trustme.CA, manners: Manners, ca_file: Path, send: Send
) -> None:
    context = _served_by(authority, "elsewhere.example.org")
    options = {"tls": context} if security == "tls" else {"tls_context": context}
    with (
        mail_server(manners, **options, auth_require_tls=security == "starttls") as server,
        _transport(server, security, ca_file).connection() as line,
        pytest.raises(MailTemporaryError, match="certificate"),
    ):
        send(line)

    assert manners.taken == []
    assert not [said for said in manners.said if said.startswith("MAIL")]


def test_a_stripped_starttls_is_refused_and_nothing_is_sent(
    server: MailServer, manners: Manners, ca_file: Path, send: Send
) -> None:
    with (
        _transport(server, "starttls", ca_file).connection() as line,
        pytest.raises(MailTemporaryError, match="doesn't offer STARTTLS"),
    ):
        send(line)

    assert manners.taken == []
    assert [said.split()[0] for said in manners.said] == ["EHLO"]


def test_a_wrong_password_is_temporary_and_stays_unsaid(
    starttls: MailServer, manners: Manners, ca_file: Path, send: Send
) -> None:
    transport = SmtpTransport(
        "127.0.0.1", starttls.port, username="mentorpost", password="wrong-invented", ca_file=ca_file
    )
    with transport.connection() as line, pytest.raises(MailTemporaryError, match="535") as raised:
        send(line)

    assert "wrong-invented" not in str(raised.value) + repr(transport)
    assert manners.taken == []


def test_a_missing_ca_file_is_temporary(starttls: MailServer, tmp_path: Path, send: Send) -> None:
    with (
        _transport(starttls, "starttls", tmp_path / "nowhere.pem").connection() as line,
        pytest.raises(MailTemporaryError),
    ):
        send(line)


def test_check_dials_verifies_and_signs_in(starttls: MailServer, manners: Manners, ca_file: Path) -> None:
    _transport(starttls, "starttls", ca_file).try_connection()

    with pytest.raises(MailTemporaryError):
        _transport(starttls, "starttls", None).try_connection()
    assert manners.connections == 2
    assert manners.taken == []
