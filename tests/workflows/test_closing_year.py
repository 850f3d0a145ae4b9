"""Closing a year step by step: everyone is reached once, whoever stops half-way or goes on beside another."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.audit import Deed
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.workflows import closing_year
from formsvc.workflows.closing_year import (
    Year,
    decide,
    pairings_to_decide,
    thank_everyone,
    thank_who_is_left,
    year,
)
from formsvc.workflows.restoring import hold_letters
from formsvc.workflows.retention import keep_no_longer
from formsvc.workflows.services import CoordinatorServices, Services
from tests.workflows.evaluating import add_people, changed
from tests.workflows.small_programme import SettableClock, add_coordinator

BEGAN = date(2026, 3, 2)
A_YEAR = timedelta(days=330)


@pytest.fixture
def mentees(services: Services, coordinator: Person, clock: SettableClock) -> list[Person]:
    """Three mentees, of one mentor, nearly a year on."""
    assert coordinator.id == "coordinator1"
    found = [
        changed(services, each, pairings=(replace(each.pairings[0], id=f"pairing-{each.id}"),))
        for each in add_people(services, 3)
    ]
    clock.advance(A_YEAR)
    return found


@pytest.fixture
def desk(services: Services) -> CoordinatorServices:
    return services.for_coordinators("coordinator1")


def letters(services: Services, kind: LetterKind) -> list[str]:
    return sorted(letter.to_email for letter in services.store.outbox.letters() if letter.kind is kind)


def pairings(people: Iterable[Person]) -> set[str]:
    return {each.pairings[0].id for each in people}


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


def test_everyone_who_took_part_is_thanked_once(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    changed(services, mentees[0], standing=Standing.LEFT)
    assert year(desk).to_thank == 3
    thank_everyone(desk)
    assert letters(services, LetterKind.THANKS) == [
        "mentee1@example.org",
        "mentee2@example.org",
        "mentor0@example.org",
    ]
    assert (year(desk).to_thank, year(desk).thanking) == (0, False)
    thank_everyone(desk)
    assert len(letters(services, LetterKind.THANKS)) == 3
    assert deeds(services) == [Deed.THANKED]


def test_two_coordinators_at_once_thank_everyone_once(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    assert len(mentees) == 3
    add_coordinator(services, "coordinator2", "dov@example.org")
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(thank_everyone, [desk, services.for_coordinators("coordinator2")]))
    assert len(letters(services, LetterKind.THANKS)) == 4


def test_many_are_thanked_by_the_worker_once_each_whatever_is_cut_off(
    services: Services, desk: CoordinatorServices, mentees: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_year, "LETTERS_AT_A_TIME", 1)
    thank_everyone(desk)
    assert (year(desk).to_thank, year(desk).thanking) == (2, True)
    thank_everyone(desk)
    assert deeds(services) == [Deed.THANKED]
    with monkeypatch.context() as cut:
        cut.setattr(closing_year, "replace", _die)
        undone = services.store.registry.person(mentees[1].id)
        changed(services, undone, thanked_on=None)
        with pytest.raises(OSError, match="killed here"):
            list(thank_who_is_left(services))
    for _ in range(2):
        list(thank_who_is_left(services))
    assert (year(desk).to_thank, year(desk).thanking) == (0, False)
    assert len(letters(services, LetterKind.THANKS)) == 4


def test_r21_after_a_restore_nobody_is_thanked_by_itself(
    services: Services, desk: CoordinatorServices, mentees: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(mentees) == 3
    monkeypatch.setattr(closing_year, "LETTERS_AT_A_TIME", 1)
    thank_everyone(desk)
    hold_letters(services)
    list(thank_who_is_left(services))
    assert len(letters(services, LetterKind.THANKS)) == 2


def _die(*_: object, **__: object) -> None:
    raise OSError("killed here")


def test_the_next_year_begins_each_step_anew(
    services: Services, desk: CoordinatorServices, mentees: list[Person], clock: SettableClock
) -> None:
    thank_everyone(desk)
    decide(desk, pairings(mentees), ())
    assert (year(desk).to_thank, year(desk).undecided) == (0, 0)
    clock.advance(timedelta(days=200))
    assert (year(desk).to_thank, year(desk).undecided) == (4, 3)
    assert services.store.registry.person("mentee0").pairings[0].ended is None


def test_one_that_ends_tells_both_and_one_that_goes_on_stays_as_it_is(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    lines = pairings_to_decide(desk)
    assert [(line.mentee_id, line.mentor_name, line.began) for line in lines] == [
        (f"mentee{number}", "Dr Ada Example", BEGAN) for number in range(3)
    ]
    decide(desk, {line.id for line in lines[:2]}, {lines[0].id})
    ended, renewed, undecided = (services.store.registry.person(each.id) for each in mentees)
    assert ended.pairings[0].ended == services.today()
    assert renewed.pairings == (replace(mentees[1].pairings[0], renewed_on=services.today()),)
    assert renewed.pairings[0].accepted
    assert undecided == mentees[2]
    assert letters(services, LetterKind.YEAR_ENDED) == ["mentee0@example.org"]
    assert letters(services, LetterKind.PAIRING_ENDED) == ["mentor0@example.org"]
    assert sorted(deeds(services)) == [Deed.YEAR_ENDED, Deed.YEAR_RENEWED]
    now = year(desk)
    assert (now.undecided, now.going_on) == (1, 1)


def test_deciding_again_changes_nothing_and_tells_nobody(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    """A reload, another tab, another coordinator: the first decision counts."""
    everyone = pairings(mentees)
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(lambda _: decide(desk, everyone, everyone), range(2)))
    before = [services.store.registry.person(each.id) for each in mentees]
    decide(desk, everyone, ())
    assert [services.store.registry.person(each.id) for each in mentees] == before
    assert len(letters(services, LetterKind.YEAR_ENDED)) == 3
    assert len(letters(services, LetterKind.PAIRING_ENDED)) == 3
    assert deeds(services) == [Deed.YEAR_ENDED] * 3


def test_z3_no_mailbox_that_the_mentee_hasnt_accepted_hears_of_them(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    for each in mentees[:1]:
        pairing = replace(each.pairings[0], accepted_email="old@example.org")
        changed(services, each, pairings=(pairing,))
    decide(desk, pairings(mentees[:1]), pairings(mentees[:1]))
    assert letters(services, LetterKind.PAIRING_ENDED) == ["old@example.org"]
    assert services.store.registry.person("mentee0").pairing is None


def test_who_looks_at_an_older_state_decides_nothing_anew(
    services: Services, desk: CoordinatorServices, mentees: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [services.store.registry.person(each.id) for each in mentees]
    decide(desk, pairings(mentees), ())
    monkeypatch.setattr(type(services.store.registry), "people", lambda _: iter(seen))
    decide(desk, pairings(mentees), pairings(mentees))
    assert letters(services, LetterKind.YEAR_ENDED) == []
    assert deeds(services) == [Deed.YEAR_RENEWED] * 3


def test_a_crash_between_the_letters_and_the_registry_tells_both_once(
    services: Services, desk: CoordinatorServices, mentees: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = type(services.store.registry)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(registry, "save", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            decide(desk, pairings(mentees), pairings(mentees))
    decide(desk, pairings(mentees), pairings(mentees))
    assert len(letters(services, LetterKind.YEAR_ENDED)) == 3
    assert len(letters(services, LetterKind.PAIRING_ENDED)) == 3
    assert year(desk).undecided == 0


def test_what_was_not_shown_is_not_decided_and_a_young_pairing_goes_on(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    young = replace(mentees[0].pairings[0], began=services.today() - timedelta(days=10))
    changed(services, mentees[0], pairings=(young,))
    decide(desk, (), pairings(mentees))
    assert deeds(services) == []
    assert [line.mentee_id for line in pairings_to_decide(desk)] == ["mentee1", "mentee2"]
    decide(desk, pairings(mentees), pairings(mentees))
    assert services.store.registry.person("mentee0").pairings[0].ended is None


def test_who_assesses_a_mentee_leaves_them_to_another_coordinator(
    services: Services, desk: CoordinatorServices, mentees: list[Person]
) -> None:
    changed(services, mentees[0], coordinator_conflicts=("coordinator1",))
    assert (year(desk).undecided, year(desk).apart) == (2, 1)
    assert "mentee0" not in {line.mentee_id for line in pairings_to_decide(desk)}
    decide(desk, pairings(mentees), pairings(mentees))
    assert services.store.registry.person("mentee0").pairing is not None
    other = services.for_coordinators("coordinator2")
    decide(other, pairings(mentees), pairings(mentees))
    assert services.store.registry.person("mentee0").pairing is None


def test_p4_the_end_of_a_pairing_starts_the_time_for_which_a_record_is_kept(
    services: Services, desk: CoordinatorServices, mentees: list[Person], clock: SettableClock
) -> None:
    decide(desk, pairings(mentees), {mentees[0].pairings[0].id})
    clock.advance(timedelta(days=340))
    keep_no_longer(services)
    assert letters(services, LetterKind.ERASURE_SOON) == ["mentee0@example.org"]


def test_the_steps_are_told_apart_from_nothing_to_do(services: Services, desk: CoordinatorServices) -> None:
    empty = year(desk)
    assert isinstance(empty, Year)
    assert (empty.to_thank, empty.thanked, empty.undecided, empty.going_on) == (0, 0, 0, 0)
    thank_everyone(desk)
    assert deeds(services) == []
