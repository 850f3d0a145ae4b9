"""When a mentee's first questionnaire opens: at once, or within a fortnight, away from others'."""

from __future__ import annotations

from datetime import date, timedelta

from formsvc.domain.people import Person, Standing
from formsvc.domain.rhythm import nth_cycle
from formsvc.domain.spreading import FORTNIGHT, due_dates_near, spread_start
from formsvc.workflows.services import Services


def start_to_have(services: Services, mentee: Person) -> date | None:
    """Return when a mentee's cycles shall start, inside their hold; who has begun is never moved.

    Begun is whoever has answered, sent, paused, or let pass anything, or whose first cycle is over.
    """
    if mentee.starts is not None and not _may_move(services, mentee):
        return mentee.starts
    if mentee.pairing is None:
        return mentee.starts or services.today()
    calendar, today = services.programme.calendar, services.today()
    around = today + timedelta(days=calendar.due_after_days + FORTNIGHT // 2)
    others = due_dates_near(_mentees_of(services, mentee.pairing.mentor_id, mentee.id), around, calendar)
    return spread_start(today, others, calendar, now=mentee.starts)


def _may_move(services: Services, mentee: Person) -> bool:
    if mentee.cycles or mentee.skipped or mentee.quiet_told or mentee.restarts or mentee.pause:
        return False
    records = services.store.records
    if records.draft(mentee.id, 1) is not None or records.submissions(mentee.id):
        return False
    return services.today() < nth_cycle(mentee, 1, services.programme.calendar).closes


def _mentees_of(services: Services, mentor_id: str, but: str) -> list[Person]:
    return [
        person
        for person in services.store.registry.people()
        if person.id != but
        and person.standing is not Standing.LEFT
        and person.pairing is not None
        and person.pairing.mentor_id == mentor_id
    ]
