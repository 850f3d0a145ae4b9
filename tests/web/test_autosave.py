"""A page is saved while it is written, refusals are said calmly in JSON, and no tab overwrites another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from formsvc.domain.people import Person
from formsvc.workflows.after_sending import take_back
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.web.answering import TRAINING, box, days_later, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.web.test_mentee_questionnaire import drafted
from tests.workflows.small_programme import BASE_URL, COORDINATOR_SEED, MENTEE_SEED, SettableClock
from tests.workflows.test_questionnaire import GOOD, send

DRAFT = "/questionnaire/training/draft"
PAGE = "/questionnaire/training"


def autosave(browser: Browser, address: str = DRAFT, **fields: object) -> TestResponse:
    """Post the shown page's form as ``autosave.js`` does, staying on the page."""
    return browser.client.post(
        address,
        data={**browser.hidden, **fields},
        headers={"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin", "Accept": "application/json"},
    )


def said(answer: TestResponse) -> str:
    assert answer.is_json
    assert answer.json is not None
    assert answer.json.keys() == {"sentence"}
    return str(answer.json["sentence"])


@pytest.fixture
def two_tabs(mentee_browser: Browser, new_visitor: Callable[[], Browser]) -> tuple[Browser, Browser]:
    """Two tabs of one browser with the same page open."""
    other = new_visitor()
    other.client = mentee_browser.client
    for tab in (mentee_browser, other):
        tab.open(PAGE)
    return mentee_browser, other


def test_a_half_written_page_is_saved_as_it_is_and_the_time_is_said(
    mentee_browser: Browser, services: Services, mentee: Person, clock: SettableClock
) -> None:
    mentee_browser.open(PAGE)
    answer = autosave(mentee_browser, skills="Half a sent")
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["saved"] == f"{clock():%H:%M}"
    assert (answer.json["generation"], answer.json["elsewhere"]) == (1, 0)
    assert answer.json["opened"] != mentee_browser.hidden["opened"]
    assert drafted(services, mentee) == {"skills": "Half a sent", "satisfaction": None}


def test_the_time_is_the_programmes_own(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, clock: SettableClock
) -> None:
    days_later(mentee_browser, mailroom, mentee, 40)  # the clocks have gone forward
    mentee_browser.open(PAGE)
    answer = autosave(mentee_browser, skills="In summer time")
    assert answer.json
    assert answer.json["saved"] == f"{clock() + timedelta(hours=1):%H:%M}"


def test_signed_out_meanwhile_is_said_and_the_same_page_saves_after_signing_in_again(
    mentee_browser: Browser,
    services: Services,
    mentee: Person,
    clock: SettableClock,
    mailroom: Mailroom,
    new_visitor: Callable[[], Browser],
) -> None:
    """S4 and C3: it goes on in another tab, with the first one left open."""
    mentee_browser.open(PAGE)
    clock.advance(timedelta(minutes=61))
    answer = autosave(mentee_browser, skills="After an hour")
    assert answer.status_code == 401
    assert "What you typed is still on the page." in said(answer)
    other = new_visitor()
    other.client = mentee_browser.client
    mailroom.sign_in(other, mentee, MENTEE_SEED)
    assert autosave(mentee_browser, skills="After an hour").status_code == 200
    assert drafted(services, mentee)["skills"] == "After an hour"


def test_c1_neither_another_site_nor_a_stale_token_saves_anything(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open(PAGE)
    assert "still on the page" in said(autosave(mentee_browser, csrf_token="stale", skills="x"))
    foreign = mentee_browser.client.post(
        DRAFT, data={**mentee_browser.hidden, "skills": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert drafted(services, mentee) == {}


def test_c2_asking_for_it_writes_nothing(mentee_browser: Browser, services: Services, mentee: Person) -> None:
    assert mentee_browser.client.get(f"{DRAFT}?skills=x").status_code == 405
    assert drafted(services, mentee) == {}


def test_nobody_but_a_mentee_saves_and_only_what_is_theirs(
    new_visitor: Callable[[], Browser], mailroom: Mailroom, coordinator: Person, mentee: Person
) -> None:
    browser = mailroom.sign_in(new_visitor(), coordinator, COORDINATOR_SEED)
    assert autosave(browser, skills="x", cycle="1", mentee_id=mentee.id).status_code == 403


def test_a_page_that_does_not_exist_is_said_calmly(mentee_browser: Browser) -> None:
    mentee_browser.open(PAGE)
    answer = autosave(mentee_browser, "/questionnaire/nothing/draft")
    assert (answer.status_code, "still on the page" in said(answer)) == (404, True)


def test_what_was_sent_or_has_closed_is_not_saved_and_the_reason_is_said(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open(PAGE)
    closed = autosave(mentee_browser, skills="Late", cycle="7")
    assert (closed.status_code, said(closed)[:21]) == (409, "This cycle has closed")
    save_section(services, mentee.id, 1, GOOD)
    sent = send(services, check_answers(services, mentee.id), mentee)
    late = autosave(mentee_browser, skills="Late")
    assert (late.status_code, said(late)[:36]) == (409, "You have sent this questionnaire, so")
    assert services.store.records.submission(mentee.id, 1) == sent
    mentee_browser.submit(PAGE, skills="Late")
    assert (heading(mentee_browser), "Late" in mentee_browser.text) == ("This wasn't saved", True)


def test_r4_a_disk_that_fails_is_a_calm_503(
    mentee_browser: Browser, services: Services, mentee: Person, data_dir: Path
) -> None:
    mentee_browser.open(PAGE)
    drafts, aside = data_dir / "drafts", data_dir.with_name("drafts-aside")
    drafts.rename(aside)
    drafts.touch()
    assert autosave(mentee_browser, skills="x").status_code == 503
    drafts.unlink()
    aside.rename(drafts)
    assert autosave(mentee_browser, skills="x").status_code == 200
    assert drafted(services, mentee)["skills"] == "x"


def test_a_stale_tabs_autosave_keeps_the_other_version_and_tells(two_tabs: tuple[Browser, Browser]) -> None:
    first, stale = two_tabs
    autosave(first, skills="In the first tab")
    answer = autosave(stale, skills="In the second tab")
    assert answer.json
    assert answer.json["elsewhere"] == 1
    page = stale.open(PAGE)
    assert (box(stale, "skills"), page.status_code) == ("In the second tab", 200)
    assert "You also changed this page somewhere else" in stale.text
    assert "In the first tab" in stale.text


def test_a_button_in_a_stale_tab_leads_to_both_versions_until_one_is_put_away(
    two_tabs: tuple[Browser, Browser], services: Services, mentee: Person
) -> None:
    """Without JavaScript too."""
    first, stale = two_tabs
    first.submit(skills="Written <b>first</b>", then="later")
    stale.submit(skills="Written last", satisfaction="4", then="continue")
    assert (stale.path, box(stale, "skills")) == (PAGE, "Written last")
    assert "We kept what you saved last; here is the other version" in stale.text
    assert "Written <b>first</b>" in stale.text
    stale.submit(f"{PAGE}/put-away")
    assert "here is the other version" not in stale.text
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert (draft.answers["skills"], draft.set_aside) == ("Written last", ())
    stale.submit(PAGE, skills="Written last", satisfaction="4", then="continue")
    assert stale.path == "/questionnaire/points"


def test_a_tab_from_before_the_sending_does_not_overwrite_what_was_taken_back(
    two_tabs: tuple[Browser, Browser], services: Services, mentee: Person
) -> None:
    stale, fresh = two_tabs
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    take_back(services, mentee.id, 1)
    answer = autosave(stale, skills="From an old tab")
    assert answer.json
    assert answer.json["elsewhere"] == 1
    fresh.open(PAGE)
    assert str(GOOD["skills"]) in fresh.text
    assert autosave(stale, skills="Of an old tab", opened=answer.json["opened"]).json
    autosave(fresh, skills="In the new tab")
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert [version.answers["skills"] for version in draft.set_aside] == [GOOD["skills"], "Of an old tab"]


def test_a_stale_tab_with_nothing_typed_shows_the_newer_version(two_tabs: tuple[Browser, Browser]) -> None:
    first, stale = two_tabs
    first.submit(**TRAINING, then="later")
    stale.submit(skills="", then="continue")
    assert (stale.path, box(stale, "skills")) == (PAGE, "Closing a wound")
    assert "This is the newer version." in stale.text
    stale.submit(PAGE, **TRAINING, then="continue")
    assert stale.path == "/questionnaire/points"


def test_a_page_that_comes_back_with_a_fault_is_not_its_own_rival(mentee_browser: Browser) -> None:
    mentee_browser.open(PAGE)
    for words in ("One", "Two"):
        mentee_browser.submit(skills=words, then="continue")
        assert mentee_browser.page.status_code == 422
    mentee_browser.submit(**TRAINING, then="continue")
    assert mentee_browser.path == "/questionnaire/points"


@pytest.mark.parametrize("forged", ["", "1", "a.b.c", "9999999999.x.0", "1.x.<i>", "1..0123456789abcdef"])
def test_z6_a_forged_word_about_how_the_page_was_opened_breaks_nothing(
    mentee_browser: Browser, services: Services, mentee: Person, forged: str
) -> None:
    mentee_browser.open(PAGE)
    assert autosave(mentee_browser, skills="x", opened=forged).status_code == 200
    assert drafted(services, mentee)["skills"] == "x"


def test_what_a_tab_held_unsaved_is_kept_beside_the_newer_version(
    two_tabs: tuple[Browser, Browser], services: Services, mentee: Person
) -> None:
    first, woken = two_tabs
    autosave(first, skills="Newer")
    answer = autosave(woken, f"{DRAFT}?aside=1", skills="From before the tunnel")
    assert answer.json
    assert answer.json["elsewhere"] == 1
    assert drafted(services, mentee)["skills"] == "Newer"
    woken.open(PAGE)
    assert "From before the tunnel" in woken.text


def test_the_short_page_keeps_the_other_version_too_and_the_check_page_points_at_it(
    two_tabs: tuple[Browser, Browser], services: Services, mentee: Person
) -> None:
    first, short = two_tabs
    short.open("/questionnaire/two-minutes")
    first.submit(skills="Only on the long page", satisfaction="2", then="later")
    short.submit(satisfaction="4", **{"positives-0": "One"}, help="Someone to listen")
    assert short.path == "/questionnaire/check"
    assert "You also changed “Training” somewhere else." in short.text
    assert drafted(services, mentee)["skills"] == "Only on the long page"
    assert drafted(services, mentee)["satisfaction"] == 4
    short.open("/questionnaire/training?from=check")
    assert "2 out of 5, poor" in short.text


def test_the_short_page_saved_as_it_was_found_sets_nothing_aside(
    two_tabs: tuple[Browser, Browser], services: Services, mentee: Person
) -> None:
    first, short = two_tabs
    short.open("/questionnaire/two-minutes")
    first.submit(skills="Only on the long page", satisfaction="4", then="later")
    short.submit(satisfaction="4", **{"positives-0": "One"}, help="Someone to listen")
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert (draft.set_aside, draft.answers["skills"]) == ((), "Only on the long page")


def test_the_page_says_how_many_minutes_are_left(mentee_browser: Browser) -> None:
    mentee_browser.open(PAGE)
    assert "Page 1 of 3, about 6 minutes left" in mentee_browser.text
    mentee_browser.submit(**TRAINING, then="continue")
    assert "Page 2 of 3, about 4 minutes left" in mentee_browser.text


def test_only_a_page_of_the_questionnaire_loads_the_script(mentee_browser: Browser) -> None:
    for path, loads in ((PAGE, True), ("/home", False), ("/questionnaire", False)):
        mentee_browser.open(path)
        assert ("autosave.js" in markup(mentee_browser)) is loads
    answer = mentee_browser.open(PAGE)
    assert "connect-src 'self';" in answer.headers["Content-Security-Policy"]
