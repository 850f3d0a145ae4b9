"""People and progress: who takes part, who is due, and what became of every letter."""

from __future__ import annotations

from flask import render_template

from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.workflows.watching import people_and_progress, programme_status


@coordinator.get("/")
def people() -> str:
    """List the people and how far their questionnaires have come."""
    services = desk()
    return render_template(
        "coordinator/people.html",
        people=people_and_progress(services),
        status=programme_status(services),
    )
