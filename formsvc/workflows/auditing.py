"""Writing down what a coordinator or the operator does, and reading it back with names (L2)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from formsvc.domain.audit import AuditEvent, Deed
from formsvc.domain.errors import DamagedFileError, PersonUnknownError
from formsvc.domain.looking_after import stands_apart
from formsvc.domain.wording import ERASED
from formsvc.workflows.services import OPERATOR, CoordinatorServices

PAGE = 100
_UNREADABLE = "somebody whose file is damaged"
_OPERATOR = "Whoever runs the service"
_SOMETHING = "Did something for"

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One event as the page shows it."""

    at: datetime
    by: str
    what: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One page of the audit list, newest first; ``more``: there is an older one."""

    lines: tuple[AuditLine, ...]
    number: int
    more: bool
    damaged: int


def note(services: CoordinatorServices, deed: Deed, whom: str = "", second: str = "") -> None:
    """Write down what was done, and log it by ids; content has no way in."""
    services.store.audit.add(AuditEvent(services.clock(), services.by, deed, whom, second))
    logger.info("Coordinator %s: %s %s %s", services.by, deed.value, whom, second)


def audit_page(services: CoordinatorServices, number: int = 1) -> AuditPage:
    """Return page ``number``, counted from 1."""
    first = (max(number, 1) - 1) * PAGE
    found = list(islice(services.store.audit.events(), first, first + PAGE + 1))
    return AuditPage(
        lines=tuple(_line(services, event) for event in found[:PAGE]),
        number=max(number, 1),
        more=len(found) > PAGE,
        damaged=services.store.audit.damaged(),
    )


def audit_lines_about(services: CoordinatorServices, person_id: str) -> Iterator[AuditLine]:
    """Yield what was done to one person, newest first."""
    about = (event for event in services.store.audit.events() if person_id in {event.whom, event.second})
    return (_line(services, event) for event in about)


def _line(services: CoordinatorServices, event: AuditEvent) -> AuditLine:
    named = " with ".join(name_of(services, each) for each in (event.whom, event.second) if each)
    return AuditLine(
        at=event.at.astimezone(services.programme.timezone),
        by=_OPERATOR if event.by == OPERATOR else name_of(services, event.by),
        what=f"{_SOMETHING if _is_hidden(services, event) else event.deed.words} {named}".strip(),
    )


def _is_hidden(services: CoordinatorServices, event: AuditEvent) -> bool:
    """Tell whether others did something for a mentee whom the reader supervises or assesses."""
    return event.by != services.by and any(
        _is_apart(services, each) for each in (event.whom, event.second) if each
    )


def _is_apart(services: CoordinatorServices, whom: str) -> bool:
    try:
        return stands_apart(services.store.registry.person(whom), services.by)
    except (PersonUnknownError, DamagedFileError):
        return False


def name_of(services: CoordinatorServices, whom: str) -> str:
    """Return the name of a person or of an applicant, or words for who is no longer there."""
    try:
        return services.store.registry.person(whom).name
    except PersonUnknownError:
        return _applicant(services, whom)
    except DamagedFileError:
        return _UNREADABLE


def _applicant(services: CoordinatorServices, application_id: str) -> str:
    try:
        application = services.store.applications.application(application_id)
    except DamagedFileError:
        return _UNREADABLE
    return application.applied.name if application is not None else ERASED
