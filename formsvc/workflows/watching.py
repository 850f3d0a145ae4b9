"""What a coordinator may see: who takes part, who is due, and what became of each letter. Never an answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from formsvc.domain.cycle import Cycle, CycleState, Progress, Word
from formsvc.domain.letters import Conservation, Fate
from formsvc.domain.looking_after import can_look_after
from formsvc.domain.nudging import silent_since
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.returned import why_in_words
from formsvc.domain.rhythm import current_cycle
from formsvc.domain.wording import day_in_words
from formsvc.workflows.services import CoordinatorServices

_STANDINGS = {
    Standing.INVITED: "Invited, hasn't joined yet",
    Standing.PAUSED: "Paused",
    Standing.LEFT: "Left",
}
_WORDS = {
    Word.SEEN: "Sent; seen by the mentor",
    Word.REPLIED: "Sent; the mentor has replied",
    Word.PROMISED: "Sent; will reply by {}",
    Word.ASKS_MORE: "Sent; mentor would like to know more",
    Word.CANNOT: "Sent; mentor can't this time",
}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person as the coordinator's list shows them; ``progress`` is words, without content.

    ``silent_since``: a mentor got a questionnaire then and two nudges after it, and nobody says that a
    reply has come.
    """

    name: str
    email: str
    roles: tuple[str, ...]
    standing: Standing
    mentor_name: str
    due: date | None
    progress: str
    silent_since: date | None = None
    id: str = ""
    coordinator_name: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeStatus:
    """The programme's letters and files in figures; damaged files by name."""

    conservation: Conservation
    waiting: int
    parked: int
    held: int
    damaged: tuple[str, ...]


def people_and_progress(services: CoordinatorServices) -> list[PersonRow]:
    """Return everyone, by name, with how far their open cycle has come."""
    people = {person.id: person for person in services.store.registry.people()}
    today = services.today()
    rows = [row_of(services, person, people, today) for person in people.values()]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.email))


def programme_status(services: CoordinatorServices) -> ProgrammeStatus:
    """Return the conservation line, what waits, is parked or held, and which files are damaged."""
    fates = [letter.fate for letter in services.store.outbox.letters()]
    return ProgrammeStatus(
        conservation=services.store.outbox.conservation(),
        waiting=fates.count(Fate.WAITING),
        parked=fates.count(Fate.PARKED),
        held=fates.count(Fate.HELD),
        damaged=(
            *services.store.registry.damaged(),
            *services.store.outbox.damaged(),
            *services.store.applications.damaged(),
            *services.store.evaluations.damaged(),
        ),
    )


def count_people(services: CoordinatorServices) -> int:
    """Return how many people take part, as far as their files can be read."""
    return sum(1 for _ in services.store.registry.people())


def require_well(services: CoordinatorServices) -> None:
    """Raise StoreError unless the store can be read: the least that a health check should know."""
    services.store.registry.find("nobody@example.org")


def row_of(
    services: CoordinatorServices, person: Person, people: Mapping[str, Person], today: date
) -> PersonRow:
    """Return how one person is shown; ``people``: everyone, by id."""
    cycle = current_cycle(person, today, services.programme.calendar)
    mentor = people.get(person.pairing.mentor_id) if person.pairing else None
    away_until = mentor.quiet_until if mentor else None
    silent = silent_since(person, away_until, today, services.programme.timezone)
    named = people.get(person.coordinator_id)
    return PersonRow(
        name=person.name,
        email=person.email,
        roles=tuple(sorted(person.roles)),
        standing=person.standing,
        mentor_name=mentor.name if mentor else "",
        due=cycle.due if cycle and person.standing is Standing.JOINED else None,
        progress=_progress(person, cycle, today, silent) + _address_trouble(services, person),
        silent_since=silent,
        id=person.id,
        coordinator_name=named.name if named is not None and can_look_after(named, person) else "",
    )


def _address_trouble(services: CoordinatorServices, person: Person) -> str:
    """Return in words that letters don't reach a person, empty when nothing like it was heard."""
    refused = person.refused
    if refused is None or person.standing is Standing.LEFT:
        return ""
    day = day_in_words(refused.at.astimezone(services.programme.timezone).date())
    return f"; a letter to this address came back on {day}: {why_in_words(refused.status)}"


def _progress(person: Person, cycle: Cycle | None, today: date, silent: date | None) -> str:
    if person.standing in _STANDINGS:
        return _STANDINGS[person.standing]
    if Role.MENTEE not in person.roles:
        return _presence(person, today)
    if cycle is None:
        return "First questionnaire not open yet"
    state = person.cycles.get(cycle.number)
    said = progress_of(person, cycle, today)
    if silent:
        return f"{said}; mentor silent since {day_in_words(silent)}"
    return said if person.pairing or state is None else f"{said}; needs a mentor"


def progress_of(person: Person, cycle: Cycle, today: date) -> str:
    """Return how far one cycle of a mentee has come, in words."""
    state = person.cycles.get(cycle.number)
    return _sent(state) if state is not None else _not_sent(person, cycle, today)


def _not_sent(person: Person, cycle: Cycle, today: date) -> str:
    if cycle.number in person.skipped:
        return "Lets this one pass"
    if person.pairing is None:
        return "Needs a mentor"
    if person.pairing.mentee_accepted_at is None:
        return "Mentee hasn't said yes to the mentor yet"
    if person.pairing.mentor_accepted_at is None:
        return "Mentor hasn't said yes yet"
    return "Late" if today > cycle.due else "Questionnaire open"


def _presence(person: Person, today: date) -> str:
    if person.steps_back_at is not None:
        return "Stepped back from mentoring"
    away = person.away_on(today)
    return f"Away until {day_in_words(away)}" if away else "Takes part"


def _sent(state: CycleState) -> str:
    if state.is_answered:
        return "Sent; the mentor has replied"
    if state.word is not None:
        return _WORDS[state.word].format(day_in_words(state.promised_by) if state.promised_by else "")
    return {
        Progress.SENT: "Sent; waiting for the mail server",
        Progress.DELIVERED: "Sent; accepted by the mail server",
        Progress.UNDELIVERED: "Not delivered: the mentor's address was refused",
        Progress.WITHDRAWN: "Taken back",
        Progress.HELD: "Sent; held back after a restore",
    }[state.progress]
