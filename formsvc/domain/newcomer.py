"""Somebody whom a coordinator would invite, read from what was typed, with every fault at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from formsvc.domain.application import checked_line, mentees_typed
from formsvc.domain.errors import InputRefusedError, RoleConflictError
from formsvc.domain.people import Role, checked_email, checked_name, checked_roles
from formsvc.domain.typed_day import past_day_typed

COLUMNS = {
    "name": "Name",
    "email": "Email",
    "role": "Role",
    "grade": "Grade",
    "specialty": "Specialty",
    "site": "Site",
    "department": "Department",
    "max_mentees": "Max mentees",
    "trained_on": "Trained on",
}
"""Each field with its heading in a table."""

Faults = dict[str, str]
"""A field to the sentence that says what is wrong with it."""

_MENTORS_ALONE = ("max_mentees", "trained_on")
_ROLE_WORDS = {
    **dict.fromkeys(("mentee", "mentees", "trainee"), Role.MENTEE),
    **dict.fromkeys(("mentor", "mentors"), Role.MENTOR),
}
_BETWEEN_ROLES = re.compile(r"[,;/&+\s]+|\band\b")
_MIDNIGHT = re.compile(r"(?P<day>\S+)[ T]00:00(?::00(?:\.0+)?)?")
_SERIAL = re.compile(r"(?P<days>[2-7][0-9]{4})(?:\.0+)?")
_SERIAL_BEGINS = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whom to invite, checked; ``max_mentees`` and ``trained_on`` are a mentor's."""

    name: str
    email: str
    roles: frozenset[Role]
    grade: str = ""
    specialty: str = ""
    site: str = ""
    department: str = ""
    max_mentees: int | None = None
    trained_on: date | None = None

    def typed(self) -> dict[str, str]:
        """Return the fields as text that ``read_newcomer`` reads back to the same."""
        return {
            "name": self.name,
            "email": self.email,
            "role": ", ".join(sorted(self.roles)),
            "grade": self.grade,
            "specialty": self.specialty,
            "site": self.site,
            "department": self.department,
            "max_mentees": "" if self.max_mentees is None else str(self.max_mentees),
            "trained_on": "" if self.trained_on is None else self.trained_on.isoformat(),
        }


def read_newcomer(
    typed: Mapping[str, str], *, today: date, by_hand: bool = False
) -> tuple[Newcomer | None, Faults]:
    """Return who a line is about, or None with what is wrong, field by field. Text is text: nothing runs.

    ``by_hand``: one person is invited alone, who may be a coordinator.
    """
    faults: Faults = {}
    found: dict[str, Any] = {}
    for field in COLUMNS:
        try:
            found[field] = _checked(field, typed.get(field, ""), today, by_hand=by_hand)
        except (InputRefusedError, RoleConflictError) as refused:
            faults[field] = str(refused)
    if Role.MENTOR not in found.get("role", {Role.MENTOR}):
        for field in _MENTORS_ALONE:
            if typed.get(field, "").strip():
                faults[field] = "Only a mentor has this. Leave it empty, or change the role."
    if faults:
        return None, faults
    return Newcomer(roles=found.pop("role"), **found), faults


def _checked(field: str, typed: str, today: date, *, by_hand: bool) -> Any:  # noqa: ANN401 - what it holds
    if field == "role":
        return roles_typed(typed, by_hand=by_hand)
    check = _CHECKS.get(field)
    if check is not None:
        return check(typed)
    if field == "trained_on":
        return past_day_typed(field, day_as_written(typed), today=today)
    return checked_line(field, typed)


def roles_typed(typed: str, *, by_hand: bool = False) -> frozenset[Role]:
    """Return the roles that a cell names; a coordinator is invited by hand, never with a list.

    Raises InputRefusedError.
    """
    words = [word for word in _BETWEEN_ROLES.split(typed.casefold()) if word]
    if by_hand and words == [Role.COORDINATOR]:
        return frozenset({Role.COORDINATOR})
    if Role.COORDINATOR in words:
        raise InputRefusedError("role", "A coordinator is invited alone, not with a list.")
    if not words or any(word not in _ROLE_WORDS for word in words):
        raise InputRefusedError("role", "Write mentee, mentor, or both.")
    return checked_roles(frozenset(_ROLE_WORDS[word] for word in words))


def day_as_written(typed: str) -> str:
    """Return a day without what spreadsheets add: a midnight, or the number that a date is inside."""
    text = typed.strip()
    if midnight := _MIDNIGHT.fullmatch(text):
        return midnight["day"]
    if serial := _SERIAL.fullmatch(text):
        return (_SERIAL_BEGINS + timedelta(days=int(serial["days"]))).isoformat()
    return text


def _number(typed: str) -> int | None:
    return mentees_typed("max_mentees", re.sub(r"\.0+$", "", typed.strip()))


_CHECKS: dict[str, Callable[[str], Any]] = {
    "name": checked_name,
    "email": checked_email,
    "max_mentees": _number,
}
