"""What the worker does about applications: erases those whose time is over, and tells of new ones."""

from __future__ import annotations

import logging
from dataclasses import replace

from formsvc.domain.application import Application, ApplicationState
from formsvc.domain.errors import DamagedFileError, PersonUnknownError
from formsvc.domain.letters import LetterEvent, LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.services import ServicesWithoutRecords
from formsvc.workflows.telling import coordinators, tell

logger = logging.getLogger(__name__)


def tend_applications(services: ServicesWithoutRecords) -> None:
    """Erase what is due, then tell each coordinator of what is new, in at most one letter a day."""
    new = []
    for application in list(services.store.applications.applications()):
        if services.clock() >= application.ends_at():
            erase_application(services, application.id)
            logger.info("An application, %s, was erased: its time was over.", application.state.value)
        elif application.state is ApplicationState.NEW:
            new.append(application)
    for coordinator in list(coordinators(services)):
        try:
            _tell_of(services, coordinator.id, new)
        except (DamagedFileError, PersonUnknownError) as error:
            logger.error("Coordinator %s couldn't be told: %s.", coordinator.id, type(error).__name__)  # noqa: TRY400 - a traceback could quote what was stored


def erase_application(services: ServicesWithoutRecords, application_id: str) -> int:
    """Erase an application and the letters about it that wait; return how many letters were taken back."""
    taken = 0
    with services.store.hold(application_id):
        services.store.applications.erase(application_id)
    for waiting in list(services.store.outbox.letters()):
        if waiting.facts.get("application") != application_id:
            continue
        with services.store.outbox.claim(waiting.id) as letter:
            if letter is not None:
                services.store.outbox.note_accepted(letter.id, services.clock())
                services.store.outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
                taken += 1
    return taken


def _tell_of(services: ServicesWithoutRecords, coordinator_id: str, new: list[Application]) -> None:
    with services.store.hold(coordinator_id):
        person = services.store.registry.person(coordinator_id)
        if not _is_news(person, new) or _was_told_today(services, person):
            return
        tell(services, LetterKind.NEW_APPLICATIONS, person, {"waiting": str(len(new))})
        services.store.registry.save(replace(person, told_of_applications_at=services.clock()))


def _is_news(person: Person, new: list[Application]) -> bool:
    """Tell whether something was confirmed since the last letter; what still waits is told once."""
    told = person.told_of_applications_at
    return any(told is None or (one.confirmed_at is not None and one.confirmed_at > told) for one in new)


def _was_told_today(services: ServicesWithoutRecords, person: Person) -> bool:
    told = person.told_of_applications_at
    zone = services.programme.timezone
    return told is not None and told.astimezone(zone).date() >= services.today()
