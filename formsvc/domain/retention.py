"""How long things are kept (P4): whose time is over, and on which day; ``programme.toml`` may say otherwise.

A mentee's time runs while they have no mentor, from the end of the last pairing, or from joining when
there was none yet. A mentor's runs from stepping back or being taken out, who was invited's from the letter.
Who has left goes by ``ERASED_AFTER``. Whoever is paired, mentors or coordinates takes part, and has no end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from formsvc.domain.people import Person, Role, Standing

ERASED_AFTER = timedelta(days=28)
"""How long who has left may come back."""
NOTICE = relativedelta(months=1)
"""How long before it a mentee is told, so that they can keep a copy or ask for a mentor."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Months after which things are erased by themselves.

    ``unpaired_months``: all about a mentee, with their answers, without a mentor; ``stepped_back_months``:
    a mentor who has stepped back; ``invitation_months``: who was invited and never joined;
    ``audit_months``: what coordinators did; ``evaluation_months``: results of a closed evaluation.
    """

    unpaired_months: int = 12
    stepped_back_months: int = 12
    invitation_months: int = 3
    audit_months: int = 24
    evaluation_months: int = 60


def over_since(person: Person, zone: ZoneInfo) -> date | None:
    """Return since when somebody's time runs, None while they take part or have left."""
    if person.pairing is not None or person.erased_on is not None:
        return None
    if person.standing is Standing.LEFT:
        return person.retired_at.astimezone(zone).date() if person.retired_at is not None else None
    if person.standing is Standing.INVITED:
        return person.invited_at.astimezone(zone).date()
    if Role.COORDINATOR in person.roles:
        return None
    days = [_over_as(role, person, zone) for role in person.roles]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def ends_on(person: Person, since: date, retention: Retention) -> date:
    """Return the day on which somebody whose time runs ``since`` a day may be erased."""
    if person.standing is Standing.INVITED:
        return since + relativedelta(months=retention.invitation_months)
    if Role.MENTEE in person.roles:
        return since + relativedelta(months=retention.unpaired_months)
    return since + relativedelta(months=retention.stepped_back_months)


def is_told_first(person: Person) -> bool:
    """Tell whether somebody may have something to keep, and so hears of it before."""
    return Role.MENTEE in person.roles and person.standing is not Standing.INVITED


def _over_as(role: Role, person: Person, zone: ZoneInfo) -> date | None:
    if role is Role.MENTOR:
        back = person.steps_back_at
        return back.astimezone(zone).date() if back is not None else None
    began = person.joined_at or person.invited_at
    return max([began.astimezone(zone).date(), *(p.ended for p in person.pairings if p.ended is not None)])
