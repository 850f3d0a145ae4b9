from __future__ import annotations

from datetime import timedelta

import pytest

from formsvc.domain.errors import (
    AddressTakenError,
    AlreadyJoinedError,
    InputRefusedError,
    LinkExpiredError,
    LinkInvalidError,
    PersonUnknownError,
    RoleConflictError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.workflows.enrolment import (
    accept_agreement,
    invite_again,
    invite_person,
    invited_person,
    join_link,
    renew_invitation,
)
from formsvc.workflows.services import Services
from tests.workflows.signing_in import (
    invitation_token,
    join,
    letters,
)
from tests.workflows.small_programme import SettableClock

MENTEE = frozenset({Role.MENTEE})
MENTOR = frozenset({Role.MENTOR})
COORDINATOR = frozenset({Role.COORDINATOR})
AGREEMENT = "2026-01"


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
