"""A lost phone: the letter, a recovery code, a new authenticator."""

from __future__ import annotations

from collections.abc import Callable

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.web.test_joining import join, key_on

NIA = "nia@example.org"


def to_the_recovery_page(visitor: Browser, mailroom: Mailroom) -> None:
    visitor.open("/sign-in")
    visitor.submit(email=NIA)
    visitor.open(mailroom.sign_in_link(NIA))
    visitor.open("/sign-in/lost-phone")
    assert "Use a recovery code" in visitor.text
    visitor.open("/sign-in/recovery")


def test_a_recovery_code_leads_to_a_new_authenticator_and_ends_the_old_sessions(
    visitor: Browser, mailroom: Mailroom, new_visitor: Callable[[], Browser]
) -> None:
    """A9, A10, A11, S3."""
    codes = join(visitor, mailroom, mailroom.invite())
    visitor.submit(code=codes[0])
    phone = new_visitor()
    to_the_recovery_page(phone, mailroom)
    phone.submit(code=codes[1])
    assert phone.path == "/sign-in/new-authenticator"
    assert visitor.open("/home").request.path == "/home"  # nothing has changed yet
    phone.submit(code=mailroom.code(key_on(phone)))
    assert phone.path == "/account/recovery-codes"
    assert visitor.open("/home").request.path == "/sign-in"
    assert len(mailroom.letters(LetterKind.FACTOR_CHANGED, NIA)) == 1


def test_a_wrong_recovery_code_is_said_at_the_field(visitor: Browser, mailroom: Mailroom) -> None:
    codes = join(visitor, mailroom, mailroom.invite())
    visitor.submit(code=codes[0])
    to_the_recovery_page(visitor, mailroom)
    visitor.submit(code="ABCD-EFGH-JKMN-PQRS")
    assert visitor.page.status_code == 422
    assert "That recovery code isn't right, or has been used" in visitor.text
    assert "I have no recovery code" in visitor.text


def test_a_recovery_code_works_once(
    visitor: Browser, mailroom: Mailroom, new_visitor: Callable[[], Browser]
) -> None:
    codes = join(visitor, mailroom, mailroom.invite())
    visitor.submit(code=codes[0])
    phone = new_visitor()
    to_the_recovery_page(phone, mailroom)
    phone.submit(code=codes[1])
    again = new_visitor()
    to_the_recovery_page(again, mailroom)
    again.submit(code=codes[1])
    assert again.page.status_code == 422


def test_without_codes_the_page_names_whom_to_write_to(visitor: Browser, mentee: Person) -> None:
    visitor.open("/sign-in/lost-phone")
    assert "ask for a sign-in letter" in visitor.text
    assert "mailto:mentoring@example.org" in visitor.page.get_data(as_text=True)
    assert mentee.email not in visitor.text
