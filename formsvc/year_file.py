"""Reading what ``programme.toml`` says of the year: how long things are kept."""

from __future__ import annotations

from formsvc.domain.retention import Retention
from formsvc.toml_table import Table

_LONGEST = 120


def read_retention(root: Table) -> Retention:
    """Return how long things are kept, the usual months where the file says nothing; faults are noted."""
    if "retention" not in root.content:
        return Retention()
    table, usual = root.table("retention", needed=""), Retention()
    retention = Retention(
        unpaired_months=table.number("unpaired_months", usual.unpaired_months, 2, _LONGEST),
        stepped_back_months=table.number("stepped_back_months", usual.stepped_back_months, 1, _LONGEST),
        invitation_months=table.number("invitation_months", usual.invitation_months, 1, _LONGEST),
        audit_months=table.number("audit_months", usual.audit_months, 1, _LONGEST),
        evaluation_months=table.number("evaluation_months", usual.evaluation_months, 7, _LONGEST),
    )
    table.finish()
    return retention
