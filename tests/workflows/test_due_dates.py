"""The calendar file, read back by the same standard's parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar as CalendarFile

from formsvc.domain.cycle import Calendar
from formsvc.domain.people import Pause, Person, Standing
from formsvc.workflows.due_dates import calendar_file
from formsvc.workflows.leaving import pause, resume
from formsvc.workflows.services import Services
from tests.workflows.small_programme import SettableClock

FIRST_SIX = [
    date(2026, 3, 16),
    date(2026, 5, 16),
    date(2026, 7, 16),
    date(2026, 9, 16),
    date(2026, 11, 16),
    date(2027, 1, 16),
]


def events(services: Services, person: Person) -> list[Any]:
    file = CalendarFile.from_ical(calendar_file(services, person.id))
    assert file.errors == []
    assert (file["VERSION"], [part.name for part in file.subcomponents]) == ("2.0", ["VEVENT"] * 6)
    found: list[Any] = file.walk("VEVENT")
    assert [fault for event in found for fault in event.errors] == []
    return found


def change(services: Services, person: Person) -> None:
    with services.store.hold(person.id):
        services.store.registry.save(person)


def test_the_open_cycle_and_the_next_five_are_whole_days(services: Services, mentee: Person) -> None:
    found = events(services, mentee)
    assert [event.decoded("DTSTART") for event in found] == FIRST_SIX
    assert all(type(event.decoded("DTSTART")) is date for event in found)
    assert [event.decoded("DTEND") - event.decoded("DTSTART") for event in found] == [timedelta(days=1)] * 6


def test_later_the_file_begins_with_the_cycle_that_is_open_then(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=70))
    assert events(services, mentee)[0].decoded("DTSTART") == FIRST_SIX[1]


def test_before_the_first_cycle_opens_its_date_stands_first(services: Services, mentee: Person) -> None:
    change(services, replace(mentee, starts=date(2026, 3, 30)))
    assert events(services, mentee)[0].decoded("DTSTART") == date(2026, 4, 13)


def test_no_event_says_what_is_due_or_for_whom(services: Services, mentee: Person, mentor: Person) -> None:
    for event in events(services, mentee):
        assert str(event["SUMMARY"]) == "Something due (programme)"
        assert (event["CLASS"], event["TRANSP"]) == ("PRIVATE", "TRANSPARENT")
        assert event.subcomponents == [], "no alarm"
        assert set(event) == {
            *("UID", "DTSTAMP", "SEQUENCE", "SUMMARY", "DTSTART", "DTEND", "CLASS", "TRANSP", "STATUS")
        }
    whole = calendar_file(services, mentee.id).decode("utf-8").replace("\r\n ", "").casefold()
    for told in (mentee.name, mentee.email, mentee.id, mentor.name, "mentor", services.programme.name, "mo@"):
        assert told.casefold() not in whole


def test_an_update_takes_the_place_of_what_was_imported(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    before = events(services, mentee)
    clock.advance(timedelta(days=1))
    change(services, replace(mentee, starts=date(2026, 3, 9)))
    after = events(services, mentee)
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert len({event["UID"] for event in after}) == 6
    assert after[0].decoded("DTSTART") == FIRST_SIX[0] + timedelta(days=7)
    assert all(new["SEQUENCE"] > old["SEQUENCE"] for new, old in zip(after, before, strict=True))
    assert {event.decoded("DTSTAMP") for event in before} == {datetime(2026, 3, 2, 9, tzinfo=UTC)}
    assert {event.decoded("DTSTAMP") for event in after} == {clock.now}


def test_another_persons_dates_have_other_uids(
    services: Services, mentee: Person, coordinator: Person
) -> None:
    change(services, replace(coordinator, starts=mentee.starts))
    mine, theirs = events(services, mentee), events(services, coordinator)
    assert not {event["UID"] for event in mine} & {event["UID"] for event in theirs}


def test_what_is_skipped_or_rests_in_a_pause_is_cancelled(services: Services, mentee: Person) -> None:
    def cancelled() -> list[int]:
        return [n for n, event in enumerate(events(services, mentee), 1) if event["STATUS"] == "CANCELLED"]

    assert cancelled() == []
    change(services, replace(mentee, skipped=(2,)))
    assert cancelled() == [2]
    change(services, replace(mentee, pause=Pause(date(2026, 3, 9), date(2026, 3, 16))))
    assert cancelled() == []
    change(services, replace(mentee, pause=Pause(date(2026, 3, 9), date(2026, 3, 17))))
    assert cancelled() == [1]
    change(services, replace(mentee, pause=Pause(date(2026, 3, 2))))
    assert cancelled() == [1, 2, 3, 4, 5, 6]


def test_a_pause_with_an_end_moves_the_dates_after_it_and_keeps_their_names(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    before = events(services, mentee)
    clock.advance(timedelta(days=7))
    pause(services, mentee.id, until=date(2026, 5, 9))
    resting = events(services, mentee)
    assert [event["UID"] for event in resting] == [event["UID"] for event in before]
    assert [event.decoded("DTSTART") for event in resting][:3] == [
        FIRST_SIX[0],
        date(2026, 5, 23),
        date(2026, 7, 23),
    ]
    assert [str(event["STATUS"]) for event in resting][:2] == ["CANCELLED", "CONFIRMED"]
    clock.advance(timedelta(minutes=1))
    resume(services, mentee.id)
    again = events(services, mentee)
    assert [event.decoded("DTSTART") for event in again] == FIRST_SIX
    assert again[0]["SEQUENCE"] > resting[0]["SEQUENCE"], "the same day, and it still counts as newer"


def test_fixed_dates_are_everyones(services: Services, mentee: Person) -> None:
    fixed = Calendar(2, 14, opens=(date(2026, 8, 5), date(2026, 10, 7)))
    together = replace(services, programme=replace(services.programme, calendar=fixed))
    assert [event.decoded("DTSTART") for event in events(together, mentee)][:3] == [
        date(2026, 8, 19),
        date(2026, 10, 21),
        date(2026, 12, 21),
    ]


def test_who_has_left_has_no_date_that_stands(services: Services, mentee: Person) -> None:
    change(services, replace(mentee, standing=Standing.LEFT))
    assert {event["STATUS"] for event in events(services, mentee)} == {"CANCELLED"}
