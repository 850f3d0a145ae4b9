"""What the worker does as days go by: pauses end, who left is erased, letters go that nobody asked for.

One pass over the registry, a person at a time, every quarter of an hour. Each thing is done once: the
registry remembers, and is written after the letter, so that a crash in between tells somebody
twice rather than never. Nothing but an erasure happens at night.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.reminders import is_day
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.workflows.address_change import forget_address_asked_for
from formsvc.workflows.closing_year import thank_who_is_left
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.evaluation_letters import ask_who_is_left
from formsvc.workflows.leaving import resume, tell_mentor_of_quiet
from formsvc.workflows.looking_after import find_coordinators
from formsvc.workflows.mentor_address import tell_mentee_of_address
from formsvc.workflows.proposing import ask_about_old_pairing
from formsvc.workflows.record import LONG
from formsvc.workflows.reminders import nudge, remind
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell
from formsvc.workflows.trouble import own_trouble_only

AT_A_TIME = 100
HANDS = 4

logger = logging.getLogger(__name__)


def look_after_everyone(services: Services) -> Iterator[None]:
    """Do what is due for everyone, and remind them, a hundred at a time; one person's trouble stops no other.

    What a coordinator began for everyone comes first.

    Whoever runs it may do something else in between: nothing is held, and only these are in memory.
    Reminders are written down by a few hands at once, because each waits for the disk and not for the others.
    """
    yield from ask_who_is_left(services)
    yield from thank_who_is_left(services)
    yield from find_coordinators(services)
    mentees = _mentees(services)
    with ThreadPoolExecutor(HANDS, thread_name_prefix="reminding") as hands:
        while some := list(islice(mentees, AT_A_TIME)):
            for person in some:
                with own_trouble_only(person.id):
                    _tend(services, person)
            for _ in hands.map(partial(_remind, services), some):
                pass
            yield


def tend(services: Services) -> None:
    """Do what is due for everyone at once, but for reminders."""
    for person in _mentees(services):
        with own_trouble_only(person.id):
            _tend(services, person)


def _mentees(services: Services) -> Iterator[Person]:
    """Yield the mentees; on the way, forget addresses that mentors gave long ago and never confirmed.

    Others' unconfirmed addresses are forgotten as they sign in.
    """
    for person in services.store.registry.people():
        if Role.MENTOR in person.roles:
            with own_trouble_only(person.id):
                forget_address_asked_for(services, person.id)
        if Role.MENTEE in person.roles:
            yield person


def _remind(services: Services, person: Person) -> None:
    with own_trouble_only(person.id):
        remind(services, person)
        nudge(services, person)


def _tend(services: Services, person: Person) -> None:
    today = services.today()
    if person.standing is Standing.LEFT:
        if person.erased_on is not None and today >= person.erased_on:
            erase_person(services, person.email)
            logger.info("Person %s left, and is erased.", person.id)
        return
    if not is_day(services.clock().astimezone(services.programme.timezone).hour):
        return
    if person.pause is not None and person.pause.until is not None and today >= person.pause.until:
        resume(services, person.id)
    elif person.pause is not None and person.pause.check_in is not None and today >= person.pause.check_in:
        _check_in(services, person.id)
    tell_mentee_of_address(services, person)
    ask_about_old_pairing(services, person)
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
        if submission is None or _waited(services, submission.set_going_at) <= LONG:
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
