"""The evaluation in a browser: answered once by a link, opened, closed and read by a coordinator."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from formsvc.domain import evaluation_box
from formsvc.domain.errors import StoreError
from formsvc.domain.people import Person
from formsvc.web.csv_file import harmless
from formsvc.workflows.evaluation_answers import answer_evaluation
from formsvc.workflows.evaluation_letters import ask_who_is_left
from formsvc.workflows.services import Services
from tests.web.answering import error_summary, heading, ids, markup
from tests.web.browsing import Browser, Mailroom
from tests.workflows.evaluating import CHOICES, add_people, asking, letters, links, opened
from tests.workflows.small_programme import COORDINATOR_SEED, SettableClock

SHEET = {name: str(place) for name, place in CHOICES.items()}


@pytest.fixture
def services(services: Services) -> Services:
    return asking(services)


@pytest.fixture
def people(services: Services) -> list[Person]:
    return add_people(services, mentees=12, mentors=5)


@pytest.fixture
def token(services: Services, people: list[Person]) -> str:
    opened(services)
    return links(services, people)[0]


def test_a_link_opens_the_questions_and_takes_the_answers_once(visitor: Browser, token: str) -> None:
    visitor.open(f"/evaluation/{token}")
    assert heading(visitor) == "How was it for you?"
    assert "3 questions about Small e-mentoring, for mentees" in visitor.text
    assert "open until 16 March 2026" in visitor.text
    assert " checked" not in markup(visitor)
    visitor.submit(**SHEET)
    assert (visitor.path, heading(visitor)) == ("/evaluation/thank-you", "Thank you")
    for _ in range(2):
        visitor.submit(f"/evaluation/{token}", **SHEET)
        assert (visitor.page.status_code, heading(visitor)) == (410, "This link was used already")
    visitor.open(f"/evaluation/{token}")
    assert "Answers were handed in with this link" in visitor.text


def test_what_is_missing_is_named_and_nothing_chosen_is_lost(visitor: Browser, token: str) -> None:
    visitor.open(f"/evaluation/{token}")
    visitor.submit(useful="3")
    assert visitor.page.status_code == 422
    assert error_summary(visitor) == [
        ("#safe-0", "Choose an answer to “Did you feel safe to be open?”"),
        ("#again-0", "Choose an answer to “Would you do it again?”"),
    ]
    assert {"safe-0", "again-0"} <= ids(visitor)
    assert 'value="3" checked' in markup(visitor)
    assert "<title>Error: " in markup(visitor)
    visitor.submit(**SHEET)
    assert visitor.path == "/evaluation/thank-you"


@pytest.mark.parametrize("wrong", ["5", "-1", "٣", "x", "", "1e0", "0" * 5000])
def test_a_choice_that_is_none_of_the_words_is_refused(visitor: Browser, token: str, wrong: str) -> None:
    visitor.open(f"/evaluation/{token}")
    visitor.submit(**{**SHEET, "useful": wrong})
    assert visitor.page.status_code == 422
    assert [href for href, _ in error_summary(visitor)] == ["#useful-0"]


def test_z6_extra_fields_change_nothing(visitor: Browser, token: str, services: Services) -> None:
    visitor.open(f"/evaluation/{token}")
    visitor.submit(**SHEET, group="mentor", closed_on="2026-03-02", name="Mo")
    assert visitor.path == "/evaluation/thank-you"
    assert services.store.evaluations.rounds()[0].closed_on is None


def test_a_broken_and_a_closed_link_say_so(visitor: Browser, token: str, clock: SettableClock) -> None:
    visitor.open(f"/evaluation/{token[:-1]}")
    assert (visitor.page.status_code, heading(visitor)) == (404, "This link doesn't work")
    clock.advance(timedelta(days=30))
    visitor.open(f"/evaluation/{token}")
    assert (visitor.page.status_code, heading(visitor)) == (410, "This evaluation has closed")
    assert "closed on 16 March 2026" in visitor.text


def test_when_the_disk_is_full_the_page_keeps_what_was_chosen_and_sets_no_cookie(
    visitor: Browser, token: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R4."""

    def full(*_given: object) -> None:
        raise StoreError("The service's disk is full, so nothing was saved and nothing was sent.")

    visitor.open(f"/evaluation/{token}")
    with monkeypatch.context() as broken:
        broken.setattr(type(services.store.evaluations), "answer", full)
        visitor.submit(**SHEET)
    assert visitor.page.status_code == 503
    assert visitor.hidden == SHEET
    assert "Set-Cookie" not in visitor.page.headers
    visitor.submit(f"/evaluation/{token}")
    assert visitor.path == "/evaluation/thank-you"


def test_c1_another_site_can_hand_nothing_in(visitor: Browser, token: str) -> None:
    answer = visitor.client.post(
        f"/evaluation/{token}", data=SHEET, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    visitor.open(f"/evaluation/{token}")
    assert visitor.page.status_code == 200


def test_a_coordinator_opens_a_round_and_sees_no_number_of_answers(
    coordinator_browser: Browser, services: Services, people: list[Person]
) -> None:
    coordinator_browser.open("/coordinator/evaluation")
    assert "12 mentees" in coordinator_browser.text
    coordinator_browser.submit(closes_on="tomorrow")
    assert error_summary(coordinator_browser)[0][0] == "#closes_on"
    assert letters(services) == []
    coordinator_browser.submit(closes_on="23 March")
    assert "Asked on 2 March 2026: 12 mentees and 5 mentors" in coordinator_browser.text
    assert len(letters(services)) == 17
    before = coordinator_browser.text
    for token in links(services, people)[:7]:
        answer_evaluation(services, token, CHOICES)
    coordinator_browser.open("/coordinator/evaluation")
    assert coordinator_browser.text == before
    (asked,) = services.store.evaluations.rounds()
    for path in (f"/coordinator/evaluation/{asked.id}", f"/coordinator/evaluation/{asked.id}/results.csv"):
        coordinator_browser.open(path)
        assert coordinator_browser.page.status_code == 409
        assert "still open" in coordinator_browser.text
    coordinator_browser.open("/coordinator/audit")
    assert "Cleo Placeholder Opened the evaluation" in coordinator_browser.text


def test_while_letters_are_written_it_says_how_many_are_left(
    coordinator_browser: Browser, services: Services, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(people) == 12
    monkeypatch.setattr(evaluation_box, "AT_A_TIME", 5)
    monkeypatch.setattr(evaluation_box, "_FEWEST", 1)
    opened(services)
    coordinator_browser.open("/coordinator/evaluation")
    assert "12 mentees and 5 mentors (7 of the letters are being written" in coordinator_browser.text
    list(ask_who_is_left(services))
    coordinator_browser.open("/coordinator/evaluation")
    assert "being written" not in coordinator_browser.text


def test_closing_shows_a_table_fit_to_be_published_and_the_same_as_csv(
    coordinator_browser: Browser, services: Services, people: list[Person]
) -> None:
    asked = opened(services)
    for number, token in enumerate(links(services, people)):
        useful = 4 if number < 7 else 1
        answer_evaluation(services, token, {"useful": useful, "safe": number % 4, "again": int(number == 0)})
    coordinator_browser.open("/coordinator/evaluation")
    coordinator_browser.open(f"/coordinator/evaluation/{asked.id}/close")
    assert "It would close by itself after 16 March 2026" in coordinator_browser.text
    assert services.store.evaluations.results(asked.id) is None  # C2: asking closes nothing
    coordinator_browser.submit()
    assert coordinator_browser.path == f"/coordinator/evaluation/{asked.id}"
    shown = coordinator_browser.text
    assert "12 of 12 who were asked answered." in shown
    assert "Useful or very useful 7 of 12 58% 32% to 81%" in shown
    assert "Would you do it again? Too few to show" in shown
    assert "5 were asked. Fewer than five answered, so nothing is shown." in shown
    assert "11 of 12" not in shown
    answer = coordinator_browser.open(f"/coordinator/evaluation/{asked.id}/results.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="evaluation-2026-03-02.csv"'
    assert answer.get_data().startswith(b"\xef\xbb\xbfGroup,")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert {len(row) for row in rows} == {10}
    assert [
        "Mentees",
        "12",
        "12",
        "How useful was it?",
        "Useful or very useful",
        "7",
        "12",
        "58",
        "32",
        "81",
    ] in rows
    assert ["Mentors", "5", "too few to show", *[""] * 7] in rows
    assert ["Mentees", "12", "12", "Would you do it again?", "too few to show", *[""] * 5] in rows


@pytest.mark.parametrize(
    ("mentees", "evaluation", "said"),
    [(3, True, "Too few to ask"), (5, False, "Nothing to ask yet")],
)
def test_a_round_that_can_t_open_says_why_instead_of_a_form(
    app: Flask,
    mailroom: Mailroom,
    services: Services,
    coordinator: Person,
    *,
    mentees: int,
    evaluation: bool,
    said: str,
) -> None:
    if not evaluation:
        bare = replace(services, programme=replace(services.programme, evaluation=None))
        app.before_request_funcs[None][0] = lambda: _give(bare)
    add_people(services, mentees=mentees, mentors=2)
    browser = mailroom.sign_in(Browser(app), coordinator, COORDINATOR_SEED)
    browser.open("/coordinator/evaluation")
    assert said in browser.text
    assert "Send the letters" not in browser.text


def _give(services: Services) -> None:
    from flask import g  # noqa: PLC0415 - the request's own

    g.services = services


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\uff1d1"])
def test_i5_no_cell_of_a_csv_can_run(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert harmless("Yes, 5") == "Yes, 5"
    assert harmless(None) == ""
    assert harmless(58) == "58"
