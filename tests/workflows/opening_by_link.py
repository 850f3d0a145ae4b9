"""A questionnaire that went by link only, and what its mentor does with the notice and the codes."""

from __future__ import annotations

import re
from email.message import EmailMessage

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.domain.submission import Submission, Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import answer, send_checked
from tests.workflows.signing_in import letters

WRONG = "2222-2222"


def send_by_link(services: Services, mentee: Person) -> Submission:
    answer(services, mentee)
    return send_checked(services, mentee, way=Way.LINK)


def newest_mail(services: Services, transport: SmtpTransport, manners: Manners) -> EmailMessage:
    """Let the worker deliver, and return what came last."""
    deliver_due(services, transport)
    return received(manners.taken[-1].content)


def open_token(message: EmailMessage) -> str:
    """Return the token of the link that asks for a code."""
    found = re.search(r"/m/open/(\S+)", part(message, "plain"))
    assert found
    return found[1]


def code_of(services: Services, request_id: str) -> str:
    """Return the code that waits for the mentor's mailbox."""
    found = (letter for letter in letters(services, LetterKind.OPENING_CODE))
    return next(letter.facts["code"] for letter in found if letter.facts["request"] == request_id)
