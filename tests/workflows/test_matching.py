"""The room where pairings begin: who waits, who could be it, and what a choice does and doesn't do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.errors import (
    InputRefusedError,
    PersonUnknownError,
    ProposalMovedError,
    StandsApartError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person
from formsvc.domain.workplace import PairingRules
from formsvc.workflows.matching import (
    Why,
    ask_again_for_yes,
    choose_mentor,
    pairing_page,
    pairing_room,
)
from formsvc.workflows.mentoring import Mentoring, write_down
from formsvc.workflows.services import CoordinatorServices, Services
from tests.workflows.small_programme import SettableClock, accepted_pairing, add_mentee, add_mentor


@pytest.fixture
def desk(services: Services, coordinator: Person) -> CoordinatorServices:
    return services.for_coordinators(coordinator.id)


@pytest.fixture
def alone(services: Services) -> Person:
    return add_mentee(services, None, "alone1", "una@example.org")


def changed(services: Services, person: Person, **changes: object) -> Person:
    person = replace(person, **changes)  # type: ignore[arg-type]  # any of its fields
    with services.store.hold(person.id):
        services.store.registry.save(person)
    return person


def kinds(services: Services) -> list[LetterKind]:
    return sorted(letter.kind for letter in services.store.outbox.letters())


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


def test_who_has_nobody_waits_with_the_reason_those_left_behind_first(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    over = Pairing("p", mentor.id, date(2026, 1, 5), ended=date(2026, 2, 2))
    ended = add_mentee(services, None, "ended1", "edi@example.org")
    changed(services, ended, pairings=(over,))
    left = add_mentor(services, "mentor2", "bo@example.org")
    changed(services, left, steps_back_at=services.clock())
    behind = add_mentee(services, None, "behind1", "bea@example.org")
    changed(services, behind, pairings=(replace(over, mentor_id=left.id),))
    found = pairing_room(desk).seekers
    assert [(one.person.id, one.why) for one in found] == [
        ("behind1", Why.STEPPED_BACK),
        ("ended1", Why.UNBEGUN),
        (alone.id, Why.NEW),
    ]
    assert found[1].since == date(2026, 2, 2)


def test_a_choice_asks_both_once_and_is_written_down(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    for _ in range(2):
        choose_mentor(desk, alone.id, mentor.id, seen="")
    assert kinds(services) == [LetterKind.PAIRING_PROPOSED, LetterKind.PAIRING_PROPOSED_MENTEE]
    assert deeds(services) == [Deed.PAIRED]
    room = pairing_room(desk)
    assert (room.seeking, room.asked) == (0, 1)
    assert (room.waiting[0].missing, room.waiting[0].asked_today) == ("both", True)


def test_a_choice_from_before_another_came_changes_nothing(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    other = add_mentor(services, "mentor2", "bo@example.org")
    choose_mentor(desk, alone.id, other.id, seen="")
    with pytest.raises(ProposalMovedError, match="has changed since this page was made"):
        choose_mentor(desk, alone.id, mentor.id, seen="")
    pairing = services.store.registry.person(alone.id).pairing
    assert pairing
    assert pairing.mentor_id == other.id


def test_two_coordinators_never_give_a_mentor_more_than_they_take(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    """Who hasn't said yes yet counts, so two pages that were opened together can't both go through."""
    changed(services, mentor, max_mentees=1)
    second = add_mentee(services, None, "second1", "sam@example.org")
    assert pairing_page(desk, second.id).matching.suggested[0].mentor.id == mentor.id
    choose_mentor(desk, alone.id, mentor.id, seen="")
    with pytest.raises(InputRefusedError, match="Has 1 of at most 1 mentee"):
        choose_mentor(desk, second.id, mentor.id, seen="")
    assert pairing_page(desk, second.id).matching.suggested == ()


def test_who_is_not_trained_is_refused_until_it_is_written_down(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    changed(services, mentor, trained_on=None)
    with pytest.raises(InputRefusedError, match="No training is written down"):
        choose_mentor(desk, alone.id, mentor.id, seen="")
    write_down(desk, mentor.id, Mentoring(trained_on=services.today(), max_mentees=2))
    choose_mentor(desk, alone.id, mentor.id, seen="")
    assert deeds(services) == [Deed.PAIRED, Deed.MENTORING_NOTED]
    assert services.store.registry.person(mentor.id).max_mentees == 2


def test_a_programme_may_pair_whom_it_will(services: Services, alone: Person, mentor: Person) -> None:
    changed(services, mentor, trained_on=None)
    free = replace(
        services, programme=replace(services.programme, pairing=PairingRules(training_required=False))
    )
    choose_mentor(free.for_coordinators("coordinator1"), alone.id, mentor.id, seen="")
    assert services.store.registry.person(alone.id).pairing


def test_nothing_is_written_down_of_who_is_no_mentor_or_has_it_so_already(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    with pytest.raises(PersonUnknownError):
        write_down(desk, alone.id, Mentoring(None, None))
    write_down(desk, mentor.id, Mentoring(mentor.trained_on, mentor.max_mentees))
    assert deeds(services) == []


def test_who_supervises_a_mentee_finds_nothing_of_them(
    services: Services, desk: CoordinatorServices, coordinator: Person, alone: Person, mentor: Person
) -> None:
    changed(services, alone, coordinator_conflicts=(coordinator.id,))
    room = pairing_room(desk)
    assert (room.seeking, room.asked, room.seekers, room.waiting) == (0, 0, (), ())
    with pytest.raises(StandsApartError):
        pairing_page(desk, alone.id)
    with pytest.raises(StandsApartError):
        choose_mentor(desk, alone.id, mentor.id, seen="")


def test_who_stepped_back_stays_so_and_the_operator_can_still_ask_them(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    changed(services, mentor, steps_back_at=services.clock())
    with pytest.raises(InputRefusedError, match="has stepped back"):
        choose_mentor(desk, alone.id, mentor.id, seen="")
    assert services.store.registry.person(mentor.id).steps_back_at


def test_who_has_not_said_yes_is_asked_again_once_a_day(
    services: Services, desk: CoordinatorServices, clock: SettableClock, alone: Person, mentor: Person
) -> None:
    choose_mentor(desk, alone.id, mentor.id, seen="")
    ask_again_for_yes(desk, alone.id)
    assert len(kinds(services)) == 2  # asked today already
    clock.advance(timedelta(days=6))
    for _ in range(2):
        ask_again_for_yes(desk, alone.id)
    assert len(kinds(services)) == 4
    waiting = pairing_room(desk).waiting[0]
    assert (waiting.days, waiting.asked_today) == (6, True)
    assert deeds(services) == [Deed.ASKED_AGAIN, Deed.PAIRED]


def test_only_the_missing_yes_is_asked_for_again(
    services: Services, desk: CoordinatorServices, clock: SettableClock, alone: Person, mentor: Person
) -> None:
    choose_mentor(desk, alone.id, mentor.id, seen="")
    person = services.store.registry.person(alone.id)
    assert person.pairing
    changed(services, person.with_pairing(replace(person.pairing, mentor_accepted_at=services.clock())))
    assert pairing_room(desk).waiting[0].missing == "the mentee"
    clock.advance(timedelta(days=2))
    ask_again_for_yes(desk, alone.id)
    assert kinds(services).count(LetterKind.PAIRING_PROPOSED_MENTEE) == 2
    assert kinds(services).count(LetterKind.PAIRING_PROPOSED) == 1


def test_a_pairing_in_force_is_not_asked_about_and_can_be_changed(
    services: Services, desk: CoordinatorServices, mentee: Person, mentor: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=2))
    ask_again_for_yes(desk, mentee.id)
    assert kinds(services) == []
    other = add_mentor(services, "mentor2", "bo@example.org")
    page = pairing_page(desk, mentee.id)
    assert page.mentor_name == mentor.name
    assert [one.mentor.id for one in page.matching.suggested] == [other.id]
    choose_mentor(desk, mentee.id, other.id, seen=page.seen)
    assert LetterKind.PAIRING_ENDED in kinds(services)


def test_many_who_wait_are_paged(services: Services, desk: CoordinatorServices) -> None:
    for number in range(51):
        add_mentee(services, None, f"m{number:02}", f"m{number}@example.org")
    first, last = pairing_room(desk), pairing_room(desk, 99)
    assert (len(first.seekers), first.last, first.seeking) == (50, 2, 51)
    assert (len(last.seekers), last.number) == (1, 2)


def test_a_mentor_who_was_erased_is_named_by_no_name(
    services: Services, desk: CoordinatorServices, alone: Person, mentor: Person
) -> None:
    changed(
        services, alone, pairings=(replace(accepted_pairing(mentor, date(2026, 3, 2)), mentor_id="gone"),)
    )
    assert pairing_page(desk, alone.id).mentor_name == "somebody who has been erased"
