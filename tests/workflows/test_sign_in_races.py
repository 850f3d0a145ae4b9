"""What many post at once, from threads and from processes, and what outlives a restart (A2, A5, A6)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import TooManyTriesError, WrongCodeError
from formsvc.domain.people import Person
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    prepare_sign_in_letter,
    prove_by_letter_code,
    prove_by_link,
    recover,
    sign_in,
    sign_in_from_device,
)
from tests.seeded import seeded
from tests.workflows.signing_in import (
    STEP,
    all_at_once,
    ask,
    code_at,
    receive,
    refusal,
    sign_in_by_letter,
    wrong_code_at,
)
from tests.workflows.small_programme import SettableClock, open_services

PROCESSES = 4


def reopened(tmp_path: Path, clock: SettableClock) -> Services:
    """Return the services as another process opens them: nothing but the files is left."""
    return open_services(tmp_path / "data", clock, seeded(2))


@pytest.fixture
def device(services: Services, mentee: Person, clock: SettableClock) -> str:
    token = sign_in_by_letter(services, mentee.email, own_device=True).device_token
    assert token is not None
    clock.advance(STEP)
    return token


def test_a2_one_code_from_eight_threads_on_one_link_signs_in_once(services: Services, mentee: Person) -> None:
    request_id, code = receive(services, mentee.email).request_id, code_at(services.clock())

    outcomes = all_at_once(lambda: sign_in(services, request_id, code, own_device=False), threads=8)

    assert outcomes == ["", *["LinkUsedError"] * 7]
    assert len(services.store.credentials.credentials(mentee.id).sessions) == 1


def test_a2_one_code_from_eight_threads_on_one_device_signs_in_once(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    code = code_at(clock.now)

    outcomes = all_at_once(lambda: sign_in_from_device(services, device, mentee.email, code), threads=8)

    assert outcomes == ["", *["UsedCodeError"] * 7]


def test_a2_one_code_from_four_processes_on_one_device_signs_in_once(
    mentee: Person, device: str, tmp_path: Path, clock: SettableClock
) -> None:
    outcomes = _from_processes(_post_from_device, tmp_path / "data", clock.now, device, mentee.email)

    assert outcomes == ["", *["UsedCodeError"] * (PROCESSES - 1)]


def test_a2_one_code_from_four_processes_on_two_links_signs_in_once(
    services: Services, mentee: Person, tmp_path: Path, clock: SettableClock
) -> None:
    links = " ".join(receive(services, mentee.email).request_id for _ in range(2))

    outcomes = _from_processes(_post_by_link, tmp_path / "data", clock.now, links, mentee.email)

    assert outcomes == ["", *["LinkUsedError"] * (PROCESSES - 1)]
    assert len(services.store.credentials.credentials(mentee.id).sessions) == 1


def test_a5_of_fifty_wrong_codes_at_once_five_are_looked_at_and_a_restart_forgets_none(
    services: Services, mentee: Person, tmp_path: Path, clock: SettableClock
) -> None:
    request_id, wrong = receive(services, mentee.email).request_id, wrong_code_at(clock.now)

    outcomes = all_at_once(lambda: sign_in(services, request_id, wrong, own_device=False), threads=50)

    assert outcomes == ["TooManyTriesError"] * 45 + ["WrongCodeError"] * 5
    again = reopened(tmp_path, clock)
    with pytest.raises(TooManyTriesError):
        sign_in(again, request_id, code_at(clock.now), own_device=False)
    assert sign_in_by_letter(again, mentee.email)


def test_a5_a_failure_is_on_disk_before_the_code_is_looked_at(
    services: Services, mentee: Person, device: str, tmp_path: Path, clock: SettableClock
) -> None:
    request_id = receive(services, mentee.email).request_id
    with services.store.hold(mentee.id):
        credentials = services.store.credentials.credentials(mentee.id)
        broken = replace(credentials, seed="no base32, so that looking at a code fails half-way")
        services.store.credentials.save_credentials(broken)

    with pytest.raises(ValueError, match=r"base32|padding"):
        sign_in(services, request_id, "123456", own_device=False)
    with pytest.raises(ValueError, match=r"base32|padding"):
        sign_in_from_device(services, device, mentee.email, "123456")

    again = reopened(tmp_path, clock)
    request = again.store.credentials.sign_in_request(request_id)
    kept = again.store.credentials.credentials(mentee.id)
    assert request is not None
    assert request.failures == 1
    assert len(kept.failures.recent) == 2
    assert kept.devices[0].failed_in_a_row == 1


def test_a5_an_account_takes_ten_wrong_codes_an_hour_over_all_its_links(
    services: Services, mentee: Person, tmp_path: Path, clock: SettableClock
) -> None:
    for _ in range(2):
        request_id = receive(services, mentee.email).request_id
        for _ in range(5):
            with pytest.raises(WrongCodeError):
                sign_in(services, request_id, wrong_code_at(clock.now), own_device=False)
    began = clock.now

    clock.advance(timedelta(minutes=59))
    again = reopened(tmp_path, clock)
    with pytest.raises(TooManyTriesError) as refused:
        sign_in_by_letter(again, mentee.email)
    assert refused.value.until == began + timedelta(hours=1)
    clock.advance(timedelta(minutes=1))
    assert sign_in_by_letter(again, mentee.email)


def test_a5_being_told_to_wait_costs_no_try(services: Services, mentee: Person, clock: SettableClock) -> None:
    _fail(services, mentee, clock, times=10)
    request_id = receive(services, mentee.email).request_id

    for _ in range(20):
        with pytest.raises(TooManyTriesError):
            sign_in(services, request_id, wrong_code_at(clock.now), own_device=False)

    assert len(services.store.credentials.credentials(mentee.id).failures.recent) == 10
    request = services.store.credentials.sign_in_request(request_id)
    assert request is not None
    assert request.failures == 0


def test_a6_a_thousand_posts_without_a_link_lock_nobody_out(
    services: Services, mentee: Person, device: str, clock: SettableClock
) -> None:
    owners = receive(services, mentee.email)
    mine = [ask(services, mentee.email) for _ in range(20)]
    for arrived in mine:
        prepare_sign_in_letter(services, arrived.letter)
    forged = f"{mentee.id}.{device.split('.')[1]}.{'0' * 64}"
    right = code_at(clock.now)

    for number in range(200):
        request_id = mine[number % len(mine)].request_id
        assert refusal(prove_by_letter_code, services, request_id, "2222-2222")
        assert refusal(prove_by_link, services, f"{request_id}.{'0' * 64}")
        assert refusal(sign_in, services, f"{number:026}", right, own_device=False)
        assert refusal(recover, services, f"{number:026}", "AAAA-BBBB-CCCC-DDDD")
        assert refusal(sign_in_from_device, services, forged, mentee.email, right)

    assert services.store.credentials.credentials(mentee.id).failures.recent == ()
    assert prove_by_link(services, owners.token)
    assert sign_in_from_device(services, device, mentee.email, right)
    clock.advance(STEP)
    assert sign_in_by_letter(services, mentee.email), "signing in ended the stranger's links"
    with pytest.raises(Exception, match="done its work"):
        prove_by_link(services, owners.token)


def test_a6_a_stranger_who_asks_and_guesses_without_end_ends_no_link_in_the_mailbox(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    mailbox = [receive(services, mentee.email)]
    for _ in range(30):
        arrived = ask(services, mentee.email)
        if prepare_sign_in_letter(services, arrived.letter):
            mailbox.append(arrived)
        for _ in range(6):
            assert refusal(prove_by_letter_code, services, arrived.request_id, "2222-2222")

    assert len(mailbox) == 5
    proved = [prove_by_link(services, arrived.token) for arrived in mailbox]
    assert sign_in(services, proved[-1], code_at(clock.now), own_device=False)


def _fail(services: Services, mentee: Person, clock: SettableClock, *, times: int) -> None:
    for number in range(times):
        if number % 5 == 0:
            request_id = receive(services, mentee.email).request_id
        with pytest.raises(WrongCodeError):
            sign_in(services, request_id, wrong_code_at(clock.now), own_device=False)


Post = Callable[[int, Path, datetime, str, str], str]


def _from_processes(post: Post, data_dir: Path, now: datetime, key: str, email: str) -> list[str]:
    """Let processes of their own post the right code at once; return each one's refusal, sorted."""
    spawn = multiprocessing.get_context("spawn")
    barrier = spawn.Barrier(PROCESSES)
    with ProcessPoolExecutor(PROCESSES, spawn, initializer=_take_barrier, initargs=(barrier,)) as pool:
        posted = [pool.submit(post, number, data_dir, now, key, email) for number in range(PROCESSES)]
        return sorted(future.result() for future in posted)


_BARRIERS: list[object] = []


def _take_barrier(barrier: object) -> None:
    _BARRIERS.append(barrier)


def _wait_for_the_others() -> None:
    (barrier,) = _BARRIERS
    barrier.wait(timeout=60)  # type: ignore[attr-defined] # a multiprocessing Barrier has no public type


def _post_from_device(number: int, data_dir: Path, now: datetime, device: str, email: str) -> str:
    services = open_services(data_dir, SettableClock(now), seeded(100 + number))
    _wait_for_the_others()
    return refusal(sign_in_from_device, services, device, email, code_at(now))


def _post_by_link(number: int, data_dir: Path, now: datetime, links: str, _email: str) -> str:
    services = open_services(data_dir, SettableClock(now), seeded(100 + number))
    request_id = links.split()[number % 2]
    _wait_for_the_others()
    return refusal(sign_in, services, request_id, code_at(now), own_device=False)
