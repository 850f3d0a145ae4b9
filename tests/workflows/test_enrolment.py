from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from formsvc.domain.errors import (
    AlreadyJoinedError,
    InputRefusedError,
    NotJoinedError,
    WrongCodeError,
)
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    confirm_recovery_code,
    invite_person,
    invited_person,
    recovery_codes_to_show,
    renew_invitation,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import person_signed_in, recover, sign_in_from_device
from tests.workflows.signing_in import (
    STEP,
    all_at_once,
    code_at,
    invitation_token,
    join,
    receive,
    sign_in_by_letter,
)
from tests.workflows.small_programme import SettableClock

MENTEE = frozenset({Role.MENTEE})
COORDINATOR = frozenset({Role.COORDINATOR})
AGREEMENT = "2026-01"


def test_joining_signs_in_and_starts_the_mentees_cycles_today(
    services: Services, invited: Person, token: str
) -> None:
    signed_in, _ = join(services, token)

    person = services.store.registry.person(invited.id)
    assert signed_in.person == person
    assert (person.standing, person.starts) == (Standing.JOINED, date(2026, 3, 2))
    assert (person.joined_at, person.agreement_version) == (services.clock(), AGREEMENT)
    assert signed_in.device_token is None
    assert person_signed_in(services, person.id, signed_in.session_secret) == person


def test_today_is_the_programmes_local_date(services: Services, clock: SettableClock) -> None:
    clock.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    late = invite_person(services, name="Late Sample", email="late@example.org", roles=MENTEE)

    signed_in, _ = join(services, invitation_token(services, late))

    assert signed_in.person.starts == date(2026, 7, 1), "half past midnight in London"


def test_a_coordinator_joins_without_cycles(services: Services) -> None:
    cy = invite_person(services, name="Cy Placeholder", email="cy@example.org", roles=COORDINATOR)

    signed_in, _ = join(services, invitation_token(services, cy))

    assert signed_in.person.starts is None


def test_joining_on_ones_own_device_makes_it_known(
    services: Services, clock: SettableClock, token: str
) -> None:
    signed_in, seed = join(services, token, own_device=True)
    assert signed_in.device_token is not None
    clock.advance(STEP)

    again = sign_in_from_device(
        services, signed_in.device_token, signed_in.person.email, code_at(clock.now, seed)
    )

    assert again.person == signed_in.person


def test_a2_the_code_that_joined_does_not_sign_in_as_well(
    services: Services, invited: Person, token: str
) -> None:
    _, seed = join(services, token)

    with pytest.raises(WrongCodeError, match="used already"):
        sign_in_by_letter(services, invited.email, seed)


def test_nothing_is_set_up_before_the_agreement(services: Services, token: str) -> None:
    with pytest.raises(NotJoinedError):
        authenticator_setup(services, token)
    with pytest.raises(NotJoinedError):
        confirm_authenticator(services, token, "123456", own_device=False)
    with pytest.raises(InputRefusedError):
        accept_agreement(services, token, "2019-01")


def test_accepting_twice_keeps_the_seed_that_was_scanned(services: Services, token: str) -> None:
    accept_agreement(services, token, AGREEMENT)
    first = authenticator_setup(services, token)
    accept_agreement(services, token, AGREEMENT)

    assert authenticator_setup(services, token) == first
    assert first.email == "Nia@example.org"
    assert f"secret={first.key}" in first.uri


def test_x2_a_join_link_works_once(services: Services, token: str) -> None:
    _, seed = join(services, token)

    for act in (
        lambda: invited_person(services, token),
        lambda: accept_agreement(services, token, AGREEMENT),
        lambda: authenticator_setup(services, token),
        lambda: confirm_authenticator(services, token, code_at(services.clock(), seed), own_device=False),
        lambda: renew_invitation(services, token),
    ):
        with pytest.raises(AlreadyJoinedError):
            act()


def test_x2_eight_browsers_finish_one_invitation_once(
    services: Services, invited: Person, token: str
) -> None:
    accept_agreement(services, token, AGREEMENT)
    code = code_at(services.clock(), authenticator_setup(services, token).key)

    outcomes = all_at_once(lambda: confirm_authenticator(services, token, code, own_device=False), threads=8)

    assert outcomes == ["", *["AlreadyJoinedError"] * 7]
    assert len(services.store.credentials.credentials(invited.id).sessions) == 1


def test_who_was_cut_off_between_the_two_writes_finishes_with_the_same_link(
    services: Services, invited: Person, token: str
) -> None:
    accept_agreement(services, token, AGREEMENT)
    person = services.store.registry.person(invited.id)
    with services.store.hold(invited.id):
        services.store.registry.save(replace(person, standing=Standing.JOINED, starts=date(2026, 3, 1)))

    signed_in, _ = join(services, token)

    assert signed_in.person.starts == date(2026, 3, 1)
    assert services.store.credentials.credentials(invited.id).seed is not None


def test_a9_recovery_codes_show_until_one_is_typed_back_and_all_ten_count(
    services: Services, invited: Person, token: str
) -> None:
    join(services, token)
    codes = recovery_codes_to_show(services, invited.id)
    assert len(codes) == 10

    with pytest.raises(WrongCodeError):
        confirm_recovery_code(services, invited.id, "ABCD-EFGH-JKMN-PQRS")
    assert recovery_codes_to_show(services, invited.id) == codes
    confirm_recovery_code(services, invited.id, codes[3].lower())
    confirm_recovery_code(services, invited.id, codes[3])

    assert recovery_codes_to_show(services, invited.id) == ()
    recovery = services.store.credentials.credentials(invited.id).recovery
    assert recovery is not None
    assert len(recovery.hashes) == 10


def test_a9_codes_that_were_saved_but_not_typed_back_recover_too(
    services: Services, invited: Person, token: str
) -> None:
    join(services, token)
    code = recovery_codes_to_show(services, invited.id)[0]

    assert recover(services, receive(services, invited.email).request_id, code)
