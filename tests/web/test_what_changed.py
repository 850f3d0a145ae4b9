"""What changed since last time: on the mentee's home, in the letter to come, on the page a mentor opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.domain.submission import GoalStep
from formsvc.workflows.leaving import leave
from formsvc.workflows.notice import opening_link
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.web.answering import markup
from tests.web.browsing import Browser, Mailroom
from tests.web.recorded import AnswersByCycle, put_record
from tests.workflows.opening_by_link import send_by_link
from tests.workflows.small_programme import MENTEE_SEED, SettableClock

HEADING = "<h2>What changed since last time</h2>"
TWO: AnswersByCycle = {
    1: {"satisfaction": 4, "goal": "The exam"},
    2: {"satisfaction": 2, "goal": "<b>An MD</b>"},
}
REACHED = {2: {"goal": GoalStep.REACHED}}


@pytest.fixture
def at_home(
    visitor: Browser, mailroom: Mailroom, clock: SettableClock, mentee: Person
) -> Callable[[int], Browser]:
    """Open the home page so many days after the first questionnaire opened."""

    def go(days: int) -> Browser:
        clock.advance(timedelta(days=days))
        mailroom.sign_in(visitor, mentee, MENTEE_SEED)
        visitor.open("/home")
        return visitor

    return go


def test_home_says_what_changed_after_the_state_of_what_was_sent(
    services: Services, mentee: Person, at_home: Callable[[int], Browser]
) -> None:
    put_record(services, mentee, TWO, REACHED)
    page = at_home(80)

    assert "In questionnaire 2, beside questionnaire 1:" in page.text
    assert "Satisfaction: down from 4 (good) to 2 (poor)" in page.text
    assert "Short-term goal: reached Before: The exam Now: <b>An MD</b>" in page.text
    assert markup(page).index("What happens next") < markup(page).index(HEADING)
    assert markup(page).index(HEADING) < markup(page).index("<h2>Your mentor</h2>")


def test_while_the_next_is_due_the_last_changes_stay_in_sight(
    services: Services, mentee: Person, at_home: Callable[[int], Browser]
) -> None:
    put_record(services, mentee, TWO, REACHED)
    assert "In questionnaire 2, beside questionnaire 1:" in at_home(124).text


@pytest.mark.parametrize("answers", [{}, {1: TWO[1]}, {1: {"skills": "x"}, 2: {"skills": "y"}}])
def test_where_there_is_nothing_to_compare_home_says_nothing_of_it(
    answers: AnswersByCycle, services: Services, mentee: Person, at_home: Callable[[int], Browser]
) -> None:
    put_record(services, mentee, answers)
    assert HEADING not in markup(at_home(80))


def test_who_has_left_is_shown_the_way_and_no_more(
    services: Services, mentee: Person, at_home: Callable[[int], Browser]
) -> None:
    put_record(services, mentee, TWO, REACHED)
    leave(services, mentee.id)
    assert HEADING not in markup(at_home(80))


def test_the_letter_to_come_shows_its_pictures(
    services: Services, mentee: Person, clock: SettableClock, visitor: Browser, mailroom: Mailroom
) -> None:
    put_record(services, mentee, {1: TWO[1]})
    clock.advance(timedelta(days=65))
    save_section(
        services, mentee.id, 2, {"skills": "x", "satisfaction": 5, "positives": ("a", "b"), "help": "y"}
    )
    mailroom.sign_in(visitor, mentee, MENTEE_SEED)
    visitor.open("/questionnaire/check/letter")

    assert "Satisfaction: up from 4 (good) to 5 (very good)" in visitor.text
    assert "The pictures in it" in visitor.text
    assert 'aria-label="Satisfaction, so far: 4, 5 in cycles 1 to 2, out of 5"' in markup(visitor)
    assert markup(visitor).count('<svg class="course"') == 1


def test_the_page_that_a_mentor_opens_says_what_the_letter_would_have_said(
    services: Services, mentee: Person, clock: SettableClock, visitor: Browser, mailroom: Mailroom
) -> None:
    put_record(services, mentee, {1: TWO[1]})
    clock.advance(timedelta(days=65))
    visitor.open(opening_link(services, send_by_link(services, mentee)))
    assert HEADING not in markup(visitor)
    visitor.submit()
    code = mailroom.letters(LetterKind.OPENING_CODE, "ada@example.org")[-1].facts["code"]
    visitor.submit(code=code)

    assert "Satisfaction: still 4 (good)" in visitor.text
    assert markup(visitor).count('<svg class="course"') == 1
    asks, changed = markup(visitor).index("First, what Mo Sample asks for"), markup(visitor).index(HEADING)
    assert asks < changed < markup(visitor).index("<h2>Training</h2>")
    worried = visitor.text.partition("Worried about Mo Sample?")[2]
    assert worried.index("01632 960000") < worried.index("four limits")
    assert 'href="tel:01632960000"' in markup(visitor)
