"""Reminders and nudges by the worker: each once, none lost, none at night, and none that makes no sense."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import StoreError
from formsvc.domain.letters import REMINDERS, Letter, LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.domain.reminders import Hour, Reminders, Stage
from formsvc.domain.sending import When
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acknowledgement import acknowledge
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.leaving import pause, resume, skip
from formsvc.workflows.mentor_standing import go_away
from formsvc.workflows.reminders import choose_reminders, remind
from formsvc.workflows.reply import say_mentor_replied
from formsvc.workflows.services import Services
from formsvc.workflows.tending import look_after_everyone
from formsvc.workflows.watching import people_and_progress
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, answer, send_checked, send_questionnaire, waiting
from tests.workflows.small_programme import SettableClock, add_mentee

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def look_after(services: Services) -> None:
    for _ in look_after_everyone(services):
        pass


def told(services: Services) -> list[LetterKind]:
    return [each.kind for each in waiting(services) if each.kind in REMINDERS | {LetterKind.NUDGE}]


def now(services: Services, person: Person) -> Person:
    return services.store.registry.person(person.id)


@pytest.fixture
def year(
    services: Services, clock: SettableClock, transport: SmtpTransport, manners: Manners
) -> Callable[[timedelta, timedelta], list[str]]:
    """Let a worker look around every so often, and return the subjects that arrived."""

    def live(length: timedelta, every: timedelta) -> list[str]:
        end = clock.now + length
        while clock.now < end:
            look_after(services)
            deliver_due(services, transport)
            clock.advance(every)
        return [str(received(each.content)["Subject"]).partition(": ")[2] for each in manners.taken]

    return live


# --- mentees -------------------------------------------------------------------------------------


def test_one_cycle_that_nobody_answers_brings_five_letters(
    mentee: Person, year: Callable[[timedelta, timedelta], list[str]], manners: Manners
) -> None:
    assert mentee.email == "mo@example.org"
    subjects = year(timedelta(days=62), 6 * HOUR)
    subjects.remove("Mo Sample's questionnaires")  # the mentor hears that nothing comes
    assert subjects == [
        "a questionnaire is open",
        "due by 16 March 2026",
        "due today",
        "still open",
        "a new questionnaire is open",
    ]
    for each in manners.taken:
        letter = received(each.content)
        if letter["To"].addresses[0].addr_spec != mentee.email:
            continue
        text = part(letter, "plain")
        for way in ("pause", "skip", "change-mentor", "leave"):
            assert f"https://forms.example.org/{way}/" in text


def test_a_questionnaire_that_waits_for_the_morning_counts_as_sent(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=13, hours=11))
    answer(services, mentee)
    send_checked(services, mentee, when=When.IN_THE_MORNING)
    clock.advance(timedelta(hours=12))
    look_after(services)
    assert told(services) == []


def test_what_is_let_pass_paused_or_sent_meanwhile_is_withdrawn_before_it_goes(
    services: Services, mentee: Person, mentor: Person, clock: SettableClock, transport: SmtpTransport
) -> None:
    clock.advance(DAY)
    others = [add_mentee(services, mentor, f"other{n}", f"other{n}@example.org") for n in range(3)]
    look_after(services)
    assert told(services) == [LetterKind.CYCLE_OPENED] * 4
    skip(services, others[0].id, 1)
    pause(services, others[1].id, until=None)
    send_questionnaire(services, others[2])
    deliver_due(services, transport)
    assert services.store.outbox.conservation().withdrawn == 3
    assert services.store.outbox.conservation().holds
    assert now(services, mentee).reminded == {1: Stage.OPENED}


def test_r18_a_letter_that_waited_past_its_days_gives_way_to_the_newer_one(
    services: Services, mentee: Person, clock: SettableClock, transport: SmtpTransport, manners: Manners
) -> None:
    clock.advance(DAY)
    look_after(services)
    clock.advance(timedelta(days=11))
    look_after(services)
    assert told(services) == [LetterKind.CYCLE_OPENED, LetterKind.DUE_SOON]
    deliver_due(services, transport)
    assert len(manners.taken) == 1
    assert "due by 16 March" in str(received(manners.taken[0].content)["Subject"])
    assert now(services, mentee).reminded == {1: Stage.DUE_SOON}


@pytest.mark.usefixtures("mentee")
def test_r18_a_worker_that_slept_for_a_month_wakes_quietly(services: Services, clock: SettableClock) -> None:
    look_after(services)
    clock.advance(timedelta(days=31))
    for _ in range(8):
        look_after(services)
        clock.advance(HOUR)
    assert told(services) == [LetterKind.LATE]
    clock.advance(timedelta(days=365))
    look_after(services)
    assert len(told(services)) <= 2


@pytest.mark.usefixtures("mentee")
def test_r18_a_clock_an_hour_back_repeats_nothing(services: Services, clock: SettableClock) -> None:
    clock.advance(DAY)
    look_after(services)
    clock.advance(-HOUR)
    look_after(services)
    clock.advance(2 * HOUR)
    look_after(services)
    assert told(services) == [LetterKind.CYCLE_OPENED]


@pytest.mark.usefixtures("mentee")
def test_r9_two_workers_at_once_tell_once(services: Services, mentor: Person, clock: SettableClock) -> None:
    for number in range(8):
        add_mentee(services, mentor, f"other{number}", f"other{number}@example.org")
    clock.advance(DAY)
    together = threading.Barrier(2)

    def work() -> None:
        together.wait(60)
        look_after(services)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert told(services) == [LetterKind.CYCLE_OPENED] * 9


def test_r9_who_looked_before_another_worker_told_tells_nothing(
    services: Services, mentee: Person, clock: SettableClock, transport: SmtpTransport, manners: Manners
) -> None:
    clock.advance(DAY)
    read_before = now(services, mentee)
    remind(services, read_before)
    deliver_due(services, transport)
    remind(services, read_before)
    assert waiting(services) == []
    assert len(manners.taken) == 1


def test_r24_people_are_looked_after_a_few_at_a_time_and_letters_go_in_between(
    services: Services, mentor: Person, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formsvc.workflows.tending.AT_A_TIME", 2)
    for number in range(5):
        add_mentee(services, mentor, f"mentee{number}", f"mentee{number}@example.org")
    clock.advance(DAY)
    assert [len(told(services)) for _ in look_after_everyone(services)] == [2, 4, 5]


def test_one_persons_damaged_record_stops_no_other_reminder(
    services: Services, mentor: Person, clock: SettableClock, tmp_path: Path
) -> None:
    for number in range(3):
        add_mentee(services, mentor, f"mentee{number}", f"mentee{number}@example.org")
    broken = tmp_path / "data" / "records" / "mentee1"
    broken.mkdir()
    (broken / "1.json").write_bytes(b"{}")
    clock.advance(DAY)
    look_after(services)
    assert {letter.person_id for letter in waiting(services)} == {"mentee0", "mentee2"}


def test_a_crash_between_letter_and_registry_repeats_the_same_letter_and_loses_none(
    services: Services, mentee: Person, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(DAY)
    registry = type(services.store.registry)

    def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(registry, "save", fail)
        with pytest.raises(StoreError):
            look_after(services)
    (before,) = waiting(services)
    assert now(services, mentee).reminded == {}
    look_after(services)
    assert [letter.id for letter in waiting(services)] == [before.id]
    assert now(services, mentee).reminded == {1: Stage.OPENED}
    assert services.store.outbox.conservation().accepted == 1


def test_a_crash_after_delivery_repeats_under_the_same_message_id(
    services: Services,
    mentee: Person,
    clock: SettableClock,
    transport: SmtpTransport,
    manners: Manners,
) -> None:
    clock.advance(DAY)
    look_after(services)
    deliver_due(services, transport)
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(now(services, mentee), reminded={}, reminded_on=None))
    look_after(services)
    deliver_due(services, transport)
    assert len({received(each.content)["Message-ID"] for each in manners.taken}) == 1
    assert services.store.outbox.conservation().holds


def test_the_choice_counts_from_the_next_letter(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    choose_reminders(services, mentee.id, Reminders.OPENED, Hour.EVENING)
    clock.advance(DAY)
    look_after(services)
    assert told(services) == []
    clock.advance(timedelta(hours=9))
    look_after(services)
    clock.advance(timedelta(days=13))
    look_after(services)
    assert told(services) == [LetterKind.CYCLE_OPENED]


def test_who_comes_back_has_one_letter_that_day_and_the_opening_the_next(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    pause(services, mentee.id, until=date(2026, 4, 1))
    clock.advance(timedelta(days=30) - 10 * HOUR)
    look_after(services)
    assert now(services, mentee).standing is Standing.PAUSED, "nobody is woken at night"
    clock.advance(11 * HOUR)
    look_after(services)
    assert now(services, mentee).standing is Standing.JOINED
    assert told(services) == []
    clock.advance(DAY)
    look_after(services)
    (opened,) = [each for each in waiting(services) if each.kind in REMINDERS]
    assert (opened.kind, opened.facts["cycle"]) == (LetterKind.CYCLE_OPENED, "2")


def test_one_gentle_check_in_comes_by_day_and_nothing_else(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    pause(services, mentee.id, until=None, check_in=date(2026, 5, 2))
    clock.advance(timedelta(days=61) - 5 * HOUR)
    kinds: list[LetterKind] = []
    for _ in range(60):
        look_after(services)
        kinds = [each.kind for each in waiting(services)]
        if clock.now.day == 2 and clock.now.hour < 7:
            assert LetterKind.CHECK_IN not in kinds
        clock.advance(HOUR)
    assert kinds.count(LetterKind.CHECK_IN) == 1
    assert told(services) == []
    resume(services, mentee.id)


# --- mentors -------------------------------------------------------------------------------------


@pytest.fixture
def delivered(services: Services, mentee: Person, transport: SmtpTransport, manners: Manners) -> Person:
    """A mentee whose questionnaire the mail server has taken, and nothing else has happened."""
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    manners.taken.clear()
    return now(services, mentee)


def token(services: Services, mentee: Person) -> str:
    return services.links.sign("acknowledge", mentee.id, "1", mentee.cycles[1].reference)


def progress(services: Services) -> str:
    rows = people_and_progress(services.for_coordinators())
    return next(row.progress for row in rows if row.name == "Mo Sample")


def test_z2_a_silent_mentor_has_two_nudges_without_content_and_then_the_coordinator_sees_it(
    services: Services,
    delivered: Person,
    clock: SettableClock,
    year: Callable[[timedelta, timedelta], list[str]],
    manners: Manners,
) -> None:
    assert year(timedelta(days=12, hours=1), 6 * HOUR) == ["about Mo Sample's questionnaire"] * 2
    assert [each.recipients for each in manners.taken] == [("ada@example.org",)] * 2
    for each in manners.taken:
        assert CANARY.encode() not in each.content
        assert f"https://forms.example.org/m/{token(services, delivered)}" in part(
            received(each.content), "plain"
        ).replace("\n", "")
    assert progress(services) == "Sent; accepted by the mail server"
    clock.advance(DAY)
    assert progress(services) == "Sent; accepted by the mail server; mentor silent since 2 March 2026"
    assert len(year(timedelta(days=30), 6 * HOUR)) == 2, "nudges have stopped"


@pytest.mark.parametrize("word", ["replied", "cannot", "asks_more", "mentee"])
def test_any_word_ends_nudges_and_withdraws_one_that_waits(
    services: Services,
    delivered: Person,
    clock: SettableClock,
    transport: SmtpTransport,
    manners: Manners,
    word: str,
) -> None:
    clock.advance(timedelta(days=5))
    look_after(services)
    assert told(services) == [LetterKind.NUDGE]
    if word == "mentee":
        say_mentor_replied(services, delivered.id, 1)
    else:
        acknowledge(services, token(services, delivered), word)
    deliver_due(services, transport)
    clock.advance(timedelta(days=20))
    look_after(services)
    assert told(services) == []
    assert all(each.recipients == ("mo@example.org",) for each in manners.taken)


def test_a_mentor_who_is_away_is_nudged_the_day_after(
    services: Services, delivered: Person, mentor: Person, clock: SettableClock
) -> None:
    link = services.links.sign("mentor-standing", mentor.id, delivered.id, "1", delivered.cycles[1].reference)
    go_away(services, link, "20 March")
    clock.advance(timedelta(days=18))
    look_after(services)
    assert told(services) == []
    clock.advance(DAY)
    look_after(services)
    assert told(services) == [LetterKind.NUDGE]


def test_a_mentor_no_more_and_a_link_that_says_nothing_any_more_are_let_be(
    services: Services, delivered: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=80))
    look_after(services)
    assert LetterKind.NUDGE not in told(services), "the link in it would be dead"
    clock.advance(timedelta(days=-60))
    (pairing,) = delivered.pairings
    with services.store.hold(delivered.id):
        fresh = now(services, delivered)
        services.store.registry.save(replace(fresh, pairings=(replace(pairing, id="another"),)))
    look_after(services)
    assert LetterKind.NUDGE not in told(services)


def test_a_reminder_of_somebody_who_was_erased_is_withdrawn(
    services: Services, transport: SmtpTransport, manners: Manners
) -> None:
    gone = {"cycle": "1", "stage": "opened", "mentee": "gone", "reference": "K7QM-2XJD"}
    for kind in (LetterKind.CYCLE_OPENED, LetterKind.NUDGE):
        services.store.outbox.put(
            Letter(f"of{kind}".replace("_", ""), kind, "", "gone@example.org", services.clock(), "gone", gone)
        )
    deliver_due(services, transport)
    assert manners.taken == []
    assert services.store.outbox.conservation().withdrawn == 2
