"""Signing in by letter and by known device, and the page that each wrong turn leads to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pyotp
import pytest

from formsvc.domain.credentials import DEVICE_LIFE, TRIES_A_LINK
from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED, SettableClock


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1000000:06d}"


def ask(visitor: Browser, email: str) -> None:
    visitor.open("/sign-in")
    visitor.submit(email=email)


def test_a_letter_s_link_and_the_app_s_code_lead_home(mentee_browser: Browser) -> None:
    assert mentee_browser.path == "/home"


def test_a_letter_s_typed_code_does_as_well(visitor: Browser, mailroom: Mailroom, mentee: Person) -> None:
    ask(visitor, mentee.email)
    assert visitor.path == "/sign-in/letter"
    assert mentee.email in visitor.text
    visitor.submit(code=mailroom.sign_in_letter(mentee.email).facts["code"].lower())
    assert visitor.path == "/sign-in/code"
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/home"


def test_after_signing_in_the_page_that_was_asked_for_opens(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    visitor.open("/questionnaire/training?from=letter")
    assert visitor.path == "/sign-in"
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.page.request.full_path == "/questionnaire/training?from=letter"


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "/%2F/evil.example"])
def test_the_way_back_never_leads_to_another_host(
    visitor: Browser, mailroom: Mailroom, mentee: Person, path: str
) -> None:
    visitor.open(path)
    visitor.open(f"/home?next={path}")
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert all("evil" not in hop.headers.get("Location", "").split("?")[0] for hop in visitor.page.history)
    assert visitor.path == "/home"


def test_no_address_at_all_is_said_at_the_field_with_what_was_typed(visitor: Browser) -> None:
    ask(visitor, "mo at example")
    assert visitor.page.status_code == 422
    assert "Enter an email address in the correct format" in visitor.text
    assert 'value="mo at example"' in visitor.page.get_data(as_text=True)
    visitor.submit(email="")
    assert "Enter your email address." in visitor.text


def test_a_wrong_code_says_so_with_what_may_help(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    ask(visitor, mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=wrong(mailroom.code(MENTEE_SEED)), own_device="y")
    page = visitor.page.get_data(as_text=True)
    assert visitor.page.status_code == 422
    assert '<a href="#code">' in page
    assert "sets its clock by itself" in visitor.text
    assert "I have lost my phone" in visitor.text
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/home"


def test_a_used_code_says_that_it_was_used(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    other = new_visitor()
    ask(other, mentee.email)
    other.open(mailroom.sign_in_link(mentee.email))
    other.submit(code=pyotp.TOTP(MENTEE_SEED).at(mailroom.clock()))
    assert other.page.status_code == 422
    assert "used" in other.text
    assert mentee_browser.open("/home").status_code == 200


def test_an_expired_link_offers_a_new_letter(
    visitor: Browser, mailroom: Mailroom, mentee: Person, clock: SettableClock
) -> None:
    ask(visitor, mentee.email)
    link = mailroom.sign_in_link(mentee.email)
    clock.advance(timedelta(minutes=31))
    visitor.open(link)
    assert visitor.page.status_code == 410
    assert "This link's time is over" in visitor.text
    assert "Ask for a new letter" in visitor.text


def test_a_used_link_says_so_calmly(
    visitor: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    ask(visitor, mentee.email)
    link = mailroom.sign_in_link(mentee.email)
    visitor.open(link)
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    other = new_visitor()
    other.open(link)
    assert other.page.status_code == 410
    assert "This link was used already" in other.text


def test_a_broken_link_says_what_may_have_happened(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    ask(visitor, mentee.email)
    link = mailroom.sign_in_link(mentee.email)
    visitor.open(link[:-3])
    assert visitor.page.status_code == 404
    assert "This link doesn't work" in visitor.text


def test_five_wrong_codes_finish_a_link_and_a_fresh_one_works(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    """A5, A6."""
    ask(visitor, mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    for _ in range(TRIES_A_LINK + 1):
        visitor.submit("/sign-in/code", code=wrong(mailroom.code(MENTEE_SEED)))
    assert visitor.page.status_code == 429
    assert "Ask for a new letter" in visitor.text
    ask(visitor, mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/home"


def test_too_many_tries_say_from_when_the_next_one_counts(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    for _ in range(2):
        ask(visitor, mentee.email)
        visitor.open(mailroom.sign_in_link(mentee.email))
        for _ in range(TRIES_A_LINK):
            visitor.submit("/sign-in/code", code=wrong(mailroom.code(MENTEE_SEED)))
    ask(visitor, mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert visitor.page.status_code == 429
    assert "You can try again from 2 March 2026 at 10:0" in visitor.text


def test_a_wrong_letter_code_keeps_what_was_typed(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    ask(visitor, mentee.email)
    mailroom.sign_in_letter(mentee.email)
    visitor.submit(code="ABCD-EFGH")
    assert visitor.page.status_code == 422
    assert 'value="ABCD-EFGH"' in visitor.page.get_data(as_text=True)
    assert "Nothing has come" in visitor.text


def test_another_letter_can_be_asked_for_from_the_same_page(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    ask(visitor, mentee.email)
    first = mailroom.sign_in_link(mentee.email)
    mailroom.clock.advance(timedelta(minutes=2))
    visitor.submit("/sign-in", email=mentee.email)
    assert visitor.path == "/sign-in/letter"
    mailroom.sign_in_link(mentee.email)
    visitor.open(first)
    assert visitor.path == "/sign-in/code"


def test_a_known_browser_needs_only_the_address_and_a_code(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)
    visitor.submit("/sign-out")
    assert "This browser knows you" in visitor.text
    visitor.submit("/sign-in", email=mentee.email, code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/home"


def test_a_known_browser_may_ask_for_a_letter_instead(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)
    visitor.submit("/sign-out")
    visitor.submit("/sign-in", email=mentee.email, code="")
    assert visitor.path == "/sign-in/letter"


def test_a_known_browser_is_no_good_for_another_address(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)
    visitor.submit("/sign-out")
    visitor.submit("/sign-in", email="someone.else@example.org", code=mailroom.code(MENTEE_SEED))
    assert visitor.page.status_code == 403
    assert "We don't know this browser any more" in visitor.text
    visitor.open("/sign-in")
    assert "This browser knows you" not in visitor.text


def test_a_browser_is_unknown_again_after_180_days(
    visitor: Browser, mailroom: Mailroom, mentee: Person, clock: SettableClock
) -> None:
    mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)
    clock.advance(DEVICE_LIFE)
    visitor.open("/sign-in")
    assert "This browser knows you" not in visitor.text


def test_a_browser_can_be_forgotten(visitor: Browser, mailroom: Mailroom, mentee: Person) -> None:
    mailroom.sign_in(visitor, mentee, MENTEE_SEED, own_device=True)
    visitor.submit("/sign-out")
    visitor.submit("/sign-in/forget-browser")
    assert visitor.client.get_cookie("__Host-device") is None
    assert "This browser knows you" not in visitor.open("/sign-in").get_data(as_text=True)


def test_pages_of_a_sign_in_not_begun_lead_to_its_beginning(visitor: Browser) -> None:
    for path, leads_to in (
        ("/sign-in/letter", "/sign-in"),
        ("/sign-in/code", "/sign-in"),
        ("/sign-in/recovery", "/sign-in/lost-phone"),
        ("/sign-in/new-authenticator", "/sign-in/lost-phone"),
        ("/", "/sign-in"),
    ):
        visitor.open(path)
        assert visitor.path == leads_to
