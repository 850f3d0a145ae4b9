"""P1: consent is versioned, asked again when its text changes, separate, and withdrawn by leaving."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.people import Agreed, Person, Standing
from formsvc.workflows.leaving import ways_out
from formsvc.workflows.services import Services
from tests.web.answering import TRAINING, answer_all, error_summary, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.web.test_autosave import autosave, said
from tests.web.test_every_route import OURS
from tests.web.test_mentee_questionnaire import drafted
from tests.workflows.small_programme import BEGINNING, MENTEE_SEED

PAGE = "/account/agreement"
CHANGED = "What you agree to has changed"
OLD = Agreed("2025-01", BEGINNING)


def agreed_to_an_older_text(services: Services, person: Person) -> None:
    """Let the text in force be a newer one than this person accepted."""
    with services.store.hold(person.id):
        fresh = services.store.registry.person(person.id)
        services.store.registry.save(replace(fresh, agreement_version=OLD.version, agreements=(OLD,)))


@pytest.fixture
def asked(mentee_browser: Browser, services: Services, mentee: Person) -> Browser:
    """A mentee who is signed in, has answered everything, and then the text changed."""
    answer_all(mentee_browser)
    agreed_to_an_older_text(services, mentee)
    return mentee_browser


def test_who_signs_in_after_a_change_reads_every_point_agrees_once_and_goes_on(
    visitor: Browser, mailroom: Mailroom, services: Services, mentee: Person
) -> None:
    agreed_to_an_older_text(services, mentee)
    mailroom.sign_in(visitor, mentee, MENTEE_SEED)
    assert (visitor.path, heading(visitor)) == (PAGE, CHANGED)
    assert all(point in visitor.text for point in services.programme.agreement.points)
    visitor.open("/questionnaire/training")
    visitor.submit()
    assert error_summary(visitor)[0][0] == "#agreed"
    mailroom.clock.advance(timedelta(minutes=2))
    visitor.submit(agreed="y")
    assert visitor.path == "/questionnaire/training"
    now = services.store.registry.person(mentee.id)
    assert now.agreement_version == "2026-01"
    assert now.agreements == (OLD, Agreed("2026-01", services.clock()))
    assert visitor.open("/home").request.path == "/home"


def test_agreeing_twice_is_written_down_once_and_a_third_text_is_never_agreed_to_unread(
    asked: Browser, services: Services, mentee: Person
) -> None:
    asked.open("/home")
    asked.submit(PAGE, agreed="y", version="2030-01")
    assert "Read it again, then accept it." in asked.text
    assert services.store.registry.person(mentee.id).agreement_version == OLD.version
    for _ in range(2):
        asked.open(PAGE)
        asked.submit(PAGE, agreed="y", version="2026-01")
    assert [each.version for each in services.store.registry.person(mentee.id).agreements] == [
        "2025-01",
        "2026-01",
    ]


def test_without_agreeing_nothing_is_written_or_sent_and_nothing_is_lost(
    asked: Browser, services: Services, mentee: Person
) -> None:
    before = services.store.records.draft(mentee.id, 1)
    assert before is not None
    check = asked.hidden
    for path in ("/home", "/questionnaire", "/questionnaire/check", "/questionnaire/training"):
        assert asked.open(path).request.path == PAGE, path
    asked.submit("/questionnaire/send", **check)
    assert (asked.page.status_code, heading(asked)) == (409, CHANGED)
    asked.submit("/questionnaire/training", skills="Typed meanwhile & kept")
    assert asked.page.status_code == 409
    assert "Typed meanwhile &amp; kept" in markup(asked)
    answer = autosave(asked, skills="Typed meanwhile & kept")
    assert answer.status_code == 409
    assert "nothing was saved" in said(answer)
    assert services.store.records.draft(mentee.id, 1) == before
    assert services.store.records.submissions(mentee.id) == []
    asked.open(PAGE)
    asked.submit(agreed="y")
    asked.submit("/questionnaire/training", **TRAINING, cycle="1", then="continue")
    assert drafted(services, mentee)["skills"] == "Closing a wound"
    assert drafted(services, mentee)["positives"] == ("A kind word", "A good list")


def test_without_agreeing_reading_keeping_pausing_and_leaving_stay(
    asked: Browser, services: Services, mentee: Person
) -> None:
    """P1, P2: consent is separate, and withdrawing it is leaving."""
    for path in ("/record", "/record/export.json", "/taking-part", "/account/settings"):
        asked.open(path)
        assert (asked.page.status_code, asked.path) == (200, path)
    asked.open(PAGE)
    assert "Leaving withdraws your consent" in asked.text
    ways = ways_out(services, mentee.id)
    asked.open(ways["pause"])
    asked.submit(length="open")
    assert services.store.registry.person(mentee.id).standing == "paused"
    asked.open(ways["leave"])
    assert "This withdraws your consent." in asked.text
    asked.submit()
    assert services.store.registry.person(mentee.id).standing == "left"
    assert services.store.registry.person(mentee.id).agreement_version == OLD.version


def test_who_has_left_is_asked_nothing(services: Services, asked: Browser, mentee: Person) -> None:
    with services.store.hold(mentee.id):
        gone = services.store.registry.person(mentee.id)
        services.store.registry.save(replace(gone, standing=Standing.LEFT, erased_on=date(2026, 3, 30)))
    assert asked.open("/home").request.path == "/home"


def test_a_coordinators_pages_stay_shut_until_they_agree(
    coordinator_browser: Browser, services: Services, coordinator: Person
) -> None:
    agreed_to_an_older_text(services, coordinator)
    assert coordinator_browser.open("/coordinator/").request.path == PAGE
    assert "withdraws your consent" not in coordinator_browser.text
    posted = coordinator_browser.client.post(
        "/coordinator/evaluation", data={"csrf_token": coordinator_browser.token}, headers=OURS
    )
    assert posted.status_code == 409
    coordinator_browser.submit(agreed="y")
    assert coordinator_browser.path == "/coordinator/"


def test_the_settings_say_what_was_agreed_to_and_when(mentee_browser: Browser, services: Services) -> None:
    agreed_to_an_older_text(services, services.store.registry.person("mentee1"))
    mentee_browser.open(PAGE)
    mentee_browser.submit(agreed="y")
    mentee_browser.open("/account/settings")
    assert "Version 2026-01, on 2 March 2026. You can withdraw your consent at any time, by leaving." in (
        mentee_browser.text
    )
    mentee_browser.open(PAGE)
    assert heading(mentee_browser) == "What you agreed to"
    assert "You agreed to this on 2 March 2026." in mentee_browser.text
    assert "agreed" not in mentee_browser.hidden
