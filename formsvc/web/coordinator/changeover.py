"""The room of the changeover: who has answered, and which pairings to look at again."""

from __future__ import annotations

from flask import render_template

from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.workflows.changeover_room import changeover_room


@coordinator.get("/changeover")
def changeover() -> str:
    """Show how far the changeover has come."""
    return render_template("coordinator/changeover.html", room=changeover_room(desk()))
