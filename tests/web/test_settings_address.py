"""The settings' page of the address, and the page behind the link from the new mailbox (Z3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.address_change import address_link
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom, local
from tests.workflows.signing_in import wrong_code_at
from tests.workflows.small_programme import COORDINATOR_SEED, MENTEE_SEED

ADDRESS = "/account/settings/address"
NEW = "mo.new@example.org"


@pytest.fixture
def link(mentee_browser: Browser, mailroom: Mailroom, services: Services) -> str:
    """The link in the letter to the new address."""
    mentee_browser.open(ADDRESS)
    mentee_browser.submit(email=NEW, code=mailroom.code(MENTEE_SEED))
    return link_to(mailroom, services, NEW)


def link_to(mailroom: Mailroom, services: Services, email: str) -> str:
    (letter,) = mailroom.letters(LetterKind.ADDRESS_CONFIRM, email)
    return address_link(services, letter)


def test_an_address_is_changed_from_the_new_mailbox(
    mentee_browser: Browser, mailroom: Mailroom, services: Services, mentee: Person, link: str
) -> None:
    assert mentee_browser.path == ADDRESS
    assert f"Now open the letter at {NEW} ." in mentee_browser.text
    mentee_browser.open(link)
    assert services.store.registry.person(mentee.id).email == mentee.email
    assert f"From now on your letters go to {NEW}" in mentee_browser.text
    mentee_browser.submit()
    assert mentee_browser.path == "/account/settings"
    assert "Your letters go to your new address from now on." in mentee_browser.text
    assert services.store.registry.person(mentee.id).email == NEW
    mentee_browser.open(link)
    assert "Done already" in mentee_browser.text
    for kind in (LetterKind.ADDRESS_ASKED, LetterKind.ADDRESS_CHANGED):
        assert len(mailroom.letters(kind, mentee.email)) == 1


def test_the_link_on_another_device_asks_to_sign_in_and_comes_back(
    mailroom: Mailroom, services: Services, mentee: Person, link: str, new_visitor: Callable[[], Browser]
) -> None:
    tablet = new_visitor()
    assert tablet.open(link).request.path == "/sign-in"
    tablet.submit(email=mentee.email)
    tablet.open(mailroom.sign_in_link(mentee.email))
    tablet.submit(code=mailroom.code(MENTEE_SEED))
    assert tablet.path == local(link)
    tablet.submit()
    assert services.store.registry.person(mentee.id).email == NEW


def test_z3_somebody_else_who_is_signed_in_finds_a_link_that_does_not_work(
    coordinator_browser: Browser, services: Services, mentee: Person, link: str
) -> None:
    coordinator_browser.open(ADDRESS)
    coordinator_browser.submit(link)
    assert coordinator_browser.page.status_code == 404
    coordinator_browser.open(link)
    assert "This link doesn't work" in coordinator_browser.text
    for told in (mentee.email, NEW, mentee.name):
        assert told not in coordinator_browser.text
    assert services.store.registry.person(mentee.id).email == mentee.email


def test_a7_a_taken_address_gets_the_same_page_to_the_byte(
    mentee_browser: Browser, mailroom: Mailroom, coordinator: Person
) -> None:
    pages = []
    for address in ("cleo@example.net", coordinator.email):
        mentee_browser.open(ADDRESS)
        mentee_browser.submit(email=address, code=mailroom.code(MENTEE_SEED))
        token = mentee_browser.token
        pages.append(
            mentee_browser.page.get_data(as_text=True).replace(address, "(address)").replace(token, "(token)")
        )
    assert pages[0] == pages[1]
    assert "Now open the letter at" in pages[0]


def test_what_is_wrong_is_said_at_the_field_and_the_address_is_kept(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    mentee_browser.open(ADDRESS)
    for email, code, said in (
        ("", "", "Enter your new email address."),
        ("no address", mailroom.code(MENTEE_SEED), "in the correct format"),
        (mentee.email, mailroom.code(MENTEE_SEED), "This is your address already."),
        (NEW, wrong_code_at(mailroom.clock.now), "That code isn't right."),
        (NEW, "", "Enter the 6-digit code"),
    ):
        mentee_browser.submit(email=email, code=code)
        assert mentee_browser.page.status_code == 422
        assert said in mentee_browser.text
        assert f'value="{email}"' in mentee_browser.page.get_data(as_text=True)
    assert mailroom.letters(LetterKind.ADDRESS_ASKED, mentee.email) == []


def test_an_old_link_says_so_and_leads_to_a_new_one(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, link: str
) -> None:
    mailroom.clock.advance(timedelta(days=1))
    mailroom.sign_in(mentee_browser, mentee, MENTEE_SEED)
    mentee_browser.open(link)
    assert mentee_browser.page.status_code == 410
    assert "This link is more than a day old." in mentee_browser.text
    assert f'href="{ADDRESS}"' in mentee_browser.page.get_data(as_text=True)


def test_a_coordinator_changes_theirs_too(
    coordinator_browser: Browser, mailroom: Mailroom, services: Services, coordinator: Person
) -> None:
    coordinator_browser.open(ADDRESS)
    coordinator_browser.submit(email="cleo.new@example.org", code=mailroom.code(COORDINATOR_SEED))
    coordinator_browser.open(link_to(mailroom, services, "cleo.new@example.org"))
    coordinator_browser.submit()
    assert services.store.registry.person(coordinator.id).email == "cleo.new@example.org"


@pytest.mark.parametrize("path", [ADDRESS, "/account/address/abc.def"])
def test_who_is_signed_out_signs_in_first(visitor: Browser, path: str) -> None:
    assert visitor.open(path).request.path == "/sign-in"
