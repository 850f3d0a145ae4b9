"""The mentor's page of a new pairing: no account, the declaration, the mailbox, and a no without a reason."""

from __future__ import annotations

import pytest

from formsvc.demo.pairs import token_of_pairing
from formsvc.domain.people import Mailbox, Person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services
from formsvc.workflows.workplaces import move_person
from tests.web.answering import error_summary, heading, ids
from tests.web.browsing import Browser
from tests.workflows.small_programme import add_mentee

YES = {"independent": "y", "mailbox": "private"}


@pytest.fixture
def alone(services: Services, mentor: Person) -> Person:
    person = add_mentee(services, None)
    pair_people(services, mentee_email=person.email, mentor_email=mentor.email, supervises=False)
    return person


@pytest.fixture
def link(services: Services, alone: Person) -> str:
    return f"/m/pairing/{token_of_pairing(services, alone.email)}"


def accepted(services: Services, alone: Person) -> bool:
    pairing = services.store.registry.person(alone.id).pairing
    assert pairing
    return pairing.mentor_accepted_at is not None


def test_opening_the_link_shows_what_it_is_about_and_does_nothing(
    visitor: Browser, services: Services, alone: Person, link: str
) -> None:
    """C2; the page names no address."""
    visitor.open(link)
    assert heading(visitor) == "Will you mentor Mo Sample?"
    assert alone.email not in visitor.text
    visitor.open(f"{link}/no")
    assert heading(visitor) == "Not mentor Mo Sample?"
    assert not accepted(services, alone)


def test_a_yes_needs_the_declaration_and_a_word_on_the_mailbox(
    visitor: Browser, services: Services, alone: Person, link: str
) -> None:
    visitor.open(link)
    visitor.submit(mailbox="private")
    assert error_summary(visitor) == [
        ("#independent", "Tick the box if it is so. If it isn't, say so below.")
    ]
    assert visitor.page.status_code == 422
    visitor.submit()
    assert [href for href, _ in error_summary(visitor)] == ["#independent", "#mailbox-0"]
    visitor.submit(independent="y")
    assert error_summary(visitor) == [("#mailbox-0", "Say whether anyone else opens this mailbox.")]
    assert {"independent", "mailbox-0"} <= ids(visitor)
    assert not accepted(services, alone)
    visitor.submit(**YES)
    assert heading(visitor) == "Thank you"
    assert "You have said yes. Mo Sample is asked too." in visitor.text
    assert accepted(services, alone)


def test_the_mailbox_can_be_changed_with_the_same_link(
    visitor: Browser, services: Services, mentor: Person, link: str
) -> None:
    visitor.open(link)
    visitor.submit(**{**YES, "mailbox": "shared"})
    assert services.store.registry.person(mentor.id).mailbox is Mailbox.SHARED
    visitor.open(link)
    assert heading(visitor) == "You mentor Mo Sample"
    visitor.submit(mailbox="private")
    assert "Saved. It goes for every letter from now on." in visitor.text
    assert services.store.registry.person(mentor.id).mailbox is Mailbox.PRIVATE
    visitor.submit(mailbox="nobody's")
    assert visitor.page.status_code == 422


def test_one_workplace_is_asked_about_where_the_programme_wants_it(
    visitor: Browser, services: Services, mentor: Person, alone: Person, link: str
) -> None:
    visitor.open(link)
    assert "agrees" not in ids(visitor)
    for email in (mentor.email, alone.email):
        move_person(services, email, site="Northtown General")
    visitor.open(link)
    assert "We work at the same site. That is all right with me." in visitor.text
    visitor.submit(**YES)
    assert error_summary(visitor) == [("#agrees", "Tick the box if that is all right with you.")]
    visitor.submit(**YES, agrees="y")
    assert accepted(services, alone)


@pytest.mark.parametrize("why", ["no", "supervises"])
def test_a_no_is_asked_which_it_is_and_ends_the_pairing(
    visitor: Browser, services: Services, alone: Person, link: str, why: str
) -> None:
    visitor.open(f"{link}/no")
    visitor.submit()
    assert error_summary(visitor) == [("#why-0", "Choose which it is.")]
    visitor.submit(why=why)
    assert heading(visitor) == "Thank you for saying so"
    assert services.store.registry.person(alone.id).pairing is None
    visitor.open(link)
    assert visitor.page.status_code == 410
    assert "This pairing is over" in visitor.text
