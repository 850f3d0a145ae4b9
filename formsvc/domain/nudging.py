"""Silence: neither mentor nor mentee says that a reply has come.

A delivered letter is nudged on day 5 and day 12, and then the coordinator sees the silence, and nothing
of what was written. Any word but "seen" ends it: replied, cannot, asks for more, or the mentee's own.
A promise and an absence put it off: the first nudge comes the day after them at the earliest.
"""

from __future__ import annotations

from datetime import date, timedelta, tzinfo

from formsvc.domain.cycle import CycleState, Nudge, Progress, Word
from formsvc.domain.people import Person

FIRST_AFTER = timedelta(days=5)
BETWEEN = timedelta(days=7)
_DAY = timedelta(days=1)
_TALKING = frozenset({Word.CANNOT, Word.ASKS_MORE})


def nudge_due(state: CycleState, away_until: date | None, today: date, zone: tzinfo) -> Nudge | None:
    """Return the nudge that a mentor should get today; after a long sleep only the second."""
    first = first_nudge_on(state, away_until, zone)
    if first is None or state.nudge is Nudge.SECOND:
        return None
    if today >= first + BETWEEN:
        lately = state.nudged_on is not None and today - BETWEEN < state.nudged_on <= today
        return None if lately else Nudge.SECOND
    return Nudge.FIRST if today >= first and state.nudge is None else None


def first_nudge_on(state: CycleState, away_until: date | None, zone: tzinfo) -> date | None:
    """Return the day of the first nudge, None when there is nothing to wait for."""
    if state.progress is not Progress.DELIVERED or state.delivered_at is None:
        return None
    if state.is_answered or state.word in _TALKING:
        return None
    day = state.delivered_at.astimezone(zone).date() + FIRST_AFTER
    return max([day, *(until + _DAY for until in (state.promised_by, away_until) if until is not None)])


def silent_since(person: Person, away_until: date | None, today: date, zone: tzinfo) -> date | None:
    """Return since when a mentee's mentor has been silent; None until both nudges had their days.

    Only the newest questionnaire counts, and only when it went to the mentor of now.
    """
    if not person.cycles or person.pairing is None:
        return None
    state = person.cycles[max(person.cycles)]
    first = first_nudge_on(state, away_until, zone)
    if first is None or state.delivered_at is None or today <= first + BETWEEN:
        return None
    if state.sent_at.astimezone(zone).date() < person.pairing.began:
        return None
    return state.delivered_at.astimezone(zone).date()
