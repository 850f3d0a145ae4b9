"""A mentor's one click: "seen" or "I have replied", from the letter's link, without an account.

Only the registry is read and written, so nothing here can show an answer. The newest word
counts (X2) until the cycle closes, and for 28 days after sending in any case: who sent on a
cycle's last evening has a mentor who answers in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from formsvc.domain.cycle import CycleState, cycle_numbered
from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError, PersonUnknownError
from formsvc.domain.people import Person
from formsvc.workflows.services import Services

PURPOSE = "acknowledge"
AT_LEAST = timedelta(days=28)
_NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."
_PARTS = 3


@dataclass(frozen=True, slots=True)
class AcknowledgementPage:
    """Whose questionnaire a link is about, and what was said of it so far."""

    mentee_name: str
    cycle: int
    reference: str
    sent_at: datetime
    seen_at: datetime | None
    replied_at: datetime | None


def acknowledgement_link(services: Services, mentee_id: str, cycle: int, reference: str) -> str:
    """Return the link that a submission's letter carries, the same each time the letter is composed."""
    token = services.links.sign(PURPOSE, mentee_id, str(cycle), reference)
    return f"{services.base_url}/m/{token}"


def letter_to_acknowledge(services: Services, token: str) -> AcknowledgementPage:
    """Return what the link's page shows; reads only (C2).

    Raises LinkInvalidError, and LinkExpiredError when the cycle is over.
    """
    mentee_id, cycle, reference = _about(services, token)
    person, state = _state_of(services, mentee_id, cycle, reference)
    return AcknowledgementPage(
        mentee_name=person.name,
        cycle=cycle,
        reference=reference,
        sent_at=state.sent_at,
        seen_at=state.seen_at,
        replied_at=state.replied_at,
    )


def acknowledge(services: Services, token: str, answer: Literal["seen", "replied"] | str) -> None:  # noqa: PYI051 - a form's value; the words that count are worth naming
    """Write down a mentor's word; the newest replaces what was said before.

    Raises InputRefusedError for any other word, and what ``letter_to_acknowledge`` raises.
    """
    if answer not in {"seen", "replied"}:
        raise InputRefusedError("answer", "Choose what we shall tell them.")
    mentee_id, cycle, reference = _about(services, token)
    with services.store.hold(mentee_id):
        person, state = _state_of(services, mentee_id, cycle, reference)
        now = services.clock()
        said = replace(
            state,
            seen_at=state.seen_at or now,
            replied_at=(state.replied_at or now) if answer == "replied" else None,
        )
        if said != state:
            services.store.registry.save(person.with_cycle(cycle, said))


def _about(services: Services, token: str) -> tuple[str, int, str]:
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS or not about[1].isdecimal():
        raise LinkInvalidError(_NOT_OURS)
    return about[0], int(about[1]), about[2]


def _state_of(services: Services, mentee_id: str, cycle: int, reference: str) -> tuple[Person, CycleState]:
    try:
        person = services.store.registry.person(mentee_id)
    except PersonUnknownError:
        raise LinkInvalidError(_NOT_OURS) from None
    state = person.cycles.get(cycle)
    if state is None or state.reference != reference:
        raise LinkInvalidError(_NOT_OURS)
    if services.today() >= _closes(services, person, cycle, state):
        raise LinkExpiredError(
            f"This cycle is over, so there is nothing to tell any more. "
            f"You can still write to {person.name}: reply to the letter.",
        )
    return person, state


def _closes(services: Services, person: Person, cycle: int, state: CycleState) -> date:
    at_least = state.sent_at.astimezone(services.programme.timezone).date() + AT_LEAST
    if person.starts is None:
        return at_least
    return max(at_least, cycle_numbered(cycle, person.starts, services.programme.calendar).closes)
