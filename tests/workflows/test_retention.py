"""P4: retention runs by itself. The clock is moved on, and the bytes are searched (K4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.domain.evaluation import Group
from formsvc.domain.letters import LetterEvent, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.retention import Retention
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.invitation import invite_again
from formsvc.workflows.leaving import ask_for_another_mentor
from formsvc.workflows.questionnaire import save_section
from formsvc.workflows.retention import keep_no_longer, notice_still_holds
from formsvc.workflows.services import Services
from tests.domain.small_evaluation import ASKED
from tests.workflows.small_programme import SettableClock, add_mentor
from tests.workflows.test_erasing import files
from tests.workflows.test_questionnaire import GOOD

LONG_AGO = "Written long ago"


def goes_by(services: Services, clock: SettableClock, day: date) -> None:
    """Let every letter go out, and the worker look after a day at noon."""
    outbox = services.store.outbox
    for letter in list(outbox.letters()):
        with outbox.claim(letter.id) as claimed:
            assert claimed is not None
            outbox.note_accepted(letter.id, clock())
            outbox.finish(letter.id, LetterEvent.DELIVERED, clock())
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day, hour=12)
    keep_no_longer(services)


def told(services: Services) -> list[str]:
    """Return the days that the waiting notices of an erasure name."""
    letters = services.store.outbox.letters()
    return [letter.facts["day"] for letter in letters if letter.kind is LetterKind.ERASURE_SOON]


def is_known(services: Services, person: Person) -> bool:
    return services.store.registry.find(person.email) is not None


def bytes_with(folder: Path, needle: str) -> list[str]:
    return [str(path) for path in folder.rglob("*") if needle in str(path)]


def has_a_mentor_again(services: Services, mentee: Person) -> None:
    with services.store.hold(mentee.id):
        fresh = services.store.registry.person(mentee.id)
        again = Pairing("again", "mentor1", services.today())
        services.store.registry.save(replace(fresh, pairings=(*fresh.pairings, again)))


@pytest.fixture
def alone(services: Services, mentee: Person) -> Person:
    """A mentee with a draft, whose pairing ended on 2 March 2026."""
    save_section(services, mentee.id, 1, {**GOOD, "skills": LONG_AGO})
    ask_for_another_mentor(services, mentee.id)
    return mentee


def test_p4_a_mentee_whose_mentoring_has_ended_is_told_a_month_before_and_then_erased(
    services: Services, alone: Person, clock: SettableClock, tmp_path: Path
) -> None:
    goes_by(services, clock, date(2027, 2, 1))
    assert told(services) == []
    goes_by(services, clock, date(2027, 2, 2))
    assert told(services) == ["2027-03-02"]
    keep_no_longer(services)
    assert told(services) == ["2027-03-02"]
    goes_by(services, clock, date(2027, 3, 1))
    assert is_known(services, alone)
    goes_by(services, clock, date(2027, 3, 2))
    assert not is_known(services, alone)
    assert bytes_with(tmp_path / "data", alone.id) == []
    assert not [name for name in files(tmp_path / "data") if name.startswith(("drafts", "records"))]
    keep_no_longer(services)


def test_p4_a_worker_that_slept_for_years_still_gives_a_months_notice(
    services: Services, alone: Person, clock: SettableClock
) -> None:
    goes_by(services, clock, date(2030, 5, 31))
    assert told(services) == ["2030-06-30"]
    goes_by(services, clock, date(2030, 6, 29))
    assert is_known(services, alone)
    goes_by(services, clock, date(2030, 6, 30))
    assert not is_known(services, alone)


def test_p4_nothing_is_said_at_night_and_nothing_of_who_has_a_mentor(
    services: Services, alone: Person, clock: SettableClock
) -> None:
    clock.now = clock.now.replace(year=2027, month=2, day=10, hour=2)
    keep_no_longer(services)
    assert told(services) == []
    has_a_mentor_again(services, alone)
    goes_by(services, clock, date(2029, 2, 10))
    assert told(services) == []
    assert is_known(services, alone)


def test_p4_a_new_mentor_ends_the_countdown_and_a_later_end_begins_another(
    services: Services, alone: Person, clock: SettableClock
) -> None:
    goes_by(services, clock, date(2027, 2, 2))
    (notice,) = [one for one in services.store.outbox.letters() if one.kind is LetterKind.ERASURE_SOON]
    assert notice_still_holds(services, notice)
    has_a_mentor_again(services, alone)
    assert not notice_still_holds(services, notice)
    goes_by(services, clock, date(2027, 4, 2))
    assert is_known(services, alone)
    ask_for_another_mentor(services, alone.id)
    goes_by(services, clock, date(2028, 3, 1))
    assert told(services) == []
    goes_by(services, clock, date(2028, 3, 2))
    assert told(services) == ["2028-04-02"]


def test_p4_who_has_a_letter_under_way_is_left_for_the_next_round(
    services: Services, alone: Person, clock: SettableClock
) -> None:
    goes_by(services, clock, date(2027, 2, 2))
    clock.advance(timedelta(days=60))
    keep_no_longer(services)
    assert is_known(services, alone)
    assert told(services) == ["2027-03-02"]
    goes_by(services, clock, date(2027, 4, 4))
    assert not is_known(services, alone)


def test_p4_a_mentor_goes_after_stepping_back_and_never_while_somebody_is_theirs(
    services: Services, mentee: Person, mentor: Person, clock: SettableClock
) -> None:
    free, here = (
        add_mentor(services, "mentor2", "abe@example.org"),
        add_mentor(services, "m3", "al@example.org"),
    )
    taken_out = add_mentor(services, "mentor4", "ann@example.org")
    for each, standing in ((mentor, Standing.JOINED), (free, Standing.JOINED), (taken_out, Standing.LEFT)):
        back = replace(each, steps_back_at=clock(), standing=standing)
        with services.store.hold(each.id):
            services.store.registry.save(replace(back, retired_at=clock() if each is taken_out else None))
    goes_by(services, clock, date(2027, 3, 1))
    assert is_known(services, free)
    assert is_known(services, taken_out)
    goes_by(services, clock, date(2027, 3, 2))
    assert not is_known(services, free)
    assert not is_known(services, taken_out)
    assert is_known(services, mentor)
    assert is_known(services, here)
    assert is_known(services, mentee)


def test_p4_an_invitation_never_taken_up_ends_and_a_fresh_one_begins_the_time_again(
    services: Services, clock: SettableClock
) -> None:
    invited = [
        invite_person(services, name="Nia Invented", email=f"nia{number}@example.org", roles=roles)
        for number, roles in enumerate([frozenset({Role.MENTEE})] * 2)
    ]
    goes_by(services, clock, date(2026, 5, 20))
    invite_again(services, invited[1].email)
    goes_by(services, clock, date(2026, 6, 15))
    assert [is_known(services, one) for one in invited] == [True, True]
    goes_by(services, clock, date(2026, 6, 16))
    assert [is_known(services, one) for one in invited] == [False, True]
    assert told(services) == []
    goes_by(services, clock, date(2026, 9, 3))
    assert not is_known(services, invited[1])


def test_p4_one_persons_trouble_stops_no_other(
    services: Services, alone: Person, mentor: Person, clock: SettableClock, tmp_path: Path
) -> None:
    add_mentor(services, "mentor2", "abe@example.org")
    broken = tmp_path / "data/registry/mentor2.json"
    broken.write_bytes(b"damaged")
    goes_by(services, clock, date(2027, 2, 2))
    goes_by(services, clock, date(2027, 3, 2))
    assert not is_known(services, alone)
    assert broken.read_bytes() == b"damaged"
    assert is_known(services, mentor)


def test_p4_who_is_paired_at_the_last_moment_is_not_erased(
    services: Services, alone: Person, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    goes_by(services, clock, date(2027, 2, 2))
    seen = services.store.registry.person(alone.id)
    has_a_mentor_again(services, alone)
    monkeypatch.setattr(type(services.store.registry), "people", lambda _: iter([seen]))
    goes_by(services, clock, date(2027, 3, 2))
    assert services.store.registry.person(alone.id).pairing is not None


def test_p4_old_lines_of_the_audit_list_and_old_evaluations_go(
    services: Services, clock: SettableClock, tmp_path: Path
) -> None:
    audit, rounds = services.store.audit, services.store.evaluations
    audit.add(AuditEvent(clock(), "coordinator1", Deed.INVITED, "goneaway1"))
    audit.add(AuditEvent(clock() + timedelta(days=400), "coordinator1", Deed.INVITED, "mentee2"))
    with services.store.hold(EVALUATION):
        rounds.open(ASKED, {Group.MENTEE: ["goneaway1"]})
        rounds.close(ASKED.id, date(2026, 6, 1))
    goes_by(services, clock, date(2028, 3, 2))
    assert [event.whom for event in audit.events()] == ["mentee2"]
    assert b"goneaway1" not in (tmp_path / "data/audit.log").read_bytes()
    assert audit.damaged() == 0
    goes_by(services, clock, date(2031, 5, 31))
    assert [each.id for each in rounds.rounds()] == [ASKED.id]
    goes_by(services, clock, date(2031, 6, 1))
    assert rounds.rounds() == []
    assert bytes_with(tmp_path / "data", ASKED.id) == []


def test_p4_the_months_are_the_programmes(services: Services, alone: Person, clock: SettableClock) -> None:
    shorter = replace(services, programme=replace(services.programme, retention=Retention(unpaired_months=4)))
    goes_by(shorter, clock, date(2026, 6, 2))
    assert told(shorter) == ["2026-07-02"]
    goes_by(shorter, clock, date(2026, 7, 2))
    assert not is_known(shorter, alone)


def test_p4_who_has_left_goes_by_their_own_day(
    services: Services, alone: Person, clock: SettableClock
) -> None:
    with services.store.hold(alone.id):
        gone = services.store.registry.person(alone.id)
        services.store.registry.save(replace(gone, standing=Standing.LEFT, erased_on=date(2028, 1, 1)))
    goes_by(services, clock, date(2027, 12, 2))
    assert told(services) == []
    assert is_known(services, alone)
