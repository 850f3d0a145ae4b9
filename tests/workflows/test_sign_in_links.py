from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import (
    LinkExpiredError,
    LinkInvalidError,
    LinkUsedError,
    TooManyTriesError,
    WrongCodeError,
)
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    person_signed_in,
    prove_by_letter_code,
    prove_by_link,
    sign_in,
    sign_in_from_device,
)
from tests.workflows.signing_in import (
    STEP,
    code_at,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import SettableClock


def test_x1_a_secret_for_one_purpose_opens_no_other_door(services: Services, mentee: Person) -> None:
    signed_in = sign_in_by_letter(services, mentee.email, own_device=True)
    arrived = receive(services, mentee.email)
    assert signed_in.device_token is not None
    device_secret = signed_in.device_token.rpartition(".")[2]
    link_secret = arrived.token.rpartition(".")[2]

    for token in (
        signed_in.device_token,
        f"{arrived.request_id}.{device_secret}",
        f"{arrived.request_id}.{signed_in.session_secret}",
        f"{arrived.request_id}.{arrived.code}",
        services.links.sign("acknowledge", arrived.request_id),
    ):
        with pytest.raises(LinkInvalidError):
            prove_by_link(services, token)
    device_id = signed_in.device_token.split(".")[1]
    for secret in (link_secret, signed_in.session_secret):
        with pytest.raises(LinkInvalidError):
            sign_in_from_device(services, f"{mentee.id}.{device_id}.{secret}", mentee.email, "123456")
        assert person_signed_in(services, mentee.id, device_secret) is None
    assert person_signed_in(services, mentee.id, link_secret) is None


def test_x2_using_one_link_ends_it_and_the_others_of_that_person(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    arrived = [receive(services, mentee.email) for _ in range(3)]
    for one in arrived:
        assert prove_by_link(services, one.token) == one.request_id

    sign_in(services, arrived[1].request_id, code_at(clock.now), own_device=False)
    clock.advance(STEP)

    for one in arrived:
        with pytest.raises(LinkUsedError):
            prove_by_link(services, one.token)
        with pytest.raises(LinkUsedError):
            prove_by_letter_code(services, one.request_id, one.code)
        with pytest.raises(LinkUsedError):
            sign_in(services, one.request_id, code_at(clock.now), own_device=False)


def test_x2_using_a_link_leaves_other_peoples_alone(
    services: Services, mentee: Person, coordinator: Person
) -> None:
    theirs = receive(services, coordinator.email)

    sign_in_by_letter(services, mentee.email)

    assert prove_by_link(services, theirs.token)


def test_x3_twenty_looks_and_twenty_posts_without_a_code_leave_a_link_alive(
    services: Services, mentee: Person, tmp_path: Path
) -> None:
    arrived = receive(services, mentee.email)
    before = snapshot(tmp_path)

    for typed in ["", " ", "abc", "12345"] * 5:
        prove_by_link(services, arrived.token)
        with pytest.raises(WrongCodeError):
            sign_in(services, arrived.request_id, typed, own_device=False)

    assert snapshot(tmp_path) == before, "nothing was written either (C2)"
    assert sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)


def test_x3_a_right_letter_code_uses_nothing_up(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)

    for _ in range(20):
        prove_by_letter_code(services, arrived.request_id, arrived.code)

    assert sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)


def test_a_link_lives_for_thirty_minutes(services: Services, mentee: Person, clock: SettableClock) -> None:
    arrived = receive(services, mentee.email)
    clock.advance(timedelta(minutes=30) - timedelta(seconds=1))
    prove_by_link(services, arrived.token)
    clock.advance(timedelta(seconds=1))

    for act in (
        lambda: prove_by_link(services, arrived.token),
        lambda: prove_by_letter_code(services, arrived.request_id, arrived.code),
        lambda: sign_in(services, arrived.request_id, code_at(clock.now), own_device=False),
    ):
        with pytest.raises(LinkExpiredError):
            act()


def test_five_wrong_codes_finish_a_link(services: Services, mentee: Person) -> None:
    arrived = receive(services, mentee.email)
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            sign_in(services, arrived.request_id, wrong_code_at(services.clock()), own_device=False)

    with pytest.raises(TooManyTriesError) as refused:
        sign_in(services, arrived.request_id, code_at(services.clock()), own_device=False)

    assert refused.value.until is None
    with pytest.raises(TooManyTriesError):
        prove_by_link(services, arrived.token)
    assert sign_in_by_letter(services, mentee.email)
