"""Before a changeover everyone is asked once, reminded once, and independence is looked at again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.domain.workplace import PairingRules, PlaceRule
from formsvc.workflows.changeover import (
    ask_about_changeover,
    changeover_of,
    changeover_still_waits,
    changeover_token,
    nothing_has_changed,
    say_what_changed,
)
from formsvc.workflows.changeover_room import changeover_room
from formsvc.workflows.questionnaire import check_answers, save_section
from formsvc.workflows.services import Services
from tests.workflows.evaluating import changed
from tests.workflows.small_programme import SettableClock, add_mentor
from tests.workflows.test_questionnaire import GOOD, send

DAY = date(2026, 8, 5)


@pytest.fixture
def moving(services: Services, mentee: Person, mentor: Person, coordinator: Person) -> Services:
    """A programme with a changeover, a mentee, their mentor, a coordinator, and a mentor without a mentee."""
    assert {mentee.id, mentor.id, coordinator.id}
    add_mentor(services, "mentor9", "idle@example.org")
    return replace(services, programme=replace(services.programme, changeovers=(DAY, date(2027, 2, 3))))


def on(services: Services, clock: SettableClock, day: date, hour: int = 12) -> list[tuple[str, str]]:
    """Let the worker look after a day; return who has been asked so far, and whether again."""
    clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day, hour=hour)
    ask_about_changeover(services)
    return sorted((letter.to_email, letter.facts["again"]) for letter in asked(services))


def asked(services: Services) -> list[Letter]:
    return [letter for letter in services.store.outbox.letters() if letter.kind is LetterKind.CHANGEOVER]


def kinds(services: Services) -> list[tuple[str, LetterKind]]:
    return sorted((letter.to_email, letter.kind) for letter in services.store.outbox.letters())


def token(services: Services, person_id: str) -> str:
    return changeover_token(services, person_id, DAY)


BOTH = [("ada@example.org", ""), ("mo@example.org", "")]


def test_everyone_who_takes_part_is_asked_two_weeks_before_and_once(
    moving: Services, clock: SettableClock
) -> None:
    assert on(moving, clock, DAY - timedelta(days=15)) == []
    assert on(moving, clock, DAY - timedelta(days=14), hour=2) == []
    assert on(moving, clock, DAY - timedelta(days=14)) == BOTH
    assert on(moving, clock, DAY - timedelta(days=10)) == BOTH


def test_who_is_silent_is_reminded_once_and_who_answered_is_left_in_peace(
    moving: Services, clock: SettableClock
) -> None:
    on(moving, clock, DAY - timedelta(days=14))
    nothing_has_changed(moving, token(moving, "mentor1"))
    assert on(moving, clock, DAY - timedelta(days=4)) == BOTH
    reminded = [*BOTH, ("mo@example.org", "yes")]
    for day in range(3):
        assert on(moving, clock, DAY - timedelta(days=3 - day)) == reminded


def test_a_worker_that_slept_asks_late_once_and_after_two_weeks_nobody(
    moving: Services, clock: SettableClock
) -> None:
    assert on(moving, clock, DAY + timedelta(days=15)) == []
    assert on(moving, clock, DAY + timedelta(days=14)) == BOTH


def test_a_pause_is_kept_and_the_next_changeover_asks_anew(moving: Services, clock: SettableClock) -> None:
    changed(moving, moving.store.registry.person("mentee1"), standing=Standing.PAUSED)
    assert on(moving, clock, DAY) == [("ada@example.org", "")]
    nothing_has_changed(moving, token(moving, "mentor1"))
    again = on(moving, clock, date(2027, 1, 20))
    assert again == [("ada@example.org", ""), ("ada@example.org", "")]


def test_a_letter_that_waited_while_its_person_answered_is_withdrawn(
    moving: Services, clock: SettableClock
) -> None:
    on(moving, clock, DAY - timedelta(days=14))
    (to_mentor, _) = sorted(asked(moving), key=lambda letter: letter.to_email)
    assert changeover_still_waits(moving, to_mentor)
    nothing_has_changed(moving, token(moving, "mentor1"))
    assert not changeover_still_waits(moving, to_mentor)


def test_one_tap_says_that_nothing_has_changed(moving: Services, clock: SettableClock) -> None:
    changed(moving, moving.store.registry.person("mentee1"), site="Hill Infirmary")
    on(moving, clock, DAY)
    nothing_has_changed(moving, token(moving, "mentee1"))
    person = moving.store.registry.person("mentee1")
    assert person.changeover is not None
    assert (person.site, person.changeover.confirmed_at, person.changeover.changed) == (
        "Hill Infirmary",
        moving.clock(),
        False,
    )


def test_x2_the_newest_answer_counts_and_a_line_break_is_refused_whole(
    moving: Services, clock: SettableClock
) -> None:
    on(moving, clock, DAY)
    for site in ("Hill", "Lake  Hospital"):
        say_what_changed(moving, token(moving, "mentor1"), site=site, department="Ear, nose", supervising=())
    with pytest.raises(InputRefusedError):
        say_what_changed(
            moving, token(moving, "mentor1"), site="A\x00B", department="", supervising=["pairing1"]
        )
    person = moving.store.registry.person("mentor1")
    assert (person.site, person.department) == ("Lake Hospital", "Ear, nose")
    assert moving.store.registry.person("mentee1").pairing is not None


@pytest.mark.parametrize("who", ["mentee1", "mentor1"])
def test_who_supervises_or_assesses_ends_the_pairing_and_all_are_told_once(
    moving: Services, clock: SettableClock, who: str
) -> None:
    """Principle 2, without an override; Z5: what hasn't gone is taken back, and doesn't reach an assessor."""
    mentee = moving.store.registry.person("mentee1")
    on(moving, clock, date(2026, 3, 3))
    save_section(moving, mentee.id, 1, GOOD)
    send(moving, check_answers(moving, mentee.id), mentee)
    clock.now = clock.now.replace(month=7, day=30)
    for _ in range(2):
        say_what_changed(
            moving, token(moving, who), site="", department="", supervising=["pairing1", "another"]
        )
    (pairing,) = moving.store.registry.person("mentee1").pairings
    assert (pairing.ended, pairing.supervises) == (date(2026, 7, 30), True)
    assert kinds(moving) == [
        ("ada@example.org", LetterKind.PAIRING_ENDED),
        ("cleo@example.org", LetterKind.PAIRING_ENDED_COORDINATOR),
        ("mo@example.org", LetterKind.STANDING_CHANGED),
    ]
    assert moving.store.outbox.conservation().withdrawn == 1


def test_nobody_ends_a_pairing_that_isnt_theirs(moving: Services, clock: SettableClock) -> None:
    on(moving, clock, DAY)
    say_what_changed(moving, token(moving, "mentor9"), site="", department="", supervising=["pairing1"])
    assert moving.store.registry.person("mentee1").pairing is not None


def test_a_link_is_bound_to_its_purpose_its_person_and_its_time(
    moving: Services, clock: SettableClock
) -> None:
    """X1."""
    on(moving, clock, DAY)
    assert changeover_of(moving, token(moving, "mentee1")).person.id == "mentee1"
    for wrong in (
        moving.links.sign("pause", "mentee1", DAY.isoformat()),
        moving.links.sign("changeover", "mentee1"),
        token(moving, "nobody"),
        "rubbish",
    ):
        with pytest.raises(LinkInvalidError):
            changeover_of(moving, wrong)
    clock.advance(timedelta(days=15))
    with pytest.raises(LinkExpiredError):
        nothing_has_changed(moving, token(moving, "mentee1"))


def test_a_crash_after_the_letter_asks_with_the_same_letter(
    moving: Services, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as cut_off:
        cut_off.setattr(
            type(moving.store.registry), "save", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            on(moving, clock, DAY)
    assert on(moving, clock, DAY) == BOTH


def test_the_coordinator_sees_who_is_silent_and_who_works_too_close_without_content(
    moving: Services, clock: SettableClock
) -> None:
    desk = moving.for_coordinators("coordinator1")
    assert (changeover_room(desk).now, changeover_room(desk).next) == (None, DAY)
    on(moving, clock, DAY - timedelta(days=14))
    for who, department in (("mentee1", "Surgery"), ("mentor1", "surgery")):
        say_what_changed(moving, token(moving, who), site="Hill", department=department, supervising=())
    room = changeover_room(desk)
    assert (room.now, room.asked, room.answered, room.changed, room.silent) == (DAY, 2, 2, 2, ())
    assert [(clash.mentee_name, clash.mentor_name, clash.sentence) for clash in room.clashes] == [
        ("Mo Sample", "Dr Ada Example", "Both gave the same site and department."),
    ]
    changed(moving, moving.store.registry.person("mentee1"), coordinator_conflicts=("coordinator1",))
    assert changeover_room(desk).clashes == ()
    assert changeover_room(desk).asked == 1
    assert [letter.person_id for letter in asked(moving)] != []
    _let_all_go(moving)


def _let_all_go(services: Services) -> None:
    """Nothing of it is left waiting once the letters have gone."""
    for letter in list(services.store.outbox.letters()):
        with services.store.outbox.claim(letter.id) as claimed:
            assert claimed is not None
            services.store.outbox.note_accepted(letter.id, services.clock())
            services.store.outbox.finish(letter.id, LetterEvent.DELIVERED, services.clock())
    ask_about_changeover(services)
    assert asked(services) == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (PlaceRule.BOTH_AGREE, ["Both gave the same site."]),
        (
            PlaceRule.REFUSE,
            ["Both gave the same site. Your programme pairs nobody so: choose another mentor."],
        ),
        (PlaceRule.ALLOW, []),
    ],
)
def test_the_room_judges_a_place_by_the_programme_s_rule(
    services: Services, mentee: Person, mentor: Person, rule: PlaceRule, said: list[str]
) -> None:
    for person in (mentee, mentor):
        with services.store.hold(person.id):
            services.store.registry.save(replace(person, site="Lakeside"))
    programme = replace(services.programme, pairing=PairingRules(same_site=rule))
    room = changeover_room(replace(services, programme=programme).for_coordinators("coordinator1"))
    assert [clash.sentence for clash in room.clashes] == said
