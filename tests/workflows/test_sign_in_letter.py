from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import ParamSpec

import pytest

from formsvc.domain.errors import InputRefusedError, LinkInvalidError, MentorpostError, TooManyTriesError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    ask_for_letter,
    prepare_sign_in_letter,
    prove_by_letter_code,
    prove_by_link,
    sign_in,
)
from tests.workflows.signing_in import (
    Arrived,
    ask,
    code_at,
    data_files,
    letters,
    receive,
    sign_in_by_letter,
    wrong_code_at,
)
from tests.workflows.small_programme import SettableClock, add_mentee

P = ParamSpec("P")
STRANGER = "my@example.org"
WRONG_LETTER_CODE = "2222-2222"


def test_a_letter_carries_a_256_bit_secret_and_a_short_code_and_the_request_only_hashes(
    services: Services, mentee: Person
) -> None:
    arrived = ask(services, mentee.email)
    request = services.store.credentials.sign_in_request(arrived.request_id)
    secret = arrived.token.rpartition(".")[2]

    assert len(bytes.fromhex(secret)) == 32
    assert set(arrived.letter.facts) == {"request", "secret", "code"}
    assert arrived.letter.person_id is None
    assert request is not None
    assert request.person_id is None
    assert secret not in repr(request)
    assert arrived.code not in repr(request)


@pytest.mark.parametrize(
    "typed", ["", "nobody", "a@b@c.org", "a\r\nb@example.org", "\ud800@example.org", "@"]
)
def test_what_is_no_address_is_refused_before_anything_is_written(
    services: Services, tmp_path: Path, typed: str
) -> None:
    before = len(list(data_files(tmp_path)))

    with pytest.raises(InputRefusedError):
        ask_for_letter(services, typed)

    assert len(list(data_files(tmp_path))) == before


def test_a7_asking_writes_the_same_files_of_the_same_size_for_known_and_unknown(
    services: Services, mentee: Person, tmp_path: Path
) -> None:
    known = _written_by(tmp_path, lambda: ask_for_letter(services, mentee.email))
    unknown = _written_by(tmp_path, lambda: ask_for_letter(services, STRANGER))

    assert len(mentee.email) == len(STRANGER)
    assert known == unknown
    assert len(known) >= 2, "a request and a letter"


def test_a7_wrong_letter_codes_meet_the_same_sentences_known_or_unknown(
    services: Services, mentee: Person
) -> None:
    def told(request_id: str) -> list[tuple[str, str]]:
        tries = ["", "x", *[WRONG_LETTER_CODE] * 7]
        return [_refused(prove_by_letter_code, services, request_id, typed) for typed in tries]

    asked = [ask(services, mentee.email).request_id, receive(services, mentee.email).request_id]
    unknown = ask(services, STRANGER).request_id

    expected = told(unknown)

    assert [kind for kind, _ in expected] == ["WrongCodeError"] * 7 + ["TooManyTriesError"] * 2
    assert [told(request_id) for request_id in asked] == [expected] * 2


def test_a7_a_wrong_letter_code_still_says_the_same_after_the_owner_signed_in(
    services: Services, mentee: Person
) -> None:
    arrived = receive(services, mentee.email)
    sign_in(services, prove_by_link(services, arrived.token), code_at(services.clock()), own_device=False)

    unknown = ask(services, STRANGER).request_id
    assert _refused(prove_by_letter_code, services, arrived.request_id, WRONG_LETTER_CODE) == _refused(
        prove_by_letter_code, services, unknown, WRONG_LETTER_CODE
    )


def test_a7_asking_and_guessing_take_the_same_time_known_or_unknown(
    services: Services, mentee: Person
) -> None:
    asking: dict[str, list[float]] = {mentee.email: [], STRANGER: []}
    guessing: dict[str, list[float]] = {mentee.email: [], STRANGER: []}
    for number in range(200):
        pair = (mentee.email, STRANGER) if number % 2 else (STRANGER, mentee.email)
        for email in pair:
            begun = perf_counter()
            request_id = ask_for_letter(services, email)
            asked = perf_counter()
            _refused(prove_by_letter_code, services, request_id, WRONG_LETTER_CODE)
            asking[email].append(asked - begun)
            guessing[email].append(perf_counter() - asked)

    for times in (asking, guessing):
        known, unknown = (1000 * median(times[email]) for email in (mentee.email, STRANGER))
        assert abs(known - unknown) < 1, f"{known:.3f} ms for a known address, {unknown:.3f} ms for another"


def test_a_letter_to_nobody_is_withdrawn(services: Services, mentee: Person, mentor: Person) -> None:
    invite_person(services, name="Not Yet", email="notyet@example.org", roles=frozenset({Role.MENTEE}))
    add_mentee(services, None, "left1", "left@example.org")
    with services.store.hold("left1"):
        gone = replace(services.store.registry.person("left1"), standing=Standing.LEFT)
        services.store.registry.save(gone)

    for email in (STRANGER, mentor.email, "notyet@example.org", "left@example.org"):
        assert prepare_sign_in_letter(services, ask(services, email).letter) is False, email
    assert prepare_sign_in_letter(services, ask(services, mentee.email).letter) is True


def test_an_address_that_only_folds_into_somebodys_gets_no_letter(services: Services) -> None:
    add_mentee(services, None, "weiss1", "weiss@example.org")

    assert prepare_sign_in_letter(services, ask(services, "Weiss@Example.ORG").letter) is True
    assert prepare_sign_in_letter(services, ask(services, "weiß@example.org").letter) is False


def test_preparing_a_letter_again_after_a_failed_delivery_says_the_same(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    arrived = receive(services, mentee.email)
    assert prepare_sign_in_letter(services, arrived.letter) is True
    assert services.store.credentials.credentials(mentee.id).sign_in_requests == (arrived.request_id,)

    clock.advance(timedelta(minutes=30))
    assert prepare_sign_in_letter(services, arrived.letter) is False, "its link is over"


def test_a_letter_whose_link_was_ended_meanwhile_is_withdrawn(services: Services, mentee: Person) -> None:
    waiting = receive(services, mentee.email)
    sign_in_by_letter(services, mentee.email)

    assert prepare_sign_in_letter(services, waiting.letter) is False


def test_a6_five_links_live_at_once_and_a_sixth_letter_ends_none(services: Services, mentee: Person) -> None:
    live = [receive(services, mentee.email) for _ in range(5)]

    assert prepare_sign_in_letter(services, ask(services, mentee.email).letter) is False

    for arrived in live:
        assert prove_by_link(services, arrived.token)
    assert sign_in(services, live[0].request_id, code_at(services.clock()), own_device=False)


def test_links_that_are_over_make_room_for_new_ones(
    services: Services, mentee: Person, clock: SettableClock
) -> None:
    first = [receive(services, mentee.email) for _ in range(5)]
    for _ in range(5):
        _refused(sign_in, services, first[0].request_id, wrong_code_at(clock.now), own_device=False)
    receive(services, mentee.email)
    clock.advance(timedelta(minutes=30))

    for _ in range(5):
        receive(services, mentee.email)


def test_a6_wrong_letter_codes_close_the_typed_code_and_never_the_link(
    services: Services, mentee: Person
) -> None:
    arrived = receive(services, mentee.email)
    for _ in range(5):
        _refused(prove_by_letter_code, services, arrived.request_id, WRONG_LETTER_CODE)

    with pytest.raises(TooManyTriesError):
        prove_by_letter_code(services, arrived.request_id, arrived.code)
    assert sign_in(
        services, prove_by_link(services, arrived.token), code_at(services.clock()), own_device=False
    )


def test_a_letter_code_belongs_to_its_own_request(services: Services, mentee: Person) -> None:
    first, second = receive(services, mentee.email), receive(services, mentee.email)

    assert _refused(prove_by_letter_code, services, first.request_id, second.code)[0] == "WrongCodeError"
    for unknown in ("", "unknown", "../x", "\ud800"):
        with pytest.raises(LinkInvalidError):
            prove_by_letter_code(services, unknown, second.code)


def test_the_worker_finds_every_letter_that_was_asked_for(services: Services, mentee: Person) -> None:
    arrived: list[Arrived] = [ask(services, mentee.email), ask(services, STRANGER)]

    waiting = {letter.id for letter in letters(services, LetterKind.SIGN_IN)}

    assert waiting == {one.letter.id for one in arrived}
    assert set(services.store.outbox.due(services.clock())) == waiting


def _refused(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> tuple[str, str]:
    with pytest.raises(MentorpostError) as refused:
        act(*args, **kwargs)
    return type(refused.value).__name__, str(refused.value)


def _written_by(folder: Path, act: Callable[[], object]) -> list[tuple[str, int]]:
    """Return (folder, size) of every file that is new, or has grown by how much."""
    before = {path: path.stat().st_size for path in data_files(folder)}
    act()
    return sorted(
        (path.parent.name, path.stat().st_size - before.get(path, 0))
        for path in data_files(folder)
        if path.stat().st_size != before.get(path)
    )
