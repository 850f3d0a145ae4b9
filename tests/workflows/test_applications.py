"""Deciding about applications: once, with a letter, an audit entry and no double person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from formsvc.domain.application import DECIDED_LIFE, UNDECIDED_LIFE, Application, ApplicationState, Reason
from formsvc.domain.audit import Deed
from formsvc.domain.errors import AddressTakenError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.application_tending import tend_applications
from formsvc.workflows.applications import (
    PAGE,
    Terms,
    accept_application,
    applications_page,
    confirmed_application,
    decline_application,
    keep_application_waiting,
)
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.services import CoordinatorServices, Services
from tests.workflows.applicants import MENTEE, MENTOR, confirmed, send_in, waiting
from tests.workflows.small_programme import SettableClock, add_mentee

TERMS = Terms(3, date(2024, 1, 2))


@pytest.fixture
def desk(services: Services, coordinator: Person) -> CoordinatorServices:
    return services.for_coordinators(coordinator.id)


def deeds(services: Services) -> list[Deed]:
    return [event.deed for event in services.store.audit.events()]


def test_an_accepted_mentee_is_invited_with_what_they_said(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    accept_application(desk, application.id, TERMS)
    person = services.store.registry.find(MENTEE.email)
    assert person
    assert (person.id, person.standing) == (application.person_id, Standing.INVITED)
    assert person.roles == {Role.MENTEE}
    assert (person.site, person.department, person.grade, person.specialty) == (
        "Example Infirmary",
        "Theatres",
        "CT2",
        "Surgery",
    )
    assert (person.max_mentees, person.trained_on) == (None, None)
    (letter,) = waiting(services, LetterKind.INVITATION, MENTEE.email)
    assert letter.facts["applied"]
    (event,) = services.store.audit.events()
    assert (event.deed, event.by, event.whom) == (Deed.APPLICATION_ACCEPTED, desk.by, person.id)


def test_an_accepted_mentor_has_the_cap_and_the_training_that_were_settled(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    accept_application(desk, confirmed(services, clock, MENTOR).id, TERMS)
    person = services.store.registry.find(MENTOR.email)
    assert person
    assert (person.standing, person.max_mentees, person.trained_on) == (
        Standing.JOINED,
        3,
        date(2024, 1, 2),
    )
    assert len(waiting(services, LetterKind.WELCOME_MENTOR, MENTOR.email)) == 1


def test_two_coordinators_at_once_decide_once(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    other = replace(desk, by="coordinator2")

    def decide(number: int) -> None:
        by = desk if number % 2 else other
        if number % 3:
            accept_application(by, application.id, TERMS)
        else:
            decline_application(by, application.id, Reason.NO_PLACE)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(decide, range(12)))
    state = confirmed_application(desk, application.id).state
    letters = [
        len(waiting(services, kind, MENTEE.email))
        for kind in (LetterKind.INVITATION, LetterKind.APPLICATION_DECLINED)
    ]
    accepted = state is ApplicationState.ACCEPTED
    assert letters == ([1, 0] if accepted else [0, 1])
    assert (services.store.registry.find(MENTEE.email) is not None) is accepted
    assert services.store.audit.damaged() == 0


class _CutOff:
    """A port whose last verb never comes back."""

    def __init__(self, port: Any, verb: str) -> None:
        self._port, self._verb = port, verb

    def __getattr__(self, name: str) -> Any:
        if name == self._verb:
            raise KeyboardInterrupt
        return getattr(self._port, name)


@pytest.mark.parametrize(
    ("port", "verb"), [("applications", "save"), ("outbox", "put"), ("credentials", "save_credentials")]
)
def test_who_is_cut_off_while_accepting_presses_again_and_there_is_one_person_with_a_letter(
    services: Services, desk: CoordinatorServices, clock: SettableClock, port: str, verb: str
) -> None:
    application = confirmed(services, clock)
    cut = replace(desk.store, **{port: _CutOff(getattr(desk.store, port), verb)})
    with pytest.raises(KeyboardInterrupt):
        accept_application(replace(desk, store=cut), application.id, TERMS)
    accept_application(desk, application.id, TERMS)
    assert confirmed_application(desk, application.id).state is ApplicationState.ACCEPTED
    assert [one.id for one in services.store.registry.people() if Role.MENTEE in one.roles] == [
        application.person_id
    ]
    letter = waiting(services, LetterKind.INVITATION, MENTEE.email)[-1]
    credentials = services.store.credentials.credentials(application.person_id)
    assert credentials.invitation
    assert letter.facts["secret"]


def test_an_address_that_takes_part_by_now_is_refused_and_nothing_is_decided(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    add_mentee(services, None, email=MENTEE.email)
    with pytest.raises(AddressTakenError):
        accept_application(desk, application.id, TERMS)
    assert confirmed_application(desk, application.id).state is ApplicationState.NEW
    assert deeds(services) == []


def test_who_waits_is_told_once_and_can_still_be_accepted(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    for _ in range(2):
        keep_application_waiting(desk, application.id)
    (letter,) = waiting(services, LetterKind.APPLICATION_WAITING, MENTEE.email)
    assert letter.facts["until"] == (clock() + UNDECIDED_LIFE).isoformat()
    accept_application(desk, application.id, TERMS)
    assert deeds(services) == [Deed.APPLICATION_ACCEPTED, Deed.APPLICATION_KEPT]


def test_a_declined_applicant_gets_one_letter_and_is_erased_after_ninety_days(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    """P4."""
    application = confirmed(services, clock)
    for reason in (Reason.NOT_FOR, Reason.NO_PLACE):
        decline_application(desk, application.id, reason)
    keep_application_waiting(desk, application.id)
    (letter,) = waiting(services, LetterKind.APPLICATION_DECLINED, MENTEE.email)
    assert letter.facts["reason"] == Reason.NOT_FOR
    assert waiting(services, LetterKind.APPLICATION_WAITING, MENTEE.email) == []
    clock.advance(DECIDED_LIFE - timedelta(seconds=1))
    tend_applications(services)
    assert confirmed_application(desk, application.id)
    clock.advance(timedelta(seconds=1))
    tend_applications(services)
    with pytest.raises(PersonUnknownError):
        confirmed_application(desk, application.id)


def test_what_was_taken_back_is_erased_at_once(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    decline_application(desk, application.id, Reason.WITHDRAWN)
    assert list(services.store.applications.applications()) == []
    assert len(waiting(services, LetterKind.APPLICATION_DECLINED, MENTEE.email)) == 1
    assert deeds(services) == [Deed.APPLICATION_DECLINED]


def test_what_an_applicant_hopes_for_is_in_no_letter_no_person_and_no_audit_entry(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    ids = [
        confirmed(services, clock, replace(MENTEE, email=f"ana{number}@example.org")).id
        for number in range(3)
    ]
    accept_application(desk, ids[0], TERMS)
    keep_application_waiting(desk, ids[1])
    decline_application(desk, ids[2], Reason.UNSAID)
    tend_applications(services)
    told = [
        *services.store.outbox.letters(),
        *services.store.registry.people(),
        *services.store.audit.events(),
    ]
    assert len(told) > 10
    assert "zq81" not in repr(told)
    assert "zq81" in repr(list(services.store.applications.applications()))


def test_nobody_sees_an_application_before_its_address_is_confirmed(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    letter = send_in(services, clock)
    with pytest.raises(PersonUnknownError):
        confirmed_application(desk, letter.facts["application"])
    page = applications_page(desk, ApplicationState.NEW)
    assert (page.applications, sum(page.counts.values())) == ((), 0)
    tend_applications(services)
    assert waiting(services, LetterKind.NEW_APPLICATIONS, "cleo@example.org") == []
    with pytest.raises(PersonUnknownError):
        accept_application(desk, letter.facts["application"], TERMS)
    with pytest.raises(PersonUnknownError):
        decline_application(desk, letter.facts["application"], Reason.UNSAID)


def test_a_coordinator_gets_one_letter_a_day_and_none_about_what_was_told(
    services: Services, coordinator: Person, clock: SettableClock
) -> None:
    def told() -> list[str]:
        tend_applications(services)
        letters = waiting(services, LetterKind.NEW_APPLICATIONS, coordinator.email)
        return [letter.facts["waiting"] for letter in letters]

    confirmed(services, clock)
    assert told() == ["1"]
    confirmed(services, clock, MENTOR)
    assert told() == ["1"]
    clock.advance(timedelta(days=1))
    assert told() == ["1", "2"]
    clock.advance(timedelta(days=30))
    assert told() == ["1", "2"]


def test_a_long_list_is_paged_the_oldest_first(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    example = confirmed(services, clock)
    for number in range(1, PAGE + 2):
        later = _later(services, example, number)
        with services.store.hold(later.id):
            services.store.applications.save(later)
    first, second = (applications_page(desk, ApplicationState.NEW, number) for number in (1, 2))
    assert (len(first.applications), first.more) == (PAGE, True)
    assert (len(second.applications), second.more) == (2, False)
    assert first.applications[0] == example
    assert first.counts[ApplicationState.NEW] == PAGE + 2


def test_k4_erasing_somebody_erases_what_they_applied_with(
    services: Services, desk: CoordinatorServices, clock: SettableClock
) -> None:
    application = confirmed(services, clock)
    accept_application(desk, application.id, TERMS)
    person = services.store.registry.person(application.person_id)
    with services.store.hold(person.id):
        services.store.registry.readdress(replace(person, email="moved@example.org"))
    erase_person(services, "moved@example.org")
    assert list(services.store.applications.applications()) == []


def test_k4_an_applicant_who_is_nobody_yet_can_be_erased(services: Services, clock: SettableClock) -> None:
    confirmed(services, clock)
    letter = send_in(services, clock, replace(MENTEE, hopes="again"))
    assert erase_person(services, MENTEE.email).withdrawn >= 1
    assert list(services.store.applications.applications()) == []
    assert letter.id not in {one.id for one in services.store.outbox.letters()}
    with pytest.raises(PersonUnknownError):
        erase_person(services, MENTEE.email)


def _later(services: Services, example: Application, number: int) -> Application:
    return replace(
        example,
        id=services.store.applications.id_for(f"a{number}@example.org", f"n{number}"),
        confirmed_at=example.applied_at + timedelta(minutes=number),
    )
