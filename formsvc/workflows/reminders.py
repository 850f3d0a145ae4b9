"""Reminders to mentees, and nudges to mentors of whom nothing is heard: each once, none at night.

The registry remembers what was told and is written after the letter is queued. A crash in between
queues the same letter again, under the same id; two workers decide one after the other, inside the
person's hold. Just before a letter goes out it is asked again whether it still makes sense, so that
one that waited through a pause or a sending is withdrawn.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from formsvc.domain.cycle import CycleState
from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.nudging import first_nudge_on, nudge_due
from formsvc.domain.people import Person
from formsvc.domain.reminders import Hour, Reminders, Stage, is_day
from formsvc.domain.reminding import Reminder, reminder_due, reminder_for, with_reminder
from formsvc.workflows.acknowledgement import answerable_until
from formsvc.workflows.mentor_address import may_hear_of
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell_once

_KINDS = {
    Stage.OPENED: LetterKind.CYCLE_OPENED,
    Stage.DUE_SOON: LetterKind.DUE_SOON,
    Stage.DUE_TODAY: LetterKind.DUE_TODAY,
    Stage.LATE: LetterKind.LATE,
}


def remind(services: Services, person: Person) -> None:
    """Send a mentee the reminder that is due now, if there is one; ``person`` may have been read before."""
    calendar, now = services.programme.calendar, _now(services)
    if reminder_due(person, now, calendar) is None:
        return
    with services.store.hold(person.id):
        fresh = services.store.registry.person(person.id)
        due = reminder_due(fresh, now, calendar)
        if due is None or _was_sent(services, fresh.id, due.cycle.number):
            return
        facts = {"cycle": str(due.cycle.number), "stage": due.stage.value}
        about = ("reminder", facts["cycle"], facts["stage"])
        tell_once(services, _kind(services, fresh.id, due), fresh, facts, about)
        services.store.registry.save(with_reminder(fresh, due, now.date()))


def nudge(services: Services, mentee: Person) -> None:
    """Send the mentor of a mentee's newest questionnaire the nudge that is due now, if there is one."""
    now = _now(services)
    if mentee.pairing is None or not mentee.cycles or not is_day(now.hour):
        return
    number = max(mentee.cycles)
    if nudge_due(mentee.cycles[number], None, now.date(), services.programme.timezone) is None:
        return
    with services.store.hold(mentee.id):
        fresh = services.store.registry.person(mentee.id)
        state, mentor = fresh.cycles.get(number), _mentor_waited_for(services, fresh, number)
        if state is None or mentor is None:
            return
        due = nudge_due(state, mentor.quiet_until, now.date(), services.programme.timezone)
        if due is None:
            return
        facts = {"mentee": fresh.id, "cycle": str(number), "reference": state.reference}
        about = ("nudge", fresh.id, state.reference, due.value)
        tell_once(services, LetterKind.NUDGE, mentor, facts, about)
        nudged = replace(state, nudge=due, nudged_on=now.date())
        services.store.registry.save(fresh.with_cycle(number, nudged))


def reminder_still_makes_sense(services: Services, letter: Letter) -> bool:
    """Tell whether a reminder that has waited may go out."""
    try:
        person = services.store.registry.person(letter.person_id or "")
    except PersonUnknownError:
        return False
    found = reminder_for(person, services.today(), services.programme.calendar)
    if found is None or _was_sent(services, person.id, found.cycle.number):
        return False
    return (str(found.cycle.number), found.stage.value) == (letter.facts["cycle"], letter.facts["stage"])


def nudge_still_makes_sense(services: Services, letter: Letter) -> bool:
    """Tell whether a nudge that has waited may go out."""
    number = int(letter.facts["cycle"])
    try:
        mentee = services.store.registry.person(letter.facts["mentee"])
        mentor = _mentor_waited_for(services, mentee, number)
    except PersonUnknownError:
        return False
    state = mentee.cycles.get(number)
    if state is None or mentor is None or state.reference != letter.facts["reference"]:
        return False
    first = first_nudge_on(state, mentor.quiet_until, services.programme.timezone)
    return first is not None and services.today() >= first


def choose_reminders(services: Services, mentee_id: str, reminders: Reminders, hour: Hour) -> None:
    """Write down how many reminders a mentee wants, and from what hour."""
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        chosen = replace(person, reminders=reminders, reminder_hour=hour)
        if chosen != person:
            services.store.registry.save(chosen)


def _kind(services: Services, mentee_id: str, due: Reminder) -> LetterKind:
    """Return the letter of a reminder: the opening also says that the one before has closed."""
    if due.stage is Stage.OPENED and due.missed and not _was_sent(services, mentee_id, due.missed):
        return LetterKind.CYCLE_CLOSED
    return _KINDS[due.stage]


def _mentor_waited_for(services: Services, mentee: Person, number: int) -> Person | None:
    """Return who got a questionnaire, when they are the mentor still and their link works still.

    Nobody, while the mentor's new address waits for the mentee's word (Z3).
    """
    state, sent = mentee.cycles.get(number), services.store.records.submission(mentee.id, number)
    if (
        state is None
        or sent is None
        or mentee.pairing is None
        or not _is_open(services, mentee, number, state)
    ):
        return None
    if mentee.pairing.id != sent.pairing_id:
        return None
    mentor = services.store.registry.person(sent.mentor_id)
    return mentor if may_hear_of(mentee, mentor) else None


def _is_open(services: Services, mentee: Person, number: int, state: CycleState) -> bool:
    return services.today() < answerable_until(services, mentee, number, state)


def _was_sent(services: Services, mentee_id: str, number: int) -> bool:
    """Look into the record: one that waits for the morning isn't in the registry yet."""
    return services.store.records.submission(mentee_id, number) is not None


def _now(services: Services) -> datetime:
    return services.clock().astimezone(services.programme.timezone)
