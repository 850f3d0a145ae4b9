"""Applying: nothing is lost, nobody is told before the address is confirmed, nothing says who takes part."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.domain.application import LETTERS_A_DAY, UNCONFIRMED_LIFE, ApplicationState
from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.mail.facts.applicant import ApplicationConfirmFacts
from formsvc.workflows.application_tending import tend_applications
from formsvc.workflows.applying import (
    QUICKEST,
    application_to_confirm,
    apply,
    confirm_application,
    new_stamp,
    prepare_application_letter,
)
from formsvc.workflows.letter_facts import write_letter
from formsvc.workflows.services import Services
from tests.workflows.applicants import MENTEE, confirmed, send_in, token_of, waiting
from tests.workflows.small_programme import SettableClock

CONFIRM = LetterKind.APPLICATION_CONFIRM


def kept(services: Services) -> list[ApplicationState]:
    return sorted(one.state for one in services.store.applications.applications())


def said(services: Services, letter: Letter) -> ApplicationConfirmFacts:
    facts = write_letter(services, letter).facts
    assert isinstance(facts, ApplicationConfirmFacts)
    return facts


def test_the_letter_names_nobody_and_its_secret_is_stored_hashed(
    services: Services, clock: SettableClock
) -> None:
    """X1."""
    letter = send_in(services, clock)
    assert (letter.to_name, letter.person_id) == ("", None)
    assert prepare_application_letter(services, letter)
    assert said(services, letter).link.endswith(token_of(letter))
    (application,) = services.store.applications.applications()
    assert application.applied == MENTEE
    assert letter.facts["secret"] not in repr(application)


def test_the_same_form_twice_is_one_application_and_a_changed_one_is_another(
    services: Services, clock: SettableClock
) -> None:
    stamp = new_stamp(services)
    clock.advance(QUICKEST)
    for _ in range(2):
        apply(services, MENTEE, stamp=stamp)
    assert len(kept(services)) == len(waiting(services, CONFIRM, MENTEE.email)) == 1
    apply(services, replace(MENTEE, hopes="put better"), stamp=stamp)
    apply(services, replace(MENTEE, email="put-right@example.org"), stamp=stamp)
    assert len(kept(services)) == 3
    assert len(waiting(services, CONFIRM, "put-right@example.org")) == 1


def test_a_trap_keeps_nothing_and_says_what_to_do(services: Services, clock: SettableClock) -> None:
    stamp = new_stamp(services)
    for tripped in ({"stamp": ""}, {"stamp": f"{stamp}x"}, {"stamp": stamp}, {"stamp": stamp, "unseen": "x"}):
        with pytest.raises(InputRefusedError, match="press the button") as refused:
            apply(services, MENTEE, **tripped)
        assert refused.value.field == "form"
    clock.advance(QUICKEST - timedelta(seconds=1))
    with pytest.raises(InputRefusedError, match="quicker than people type"):
        apply(services, MENTEE, stamp=stamp)
    assert kept(services) == []
    clock.advance(timedelta(days=30))
    apply(services, MENTEE, stamp=stamp)
    assert kept(services) == [ApplicationState.UNCONFIRMED]


def test_a_stamp_of_another_purpose_is_no_stamp(services: Services, clock: SettableClock) -> None:
    """X1."""
    other = services.links.sign("acknowledge", clock().isoformat(), "abc")
    clock.advance(timedelta(hours=1))
    with pytest.raises(InputRefusedError):
        apply(services, MENTEE, stamp=other)


def test_confirming_counts_once(services: Services, clock: SettableClock) -> None:
    token = token_of(send_in(services, clock))
    assert application_to_confirm(services, token).state is ApplicationState.UNCONFIRMED
    confirm_application(services, token)
    at = clock()
    clock.advance(timedelta(days=400))
    confirm_application(services, token)
    found = application_to_confirm(services, token)
    assert (found.state, found.confirmed_at) == (ApplicationState.NEW, at)


def test_a_link_works_for_its_own_application_and_for_fourteen_days(
    services: Services, clock: SettableClock
) -> None:
    letter = send_in(services, clock)
    for broken in (letter.facts["application"], f"{token_of(letter)}x", f"x{token_of(letter)}", "a.b", ""):
        with pytest.raises(LinkInvalidError):
            application_to_confirm(services, broken)
    clock.advance(UNCONFIRMED_LIFE)
    with pytest.raises(LinkExpiredError):
        confirm_application(services, token_of(letter))
    assert not prepare_application_letter(services, letter)
    assert kept(services) == [ApplicationState.UNCONFIRMED]


def test_a_letter_whose_application_was_confirmed_or_erased_is_withdrawn(
    services: Services, clock: SettableClock
) -> None:
    letter = send_in(services, clock)
    confirm_application(services, token_of(letter))
    assert not prepare_application_letter(services, letter)
    with services.store.hold(letter.facts["application"]):
        services.store.applications.erase(letter.facts["application"])
    assert not prepare_application_letter(services, letter)


def test_a_newer_application_takes_the_place_of_one_that_waits_and_of_no_decided_one(
    services: Services, clock: SettableClock
) -> None:
    first = confirmed(services, clock)
    letter = send_in(services, clock, replace(MENTEE, hopes="put better"))
    assert said(services, letter).again
    confirm_application(services, token_of(letter))
    (left,) = services.store.applications.applications()
    assert left.applied.hopes == "put better"
    assert services.store.applications.application(first.id) is None
    with services.store.hold(left.id):
        services.store.applications.save(replace(left, state=ApplicationState.DECLINED))
    again = send_in(services, clock)
    assert not said(services, again).again
    confirm_application(services, token_of(again))
    assert kept(services) == [ApplicationState.DECLINED, ApplicationState.NEW]


@pytest.mark.parametrize("whose", ["mentee", "mentor", "invited"])
def test_a7_only_the_mailbox_learns_that_its_address_takes_part(
    services: Services, clock: SettableClock, whose: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(whose)
    letter = send_in(services, clock, replace(MENTEE, email=person.email))
    assert prepare_application_letter(services, letter)
    facts = said(services, letter)
    assert (facts.taking_part, facts.link) == (True, "")
    assert (facts.account, facts.invited) == (whose != "mentor", whose == "invited")


def test_an_address_that_only_folds_into_somebodys_learns_nothing(
    services: Services, clock: SettableClock, mentee: Person
) -> None:
    lookalike = mentee.email.replace("o@", "\u03bf@")
    with services.store.hold(mentee.id):
        services.store.registry.readdress(replace(mentee, email="stra\u00dfe@example.org"))
    confirmed(services, clock, replace(MENTEE, email="stra\u00dfe.two@example.org"))
    for email in (lookalike, "strasse@example.org", "strasse.two@example.org"):
        facts = said(services, send_in(services, clock, replace(MENTEE, email=email)))
        assert (facts.taking_part, facts.again) == (False, False), email


def test_one_address_gets_a_few_letters_a_day(services: Services, clock: SettableClock) -> None:
    letters = [send_in(services, clock) for _ in range(LETTERS_A_DAY + 2)]
    goes = [prepare_application_letter(services, letter) for letter in letters]
    assert goes == [True] * LETTERS_A_DAY + [False] * 2
    clock.advance(timedelta(days=1))
    assert prepare_application_letter(services, send_in(services, clock))


def test_unconfirmed_ones_are_erased_after_fourteen_days_with_their_letters(
    services: Services, clock: SettableClock
) -> None:
    """P4."""
    send_in(services, clock)
    clock.advance(UNCONFIRMED_LIFE - timedelta(seconds=1))
    tend_applications(services)
    assert kept(services) == [ApplicationState.UNCONFIRMED]
    clock.advance(timedelta(seconds=1))
    tend_applications(services)
    assert kept(services) == []
    assert list(services.store.outbox.letters()) == []
    counted = services.store.outbox.conservation()
    assert counted.holds
    assert counted.withdrawn == 1
