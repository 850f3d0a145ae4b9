from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from formsvc.domain.cycle import CycleState
from formsvc.domain.errors import InputRefusedError, RoleConflictError
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import (
    NAME_LIMIT,
    Person,
    Role,
    Standing,
    checked_email,
    checked_name,
    checked_roles,
    lookup_form,
)


@pytest.mark.parametrize(
    "typed",
    [
        "Mo\r\nBcc: x@example.org",
        "Mo\nx",
        "Mo\x00",
        "Mo\x85x",
        "Mo\u2028x",
        "Mo\u2029x",
        "Mo\x1b[2J",
        "\ud800",
    ],
)
def test_i1_a_line_break_or_control_character_in_a_name_is_refused(typed: str) -> None:
    with pytest.raises(InputRefusedError, match="on one line") as refused:
        checked_name(typed)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("typed", "kept"), [("  Mo   Sample ", "Mo Sample"), ("Zoë O'Neill-Ngũgĩ", "Zoë O'Neill-Ngũgĩ")]
)
def test_a_name_is_kept_as_its_owner_writes_it(typed: str, kept: str) -> None:
    assert checked_name(typed) == kept


def test_an_empty_and_an_overlong_name_are_refused() -> None:
    with pytest.raises(InputRefusedError, match="Enter a name"):
        checked_name("   ")
    with pytest.raises(InputRefusedError, match=str(NAME_LIMIT)):
        checked_name("x" * (NAME_LIMIT + 1))


@pytest.mark.parametrize(
    "typed", ["mo", "mo@", "mo@@example.org", "mo@example.org\nBcc: x@example.org", "a b@example.org"]
)
def test_i1_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(InputRefusedError) as refused:
        checked_email(typed)
    assert refused.value.field == "email"


def test_an_address_is_trimmed_and_its_domain_is_in_lower_case() -> None:
    assert checked_email("  Mo.Sample@EXAMPLE.org ") == "Mo.Sample@example.org"
    assert lookup_form("Mo.Sample@example.org") == lookup_form("mo.sample@Example.ORG")


@pytest.mark.parametrize("other", [Role.MENTOR, Role.MENTEE])
def test_a_coordinator_is_nothing_else(other: Role) -> None:
    with pytest.raises(RoleConflictError):
        checked_roles(frozenset({Role.COORDINATOR, other}))


def test_a_mentor_may_be_a_mentee_too() -> None:
    both = frozenset({Role.MENTOR, Role.MENTEE})
    assert checked_roles(both) == both


THEN = datetime(2026, 3, 2, tzinfo=UTC)


def mentee(*pairings: Pairing) -> Person:
    roles = frozenset({Role.MENTEE})
    return Person("m", "Mo Sample", "mo@example.org", roles, Standing.JOINED, THEN, pairings=pairings)


def test_the_pairing_in_force_is_the_newest_that_has_not_ended() -> None:
    ended = Pairing("p1", "ada", date(2026, 1, 1), ended=date(2026, 2, 1))
    now = Pairing("p2", "ben", date(2026, 2, 1))
    assert mentee().pairing is None
    assert mentee(ended).pairing is None
    assert mentee(ended, now).pairing == now


def test_one_cycle_s_state_changes_without_the_others() -> None:
    first, second = CycleState("AAAA-AAAA", THEN), CycleState("BBBB-BBBB", THEN)
    person = mentee().with_cycle(1, first)
    assert person.with_cycle(2, second).cycles == {1: first, 2: second}
    assert person.cycles == {1: first}
