"""What coordinators and the operator did: who, what and when; no content."""

from __future__ import annotations

from flask import render_template, request

from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.workflows.auditing import audit_page


@coordinator.get("/audit")
def audit() -> str:
    """Show one page of the audit list, newest first."""
    number = request.args.get("page", 1, type=int)
    return render_template("coordinator/audit.html", audit=audit_page(desk(), number))
