"""A well-behaved mail server, and one letter to send through it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
import trustme

from formsvc.mail.smtp import SmtpTransport
from formsvc.mail.transport import Line
from tests.mail.example_letters import submission_letter
from tests.mail.full_programme import usual_answers
from tests.mail.mail_server import MailServer, Manners, mail_server

Send = Callable[[Line], str]


@pytest.fixture
def manners() -> Manners:
    return Manners()


@pytest.fixture
def server(manners: Manners) -> Iterator[MailServer]:
    with mail_server(manners) as running:
        yield running


@pytest.fixture
def transport(server: MailServer) -> SmtpTransport:
    return plain(server)


@pytest.fixture
def message(tmp_path: Path) -> EmailMessage:
    return submission_letter(tmp_path / "composing", usual_answers())


@pytest.fixture
def send(message: EmailMessage) -> Send:
    def hand_over(line: Line) -> str:
        return line.send(
            message, sender="mentoring@example.org", recipient="ada@example.org", envelope_id="letter1"
        )

    return hand_over


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


def plain(server: MailServer, timeout: float = 5.0) -> SmtpTransport:
    return SmtpTransport(
        "127.0.0.1", server.port, security="none", timeout=timeout, hello="forms.example.org"
    )
