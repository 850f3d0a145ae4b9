"""What the worker does for people as days go by: pauses end, who left is erased, a long wait is told.

Run with every sweep. Each thing is done once: the registry remembers, and is written after the
letter, so that a crash in between tells somebody twice rather than never.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import DamagedFileError, ErasureRefusedError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.leaving import resume, tell_mentor_of_quiet
from formsvc.workflows.record import LONG
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell

logger = logging.getLogger(__name__)


def tend(services: Services) -> None:
    """Do what is due for everyone; one person's trouble stops no other."""
    for person in list(services.store.registry.people()):
        if Role.MENTEE not in person.roles:
            continue
        try:
            _tend(services, person)
        except (DamagedFileError, PersonUnknownError, ErasureRefusedError) as error:
            logger.error("Person %s couldn't be tended: %s.", person.id, type(error).__name__)  # noqa: TRY400 - a traceback could quote what was stored


def _tend(services: Services, person: Person) -> None:
    today = services.today()
    if person.standing is Standing.LEFT:
        if person.erased_on is not None and today >= person.erased_on:
            erase_person(services, person.email)
            logger.info("Person %s left, and is erased.", person.id)
        return
    if person.pause is not None and person.pause.until is not None and today >= person.pause.until:
        resume(services, person.id)
    elif person.pause is not None and person.pause.check_in is not None and today >= person.pause.check_in:
        _check_in(services, person.id)
    _tell_of_a_missed_cycle(services, person)
    _tell_of_a_long_wait(services, person)


def _check_in(services: Services, mentee_id: str) -> None:
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if person.pause is None or person.pause.check_in is None:
            return
        tell(services, LetterKind.CHECK_IN, person, {})
        services.store.registry.save(replace(person, pause=replace(person.pause, check_in=None)))


def _tell_of_a_missed_cycle(services: Services, person: Person) -> None:
    """Tell the mentor that nothing came of the cycle that closed last; older ones are old news."""
    if person.starts is None or person.pairing is None or not person.pairing.accepted:
        return
    calendar = services.programme.calendar
    now = current_cycle(person, services.today(), calendar)
    if now is None or now.number == 1:
        return
    closed = nth_cycle(person, now.number - 1, calendar)
    known = closed.number in {*person.cycles, *person.quiet_told, *person.skipped}
    if known or person.standing is not Standing.JOINED or person.pairing.began >= closed.due:
        return
    if services.store.records.submission(person.id, closed.number) is None:
        tell_mentor_of_quiet(services, person.id, closed.number)


def _tell_of_a_long_wait(services: Services, person: Person) -> None:
    """Tell a mentee, once, that a letter has waited for more than a day."""
    for number, state in person.cycles.items():
        if state.progress is not Progress.SENT or state.delay_told_at is not None:
            continue
        submission = services.store.records.submission(person.id, number)
        if submission is None or _waited(services, submission.goes_at or submission.sent_at) <= LONG:
            continue
        with services.store.hold(person.id):
            fresh = services.store.registry.person(person.id)
            known = fresh.cycles.get(number)
            if known is None or known.progress is not Progress.SENT or known.delay_told_at is not None:
                continue
            facts = {
                "mentor_name": submission.mentor_name,
                "cycle": str(number),
                "reference": submission.reference,
            }
            tell(services, LetterKind.DELAYED_MENTEE, fresh, facts)
            told = replace(known, delay_told_at=services.clock())
            services.store.registry.save(fresh.with_cycle(number, told))


def _waited(services: Services, since: datetime) -> timedelta:
    return services.clock() - since
