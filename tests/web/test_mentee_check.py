"""The check page names every answer, what it still needs, and exactly who would receive it (Z4, I2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Questionnaire, Section
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.web.answering import answer_all, error_summary, ids, markup
from tests.web.browsing import Browser
from tests.workflows.test_questionnaire import GOOD


@pytest.fixture
def checking(mentee_browser: Browser) -> Browser:
    """Everything is answered, and the check page is open."""
    answer_all(mentee_browser)
    return mentee_browser


def test_every_answer_and_exactly_who_receives_it(checking: Browser, mentor: Person) -> None:
    """Z4."""
    for shown in ("Closing a wound", "4 out of 5, good", "A kind word", "The exam", "Someone to listen"):
        assert shown in checking.text
    assert f"Sent only to {mentor.name} , {mentor.email} . Whoever can open that mailbox" in checking.text
    assert "Need to talk to someone now?" in checking.text
    assert set(checking.hidden) == {
        "csrf_token",
        "cycle",
        "generation",
        "pairing_id",
        "mentor_email",
        "short",
    }


def test_change_says_what_it_changes_and_leads_there(checking: Browser) -> None:
    assert "Change your answer to: Skills acquired" in checking.text
    for link in (
        "training?from=check#skills",
        "training?from=check#satisfaction-0",
        "points?from=check#positives-0",
    ):
        assert f'href="/questionnaire/{link}"' in markup(checking)


def test_what_is_missing_is_listed_with_links_and_there_is_no_send_button(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {"skills": "x", "positives": ("one",)})
    mentee_browser.open("/questionnaire/check")
    assert error_summary(mentee_browser) == [
        ("/questionnaire/training?from=check#satisfaction-0", "Choose an answer to “Satisfaction”"),
        ("/questionnaire/points?from=check#positives-0", "Enter at least two under “Positive points”"),
    ]
    assert mentee_browser.text.count("Not answered") == 3
    assert "Send to" not in mentee_browser.text
    for href, _ in error_summary(mentee_browser):
        path, _, anchor = href.partition("#")
        mentee_browser.open(path)
        assert anchor in ids(mentee_browser)


def test_i2_markup_in_answers_and_names_is_text(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    hostile = "<img src=x onerror=alert(1)> <style>*{display:none}</style> **bold** \u202egnp.exe"
    save_section(
        services,
        mentee.id,
        1,
        {**GOOD, "skills": hostile, "positives": (hostile, hostile), "goal": hostile, "help": hostile},
    )
    mentee_browser.open("/questionnaire/check")
    page = markup(mentee_browser)
    assert page.count("&lt;img src=x onerror=alert(1)&gt;") == 5
    assert "<img src=x" not in page
    assert "<style" not in page
    assert page.count('<dd dir="auto">') >= 5


def test_nothing_answered_is_said_even_where_nothing_is_required(
    mentee_browser: Browser, services: Services
) -> None:
    asked = services.programme.questionnaire
    optional = tuple(
        Section(each.id, each.title, tuple(replace(q, required=False, min_items=0) for q in each.questions))
        for each in asked.sections
    )
    object.__setattr__(services.programme, "questionnaire", Questionnaire("o", "1", optional, asked.opening))
    mentee_browser.open("/questionnaire/check")
    assert "You haven't answered anything yet" in mentee_browser.text
    assert "Send to" not in mentee_browser.text
