"""Before sending, the check page points at what may identify a patient: it warns, and never blocks."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest

from formsvc.domain.people import Person
from formsvc.web.mentee.pointing import MOST_SHOWN
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.web.answering import answer_all, heading, markup
from tests.web.browsing import Browser
from tests.workflows.test_questionnaire import GOOD

TELLING = "Clerked Mrs Inventado in bed 12, NHS 943 476 5919. Mr Placeholder, my consultant, let me close."


def checking(browser: Browser, services: Services, mentee: Person, text: str) -> str:
    save_section(services, mentee.id, 1, {**GOOD, "skills": text})
    browser.open("/questionnaire/check")
    return browser.text


def test_words_are_pointed_at_with_the_reason_and_the_way_to_change_them(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    page = checking(mentee_browser, services, mentee, TELLING)
    assert "Could these words identify a patient?" in page
    for words in (
        "Mrs Inventado looks like a patient\u2019s",
        "bed 12 says where",
        "943 476 5919 looks like an NHS",
        "for a colleague \u201cmy consultant\u201d",
    ):
        assert words in page
    pointed = markup(mentee_browser).split('id="pointed"')[1]
    assert pointed.count("/questionnaire/training?from=check#skills") == 2  # the words', and the colleague's
    assert "#what-not-to-write" in pointed
    assert "You name Mr Placeholder" in page
    assert "That is no fault" in page


def test_saving_screens_what_is_new_and_the_page_believes_it(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {**GOOD, "skills": TELLING})
    draft = save_section(services, mentee.id, 1, {"training": "Asked about bed 12."})
    assert draft.screened["skills"].found != ()
    silent = {name: replace(each, found=()) for name, each in draft.screened.items()}
    with services.store.hold(mentee.id):
        services.store.records.save_draft(mentee.id, replace(draft, screened=silent))
    mentee_browser.open("/questionnaire/check")
    assert "Could these words identify a patient?" not in mentee_browser.text
    assert save_section(services, mentee.id, 1, {"help": "More."}).screened["skills"].found == ()


def test_a_draft_of_an_earlier_release_is_screened_on_the_page(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    draft = save_section(services, mentee.id, 1, {**GOOD, "skills": TELLING})
    with services.store.hold(mentee.id):
        services.store.records.save_draft(mentee.id, replace(draft, screened={}))
    mentee_browser.open("/questionnaire/check")
    assert "943 476 5919 looks like an NHS" in mentee_browser.text


def test_it_warns_and_never_blocks(mentee_browser: Browser, services: Services, mentee: Person) -> None:
    checking(mentee_browser, services, mentee, TELLING)
    mentee_browser.submit("/questionnaire/send")
    assert heading(mentee_browser) == "Thank you. It is saved and on its way."
    (sent,) = services.store.records.submissions(mentee.id)
    assert sent.answers["skills"] == TELLING


def test_clean_answers_have_no_list_and_no_false_promise(mentee_browser: Browser) -> None:
    answer_all(mentee_browser)
    assert "Could these words identify" not in mentee_browser.text
    assert "it doesn't find everything" in mentee_browser.text


def test_l1_nothing_of_it_is_logged(
    mentee_browser: Browser, services: Services, mentee: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        checking(mentee_browser, services, mentee, TELLING)
    assert "Inventado" not in caplog.text
    assert "943" not in caplog.text


def test_i2_what_is_pointed_at_is_text(mentee_browser: Browser, services: Services, mentee: Person) -> None:
    checking(mentee_browser, services, mentee, "write to <b>a.b@example.org</b> <img src=x>")
    assert "<img src=x>" not in markup(mentee_browser)
    assert "a.b@example.org" in mentee_browser.text


def test_many_words_in_one_answer_are_counted_and_not_all_listed(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    many = "\n".join(f"Clerked Mrs Inventado{letter * 2} overnight." for letter in "abcdefghijklm")
    page = checking(mentee_browser, services, mentee, many)
    assert page.count("looks like a patient\u2019s") == MOST_SHOWN
    assert "And 3 more." in page
