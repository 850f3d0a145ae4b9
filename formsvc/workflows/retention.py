"""Retention runs by itself (P4): the worker erases what its time is over for, and warns mentees before.

Nothing that waits is erased: who has a letter under way is left for the next round. One person's trouble
stops no other, and whatever was cut off is found again by the next round.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from formsvc.domain.application import UNDECIDED
from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.domain.reminders import is_day
from formsvc.domain.retention import NOTICE, ends_on, is_told_first, over_since
from formsvc.store.protocol import EVALUATION
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell_once
from formsvc.workflows.trouble import own_trouble_only

AT_ONCE = 200
"""How many people one round erases at most: letters don't wait for the end of a whole programme."""

logger = logging.getLogger(__name__)


def keep_no_longer(services: Services) -> None:
    """Erase people, old lines of the audit list and old evaluations whose time is over; once is enough."""
    mentoring, erased = _mentoring(services), 0
    for person in services.store.registry.people():
        if person.id not in mentoring and erased < AT_ONCE:
            with own_trouble_only(person.id):
                erased += _look_at(services, person)
    cut = services.clock() - relativedelta(months=services.programme.retention.audit_months)
    if dropped := services.store.audit.drop(cut):
        logger.info("%d lines of the audit list were dropped: their time was over.", dropped)
    _drop_rounds(services)


def notice_still_holds(services: Services, letter: Letter) -> bool:
    """Tell whether the word of an erasure to come may still go out: they are still without a mentor."""
    person = services.store.registry.person(letter.person_id or "")
    since = over_since(person, services.programme.timezone)
    return since is not None and since.isoformat() == letter.facts["since"]


def _look_at(services: Services, person: Person) -> bool:
    """Tell somebody, or erase them, when it is time; return whether they were erased."""
    since = _since(services, person)
    if since is None:
        return False
    today = services.today()
    ends = ends_on(person, since, services.programme.retention)
    if is_told_first(person):
        told = person.erasure_told_on
        if told is None or told < since:
            if today >= ends - NOTICE:
                _tell(services, person.id, since)
            return False
        ends = max(ends, told + NOTICE)
    if today < ends or _is_waited_for(services, person):
        return False
    erase_person(services, person.email, provided=lambda fresh: _since(services, fresh) == since)
    logger.info("Person %s is erased: the time for which they are kept was over.", person.id)
    return True


def _since(services: Services, person: Person) -> date | None:
    """Return since when somebody's time runs; an invitation that was sent afresh begins it again."""
    zone = services.programme.timezone
    since = over_since(person, zone)
    if since is None or person.standing is not Standing.INVITED:
        return since
    invitation = services.store.credentials.credentials(person.id).invitation
    return max(since, invitation.expires_at.astimezone(zone).date()) if invitation else since


def _tell(services: Services, mentee_id: str, since: date) -> None:
    """Tell a mentee once, by day, on which day all about them is erased."""
    if not is_day(services.clock().astimezone(services.programme.timezone).hour):
        return
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if _since(services, person) != since or (person.erasure_told_on or date.min) >= since:
            return
        today = services.today()
        day = max(ends_on(person, since, services.programme.retention), today + NOTICE)
        facts = {"since": since.isoformat(), "day": day.isoformat()}
        tell_once(services, LetterKind.ERASURE_SOON, person, facts, ("erasure", since.isoformat()))
        services.store.registry.save(replace(person, erasure_told_on=today))


def _is_waited_for(services: Services, person: Person) -> bool:
    """Tell whether a letter of theirs is under way, not refused for good, or an application undecided."""
    applied = services.store.applications.find(person.email)
    return any(one.state in UNDECIDED for one in applied) or any(
        letter.fate is not Fate.PARKED and (letter.person_id == person.id or letter.to_email == person.email)
        for letter in services.store.outbox.letters()
    )


def _mentoring(services: Services) -> set[str]:
    """Return the ids of who is somebody's mentor now."""
    pairings = (person.pairing for person in services.store.registry.people())
    return {pairing.mentor_id for pairing in pairings if pairing is not None}


def _drop_rounds(services: Services) -> None:
    months = relativedelta(months=services.programme.retention.evaluation_months)
    for asked in services.store.evaluations.rounds():
        if asked.closed_on is not None and services.today() >= asked.closed_on + months:
            with services.store.hold(EVALUATION):
                services.store.evaluations.erase(asked.id)
            logger.info("Evaluation %s is erased: the time for which it is kept was over.", asked.id)
