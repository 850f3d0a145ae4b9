"""The mentor's link: opening it does nothing, a button tells the mentee, and no page shows an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.cycle import CycleState
from formsvc.domain.people import Person
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.services import Services
from tests.web.browsing import Browser
from tests.workflows.small_programme import BEGINNING, SettableClock

REFERENCE = "K7QM-2XJD"


@pytest.fixture
def link(services: Services, mentee: Person) -> str:
    sent = CycleState(reference=REFERENCE, sent_at=BEGINNING)
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, cycles={1: sent}))
    return acknowledgement_link(services, mentee.id, 1, REFERENCE)


def state(services: Services, mentee: Person) -> CycleState:
    return services.store.registry.person(mentee.id).cycles[1]


def test_opening_the_link_shows_what_it_is_about_and_does_nothing(
    visitor: Browser, services: Services, mentee: Person, link: str
) -> None:
    visitor.open(link)
    assert "Tell Mo Sample how it stands" in visitor.text
    assert REFERENCE in visitor.text
    assert state(services, mentee).seen_at is None


def test_one_button_says_seen_and_the_other_replied(
    visitor: Browser, services: Services, mentee: Person, link: str
) -> None:
    visitor.open(link)
    visitor.submit(answer="seen")
    assert "Thank you" in visitor.text
    assert state(services, mentee).seen_at == BEGINNING
    visitor.open(link)
    assert "So far you have said: I have seen it" in visitor.text
    visitor.submit(answer="replied")
    assert state(services, mentee).replied_at == BEGINNING


@pytest.mark.parametrize("answer", ["", "coordinator", "seen\n"])
def test_any_other_word_asks_again(
    visitor: Browser, services: Services, mentee: Person, link: str, answer: str
) -> None:
    visitor.open(link)
    visitor.submit(answer=answer)
    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text
    assert state(services, mentee).seen_at is None


def test_a_broken_link_sends_no_mentor_to_a_sign_in(visitor: Browser, link: str) -> None:
    visitor.open(link[:-2])
    assert visitor.page.status_code == 404
    assert "This link doesn't work" in visitor.text
    assert 'class="button" href="/sign-in"' not in visitor.page.get_data(as_text=True)


def test_a_link_of_a_closed_cycle_says_what_to_do_instead(
    visitor: Browser, link: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=70))
    visitor.open(link)
    assert visitor.page.status_code == 410
    assert "reply to the letter" in visitor.text
    assert "Ask for a new letter" not in visitor.text
