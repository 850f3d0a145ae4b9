"""The check page names who receives what; sending sends exactly that, once, or says what changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Questionnaire, Section
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.web.answering import answer_all, days_later, error_summary, heading, ids, markup
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import BASE_URL, add_mentor
from tests.workflows.test_questionnaire import GOOD, send


@pytest.fixture
def checking(mentee_browser: Browser) -> Browser:
    """Everything is answered, and the check page is open."""
    answer_all(mentee_browser)
    return mentee_browser


def submissions(services: Services) -> int:
    letters = [each for each in services.store.outbox.letters() if each.kind is LetterKind.SUBMISSION]
    found = services.store.records.submissions("mentee1")
    assert len(letters) == len(found)
    return len(found)


def test_every_answer_and_exactly_who_receives_it(checking: Browser, mentor: Person) -> None:
    """Z4."""
    for shown in ("Closing a wound", "4 out of 5, good", "A kind word", "The exam", "Someone to listen"):
        assert shown in checking.text
    assert f"Sent only to {mentor.name} , {mentor.email} . Whoever can open that mailbox" in checking.text
    assert "Need to talk to someone now?" in checking.text
    assert set(checking.hidden) == {"csrf_token", "cycle", "generation", "pairing_id", "mentor_email"}


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


def test_sending_shows_the_reference_and_what_happens_next(
    checking: Browser, services: Services, mentor: Person
) -> None:
    checking.submit("/questionnaire/send")
    (sent,) = services.store.records.submissions("mentee1")
    assert checking.path == "/submissions/1"
    assert heading(checking) == "Thank you. It is saved and on its way."
    for shown in (sent.reference, mentor.name, mentor.email, "opens on Saturday 2 May 2026", "Need to talk"):
        assert shown in checking.text
    assert submissions(services) == 1


def test_r7_another_click_a_reload_and_another_tab_give_the_same_reference(
    checking: Browser, services: Services
) -> None:
    shown = dict(checking.hidden)
    checking.submit("/questionnaire/send", **shown)
    first = checking.text
    for _ in range(2):
        checking.submit("/questionnaire/send", **shown)
        assert checking.text == first
    checking.open("/submissions/1")
    assert checking.text == first
    assert submissions(services) == 1


def test_r7_eight_clicks_at_the_same_moment_are_one_submission_and_one_letter(
    app: Flask, checking: Browser, services: Services
) -> None:
    """Eight connections of one signed-in browser, all past the check page, let go together."""
    cookie = checking.client.get_cookie("__Host-mentorpost")
    assert cookie
    shown, together = checking.hidden, Barrier(8)

    def click(_: int) -> str:
        client = app.test_client()
        client.set_cookie(cookie.key, cookie.value)
        together.wait()
        answer = client.post("/questionnaire/send", data=shown, headers={"Origin": BASE_URL})
        return f"{answer.status_code} {answer.headers.get('Location')}"

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(click, range(8))) == {"302 /submissions/1"}
    assert submissions(services) == 1


def test_a_draft_changed_in_another_tab_brings_the_check_page_back(
    checking: Browser, services: Services, mentee: Person
) -> None:
    shown = dict(checking.hidden)
    save_section(services, mentee.id, 1, {"skills": "Changed in the other tab"})
    checking.submit("/questionnaire/send", **shown)
    assert checking.page.status_code == 409
    assert heading(checking) == "Check your answers"
    assert "Nothing was sent" in checking.text
    assert "Your answers changed after this page was shown" in checking.text
    assert "Changed in the other tab" in checking.text
    assert submissions(services) == 0
    checking.submit("/questionnaire/send")
    assert submissions(services) == 1


def test_z4_a_new_mentor_must_be_accepted_anew(checking: Browser, services: Services, mentee: Person) -> None:
    other = add_mentor(services, "mentor2", "bertram@example.org")
    shown = dict(checking.hidden)
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    checking.submit("/questionnaire/send", **shown)
    assert checking.page.status_code == 409
    assert "Who receives your answers changed" in checking.text
    assert "bertram@example.org" in checking.text
    assert submissions(services) == 0
    checking.submit("/questionnaire/send")
    (sent,) = services.store.records.submissions(mentee.id)
    assert sent.mentor_email == "bertram@example.org"


@pytest.mark.parametrize(
    "forged",
    [
        {"mentor_email": "attacker@example.org"},
        {"pairing_id": "pairing2"},
        {"generation": "99"},
        {"pairing_id": ""},
        {"cycle": "0"},
        {"cycle": "abc"},
        {"generation": "9" * 5000},
    ],
)
def test_z4_no_forged_field_sends_anything_anywhere(
    checking: Browser, services: Services, forged: dict[str, str]
) -> None:
    checking.submit("/questionnaire/send", **forged)
    assert heading(checking) == "Check your answers"
    assert submissions(services) == 0


def test_z6_fields_that_were_not_asked_are_ignored_at_sending(
    checking: Browser, services: Services, mentee: Person, mentor: Person
) -> None:
    checking.submit(
        "/questionnaire/send", role="coordinator", mentee_id="mentor1", reference="AAAA-AAAA", skills="!"
    )
    (sent,) = services.store.records.submissions(mentee.id)
    assert (sent.mentor_email, sent.answers["skills"]) == (mentor.email, "Closing a wound")
    assert sent.reference != "AAAA-AAAA"


def test_a_cycle_that_closed_meanwhile_is_not_sent_and_what_was_typed_is_kept(
    checking: Browser, mailroom: Mailroom, services: Services, mentee: Person
) -> None:
    shown = {name: value for name, value in checking.hidden.items() if name != "csrf_token"}
    days_later(checking, mailroom, mentee, 61)
    checking.open("/questionnaire/check")
    checking.submit("/questionnaire/send", **shown)
    assert checking.page.status_code == 409
    assert "This cycle has closed" in checking.text
    assert submissions(services) == 0
    checking.open("/questionnaire")
    assert "Closing a wound" in checking.text


def test_answers_that_became_faulty_are_judged_again_at_sending(
    checking: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {"satisfaction": None})
    generation = check_answers(services, mentee.id).draft.generation
    checking.submit("/questionnaire/send", generation=generation)
    assert "Some answers need a change before the questionnaire can be sent" in checking.text
    assert submissions(services) == 0


def test_a_send_form_left_open_after_sending_leads_to_the_confirmation(
    checking: Browser, services: Services, mentee: Person
) -> None:
    token = checking.token
    send(services, check_answers(services, mentee.id), mentee)
    checking.submit("/questionnaire/send", csrf_token=token, generation="", pairing_id="")
    assert checking.path == "/submissions/1"


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


def test_a_submission_of_a_cycle_that_was_not_sent_is_not_found(mentee_browser: Browser) -> None:
    for cycle in ("1", "7", "99999999999999999999"):
        mentee_browser.open(f"/submissions/{cycle}")
        assert mentee_browser.page.status_code == 404
