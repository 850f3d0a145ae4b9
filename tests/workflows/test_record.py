from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import SubmissionUnknownError
from formsvc.domain.people import Person
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.record import mentee_home, sent_submission
from formsvc.workflows.services import Services
from tests.workflows.small_programme import SettableClock
from tests.workflows.test_questionnaire import GOOD, send


def test_home_says_what_is_due_and_whether_it_was_begun(services: Services, mentee: Person) -> None:
    assert not mentee_home(services, mentee.id).begun
    save_section(services, mentee.id, 1, {"skills": "Something"})
    home = mentee_home(services, mentee.id)
    assert (home.begun, home.late, home.sent) == (True, False, None)


def test_what_was_sent_moves_to_the_past_when_the_next_opens(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    save_section(services, mentee.id, 1, GOOD)
    sent = send(services, check_answers(services, mentee.id), mentee)
    home = mentee_home(services, mentee.id)
    assert home.sent is not None
    assert (home.sent.submission, home.sent.state.progress) == (sent, Progress.SENT)
    clock.advance(timedelta(days=62))
    later = mentee_home(services, mentee.id)
    assert later.sent is None
    assert [each.submission for each in later.past] == [sent]


def test_a_cycle_that_was_not_sent_has_no_confirmation(services: Services, mentee: Person) -> None:
    with pytest.raises(SubmissionUnknownError):
        sent_submission(services, mentee.id, 1)
