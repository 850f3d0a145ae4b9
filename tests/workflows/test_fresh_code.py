"""A2, A5, A6: a fresh code before anything changes is counted, throttled, and used up."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import TooManyTriesError, UsedCodeError, WrongCodeError
from formsvc.domain.people import Person
from formsvc.workflows.factor_change import begin_new_authenticator, make_recovery_codes
from formsvc.workflows.fresh_code import fresh_code
from formsvc.workflows.services import Services
from tests.seeded import seeded
from tests.workflows.signing_in import STEP, all_at_once, code_at, sign_in_by_letter, snapshot, wrong_code_at
from tests.workflows.small_programme import SettableClock, open_services


def show(services: Services, person: Person, code: str) -> None:
    """Give a code as any settings page does: used up, and nothing else changed."""
    with fresh_code(services, person.id, code) as credentials:
        services.store.credentials.save_credentials(credentials)


def test_a2_the_code_that_signed_in_is_not_fresh(services: Services, mentee: Person) -> None:
    sign_in_by_letter(services, mentee.email)
    with pytest.raises(UsedCodeError):
        show(services, mentee, code_at(services.clock()))


def test_a2_one_code_changes_one_thing(services: Services, mentee: Person, clock: SettableClock) -> None:
    secret = sign_in_by_letter(services, mentee.email).session_secret
    clock.advance(STEP)
    make_recovery_codes(services, mentee.id, code_at(clock.now))
    with pytest.raises(UsedCodeError):
        begin_new_authenticator(services, mentee.id, secret, code_at(clock.now))


def test_a2_of_many_at_once_one_wins(services: Services, mentee: Person) -> None:
    code = code_at(services.clock())
    outcomes = all_at_once(lambda: show(services, mentee, code), 8)
    assert outcomes == ["", *["UsedCodeError"] * 7]


def test_a5_wrong_codes_are_counted_before_the_check_in_a_race_and_across_a_restart(
    services: Services, mentee: Person, clock: SettableClock, tmp_path: Path
) -> None:
    wrong = wrong_code_at(clock.now)
    outcomes = all_at_once(lambda: show(services, mentee, wrong), 16)
    assert outcomes == ["TooManyTriesError"] * 6 + ["WrongCodeError"] * 10
    again = open_services(tmp_path / "data", clock, seeded(7))
    with pytest.raises(TooManyTriesError) as refused:
        show(again, mentee, code_at(clock.now))
    assert refused.value.until == clock.now + timedelta(hours=1)
    clock.advance(timedelta(hours=1))
    show(again, mentee, code_at(clock.now))


def test_a5_the_count_is_the_one_that_signing_in_has(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    for _ in range(10):
        with pytest.raises(WrongCodeError):
            show(services, mentee, wrong_code_at(clock.now))
    with pytest.raises(TooManyTriesError):
        sign_in_by_letter(services, mentee.email)


def test_a_right_code_takes_its_own_count_back(services: Services, mentee: Person) -> None:
    show(services, mentee, code_at(services.clock()))
    failures = services.store.credentials.credentials(mentee.id).failures
    assert (failures.recent, failures.in_a_row) == ((), 0)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "one two", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_what_is_no_six_digits_costs_nothing(
    services: Services, mentee: Person, tmp_path: Path, typed: str
) -> None:
    before = snapshot(tmp_path / "data")
    with pytest.raises(WrongCodeError):
        show(services, mentee, typed)
    assert snapshot(tmp_path / "data") == before
