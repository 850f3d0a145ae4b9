"""Pausing, letting one pass, leaving: at once, once told, no reason, and erased when it was said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError, NothingDueError
from formsvc.domain.letters import LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Pause, Person, Standing
from formsvc.domain.sending import When
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.leaving import (
    WayOut,
    ask_for_another_mentor,
    leave,
    pause,
    resume,
    skip,
    way_out_of,
    way_out_token,
    ways_out,
)
from formsvc.workflows.questionnaire import open_questionnaire
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import person_signed_in
from formsvc.workflows.tending import tend
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import ANSWERS, CANARY, answer, send_checked, send_questionnaire, waiting
from tests.workflows.signing_in import sign_in_by_letter, snapshot
from tests.workflows.small_programme import SettableClock

MAY = date(2026, 5, 9)


def now(services: Services, person: Person) -> Person:
    return services.store.registry.person(person.id)


def kinds(services: Services) -> list[LetterKind]:
    return [letter.kind for letter in waiting(services)]


@pytest.fixture
def accepted(services: Services, mentee: Person) -> Person:
    """A mentee whose pairing both have accepted."""
    with services.store.hold(mentee.id):
        moment = services.clock()
        pairings = tuple(
            replace(
                each, mentee_accepted_at=moment, mentor_accepted_at=moment, accepted_email="ada@example.org"
            )
            for each in mentee.pairings
        )
        services.store.registry.save(replace(mentee, pairings=pairings))
    return now(services, mentee)


# --- links ---------------------------------------------------------------------------------------


def test_x1_a_link_does_one_thing_for_one_person(services: Services, mentee: Person) -> None:
    token = way_out_token(services, WayOut.PAUSE, mentee.id)
    assert way_out_of(services, WayOut.PAUSE, token).person == mentee
    for other in (WayOut.SKIP, WayOut.LEAVE):
        with pytest.raises(LinkInvalidError):
            way_out_of(services, other, token)
    with pytest.raises(LinkInvalidError):
        way_out_of(services, WayOut.PAUSE, services.links.sign("pause", "nobody", "1"))
    with pytest.raises(LinkInvalidError):
        way_out_of(services, WayOut.PAUSE, services.links.sign("pause", "mentor1", "1"))


def test_c2_looking_at_a_link_changes_nothing(services: Services, mentee: Person, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    for way in WayOut:
        way_out_of(services, way, way_out_token(services, way, mentee.id))
    assert snapshot(tmp_path) == before


def test_x1_a_link_for_another_mentor_ends_no_later_pairing(
    services: Services, mentee: Person, mentor: Person
) -> None:
    token = way_out_token(services, WayOut.CHANGE_MENTOR, mentee.id)
    assert way_out_of(services, WayOut.CHANGE_MENTOR, token).person == mentee
    ask_for_another_mentor(services, mentee.id)
    assert way_out_of(services, WayOut.CHANGE_MENTOR, token).mentor_name == ""
    assert "change_mentor" not in ways_out(services, mentee.id)
    fresh = now(services, mentee)
    anew = Pairing(id="pairing2", mentor_id=mentor.id, began=services.today())
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(fresh, pairings=(*fresh.pairings, anew)))
    with pytest.raises(LinkExpiredError, match="before your present mentor"):
        way_out_of(services, WayOut.CHANGE_MENTOR, token)


def test_only_the_cycle_that_a_link_names_can_be_let_pass(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    token = way_out_token(services, WayOut.SKIP, mentee.id)
    clock.advance(timedelta(days=70))
    with pytest.raises(LinkExpiredError):
        way_out_of(services, WayOut.SKIP, token)


# --- pausing -------------------------------------------------------------------------------------


def test_a_pause_stops_what_is_due_and_ends_by_itself(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    pause(services, mentee.id, until=MAY)
    assert now(services, mentee).standing is Standing.PAUSED
    with pytest.raises(NothingDueError, match="You are paused"):
        open_questionnaire(services, mentee.id)

    clock.advance(timedelta(days=67))
    tend(services)
    assert now(services, mentee).standing is Standing.PAUSED
    clock.advance(timedelta(days=1))
    tend(services)
    assert now(services, mentee).standing is Standing.JOINED
    assert open_questionnaire(services, mentee.id).cycle.number == 2


def test_a_longer_pause_is_still_the_same_pause_and_the_next_opens_on_the_day_back(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    pause(services, mentee.id, until=date(2026, 3, 10))
    clock.advance(timedelta(days=7))
    pause(services, mentee.id, until=MAY)
    assert now(services, mentee).pause == Pause(date(2026, 3, 2), MAY)
    clock.advance(timedelta(days=90))
    tend(services)
    assert now(services, mentee).skipped == (1,)
    cycle = open_questionnaire(services, mentee.id).cycle
    assert (cycle.number, cycle.opens) == (2, date(2026, 6, 7)), "the worker had slept: nobody is late"


def test_the_mentor_hears_once_that_nothing_comes_and_never_why(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    skip(services, mentee.id, 1)
    skip(services, mentee.id, 1)
    pause(services, mentee.id, until=MAY)
    pause(services, mentee.id, until=MAY)
    assert kinds(services).count(LetterKind.NOTHING_THIS_TIME) == 1
    assert kinds(services).count(LetterKind.STANDING_CHANGED) == 2
    deliver_due(services, transport)
    (told,) = [each for each in manners.taken if each.recipients == ("ada@example.org",)]
    text = part(received(told.content), "plain")
    assert "Nothing is needed from you; a short hello is always welcome" in text
    for word in ("pause", "Pause", "skip", "pass"):
        assert word not in text


def test_a_pause_without_an_end_has_one_check_in_and_no_countdown(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    pause(services, mentee.id, until=None, check_in=MAY)
    clock.advance(timedelta(days=68))
    tend(services)
    tend(services)
    clock.advance(timedelta(days=300))
    tend(services)
    assert kinds(services).count(LetterKind.CHECK_IN) == 1
    assert now(services, mentee).standing is Standing.PAUSED
    resume(services, mentee.id)
    assert now(services, mentee).pause is None


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2026, 3, 1), date(2029, 1, 1)])
def test_a_pause_ends_on_a_day_ahead_and_within_two_years(
    services: Services, mentee: Person, until: date
) -> None:
    with pytest.raises(InputRefusedError):
        pause(services, mentee.id, until=until)
    assert now(services, mentee).standing is Standing.JOINED


# --- missing one ---------------------------------------------------------------------------------


def test_a_missed_cycle_is_told_to_the_mentor_once(
    services: Services, accepted: Person, clock: SettableClock
) -> None:
    assert accepted.pairing is not None
    tend(services)
    assert kinds(services) == []
    clock.advance(timedelta(days=61))
    tend(services)
    tend(services)
    assert kinds(services) == [LetterKind.NOTHING_THIS_TIME]
    clock.advance(timedelta(days=365))
    tend(services)
    assert len(kinds(services)) == 2, "only the newest still makes sense (R18)"


def test_what_was_sent_or_let_pass_was_not_missed(
    services: Services, accepted: Person, clock: SettableClock, transport: SmtpTransport
) -> None:
    send_questionnaire(services, accepted)
    deliver_due(services, transport)
    clock.advance(timedelta(days=61))
    skip(services, accepted.id, 2)
    deliver_due(services, transport)
    clock.advance(timedelta(days=61))
    tend(services)
    assert LetterKind.NOTHING_THIS_TIME not in kinds(services)


# --- leaving -------------------------------------------------------------------------------------


def test_s3_leaving_ends_sessions_and_takes_back_what_has_not_gone(
    services: Services, mentee: Person, coordinator: Person, transport: SmtpTransport, manners: Manners
) -> None:
    signed_in = sign_in_by_letter(services, mentee.email, own_device=True)
    answer(services, mentee)
    send_checked(services, mentee, when=When.IN_AN_HOUR)

    leave(services, mentee.id)
    leave(services, mentee.id)

    assert person_signed_in(services, mentee.id, signed_in.session_secret) is None
    assert services.store.credentials.credentials(mentee.id).devices == ()
    left = now(services, mentee)
    assert (left.standing, left.erased_on) == (Standing.LEFT, date(2026, 3, 30))
    assert left.pairing is None
    deliver_due(services, transport)
    sweep(services)
    deliver_due(services, transport)
    to_mentor = [each for each in manners.taken if each.recipients == ("ada@example.org",)]
    assert len(to_mentor) == 1
    text = part(received(to_mentor[0].content), "plain")
    assert "please delete the questionnaires and letters of Mo Sample" in text
    assert all(CANARY.encode() not in each.content for each in manners.taken)
    to_coordinator = [each for each in manners.taken if each.recipients == (coordinator.email,)]
    assert len(to_coordinator) == 1
    assert services.store.outbox.conservation().holds


def test_p3_k4_who_left_is_erased_on_the_day_that_was_said(
    services: Services,
    mentee: Person,
    clock: SettableClock,
    transport: SmtpTransport,
    tmp_path: Path,
) -> None:
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    leave(services, mentee.id)
    deliver_due(services, transport)
    clock.advance(timedelta(days=27))
    tend(services)
    assert services.store.registry.find(mentee.email) is not None

    clock.advance(timedelta(days=1))
    tend(services)

    assert services.store.registry.find(mentee.email) is None
    assert [name for name in snapshot(tmp_path) if mentee.id in name] == []
    assert services.store.outbox.conservation().holds


def test_who_left_may_come_back_until_then_and_finds_everything(services: Services, mentee: Person) -> None:
    answer(services, mentee)
    leave(services, mentee.id)
    signed_in = sign_in_by_letter(services, mentee.email)
    assert person_signed_in(services, mentee.id, signed_in.session_secret) is not None
    resume(services, mentee.id)
    back = now(services, mentee)
    assert (back.standing, back.erased_on, back.pairing) == (Standing.JOINED, None, None)
    assert open_questionnaire(services, mentee.id).draft.answers == ANSWERS


def test_another_mentor_is_asked_for_without_a_reason(
    services: Services, mentee: Person, coordinator: Person, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    ask_for_another_mentor(services, mentee.id)
    ask_for_another_mentor(services, mentee.id)
    deliver_due(services, transport)
    assert sorted(each.recipients for each in manners.taken) == [
        ("ada@example.org",),
        (coordinator.email,),
        (mentee.email,),
    ]
    assert all(CANARY.encode() not in each.content for each in manners.taken)
    assert now(services, mentee).pairing is None
    assert open_questionnaire(services, mentee.id).draft.answers == ANSWERS, "to send to the next mentor"


# --- a long wait ---------------------------------------------------------------------------------


def test_a_wait_of_more_than_a_day_is_told_once(
    services: Services, mentee: Person, clock: SettableClock, transport: SmtpTransport, manners: Manners
) -> None:
    send_questionnaire(services, mentee)
    manners.replies["RCPT"].extend(["451 4.3.0 later"] * 2)
    deliver_due(services, transport)
    clock.advance(timedelta(hours=23))
    tend(services)
    assert LetterKind.DELAYED_MENTEE not in kinds(services)
    clock.advance(timedelta(hours=2))
    tend(services)
    tend(services)
    assert kinds(services).count(LetterKind.DELAYED_MENTEE) == 1


def test_a_letter_that_waits_because_it_was_asked_to_is_not_late(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    answer(services, mentee)
    send_checked(services, mentee, when=When.IN_THE_MORNING)
    sweep(services)
    clock.advance(timedelta(hours=30))
    tend(services)
    assert LetterKind.DELAYED_MENTEE not in kinds(services)


def test_one_persons_damaged_file_stops_no_other(
    services: Services, mentee: Person, clock: SettableClock, tmp_path: Path
) -> None:
    pause(services, mentee.id, until=MAY)
    (tmp_path / "data" / "registry" / "broken.json").write_bytes(b"{}")
    clock.advance(timedelta(days=68))
    tend(services)
    assert now(services, mentee).standing is Standing.JOINED
