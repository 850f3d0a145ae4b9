"""What needs a coordinator, the same on the page and in the digest, and nothing of whom they assess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.needs import Need, Needs
from formsvc.domain.people import Person, Standing
from formsvc.domain.returned import Refusal
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.digest import choose_digest, send_digests
from formsvc.workflows.overview import needs_of, overview
from formsvc.workflows.services import CoordinatorServices, Services
from tests.mail.mail_server import Manners
from tests.workflows.applicants import confirmed
from tests.workflows.evaluating import changed
from tests.workflows.small_programme import SettableClock, add_mentee, add_mentor

MONDAY = date(2026, 3, 2)


@pytest.fixture
def desk(services: Services, coordinator: Person) -> CoordinatorServices:
    return services.for_coordinators(coordinator.id)


def digests(services: Services) -> list[Letter]:
    return [letter for letter in services.store.outbox.letters() if letter.kind is LetterKind.DIGEST]


def test_a_quiet_programme_needs_nobody(
    desk: CoordinatorServices, services: Services, mentee: Person
) -> None:
    assert mentee.pairing
    assert not needs_of(desk)
    send_digests(services)
    assert digests(services) == []


def test_each_need_is_counted_once_and_the_most_pressing_comes_first(
    services: Services, desk: CoordinatorServices, mentee: Person, mentor: Person, clock: SettableClock
) -> None:
    assert mentee.pairing
    confirmed(services, clock)
    clock.advance(timedelta(days=15))  # what was due on the 16th is late
    add_mentee(services, None, "alone1", "una@example.org")
    waiting = add_mentee(services, mentor, "waiting1", "wim@example.org")
    asked = replace(waiting.pairings[0], mentor_accepted_at=None)
    changed(services, waiting, pairings=(asked,))
    refused = add_mentor(services, "mentor2", "bo@example.org")
    changed(services, refused, refusal=Refusal(refused.email, "5.1.1", services.clock()), site="Lakeside")
    both = add_mentee(services, refused, "both1", "bea@example.org")
    changed(services, both, site="lakeside", skipped=(1,))
    assert dict(needs_of(desk).counts) == {
        Need.UNDELIVERED: 1,
        Need.UNPAIRED: 1,
        Need.UNANSWERED: 1,
        Need.LATE: 1,
        Need.APPLICATIONS: 1,
        Need.CLASHES: 1,
    }
    found = overview(desk)
    assert [(one.name, one.why) for one in found.unreached] == [
        (refused.name, "A letter came back: there is no such mailbox (5.1.1).")
    ]
    assert [(one.begins, one.due, one.sent) for one in found.rounds] == [(date(2026, 3, 1), 1, 0)]
    assert found.status.conservation.holds


def test_a_parked_letter_says_whose_it_is_and_why(
    services: Services, desk: CoordinatorServices, mentee: Person, mentor: Person
) -> None:
    letter = Letter("l1", LetterKind.SUBMISSION, mentor.name, mentor.email, services.clock(), mentee.id, {})
    services.store.outbox.put(
        replace(
            letter, fate=Fate.PARKED, last_reply="The mail server answered 550 5.1.1 to the letter itself."
        )
    )
    (one,) = overview(desk).unreached
    assert (one.person_id, one.why) == (
        mentee.id,
        f"What they sent to {mentor.name}: There is no such mailbox (5.1.1).",
    )


@pytest.mark.parametrize(("days", "counted"), [(6, False), (7, True)])
def test_a_yes_is_waited_for_a_week(
    services: Services,
    desk: CoordinatorServices,
    mentor: Person,
    clock: SettableClock,
    days: int,
    *,
    counted: bool,
) -> None:
    waiting = add_mentee(services, mentor)
    changed(services, waiting, pairings=(replace(waiting.pairings[0], mentor_accepted_at=None),))
    clock.advance(timedelta(days=days))
    assert (Need.UNANSWERED in needs_of(desk).counts) is counted


def test_who_has_left_needs_nobody(
    services: Services, desk: CoordinatorServices, mentee: Person, mentor: Person
) -> None:
    refused = add_mentee(services, None, "gone1", "una@example.org")
    changed(
        services,
        refused,
        standing=Standing.LEFT,
        refusal=Refusal(refused.email, "5.1.1", services.clock()),
    )
    changed(services, mentee, standing=Standing.LEFT)
    letter = Letter("l1", LetterKind.SUBMISSION, mentor.name, mentor.email, services.clock(), mentee.id, {})
    services.store.outbox.put(replace(letter, fate=Fate.PARKED))
    found = overview(desk)
    assert (bool(found.needs), found.unreached) == (False, ())


def test_nothing_is_said_of_whom_a_coordinator_assesses(
    services: Services, desk: CoordinatorServices, coordinator: Person, clock: SettableClock
) -> None:
    alone = add_mentee(services, None, "alone1", "una@example.org")
    changed(
        services,
        alone,
        coordinator_conflicts=(coordinator.id,),
        refusal=Refusal(alone.email, "5.1.1", services.clock()),
    )
    parked = Letter("l1", LetterKind.SIGN_IN, alone.name, alone.email, services.clock(), alone.id, {})
    services.store.outbox.put(replace(parked, fate=Fate.PARKED))
    found = overview(desk)
    assert (bool(found.needs), found.unreached, found.rounds) == (False, (), ())
    send_digests(services)
    assert digests(services) == []
    assert clock


def test_the_digest_comes_once_on_a_monday_and_to_who_wants_it(
    services: Services, coordinator: Person, clock: SettableClock
) -> None:
    """R13: two rounds, and a crash before it was written down, are one letter."""
    add_mentee(services, None, "alone1", "una@example.org")
    for _ in range(2):
        send_digests(services)
    (letter,) = digests(services)
    assert letter.facts == {"who": "Mo Sample", "why": "1 mentee needs a mentor"}
    changed(services, services.store.registry.person(coordinator.id), digest_on=None)
    send_digests(services)
    assert len(digests(services)) == 1
    for _ in range(6):
        clock.advance(timedelta(days=1))
        send_digests(services)
    assert len(digests(services)) == 1
    choose_digest(services, coordinator.id, wanted=False)
    clock.advance(timedelta(days=1))
    send_digests(services)
    assert len(digests(services)) == 1
    choose_digest(services, coordinator.id, wanted=True)
    send_digests(services)
    assert len(digests(services)) == 2


@pytest.mark.parametrize("why", ["too late", "not wanted", "gone"])
def test_a_digest_that_waited_goes_out_on_its_own_day_alone(
    services: Services,
    coordinator: Person,
    clock: SettableClock,
    transport: SmtpTransport,
    manners: Manners,
    why: str,
) -> None:
    """R18: a mail server that was away on Monday brings no old news on Tuesday."""
    add_mentee(services, None, "alone1", "una@example.org")
    send_digests(services)
    manners.replies["RCPT"].append("451 4.3.0 later")
    assert deliver_due(services, transport) == 0
    clock.advance(timedelta(minutes=5))
    if why == "too late":
        clock.advance(timedelta(days=1))
    elif why == "not wanted":
        choose_digest(services, coordinator.id, wanted=False)
    else:
        changed(services, services.store.registry.person(coordinator.id), standing=Standing.LEFT)
    assert deliver_due(services, transport) == 0
    assert digests(services) == []
    assert services.store.outbox.conservation().withdrawn == 1


def test_a_digest_that_waited_an_hour_goes_out(
    services: Services, coordinator: Person, clock: SettableClock, transport: SmtpTransport, manners: Manners
) -> None:
    add_mentee(services, None, "alone1", "una@example.org")
    send_digests(services)
    manners.replies["RCPT"].append("451 4.3.0 later")
    assert deliver_due(services, transport) == 0
    clock.advance(timedelta(hours=1))
    assert deliver_due(services, transport) == 1
    assert manners.taken[-1].recipients == (coordinator.email,)


@pytest.mark.parametrize("hours", [-9, -2, 12])
def test_no_digest_comes_at_night(
    services: Services, coordinator: Person, clock: SettableClock, hours: int
) -> None:
    add_mentee(services, None, "alone1", "una@example.org")
    clock.advance(timedelta(hours=hours))
    send_digests(services)
    assert digests(services) == []
    assert coordinator.digest


def test_who_has_not_joined_gets_none(services: Services, coordinator: Person) -> None:
    add_mentee(services, None, "alone1", "una@example.org")
    changed(services, coordinator, standing=Standing.INVITED)
    send_digests(services)
    assert digests(services) == []


def test_a_digest_names_three_and_counts_the_others() -> None:
    names = ("Ana", "Ben", "Cleo", "Dov", "Eve")
    assert Needs({Need.LATE: 5}, names).who == "Ana, Ben, Cleo and 2 more"
    assert Needs({Need.LATE: 3}, names[:3]).who == "Ana, Ben, Cleo"
    assert Needs({Need.APPLICATIONS: 2}, ()).who == "People who applied"
    assert (
        Needs({Need.SILENT: 1, Need.LATE: 2}, names[:3]).why
        == "1 pairing is silent; 2 questionnaires are late"
    )
