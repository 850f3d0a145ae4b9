from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.errors import SubmissionUnknownError
from formsvc.domain.people import Person
from formsvc.workflows.acknowledgement import acknowledge
from formsvc.workflows.delivery import sweep
from formsvc.workflows.reply import say_mentor_replied
from formsvc.workflows.services import Services
from formsvc.workflows.watching import people_and_progress
from tests.workflows.delivering import send_questionnaire, state_of
from tests.workflows.small_programme import SettableClock


def test_the_mentee_says_that_a_reply_came_and_the_first_time_counts(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    send_questionnaire(services, mentee)
    first = clock.now
    say_mentor_replied(services, mentee.id, 1)
    clock.advance(timedelta(days=1))
    say_mentor_replied(services, mentee.id, 1)
    state = state_of(services, mentee)
    assert (state.mentee_says_replied_at, state.replied_at) == (first, None)
    rows = people_and_progress(services.for_coordinators())
    assert "Sent; the mentor has replied" in [row.progress for row in rows]


def test_both_may_say_it_and_neither_takes_back_the_others_word(services: Services, mentee: Person) -> None:
    submission = send_questionnaire(services, mentee)
    sweep(services)
    acknowledge(services, services.links.sign("acknowledge", mentee.id, "1", submission.reference), "cannot")
    say_mentor_replied(services, mentee.id, 1)
    state = state_of(services, mentee)
    assert (state.word, state.is_answered) == ("cannot", True)


def test_nothing_sent_has_no_reply(services: Services, mentee: Person) -> None:
    with pytest.raises(SubmissionUnknownError):
        say_mentor_replied(services, mentee.id, 1)
