"""The Monday digest: three lines to each coordinator whom something needs, once a week; silence otherwise.

It goes on a Monday alone. A worker that slept through it sends none on a later day, and one that the mail
server didn't take in time is withdrawn: the page says the same, and says it as it is now.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from formsvc.domain.errors import DamagedFileError, PersonUnknownError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.domain.reminders import is_day
from formsvc.workflows.overview import needs_of
from formsvc.workflows.services import Services
from formsvc.workflows.telling import coordinators, tell_once

MONDAY = 1

logger = logging.getLogger(__name__)


def send_digests(services: Services) -> None:
    """Queue what is due this morning; one coordinator's trouble stops no other."""
    now = services.clock().astimezone(services.programme.timezone)
    if now.isoweekday() != MONDAY or not is_day(now.hour):
        return
    for coordinator in list(coordinators(services)):
        try:
            _send(services, coordinator)
        except (DamagedFileError, PersonUnknownError) as error:
            logger.error("Coordinator %s got no digest: %s.", coordinator.id, type(error).__name__)  # noqa: TRY400 - a traceback could quote what was stored


def digest_still_makes_sense(services: Services, letter: Letter) -> bool:
    """Tell whether a digest that has waited may go out: on its own day, to who still wants it."""
    try:
        person = services.store.registry.person(letter.person_id or "")
    except PersonUnknownError:
        return False
    written_on = letter.created_at.astimezone(services.programme.timezone).date()
    return written_on == services.today() and person.digest and person.standing is Standing.JOINED


def choose_digest(services: Services, person_id: str, *, wanted: bool) -> None:
    """Write down whether a coordinator wants the Monday letter."""
    with services.store.hold(person_id):
        person = services.store.registry.person(person_id)
        if person.digest is not wanted:
            services.store.registry.save(replace(person, digest=wanted))


def _send(services: Services, found: Person) -> None:
    """Look once a Monday; the letter comes before it is written down that this was done."""
    today = services.today()
    if not _is_due(services, found):
        return
    needs = needs_of(services.for_coordinators(found.id))
    with services.store.hold(found.id):
        person = services.store.registry.person(found.id)
        if not _is_due(services, person):
            return
        if needs:
            facts = {"who": needs.who, "why": needs.why}
            tell_once(services, LetterKind.DIGEST, person, facts, ("digest", today.isoformat()))
        services.store.registry.save(replace(person, digest_on=today))


def _is_due(services: Services, person: Person) -> bool:
    return person.digest and person.standing is Standing.JOINED and person.digest_on != services.today()
