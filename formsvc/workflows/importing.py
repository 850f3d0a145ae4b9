"""A list of people, looked at first and invited when the coordinator says so, some at a time.

Nothing of a list is stored before that. What would be done travels in the page that asks, and comes back
with the answer: so two tabs don't mix, any web process may take it, and nobody who isn't invited leaves
a trace. It grants nothing, since a coordinator may invite whom they like, and is checked from the beginning.
Each person is invited once whatever happens: who is cut off, or brings the list again, finishes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.newcomer import COLUMNS, Newcomer
from formsvc.domain.people import Role, Standing
from formsvc.domain.people_table import FIELD, Line, PeopleTable, read_people
from formsvc.tables.delimited import rows_of_text, text_of, text_of_rows
from formsvc.tables.workbook import BEGINS, OLD_BEGINS, rows_of_workbook
from formsvc.workflows.inviting import here_in_words, invite_newcomer, was_cut_off
from formsvc.workflows.services import CoordinatorServices

AT_A_TIME = 100
"""How many are invited in one request: a few seconds on a slow disk, where all would take minutes."""
CARRIED_AT_MOST = 1_500_000
"""Bytes of a list that its page carries: below what one request may hold."""


class Plan(StrEnum):
    """What becomes of a line."""

    INVITE = "invite"
    HERE = "here"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A line, what becomes of it, and why in words."""

    line: Line
    plan: Plan
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a list would do; ``carried`` are the people to invite, as text."""

    lines: tuple[PlannedLine, ...]
    unread: tuple[str, ...]
    carried: str

    def count(self, plan: Plan) -> int:
        """Return how many lines have this plan."""
        return sum(one.plan is plan for one in self.lines)


@dataclass(frozen=True, slots=True)
class Step:
    """How far inviting has come; ``carried`` are those still to invite, empty at the end."""

    invited: int
    passed_over: int
    left: int
    carried: str

    @property
    def done(self) -> int:
        """How many have been looked at."""
        return self.invited + self.passed_over


def table_of_file(services: CoordinatorServices, content: bytes) -> PeopleTable:
    """Return what a file says, whatever its name; raises InputRefusedError."""
    if content.startswith(OLD_BEGINS):
        raise InputRefusedError(
            FIELD,
            "This workbook is of the old kind, or has a password. Save it as .xlsx, without a password.",
        )
    rows = rows_of_workbook(content) if content.startswith(BEGINS) else rows_of_text(text_of(content))
    return read_people(rows, today=services.today())


def table_of_cells(services: CoordinatorServices, cells: str) -> PeopleTable:
    """Return what pasted cells say; raises InputRefusedError."""
    return read_people(rows_of_text(cells), today=services.today())


def preview_people(services: CoordinatorServices, table: PeopleTable) -> Preview:
    """Return what a list would do; reads only. Raises InputRefusedError for one too long to carry."""
    lines = tuple(_planned(services, line) for line in table.lines)
    newcomers = [one.line.newcomer for one in lines if one.plan is Plan.INVITE and one.line.newcomer]
    carried = _carried(newcomers)
    if len(carried.encode("utf-8")) > CARRIED_AT_MOST:
        raise InputRefusedError(FIELD, "The lines are very long. Bring half of them at a time.")
    return Preview(lines, table.unread, carried)


def invite_some(services: CoordinatorServices, carried: str, *, invited: int, passed_over: int) -> Step:
    """Invite the next of those whom a page carried; it ends when none are left.

    ``invited`` and ``passed_over`` are what the page counted before. Raises InputRefusedError for what
    no page of ours carried.
    """
    lines = table_of_cells(services, carried).lines
    now, later = lines[:AT_A_TIME], [line.newcomer for line in lines[AT_A_TIME:] if line.newcomer]
    done = sum(invite_newcomer(services, line.newcomer) for line in now if line.newcomer)
    return Step(
        invited=invited + done,
        passed_over=passed_over + len(now) - done,
        left=len(later),
        carried=_carried(later),
    )


def _planned(services: CoordinatorServices, line: Line) -> PlannedLine:
    if line.same_as is not None:
        return PlannedLine(line, Plan.HERE, (f"The same as line {line.same_as}.",))
    if line.newcomer is None:
        return PlannedLine(line, Plan.FAULT, line.faults)
    found = services.store.registry.find(line.newcomer.email)
    if found is None or was_cut_off(services, found):
        return PlannedLine(line, Plan.INVITE, ())
    words = [here_in_words(found)]
    if found.standing is not Standing.LEFT and found.roles != line.newcomer.roles:
        words.append(f"The list says {_named(line.newcomer.roles)}, and that changes nothing.")
    return PlannedLine(line, Plan.HERE, tuple(words))


def _carried(newcomers: Sequence[Newcomer]) -> str:
    if not newcomers:
        return ""
    return text_of_rows(list(COLUMNS), [list(newcomer.typed().values()) for newcomer in newcomers])


def _named(roles: frozenset[Role]) -> str:
    return " and ".join(sorted(roles))
