"""No letter tells a coordinator of a mentee whom they supervise or assess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.domain.cycle import CycleState
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.leaving import leave
from formsvc.workflows.mentor_standing import standing_link, step_back
from formsvc.workflows.services import Services
from tests.workflows.delivering import waiting
from tests.workflows.small_programme import BEGINNING, add_coordinator, add_mentee


@pytest.fixture
def assessor(services: Services, mentee: Person) -> Person:
    """A coordinator who assesses the mentee, beside one who doesn't."""
    cleo = add_coordinator(services)
    carl = replace(cleo, id="coordinator2", email="carl@example.org")
    with services.store.hold(carl.id, mentee.id):
        services.store.registry.add(carl)
        services.store.registry.save(replace(mentee, coordinator_conflicts=(carl.id,)))
    return carl


def test_that_they_left_goes_to_the_other_coordinator_alone(
    services: Services, mentee: Person, assessor: Person
) -> None:
    leave(services, mentee.id)
    told = [each.person_id for each in waiting(services) if each.kind is LetterKind.PAIRING_ENDED_COORDINATOR]
    assert told == ["coordinator1"]
    assert assessor.id not in told


def test_who_needs_a_mentor_is_named_to_the_other_coordinator_alone(
    services: Services, mentee: Person, mentor: Person, assessor: Person
) -> None:
    other = add_mentee(services, mentor, "mentee2", "other@example.org")
    with services.store.hold(mentee.id):
        fresh = services.store.registry.person(mentee.id)
        services.store.registry.save(fresh.with_cycle(1, CycleState("K7QM-2XJD", BEGINNING)))
    link = standing_link(services, mentor.id, mentee.id, 1, "K7QM-2XJD")
    step_back(services, link.rpartition("/")[2])
    letters = [each for each in waiting(services) if each.kind is LetterKind.MENTEES_TO_PAIR]
    named = {each.person_id: each.facts["mentees"] for each in letters}
    assert named == {"coordinator1": f"{mentee.id} {other.id}", assessor.id: other.id}
