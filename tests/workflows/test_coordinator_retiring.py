"""A coordinator is taken out by another or steps down; all are told, and somebody is always left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.errors import LastCoordinatorError, LinkInvalidError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows import looking_after
from formsvc.workflows.coordinator_retiring import retire_coordinator
from formsvc.workflows.enrolment import invite_person, invited_person, join_link
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.person_page import person_page
from formsvc.workflows.retiring import bring_back, retire_person
from formsvc.workflows.services import CoordinatorServices, Services
from formsvc.workflows.tending import look_after_everyone
from tests.workflows.evaluating import changed
from tests.workflows.small_programme import add_coordinator, add_mentee


@pytest.fixture
def desk(services: Services, coordinator: Person) -> CoordinatorServices:
    return services.for_coordinators(coordinator.id)


@pytest.fixture
def carl(services: Services) -> Person:
    return add_coordinator(services, "coordinator2", "carl@example.org", "Carl Placeholder")


def now(services: Services, person: Person) -> Person:
    return services.store.registry.person(person.id)


def told(services: Services) -> list[str]:
    letters = services.store.outbox.letters()
    return sorted(each.to_email for each in letters if each.kind is LetterKind.COORDINATOR_CHANGED)


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


def test_who_is_taken_out_is_told_and_so_are_the_others_once(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person
) -> None:
    for _ in range(2):
        retire_person(desk, carl.id)
    assert (now(services, carl).standing, now(services, carl).retired_at) == (
        Standing.LEFT,
        services.clock(),
    )
    assert told(services) == [carl.email, coordinator.email]
    assert deeds(services) == [Deed.RETIRED]


def test_the_last_one_stays(services: Services, desk: CoordinatorServices, coordinator: Person) -> None:
    with pytest.raises(LastCoordinatorError, match="only coordinator who has joined"):
        retire_person(desk, coordinator.id)
    assert now(services, coordinator) == coordinator
    assert (told(services), deeds(services)) == ([], [])


@pytest.mark.parametrize("standing", [Standing.INVITED, Standing.LEFT])
def test_who_cannot_sign_in_does_not_count_as_another(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person, standing: Standing
) -> None:
    changed(services, carl, standing=standing)
    with pytest.raises(LastCoordinatorError):
        retire_person(desk, coordinator.id)


def test_one_may_step_down_while_another_is_there(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person
) -> None:
    retire_person(desk, coordinator.id)
    assert now(services, coordinator).standing is Standing.LEFT
    assert told(services) == [carl.email, coordinator.email]


def test_two_who_take_each_other_out_at_one_moment_leave_one(
    services: Services, coordinator: Person, carl: Person
) -> None:
    def attempt(by: str, whom: str) -> None:
        with suppress(LastCoordinatorError):
            retire_coordinator(services.for_coordinators(by), whom)

    with ThreadPoolExecutor(4) as hands:
        pairs = [(coordinator.id, carl.id), (carl.id, coordinator.id), (coordinator.id, coordinator.id)]
        list(hands.map(lambda pair: attempt(*pair), pairs))
    left = [each for each in (coordinator, carl) if now(services, each).standing is Standing.JOINED]
    assert len(left) == 1


def test_their_mentees_go_to_the_others_and_never_to_who_assesses_them(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person
) -> None:
    dora = add_coordinator(services, "coordinator3", "dora@example.org", "Dora Placeholder")
    plain, assessed, alone = (
        changed(
            services,
            add_mentee(services, None, f"mentee{number}", f"m{number}@example.org"),
            coordinator_id=carl.id,
            coordinator_conflicts=conflicts,
        )
        for number, conflicts in enumerate([(), (coordinator.id,), (coordinator.id, dora.id)])
    )
    kept = changed(
        services, add_mentee(services, None, "kept1", "k@example.org"), coordinator_id=coordinator.id
    )
    retire_person(desk, carl.id)
    assert now(services, assessed).coordinator_id == dora.id
    assert now(services, plain).coordinator_id in {coordinator.id, dora.id}
    assert person_page(services.for_coordinators("operator"), alone.id).row.coordinator_name == ""
    assert now(services, kept) == kept
    eve = add_coordinator(services, "coordinator4", "eve@example.org", "Eve Placeholder")
    list(look_after_everyone(services))
    assert now(services, alone).coordinator_id == eve.id


def test_of_many_mentees_the_worker_hands_over_who_is_left(
    services: Services, desk: CoordinatorServices, carl: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_after, "AT_A_TIME", 1)
    mentees = [
        changed(
            services,
            add_mentee(services, None, f"mentee{number}", f"m{number}@example.org"),
            coordinator_id=carl.id,
        )
        for number in range(4)
    ]
    retire_person(desk, carl.id)
    assert sorted(now(services, each).coordinator_id for each in mentees) == [
        *[desk.by] * 2,
        *[carl.id] * 2,
    ]
    list(look_after_everyone(services))
    assert {now(services, each).coordinator_id for each in mentees} == {desk.by}


def test_an_invitation_that_was_never_used_works_no_more(
    services: Services, desk: CoordinatorServices
) -> None:
    """S3: nor can somebody taken out before they joined join all the same."""
    for role in ("coordinator", "mentee"):
        person = invite_person(
            services,
            name="Nia Newcomer",
            email=f"{role}@new.example.org",
            roles=frozenset({Role(role)}),
        )
        (letter,) = [each for each in services.store.outbox.letters() if each.person_id == person.id]
        link = join_link(services, person.id, letter.facts["secret"]).rpartition("/join/")[2]
        assert invited_person(services, link).id == person.id
        retire_person(desk, person.id)
        with pytest.raises(LinkInvalidError):
            invited_person(services, link)


def test_another_brings_them_back_and_all_are_told(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person
) -> None:
    retire_person(desk, carl.id)
    for _ in range(2):
        bring_back(desk, carl.id)
    assert now(services, carl) == replace(carl, standing=Standing.JOINED)
    assert told(services) == sorted([carl.email, coordinator.email] * 2)
    assert deeds(services) == [Deed.BROUGHT_BACK, Deed.RETIRED]


def test_who_was_taken_out_is_no_other_when_the_last_is_to_be_erased(
    services: Services, desk: CoordinatorServices, coordinator: Person, carl: Person
) -> None:
    retire_person(desk, carl.id)
    with pytest.raises(Exception, match="is the only coordinator"):
        erase_person(services, coordinator.email)
