"""The mentee's page of a new pairing, first thing on the home while it waits (Z4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.demo.pairs import accept_for_mentor
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services
from formsvc.workflows.workplaces import move_person
from tests.web.answering import answer_all, error_summary, heading, ids, markup
from tests.web.browsing import Browser
from tests.workflows.delivering import send_questionnaire
from tests.workflows.small_programme import add_mentee, add_mentor


@pytest.fixture
def other(services: Services) -> Person:
    return add_mentor(services, "mentor2", "bertram@example.org")


@pytest.fixture
def asked(mentee_browser: Browser, services: Services, mentee: Person, other: Person) -> Browser:
    """Signed in as a mentee to whom another mentor was proposed."""
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    return mentee_browser


def pairing_of(services: Services, mentee: Person) -> Pairing:
    found = services.store.registry.person(mentee.id).pairing
    assert found
    return found


def test_the_home_asks_first_and_the_page_says_who_and_where(asked: Browser, other: Person) -> None:
    asked.open("/home")
    assert heading(asked) == f"{other.name} could be your mentor"
    assert "<h2>Your questionnaire is due by" in markup(asked)
    asked.open("/pairing")
    assert heading(asked) == f"Will you have {other.name} as your mentor?"
    assert "Whoever can open that mailbox could read what you send" in asked.text
    assert other.email in asked.text


def test_the_check_page_says_calmly_what_is_waited_for(
    asked: Browser, services: Services, mentee: Person, other: Person
) -> None:
    answer_all(asked)
    assert (
        f"we ask you whether {other.name} is all right as your mentor. Your answers are saved." in asked.text
    )
    assert 'href="/pairing"' in markup(asked)
    assert "Send to" not in asked.text
    asked.open("/questionnaire/check/letter")
    assert "You haven't accepted your mentor yet, so nothing was sent" in asked.text
    asked.open("/pairing")
    asked.submit(independent="y")
    asked.open("/questionnaire/check")
    assert f"You have said yes, and {other.name} hasn't answered yet" in asked.text
    accept_for_mentor(services, mentee.email)
    asked.open("/questionnaire/check")
    assert f"Send to {other.name}" in asked.text


def test_a_yes_needs_the_declaration_and_what_was_ticked_stays(
    asked: Browser, services: Services, mentee: Person
) -> None:
    send_questionnaire_of_the_past(services, mentee)
    asked.open("/pairing")
    asked.submit(share="1")
    assert error_summary(asked) == [("#independent", "Tick the box if it is so. If it isn't, say so below.")]
    assert 'id="share-1" name="share" value="1" checked' in markup(asked)
    assert pairing_of(services, mentee).mentee_accepted_at is None
    asked.submit(share="1", independent="y")
    assert heading(asked) == "You have said yes"
    assert pairing_of(services, mentee).shared == (1,)


def send_questionnaire_of_the_past(services: Services, mentee: Person) -> None:
    """Let the mentee have sent something to the mentor before this one."""
    now = services.store.registry.person(mentee.id)
    earlier, proposed = now.pairings
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(now, pairings=(replace(earlier, ended=None),)))
    send_questionnaire(services, services.store.registry.person(mentee.id))
    with services.store.hold(mentee.id):
        now = services.store.registry.person(mentee.id)
        services.store.registry.save(replace(now, pairings=(earlier, proposed)))


def test_nothing_to_share_is_ticked_and_nothing_of_this_pairing_is_offered(
    asked: Browser, services: Services, mentee: Person
) -> None:
    asked.open("/pairing")
    assert "share-1" not in ids(asked)
    send_questionnaire_of_the_past(services, mentee)
    asked.open("/pairing")
    assert "share-1" in ids(asked)
    assert "checked" not in markup(asked).partition("<fieldset")[2].partition("</fieldset>")[0]
    asked.submit(independent="y")
    assert pairing_of(services, mentee).shared == ()


def test_what_changed_since_the_page_was_shown_is_read_once_more(
    asked: Browser, services: Services, mentee: Person
) -> None:
    asked.open("/pairing")
    shown = dict(asked.hidden)
    third = add_mentor(services, "mentor3", "clara@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=third.email, supervises=False)
    asked.submit(**shown, independent="y")
    assert asked.page.status_code == 409
    assert "Nothing was accepted" in asked.text
    assert third.email in asked.text
    assert pairing_of(services, mentee).mentee_accepted_at is None


def test_a_no_is_asked_which_it_is_and_leads_home(asked: Browser, services: Services, mentee: Person) -> None:
    asked.open("/pairing/no")
    asked.submit()
    assert error_summary(asked) == [("#why-0", "Choose which it is.")]
    asked.submit(why="supervises")
    assert asked.path == "/home"
    assert "You have said no, and that is fine" in asked.text
    assert services.store.registry.person(mentee.id).pairings[-1].supervises
    asked.open("/pairing")
    assert asked.path == "/home"


def test_one_workplace_is_asked_about(
    asked: Browser, services: Services, mentee: Person, other: Person
) -> None:
    for email in (mentee.email, other.email):
        move_person(services, email, department="Surgery")
    asked.open("/pairing")
    asked.submit(independent="y")
    assert error_summary(asked) == [("#agrees", "Tick the box if that is all right with you.")]
    asked.submit(independent="y", agrees="y")
    assert heading(asked) == "You have said yes"


def test_who_begins_later_is_told_when_and_why(
    mentee_browser: Browser, services: Services, mentee: Person, mentor: Person
) -> None:
    add_mentee(services, mentor, "mentee2", "sam@example.org")
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, pairings=()))
    pair_people(services, mentee_email=mentee.email, mentor_email=mentor.email, supervises=False)
    mentee_browser.open("/pairing")
    mentee_browser.submit(independent="y")
    accept_for_mentor(services, mentee.email)
    for page in ("/pairing", "/home"):
        mentee_browser.open(page)
        assert "first questionnaire opens on Monday 9 March" in mentee_browser.text
        assert "their letters don't all come at once" in mentee_browser.text
