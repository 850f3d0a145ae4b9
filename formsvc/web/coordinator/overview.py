"""The coordinator's first page, and its figures as a file."""

from __future__ import annotations

from flask import Response, render_template, url_for

from formsvc.domain.needs import Need
from formsvc.domain.responses import Round
from formsvc.web.bars import bar_chart
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.csv_file import csv_answer
from formsvc.workflows.overview import overview, rounds_of

NOTE = (
    "Questionnaires that were due and those that were sent. What somebody let pass or what fell into a pause "
    "isn't counted. It says nothing of what anybody wrote, and it isn't for comparing people."
)
_HEADER = ("From", "Due", "Sent", "Per cent", "Still open")


@coordinator.get("/overview", endpoint="overview")
def show() -> str:
    """Show what needs the coordinator, how many answered, and the letters' sum."""
    found = overview(desk())
    return render_template(
        "coordinator/overview.html", found=found, chart=bar_chart(found.rounds), where=where
    )


@coordinator.post("/overview/answers.csv", endpoint="overview_csv")
def answers_csv() -> Response:
    """Hand over the figures of the chart as a file."""
    services = desk()
    return csv_answer(
        f"answers-{services.today()}", _HEADER, (_cells(one) for one in rounds_of(services)), NOTE
    )


def _cells(one: Round) -> tuple[str, ...]:
    return (
        one.begins.isoformat(),
        str(one.due),
        str(one.sent),
        str(one.per_cent),
        "yes" if one.is_open else "no",
    )


def where(need: Need) -> str:
    """Return where one need is met."""
    rooms = {
        Need.UNPAIRED: "coordinator.pairing",
        Need.UNANSWERED: "coordinator.pairing",
        Need.APPLICATIONS: "coordinator.applications",
        Need.CLASHES: "coordinator.changeover",
    }
    return url_for(rooms[need]) if need in rooms else url_for("coordinator.people", state=need.value)
