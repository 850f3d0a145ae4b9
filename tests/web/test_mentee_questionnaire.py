"""A section a page: saved first and judged afterwards, so that nothing typed is ever lost; no JavaScript."""

from __future__ import annotations

import pytest

from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answers
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.web.answering import (
    POINTS,
    TRAINING,
    answer_all,
    box,
    days_later,
    error_summary,
    heading,
    ids,
    markup,
)
from tests.web.browsing import Browser, Mailroom
from tests.workflows.test_questionnaire import GOOD, send


def drafted(services: Services, mentee: Person, cycle: int = 1) -> Answers:
    draft = services.store.records.draft(mentee.id, cycle)
    return draft.answers if draft else {}


def test_the_start_page_says_what_it_takes_and_how_far_each_page_is(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open("/questionnaire")
    assert "3 short pages, about twenty minutes in all" in mentee_browser.text
    assert "until Friday 1 May 2026" in mentee_browser.text
    assert mentee_browser.text.count("Not started") == 3
    assert 'class="button" href="/questionnaire/training"' in markup(mentee_browser)
    save_section(
        services, mentee.id, 1, {"skills": "x", "satisfaction": 4, "positives": ("one",), "goal": ""}
    )
    mentee_browser.open("/questionnaire")
    for state in ("Training Done", "Points Needs a change", "What would help Not started"):
        assert state in mentee_browser.text
    assert 'class="button" href="/questionnaire/points"' in markup(mentee_browser)


def test_save_and_continue_leads_from_page_to_page_to_the_check(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open("/questionnaire/training")
    assert "Page 1 of 3" in mentee_browser.text
    assert '<a class="back" href="/questionnaire">' in markup(mentee_browser)
    mentee_browser.submit(**TRAINING, then="continue")
    assert (mentee_browser.path, "Page 2 of 3" in mentee_browser.text) == ("/questionnaire/points", True)
    assert '<a class="back" href="/questionnaire/training">' in markup(mentee_browser)
    answer_all(mentee_browser)
    assert drafted(services, mentee) == {
        "skills": "Closing a wound",
        "satisfaction": 4,
        "positives": ("A kind word", "A good list"),
        "goal": "The exam",
        "help": "Someone to listen",
    }


def test_come_back_later_saves_faulty_answers_too_and_says_so(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit(skills="Half a", then="later")
    assert mentee_browser.path == "/home"
    assert "Saved. Come back whenever you like." in mentee_browser.text
    assert drafted(services, mentee) == {"skills": "Half a", "satisfaction": None}
    mentee_browser.open("/questionnaire/training")
    assert box(mentee_browser, "skills") == "Half a"


def test_what_is_changed_from_the_check_page_leads_straight_back_to_it(mentee_browser: Browser) -> None:
    answer_all(mentee_browser)
    mentee_browser.open("/questionnaire/training?from=check")
    assert '<a class="back" href="/questionnaire/check">' in markup(mentee_browser)
    mentee_browser.submit("/questionnaire/training?from=check", **TRAINING, then="continue")
    assert mentee_browser.path == "/questionnaire/check"


@pytest.mark.parametrize(
    ("section", "typed", "anchor", "sentence"),
    [
        ("training", {"satisfaction": "4"}, "skills", "Answer “Skills acquired”"),
        ("training", {"skills": "x"}, "satisfaction-0", "Choose an answer to “Satisfaction”"),
        ("training", {"skills": "x", "satisfaction": "9"}, "satisfaction-0", "Choose an answer to"),
        ("training", {"skills": "x" * 4001, "satisfaction": "4"}, "skills", "by 1 character:"),
        ("points", {"positives-1": "one"}, "positives-0", "Enter at least two under “Positive points”"),
        ("points", {**POINTS, "positives-1": "x" * 4002}, "positives-0", "by 2 characters:"),
        ("points", {**POINTS, "goal": "x" * 4001}, "goal", "Shorten “Short-term goal”"),
        ("help", {"help": "x" * 201}, "help", "Shorten “What would help most”"),
    ],
)
def test_each_kind_of_fault_is_summed_up_and_led_to(
    mentee_browser: Browser, section: str, typed: dict[str, str], anchor: str, sentence: str
) -> None:
    mentee_browser.open(f"/questionnaire/{section}")
    mentee_browser.submit(**typed, then="continue")
    assert mentee_browser.page.status_code == 422
    assert "<title>Error: " in markup(mentee_browser)
    ((href, said),) = error_summary(mentee_browser)
    assert href == f"#{anchor}"
    assert anchor in ids(mentee_browser)
    assert sentence in said
    assert f"Error: {said}" in mentee_browser.text


def test_no_box_cuts_what_is_pasted_or_leaves_judging_to_the_browser(mentee_browser: Browser) -> None:
    for section in ("training", "points", "help"):
        page = mentee_browser.open(f"/questionnaire/{section}").get_data(as_text=True)
        assert "maxlength" not in page
        assert "required" not in page
        assert '<form method="post" novalidate>' in page


def test_add_another_is_a_button_that_keeps_what_was_typed(mentee_browser: Browser) -> None:
    mentee_browser.open("/questionnaire/points")
    assert "positives-3" not in ids(mentee_browser)
    mentee_browser.submit(**POINTS, add="positives")
    assert mentee_browser.page.status_code == 200
    assert {"positives-0", "positives-3"} <= ids(mentee_browser)
    assert "positives-4" not in ids(mentee_browser)
    assert box(mentee_browser, "positives-1") == "A good list"


def test_a_list_grows_to_its_limit_and_no_further(mentee_browser: Browser) -> None:
    mentee_browser.open("/questionnaire/points")
    ten = {f"positives-{number}": f"point {number}" for number in range(10)}
    mentee_browser.submit(**ten, add="positives")
    assert "positives-9" in ids(mentee_browser)
    assert "positives-10" not in ids(mentee_browser)
    assert "Add another" not in mentee_browser.text


@pytest.mark.parametrize(
    "forged",
    [
        {"add": "skills"},
        {"add": "cycle"},
        {"add": "csrf_token"},
        {
            "role": "coordinator",
            "mentee_id": "mentee2",
            "mentor_email": "else@example.org",
            "generation": "99",
        },
        {"then": "admin"},
        {"help": "An answer to another page's question"},
    ],
)
def test_z6_fields_that_were_not_asked_are_ignored(
    mentee_browser: Browser, services: Services, mentee: Person, forged: dict[str, str]
) -> None:
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit(**TRAINING, **forged)
    assert mentee_browser.page.status_code == 200
    assert drafted(services, mentee) == {"skills": "Closing a wound", "satisfaction": 4}
    assert services.store.registry.person(mentee.id) == mentee


@pytest.mark.parametrize("cycle", ["abc", "", "-1", "2", "9" * 5000, "1.0"])
def test_what_was_typed_for_a_cycle_that_is_not_open_is_shown_to_copy(
    mentee_browser: Browser, services: Services, mentee: Person, cycle: str
) -> None:
    mentee_browser.open("/questionnaire/training")
    mentee_browser.submit(skills="Typed <b>late</b>", satisfaction="4", cycle=cycle)
    assert mentee_browser.page.status_code == 409
    assert heading(mentee_browser) == "This wasn't saved"
    assert "Typed <b>late</b>" in mentee_browser.text
    assert "4 out of 5, good" in mentee_browser.text
    assert drafted(services, mentee) == {}


def test_what_is_typed_in_another_tab_after_sending_is_shown_to_copy(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    mentee_browser.open("/questionnaire/points")
    save_section(services, mentee.id, 1, GOOD)
    sent = send(services, check_answers(services, mentee.id), mentee)
    mentee_browser.submit(**{"positives-0": "An afterthought", "positives-1": ""}, then="continue")
    assert mentee_browser.page.status_code == 409
    assert "You have sent this questionnaire" in mentee_browser.text
    assert "An afterthought" in mentee_browser.text
    assert services.store.records.submission(mentee.id, 1) == sent


def test_every_page_of_a_sent_questionnaire_leads_to_its_confirmation(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, GOOD)
    send(services, check_answers(services, mentee.id), mentee)
    for path in ("/questionnaire", "/questionnaire/points", "/questionnaire/check"):
        mentee_browser.open(path)
        assert mentee_browser.path == "/submissions/1"


def test_a_closed_cycle_s_draft_can_be_read_until_the_next_is_sent(
    mentee_browser: Browser, mailroom: Mailroom, services: Services, mentee: Person
) -> None:
    save_section(
        services, mentee.id, 1, {"skills": "Half a <i>page</i>", "satisfaction": 2, "positives": ("one",)}
    )
    days_later(mentee_browser, mailroom, mentee, 61)
    for fresh in ("", "Closing a wound"):
        mentee_browser.open("/questionnaire")
        assert "Questionnaire 1 closed before it was sent" in mentee_browser.text
        assert "Half a <i>page</i>" in mentee_browser.text
        assert "2 out of 5, poor" in mentee_browser.text
        mentee_browser.open("/questionnaire/training")
        assert box(mentee_browser, "skills") == fresh
        mentee_browser.submit(**TRAINING, then="continue")
    assert drafted(services, mentee, 2) == {"skills": "Closing a wound", "satisfaction": 4}


def test_a_section_that_does_not_exist_is_not_found(mentee_browser: Browser) -> None:
    mentee_browser.open("/questionnaire/nothing")
    assert mentee_browser.page.status_code == 404


def test_a_questionnaire_that_changed_meanwhile_shows_and_keeps_what_still_fits(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {**GOOD, "gone": "No longer asked", "goal": ("once", "a list")})
    mentee_browser.open("/questionnaire/points")
    assert (box(mentee_browser, "positives-0"), box(mentee_browser, "goal")) == ("A kind word", "")
    mentee_browser.open("/questionnaire/check")
    assert mentee_browser.page.status_code == 200
    assert "No longer asked" not in mentee_browser.text
