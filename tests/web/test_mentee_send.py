"""Sending sends exactly what the check page showed, once (R7), or says what changed (Z4)."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask

from formsvc.app import create_app
from formsvc.demo.pairs import accept_for_mentee, accept_for_mentor
from formsvc.domain.errors import DraftMovedError
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person
from formsvc.settings import Settings
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.web.answering import answer_all, days_later, error_summary, heading
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import BASE_URL, MENTEE_SEED, add_mentor
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


def test_what_was_sent_can_be_read_again_later(checking: Browser) -> None:
    """P2, the page's share of it."""
    checking.submit("/questionnaire/send")
    checking.open("/submissions/1")
    for answer in GOOD.values():
        shown = answer if isinstance(answer, tuple) else (str(answer),)
        assert [each for each in shown if each not in checking.text] == []


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


def _pairing(services: Services, mentee: Person) -> Pairing:
    pairing = services.store.registry.person(mentee.id).pairing
    assert pairing
    return pairing


def test_z4_a_new_mentor_must_be_accepted_anew(checking: Browser, services: Services, mentee: Person) -> None:
    other = add_mentor(services, "mentor2", "bertram@example.org")
    shown = dict(checking.hidden)
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    checking.submit("/questionnaire/send", **shown)
    assert checking.page.status_code == 409
    assert "Who receives your answers changed" in checking.text
    assert "Before anything is sent, we ask you" in checking.text
    shown = {**shown, "mentor_email": other.email, "pairing_id": _pairing(services, mentee).id}
    checking.submit("/questionnaire/send", **shown)
    assert "You haven't accepted your mentor yet" in checking.text
    accept_for_mentee(services, mentee.email)
    checking.submit("/questionnaire/send", **shown)
    assert "Your mentor hasn't accepted yet" in checking.text
    assert submissions(services) == 0
    accept_for_mentor(services, mentee.email)
    checking.open("/questionnaire/check")
    assert "bertram@example.org" in checking.text
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
    assert heading(checking) == "Check your answers"
    assert "Some answers need a change before the questionnaire can be sent" in checking.text
    assert error_summary(checking)[0][0] == "/questionnaire/training?from=check#satisfaction-0"
    assert submissions(services) == 0


def test_a_send_form_left_open_after_sending_leads_to_the_confirmation(
    checking: Browser, services: Services, mentee: Person
) -> None:
    token = checking.token
    send(services, check_answers(services, mentee.id), mentee)
    checking.submit("/questionnaire/send", csrf_token=token, generation="", pairing_id="")
    assert checking.path == "/submissions/1"


def test_r7_an_outdated_tab_that_another_overtakes_leads_to_what_that_one_sent(
    settings: Settings, services: Services, mailroom: Mailroom, mentee: Person
) -> None:
    """The outdated tab is refused; before it can draw the check page, the other tab has sent."""
    save_section(services, mentee.id, 1, GOOD)
    waiting = [lambda: send(services, check_answers(services, mentee.id), mentee)]

    @contextmanager
    def hold(*person_ids: str) -> Iterator[None]:
        try:
            with services.store.hold(*person_ids):
                yield
        except DraftMovedError:
            waiting.pop()()
            raise

    overtaken = replace(services, store=replace(services.store, hold=hold))
    tab = mailroom.sign_in(Browser(create_app(settings, overtaken)), mentee, MENTEE_SEED)
    tab.open("/questionnaire/check")
    tab.submit("/questionnaire/send", generation=99)
    assert (tab.path, submissions(services), waiting) == ("/submissions/1", 1, [])


def test_a_submission_of_a_cycle_that_was_not_sent_is_not_found(mentee_browser: Browser) -> None:
    for cycle in ("1", "7", "99999999999999999999"):
        mentee_browser.open(f"/submissions/{cycle}")
        assert mentee_browser.page.status_code == 404
