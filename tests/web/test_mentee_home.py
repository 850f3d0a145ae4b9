"""Home says one thing first, then how far what was sent has come, in the programme's own days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.people import Person
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.web.answering import days_later, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import BEGINNING
from tests.workflows.test_questionnaire import GOOD, send


@pytest.fixture
def sent(services: Services, mentee: Person) -> CycleState:
    """What the registry knows after the mentee sent."""
    save_section(services, mentee.id, 1, GOOD)
    return CycleState(send(services, check_answers(services, mentee.id), mentee).reference, BEGINNING)


def follow(services: Services, mentee: Person, state: CycleState) -> None:
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        services.store.registry.save(person.with_cycle(1, state))


def test_what_is_due_comes_first_with_its_weekday(mentee_browser: Browser) -> None:
    mentee_browser.open("/home")
    assert heading(mentee_browser) == "Your questionnaire is due by Monday 16 March 2026"
    assert ">Start</a>" in markup(mentee_browser)


def test_a_begun_questionnaire_is_gone_on_with(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    save_section(services, mentee.id, 1, {"skills": "Something"})
    mentee_browser.open("/home")
    assert ">Go on with it</a>" in markup(mentee_browser)


def test_late_says_the_last_day_on_which_it_can_be_sent_and_who_sees_that(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    """The cycle closes on 2 May; on that day the next one is open."""
    days_later(mentee_browser, mailroom, mentee, 15)
    mentee_browser.open("/home")
    assert heading(mentee_browser) == "Your questionnaire is still open"
    assert "You can send it until Friday 1 May 2026" in mentee_browser.text
    assert "The coordinator can see that it hasn't been sent" in mentee_browser.text


def test_after_sending_nothing_is_due_until_the_next_opens(
    mentee_browser: Browser, sent: CycleState, mentor: Person
) -> None:
    mentee_browser.open("/home")
    assert heading(mentee_browser) == "Nothing is due until Saturday 2 May 2026"
    assert sent.reference in mentee_browser.text
    assert "On its way to the mail server" in mentee_browser.text
    assert f"{mentor.name}, {mentor.email}" in mentee_browser.text


@pytest.mark.parametrize(
    ("changes", "says", "not_says"),
    [
        (
            {"progress": Progress.DELIVERED, "delivered_at": BEGINNING + timedelta(minutes=1)},
            ["Accepted by the mail server 2 March 2026 at 09:01", "Not marked as seen yet"],
            "On its way",
        ),
        (
            {"progress": Progress.DELIVERED, "delivered_at": BEGINNING, "seen_at": BEGINNING},
            ["Seen by your mentor 2 March 2026 at 09:00"],
            "Not marked as seen",
        ),
        (
            {"progress": Progress.DELIVERED, "delivered_at": BEGINNING, "replied_at": BEGINNING},
            ["Your mentor says that they have replied"],
            "Not marked as seen",
        ),
        (
            {"progress": Progress.DELIVERED, "seen_at": BEGINNING, "promised_by": date(2026, 3, 4)},
            ["Your mentor will reply by 4 March 2026.", "My mentor has replied"],
            "Not marked as seen",
        ),
        (
            {"progress": Progress.DELIVERED, "seen_at": BEGINNING, "asks_more_at": BEGINNING},
            ["Your mentor would like to know more. Their question comes by email."],
            "Not marked as seen",
        ),
        (
            {"progress": Progress.DELIVERED, "seen_at": BEGINNING, "cannot_at": BEGINNING},
            ["Your mentor can't reply this time.", "goes to them as usual, unless a new mentor is found"],
            "Not marked as seen",
        ),
        (
            {"progress": Progress.DELIVERED, "cannot_at": BEGINNING, "mentee_says_replied_at": BEGINNING},
            ["You say that your mentor has replied 2 March 2026 at 09:00"],
            "can't reply this time",
        ),
        ({"progress": Progress.UNDELIVERED}, ["Not delivered.", "The coordinator knows"], "On its way"),
        ({"progress": Progress.HELD}, ["Held back.", "Your mentor may have it already"], "n its way"),
    ],
)
def test_each_state_of_what_was_sent_is_said(
    mentee_browser: Browser,
    services: Services,
    mentee: Person,
    sent: CycleState,
    changes: dict[str, object],
    says: list[str],
    not_says: str,
) -> None:
    follow(services, mentee, replace(sent, **changes))  # type: ignore[arg-type]  # parametrised
    for path in ("/home", "/submissions/1"):
        mentee_browser.open(path)
        assert [words for words in says if words not in mentee_browser.text] == []
        assert not_says not in mentee_browser.text


def test_the_mentee_says_that_the_mentor_has_replied(
    mentee_browser: Browser, services: Services, mentee: Person, sent: CycleState
) -> None:
    mentee_browser.open("/home")
    assert "My mentor has replied" not in mentee_browser.text  # it hasn't gone yet
    follow(services, mentee, replace(sent, progress=Progress.DELIVERED))
    for path in ("/submissions/1", "/home"):
        mentee_browser.open(path)
        assert 'action="/submissions/1/replied"' in markup(mentee_browser)
    for _ in range(2):
        mentee_browser.submit("/submissions/1/replied")
        assert "You say that your mentor has replied" in mentee_browser.text
        assert "My mentor has replied" not in mentee_browser.text
    assert services.store.registry.person(mentee.id).cycles[1].mentee_says_replied_at is not None
    mentee_browser.submit("/submissions/2/replied")
    assert mentee_browser.page.status_code == 404


def test_what_was_not_delivered_is_no_longer_said_to_be_on_its_way(
    mentee_browser: Browser, services: Services, mentee: Person, sent: CycleState
) -> None:
    mentee_browser.open("/submissions/1")
    assert "on its way" in heading(mentee_browser)
    assert "Not marked as seen" not in mentee_browser.text
    follow(services, mentee, replace(sent, progress=Progress.UNDELIVERED))
    mentee_browser.open("/submissions/1")
    assert heading(mentee_browser) == "Your answers are safe, and not yet delivered."
    assert "You need do nothing." in mentee_browser.text


def test_moments_are_told_in_the_programme_s_time_zone(
    mentee_browser: Browser, services: Services, mentee: Person, sent: CycleState
) -> None:
    """British summer time is an hour ahead of UTC."""
    follow(
        services, mentee, replace(sent, progress=Progress.DELIVERED, delivered_at=BEGINNING.replace(month=7))
    )
    mentee_browser.open("/home")
    assert "Accepted by the mail server 2 July 2026 at 10:00" in mentee_browser.text


def test_without_a_mentor_answering_is_possible_and_sending_waits(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, pairings=()))
    save_section(services, mentee.id, 1, GOOD)
    mentee_browser.open("/home")
    assert "You have no mentor yet" in mentee_browser.text
    mentee_browser.open("/questionnaire/check")
    assert "nothing can be sent. Your answers are saved" in mentee_browser.text
    assert "/questionnaire/send" not in markup(mentee_browser)


def test_before_the_first_opens_home_says_when(
    mentee_browser: Browser, services: Services, mentee: Person
) -> None:
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, starts=BEGINNING.date() + timedelta(days=5)))
    mentee_browser.open("/home")
    assert heading(mentee_browser) == "Nothing is due yet"
    assert "opens on Saturday 7 March 2026" in mentee_browser.text
    for path in ("/questionnaire", "/questionnaire/training", "/questionnaire/check"):
        mentee_browser.open(path)
        assert mentee_browser.page.status_code == 409
        assert "opens on 7 March 2026" in mentee_browser.text


def test_a_sent_questionnaire_moves_to_what_you_sent_before(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, sent: CycleState
) -> None:
    days_later(mentee_browser, mailroom, mentee, 61)
    mentee_browser.open("/home")
    assert heading(mentee_browser) == "Your questionnaire is due by Saturday 16 May 2026"
    assert "Questionnaire 1 , sent 2 March 2026 at 09:00 to Dr Ada Example" in mentee_browser.text
    mentee_browser.open("/submissions/1")
    assert sent.reference in mentee_browser.text
