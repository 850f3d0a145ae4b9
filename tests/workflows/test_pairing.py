from __future__ import annotations

import pytest

from formsvc.domain.errors import PairingRefusedError, PersonUnknownError
from formsvc.domain.people import Person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services
from tests.workflows.small_programme import add_mentee, add_mentor


def test_a_pairing_begins_today(services: Services, mentor: Person) -> None:
    alone = add_mentee(services, None)
    made = pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=False)
    assert services.store.registry.person(alone.id).pairing == made
    assert (made.mentor_id, made.began) == (mentor.id, services.today())


def test_a_declared_supervisor_is_refused_without_a_way_round(services: Services, mentor: Person) -> None:
    alone = add_mentee(services, None)
    with pytest.raises(PairingRefusedError, match="independent of assessment"):
        pair_people(services, mentee_email=alone.email, mentor_email=mentor.email, supervises=True)
    assert services.store.registry.person(alone.id).pairing is None


def test_a_new_pairing_ends_the_one_before(services: Services, mentee: Person) -> None:
    other = add_mentor(services, "mentor2", "bertram@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email=other.email, supervises=False)
    pairings = services.store.registry.person(mentee.id).pairings
    assert [pairing.ended for pairing in pairings] == [services.today(), None]


def test_pairing_the_same_two_again_changes_nothing(
    services: Services, mentee: Person, mentor: Person
) -> None:
    again = pair_people(services, mentee_email=mentee.email, mentor_email=mentor.email, supervises=False)
    assert (again,) == services.store.registry.person(mentee.id).pairings


def test_only_a_mentor_mentors_and_only_a_mentee_is_mentored(
    services: Services, mentee: Person, mentor: Person, coordinator: Person
) -> None:
    for mentee_email, mentor_email in ((mentor.email, mentor.email), (mentee.email, coordinator.email)):
        with pytest.raises(PairingRefusedError, match="doesn't take part as a"):
            pair_people(services, mentee_email=mentee_email, mentor_email=mentor_email, supervises=False)


def test_an_unknown_address_is_named(services: Services, mentor: Person) -> None:
    with pytest.raises(PersonUnknownError, match=r"nobody@example\.org"):
        pair_people(services, mentee_email="nobody@example.org", mentor_email=mentor.email, supervises=False)
