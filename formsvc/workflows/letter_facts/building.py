"""What every room of letters needs: a builder's shape, the programme's time, and names as they are now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from formsvc.domain.errors import PersonUnknownError
from formsvc.domain.letters import Letter
from formsvc.mail.facts import Facts
from formsvc.workflows.services import Services

Builder = Callable[[Services, Letter], Facts]


def local(services: Services, moment: datetime) -> datetime:
    """Return a moment in the programme's time zone, for reading."""
    return moment.astimezone(services.programme.timezone)


def home_link(services: Services) -> str:
    """Return where a mentee sees how things stand."""
    return f"{services.base_url}/home"


def name_of(services: Services, person_id: str) -> str:
    """Return a person's name, empty for who has been erased since the letter was queued."""
    try:
        return services.store.registry.person(person_id).name
    except PersonUnknownError:
        return ""
