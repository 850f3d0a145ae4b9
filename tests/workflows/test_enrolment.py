from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import (
    AddressTakenError,
    AlreadyJoinedError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    NotJoinedError,
    PersonUnknownError,
    RoleConflictError,
    WrongCodeError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    confirm_recovery_code,
    invite_again,
    invite_person,
    invited_person,
    join_link,
    recovery_codes_to_show,
    renew_invitation,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import person_signed_in, recover, sign_in_from_device
from tests.workflows.signing_in import (
    STEP,
    all_at_once,
    code_at,
    data_files,
    invitation_token,
    join,
    letters,
    receive,
    sign_in_by_letter,
    snapshot,
    wrong_code_at,
)
from tests.workflows.small_programme import SettableClock

MENTEE = frozenset({Role.MENTEE})
MENTOR = frozenset({Role.MENTOR})
COORDINATOR = frozenset({Role.COORDINATOR})
AGREEMENT = "2026-01"


@pytest.fixture
def invited(services: Services) -> Person:
    return invite_person(services, name="Nia  Invented", email="Nia@EXAMPLE.org", roles=MENTEE)


@pytest.fixture
def token(services: Services, invited: Person) -> str:
    return invitation_token(services, invited)


def test_an_invited_mentee_gets_a_letter_with_a_link(services: Services, invited: Person) -> None:
    (letter,) = letters(services, LetterKind.INVITATION)

    assert services.store.registry.person(invited.id) == invited
    assert (invited.name, invited.email) == ("Nia Invented", "Nia@example.org")
    assert invited.standing is Standing.INVITED
    assert (letter.to_name, letter.to_email, letter.person_id) == (invited.name, invited.email, invited.id)
    link = join_link(services, invited.id, letter.facts["secret"])
    assert link == f"https://forms.example.org/join/{invitation_token(services, invited)}"


def test_a_mentor_joins_at_once_and_is_welcomed_without_a_link(services: Services) -> None:
    mentor = invite_person(services, name="Dr Bo Madeup", email="bo@example.org", roles=MENTOR)
    (letter,) = services.store.outbox.letters()

    assert (mentor.standing, mentor.joined_at) == (Standing.JOINED, services.clock())
    assert letter.kind is LetterKind.WELCOME_MENTOR
    assert letter.facts == {}


def test_who_is_mentor_and_mentee_is_invited_like_a_mentee(services: Services) -> None:
    both = invite_person(services, name="Ro Twofold", email="ro@example.org", roles=MENTEE | MENTOR)

    assert both.standing is Standing.INVITED
    assert [letter.kind for letter in services.store.outbox.letters()] == [LetterKind.INVITATION]


def test_an_address_is_taken_once_whatever_its_case(services: Services, invited: Person) -> None:
    with pytest.raises(AddressTakenError):
        invite_person(services, name="Another", email=invited.email.upper(), roles=MENTEE)
    assert len(letters(services, LetterKind.INVITATION)) == 1


@pytest.mark.parametrize("name", ["", "  ", "Nia\r\nBcc: all@example.org", "Nia\u2028", "N" * 121])
def test_i1_a_name_that_could_break_a_header_is_refused(services: Services, name: str) -> None:
    with pytest.raises(InputRefusedError):
        invite_person(services, name=name, email="nia@example.org", roles=MENTEE)
    assert list(services.store.outbox.letters()) == []


def test_impossible_roles_are_refused(services: Services) -> None:
    with pytest.raises(RoleConflictError):
        invite_person(services, name="Cy", email="cy@example.org", roles=COORDINATOR | MENTOR)
    with pytest.raises(InputRefusedError):
        invite_person(services, name="Cy", email="cy@example.org", roles=frozenset())


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


def test_a10_a_seed_is_inert_until_a_code_from_it_was_right(
    services: Services, invited: Person, token: str
) -> None:
    accept_agreement(services, token, AGREEMENT)
    seed = authenticator_setup(services, token).key

    with pytest.raises(WrongCodeError):
        confirm_authenticator(services, token, wrong_code_at(services.clock(), seed), own_device=True)

    credentials = services.store.credentials.credentials(invited.id)
    assert credentials.seed is None
    assert (credentials.sessions, credentials.devices) == ((), ())
    assert services.store.registry.person(invited.id).standing is Standing.INVITED
    join(services, token)


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


@pytest.mark.parametrize("spoil", ["", "x", "nobody." + "0" * 64, "../../etc.passwd", "\ud800.1"])
def test_a_link_that_is_not_ours_is_refused(services: Services, token: str, spoil: str) -> None:
    for wrong in (spoil, token[:-1] + spoil, token + "0"):
        with pytest.raises(LinkInvalidError):
            invited_person(services, wrong)


def test_an_invitation_expires_after_fourteen_days(
    services: Services, clock: SettableClock, token: str
) -> None:
    clock.advance(timedelta(days=14) - timedelta(seconds=1))
    assert invited_person(services, token)
    clock.advance(timedelta(seconds=1))

    with pytest.raises(LinkExpiredError):
        invited_person(services, token)
    with pytest.raises(LinkExpiredError):
        accept_agreement(services, token, AGREEMENT)


def test_an_expired_link_brings_a_fresh_letter_at_most_one_a_day(
    services: Services, invited: Person, clock: SettableClock, token: str
) -> None:
    clock.advance(timedelta(days=14))
    for _ in range(3):
        renew_invitation(services, token)
    assert len(letters(services, LetterKind.INVITATION)) == 2

    fresh = invitation_token(services, invited)
    with pytest.raises(LinkExpiredError):
        invited_person(services, token)
    clock.advance(timedelta(days=1))
    renew_invitation(services, token)

    assert len(letters(services, LetterKind.INVITATION)) == 3
    with pytest.raises(LinkExpiredError):
        invited_person(services, fresh)
    join(services, invitation_token(services, invited))


def test_a_link_that_still_works_is_not_renewed(services: Services, clock: SettableClock, token: str) -> None:
    clock.advance(timedelta(days=3))
    renew_invitation(services, token)

    assert len(letters(services, LetterKind.INVITATION)) == 1
    assert invited_person(services, token)


def test_who_lost_the_letter_is_invited_again_until_they_joined(
    services: Services, invited: Person, clock: SettableClock, token: str
) -> None:
    clock.advance(timedelta(minutes=5))
    invite_again(services, "nia@example.org")

    with pytest.raises(LinkExpiredError):
        invited_person(services, token)
    join(services, invitation_token(services, invited))
    with pytest.raises(AlreadyJoinedError):
        invite_again(services, "nia@example.org")
    with pytest.raises(PersonUnknownError):
        invite_again(services, "nobody@example.org")


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


def test_a1_no_data_file_holds_the_seed(services: Services, token: str, tmp_path: Path) -> None:
    accept_agreement(services, token, AGREEMENT)
    seed = authenticator_setup(services, token).key
    assert list(_files_with_seed(tmp_path, seed)) == [], "while it is pending"

    join(services, token)

    assert len(list(data_files(tmp_path))) >= 3
    assert list(_files_with_seed(tmp_path, seed)) == []
    (tmp_path / "leak").write_text(f'{{"seed": "{base64.b32decode(seed).hex()}"}}')
    (tmp_path / "wrapped").write_bytes(base64.b64encode(f"-{seed}-".encode()))
    found = [path.name for path in _files_with_seed(tmp_path, seed)]
    assert found == ["leak", "wrapped"], "the scan can find one"


def test_no_data_file_holds_a_link_or_a_recovery_code(
    services: Services, invited: Person, token: str, tmp_path: Path
) -> None:
    signed_in, _ = join(services, token, own_device=True)
    codes = recovery_codes_to_show(services, invited.id)
    assert signed_in.device_token is not None
    secrets = [token, signed_in.session_secret, signed_in.device_token, *codes]
    secrets += [secret.rpartition(".")[2] for secret in secrets]

    for path in data_files(tmp_path):
        for content in _readings(path):
            assert not [secret for secret in secrets if secret.encode() in content], path


def test_c2_looking_at_an_invitation_writes_nothing(services: Services, token: str, tmp_path: Path) -> None:
    accept_agreement(services, token, AGREEMENT)
    before = snapshot(tmp_path)

    invited_person(services, token)
    authenticator_setup(services, token)

    assert snapshot(tmp_path) == before


def _files_with_seed(folder: Path, seed: str) -> Iterator[Path]:
    raw = base64.b32decode(seed)
    shapes = [raw, seed.encode(), seed.lower().encode(), raw.hex().encode(), raw.hex().upper().encode()]
    shapes += [base64.b64encode(raw)[:24], base64.urlsafe_b64encode(raw)[:24]]
    for path in data_files(folder):
        if any(shape in content for shape in shapes for content in _readings(path)):
            yield path


def _readings(path: Path) -> Iterator[bytes]:
    """Yield a file as it stands, and whatever lies in it as base64."""
    yield path.read_bytes()
    for run in re.findall(rb"[A-Za-z0-9+/]{24,}", path.read_bytes()):
        yield base64.b64decode(run[: len(run) // 4 * 4])
