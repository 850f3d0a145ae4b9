from __future__ import annotations

import pytest

from formsvc.domain.errors import InputRefusedError, RoleConflictError
from formsvc.domain.people import NAME_LIMIT, Role, checked_email, checked_name, checked_roles, lookup_form


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
