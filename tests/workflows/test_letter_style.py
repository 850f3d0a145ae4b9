"""Letters as text alone, for whoever asked for it: a mentee, and a mentor, who has no account."""

from __future__ import annotations

from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.letter_style import choose_text_only
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import ask_for_letter
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, in_minutes, send_questionnaire
from tests.workflows.small_programme import SettableClock


def test_who_asked_for_text_alone_gets_no_html(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    for wanted, kinds in (
        (False, ["multipart/alternative", "text/plain", "text/html"]),
        (True, ["text/plain"]),
        (False, ["multipart/alternative", "text/plain", "text/html"]),
    ):
        choose_text_only(services, mentee.id, text_only=wanted)
        ask_for_letter(services, mentee.email.upper())
        assert deliver_due(services, transport) == 1
        message = received(manners.taken[-1].content)
        assert [each.get_content_type() for each in message.walk()] == kinds
        assert "/sign-in/link/" in part(message, "plain")


def test_a_mentor_gets_the_answers_as_text_alone(
    services: Services,
    mentor: Person,
    mentee: Person,
    transport: SmtpTransport,
    manners: Manners,
    clock: SettableClock,
) -> None:
    choose_text_only(services, mentor.id, text_only=True)
    send_questionnaire(services, mentee)
    clock.advance(in_minutes(2))
    assert deliver_due(services, transport) == 1
    message = received(manners.taken[-1].content)
    assert [each.get_content_type() for each in message.walk()] == ["text/plain"]
    assert part(message, "plain").count(CANARY) == 5


def test_choosing_changes_nothing_else(services: Services, mentee: Person) -> None:
    choose_text_only(services, mentee.id, text_only=True)
    choose_text_only(services, mentee.id, text_only=True)
    choose_text_only(services, mentee.id, text_only=False)
    assert services.store.registry.person(mentee.id) == mentee
