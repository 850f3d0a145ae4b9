"""Reading what ``programme.toml`` says of the year: changeovers, and how long things are kept."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from formsvc.domain.changeover import ASKED_BEFORE, OPEN_AFTER
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


def read_changeovers(root: Table) -> tuple[date, ...]:
    """Return the days before which everyone is asked where they are, none where the file names none."""
    if "changeovers" not in root.content:
        return ()
    table = root.table("changeovers", needed="")
    days = table.days("dates")
    apart = ASKED_BEFORE + OPEN_AFTER
    for earlier, later in pairwise(days):
        if later - earlier <= apart:
            table.fault(
                "dates", f"{later} must lie more than {apart.days} days after {earlier}. Put them in order."
            )
    table.finish()
    return days
