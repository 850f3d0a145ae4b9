"""A mentor's mentees are spread over the fortnight; who has begun is never moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.demo.pairs import pair_accepted
from formsvc.domain.cycle import CycleState
from formsvc.domain.people import Person
from formsvc.workflows.acceptance import proposal_to
from formsvc.workflows.leaving import skip
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.services import Services
from tests.workflows.signing_in import join
from tests.workflows.small_programme import SettableClock, add_mentee

TODAY = date(2026, 3, 2)


def starts(services: Services, whom: Person) -> date | None:
    return services.store.registry.person(whom.id).starts


def test_the_first_mentee_of_a_mentor_begins_at_once(services: Services, mentor: Person) -> None:
    alone = add_mentee(services, None)
    pair_accepted(services, alone.email, mentor.email)
    assert starts(services, alone) == TODAY
    assert proposal_to(services, alone.id).opens is None


def test_the_second_begins_a_week_later_and_is_told(
    services: Services, mentor: Person, mentee: Person
) -> None:
    second = add_mentee(services, None, "mentee2", "sam@example.org")
    pair_accepted(services, second.email, mentor.email)
    assert starts(services, mentee) == TODAY
    assert starts(services, second) == TODAY + timedelta(days=7)
    assert proposal_to(services, second.id).opens == TODAY + timedelta(days=7)


def test_who_joins_with_a_mentor_waiting_begins_on_such_a_day(
    services: Services, mentor: Person, mentee: Person, invited: Person, token: str
) -> None:
    pair_people(services, mentee_email=invited.email, mentor_email=mentor.email, supervises=False)
    join(services, token)
    assert starts(services, invited) == TODAY + timedelta(days=7)
    pair_accepted(services, invited.email, mentor.email)
    assert starts(services, invited) == TODAY + timedelta(days=7)
    assert mentee.starts == TODAY


def test_who_joins_without_a_mentor_begins_at_once(services: Services, invited: Person, token: str) -> None:
    join(services, token)
    assert starts(services, invited) == TODAY


@pytest.mark.parametrize("begun", ["draft", "skipped", "over", "sent"])
def test_who_has_begun_is_not_moved(
    services: Services, mentor: Person, mentee: Person, clock: SettableClock, begun: str
) -> None:
    second = add_mentee(services, None, "mentee2", "sam@example.org")
    if begun == "draft":
        save_section(services, second.id, 1, {"skills": "Closing a wound"})
    if begun == "skipped":
        skip(services, second.id, 1)
    if begun == "over":
        clock.advance(timedelta(days=62))
    if begun == "sent":
        with services.store.hold(second.id):
            earlier = replace(second, cycles={1: _state(services)})
            services.store.registry.save(earlier)
    pair_accepted(services, second.email, mentor.email)
    assert starts(services, second) == mentee.starts == TODAY


def _state(services: Services) -> CycleState:
    return CycleState(reference="K7QM-2XJD", sent_at=services.clock())
