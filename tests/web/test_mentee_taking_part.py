"""Pausing, letting one pass and leaving: a letter's link shows, its button does, and no one need sign in."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from formsvc.domain.people import Person, Standing
from formsvc.workflows.leaving import WayOut, way_out_token
from formsvc.workflows.services import Services
from tests.web.answering import answer_all, error_summary, heading
from tests.web.browsing import Browser, Mailroom
from tests.workflows.signing_in import snapshot
from tests.workflows.small_programme import MENTEE_SEED


@pytest.fixture
def stranger(app: Flask, mentee: Person) -> Browser:
    """Somebody who isn't signed in, with the mentee's letter in front of them."""
    assert mentee.standing is Standing.JOINED
    return Browser(app)


def link(services: Services, way: WayOut) -> str:
    return f"/{way.path}/{way_out_token(services, way, 'mentee1')}"


def standing(services: Services) -> Standing:
    return services.store.registry.person("mentee1").standing


@pytest.mark.parametrize("way", list(WayOut))
def test_c2_opening_a_link_changes_nothing(
    stranger: Browser, services: Services, way: WayOut, data_dir: Path
) -> None:
    """Twenty scanners, too: X3."""
    address, before = link(services, way), snapshot(data_dir)
    for _ in range(20):
        assert stranger.open(address).status_code == 200
        stranger.client.head(address)
    assert snapshot(data_dir) == before


@pytest.mark.parametrize(
    ("length", "said"),
    [("1", "2 April 2026"), ("2", "2 May 2026"), ("4", "2 July 2026"), ("open", "It ends when you say so.")],
)
def test_a_pause_by_link_needs_no_signing_in(
    stranger: Browser, services: Services, length: str, said: str
) -> None:
    stranger.open(link(services, WayOut.PAUSE))
    stranger.submit(length=length, until="", check_in="")
    assert heading(stranger) == "You are paused"
    assert said in stranger.text
    assert standing(services) is Standing.PAUSED


def test_a_pause_until_a_date_as_people_type_it(stranger: Browser, services: Services) -> None:
    stranger.open(link(services, WayOut.PAUSE))
    stranger.submit(length="day", until="27 April", check_in="")
    assert "Monday 27 April 2026" in stranger.text


def test_a_pause_without_a_length_or_with_an_impossible_date_says_what_to_do(
    stranger: Browser, services: Services
) -> None:
    stranger.open(link(services, WayOut.PAUSE))
    stranger.submit(until="", check_in="")
    assert error_summary(stranger) == [("#length-0", "Choose for how long you would like to pause.")]
    stranger.submit(length="day", until="31 June", check_in="")
    assert stranger.page.status_code == 422
    assert error_summary(stranger)[0][0] == "#until"
    assert standing(services) is Standing.JOINED


def test_letting_one_pass_says_when_the_next_opens(stranger: Browser, services: Services) -> None:
    stranger.open(link(services, WayOut.SKIP))
    stranger.submit()
    assert heading(stranger) == "This one passes"
    assert "Saturday 2 May 2026" in stranger.text
    stranger.open(link(services, WayOut.SKIP))
    assert "You let this one pass already." in stranger.text


def test_another_mentor_is_asked_for_by_link_without_signing_in_and_without_a_reason(
    stranger: Browser, services: Services
) -> None:
    address = link(services, WayOut.CHANGE_MENTOR)
    stranger.open(address)
    for said in ("Dr Ada Example gets a kind closing letter without a reason", "passed on to nobody"):
        assert said in stranger.text
    assert services.store.registry.person("mentee1").pairing is not None
    stranger.submit()
    assert heading(stranger) == "Your pairing has ended"
    assert services.store.registry.person("mentee1").pairing is None
    told = [letter for letter in services.store.outbox.letters() if letter.person_id == "mentee1"]
    assert [letter.facts["change"] for letter in told] == ["without_mentor"], "in case it was somebody else"
    stranger.open(address)
    assert "You have no mentor at the moment." in stranger.text
    assert standing(services) is Standing.JOINED


def test_leaving_says_what_it_cannot_undo_and_when_all_is_erased(
    stranger: Browser, services: Services
) -> None:
    stranger.open(link(services, WayOut.LEAVE))
    for said in (
        "Monday 30 March 2026",
        "an email can't be called back",
        "keep a copy first",
        "Nobody asks why",
    ):
        assert said in stranger.text
    stranger.submit()
    assert heading(stranger) == "You have left"
    assert standing(services) is Standing.LEFT


def test_a_link_changed_by_one_letter_does_nothing(stranger: Browser, services: Services) -> None:
    stranger.open(link(services, WayOut.LEAVE)[:-1])
    assert stranger.page.status_code == 404
    assert standing(services) is Standing.JOINED


def test_the_own_page_leads_every_way_and_back(mentee_browser: Browser, services: Services) -> None:
    mentee_browser.open("/home")
    assert "Pause, change mentor or leave" in mentee_browser.text
    mentee_browser.open(link(services, WayOut.PAUSE))
    mentee_browser.submit(length="2", until="", check_in="")
    mentee_browser.open("/home")
    assert heading(mentee_browser).startswith("You are paused until Saturday 2 May 2026")
    mentee_browser.open("/taking-part")
    mentee_browser.submit("/taking-part/back")
    assert heading(mentee_browser).startswith("Your questionnaire is due")
    assert standing(services) is Standing.JOINED


def test_another_mentor_can_be_asked_for(mentee_browser: Browser, services: Services) -> None:
    mentee_browser.open("/taking-part")
    mentee_browser.submit("/taking-part/another-mentor")
    assert "You have no mentor" in mentee_browser.text
    assert services.store.registry.person("mentee1").pairing is None


def test_p3_erasing_at_once_needs_signing_in_and_a_tick(
    stranger: Browser, mentee_browser: Browser, services: Services, mentee: Person, data_dir: Path
) -> None:
    stranger.open("/taking-part")
    assert stranger.path == "/sign-in"
    answer_all(mentee_browser)
    mentee_browser.open("/taking-part")
    mentee_browser.submit("/taking-part/erase")
    assert error_summary(mentee_browser) == [
        ("#sure", "Tick the box if you want everything to be erased now.")
    ]
    mentee_browser.submit("/taking-part/erase", sure="y")
    assert heading(mentee_browser) == "Everything is erased"
    assert services.store.registry.find(mentee.email) is None
    assert [name for name in snapshot(data_dir) if "mentee1" in name] == []
    mentee_browser.open("/home")
    assert mentee_browser.path == "/sign-in"


def test_who_has_left_can_sign_in_to_come_back(
    stranger: Browser, mailroom: Mailroom, services: Services, mentee: Person
) -> None:
    stranger.open(link(services, WayOut.LEAVE))
    stranger.submit()
    mailroom.sign_in(stranger, mentee, MENTEE_SEED)
    stranger.open("/home")
    assert heading(stranger) == "You have left"
    stranger.open("/taking-part")
    stranger.submit("/taking-part/back")
    assert standing(services) is Standing.JOINED
