"""The list of people: searched, filtered, sorted, a page at a time, and as a file of what it shows."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, render_template, request, url_for

from formsvc.domain.people import Role
from formsvc.domain.watching import State
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.csv_file import csv_answer
from formsvc.workflows.people_list import PeopleQuery, Sort, export_people, people_page
from formsvc.workflows.watching import PersonRow, programme_status

LONGEST_SEARCH = 200
NOTE = (
    "Paused and left are all that anybody learns: no reason is asked, and neither is ever told to "
    "supervisors, assessors or an employer. Keep this file as carefully as the list it comes from."
)
_HEADER = ("Name", "Email address", "Takes part as", "Mentor", "Coordinator", "Due", "Progress")

E = TypeVar("E", bound=StrEnum)


@coordinator.get("/")
def people() -> str:
    """List the people whom the address asks for, and how far their questionnaires have come."""
    services, query = desk(), _asked()
    return render_template(
        "coordinator/people.html",
        page=people_page(services, query),
        status=programme_status(services),
        address=_address,
        states=State,
        roles=Role,
        sorts=Sort,
    )


@coordinator.post("/people.csv")
def people_csv() -> Response:
    """Hand over what the list shows, all of its pages, as a file; it is written down that this was done."""
    services = desk()
    rows = export_people(services, _asked())
    return csv_answer(f"people-{services.today()}", _HEADER, (_cells(row) for row in rows), NOTE)


def _cells(row: PersonRow) -> tuple[str, ...]:
    due = row.due.isoformat() if row.due else ""
    roles = ", ".join(row.roles)
    return row.name, row.email, roles, row.mentor_name, row.coordinator_name, due, row.progress


def _asked() -> PeopleQuery:
    """Return what the address asks for; what it gets wrong counts as not asked."""
    return PeopleQuery(
        text=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        state=_one_of(State, "state"),
        role=_one_of(Role, "role"),
        sort=_one_of(Sort, "sort") or Sort.NAME,
        number=request.args.get("page", 1, type=int),
    )


def _one_of(kind: type[E], name: str) -> E | None:
    asked = request.args.get(name, "")
    return kind(asked) if asked in set(kind) else None


def _address(query: PeopleQuery, endpoint: str = "coordinator.people", **changed: Any) -> str:  # noqa: ANN401 - any part
    """Return the address of a list like this one, with parts of what it asks changed."""
    parts = {
        "q": query.text or None,
        "state": query.state,
        "role": query.role,
        "sort": query.sort if query.sort is not Sort.NAME else None,
        **changed,
    }
    asked: dict[str, Any] = {name: str(value) for name, value in parts.items() if value is not None}
    return url_for(endpoint, **asked)
