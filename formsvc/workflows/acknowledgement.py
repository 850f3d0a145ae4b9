"""A mentor's one click, from the letter's link, without an account; the mentee is told at once.

Only the registry is read and written, so nothing here can show an answer. The newest word
counts (X2) until the cycle closes, and for 28 days after sending in any case: who sent on a
cycle's last evening has a mentor who answers in the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from formsvc.domain.cycle import CycleState, Word
from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError, PersonUnknownError
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.domain.rhythm import nth_cycle
from formsvc.domain.sent_state import state_of
from formsvc.domain.typed_day import day_for_example, day_typed
from formsvc.workflows.services import Services
from formsvc.workflows.telling import tell

PURPOSE = "acknowledge"
AT_LEAST = timedelta(days=28)
PROMISED_AT_MOST = timedelta(days=60)
NOT_OURS = "This link isn't one of ours, or part of it is missing. Open it from the letter again."
_PARTS = 3


@dataclass(frozen=True, slots=True)
class AcknowledgementPage:
    """Whose questionnaire a link is about, what was said of it so far, and a day for an example."""

    mentee_name: str
    cycle: int
    reference: str
    sent_at: datetime
    seen_at: datetime | None
    replied_at: datetime | None
    word: Word | None
    promised_by: date | None
    example: str


def acknowledgement_link(services: Services, mentee_id: str, cycle: int, reference: str) -> str:
    """Return the link that a submission's letter carries, the same each time the letter is composed."""
    token = services.links.sign(PURPOSE, mentee_id, str(cycle), reference)
    return f"{services.base_url}/m/{token}"


def letter_to_acknowledge(services: Services, token: str) -> AcknowledgementPage:
    """Return what the link's page shows; reads only (C2).

    Raises LinkInvalidError, and LinkExpiredError when the cycle is over.
    """
    mentee_id, cycle, reference = _about(services, token)
    person, state = letter_state(services, mentee_id, cycle, reference)
    return _page(services, person, cycle, state)


def acknowledge(services: Services, token: str, answer: str, by: str = "") -> AcknowledgementPage:
    """Write down a mentor's word and return the page as it is then; the newest replaces the one before.

    ``by`` is the day of a promise, as typed. The mentee gets one letter a word, whatever is said
    again; "seen" is only shown. Raises InputRefusedError for any other word or an impossible day,
    and what ``letter_to_acknowledge`` raises.
    """
    word = _word(answer)
    return say_word(services, _about(services, token), word, by)


def say_word(
    services: Services, about: tuple[str, int, str], word: Word, by: str = ""
) -> AcknowledgementPage:
    """Do what ``acknowledge`` does, about a mentee, a cycle and a reference that a token named."""
    mentee_id, cycle, reference = about
    with services.store.hold(mentee_id):
        person, state = letter_state(services, mentee_id, cycle, reference)
        said = state.with_word(word, services.clock(), _promised(services, word, by))
        if said != state:
            services.store.registry.save(person.with_cycle(cycle, _told(services, person, cycle, said)))
    return _page(services, person, cycle, said)


def letter_state(services: Services, mentee_id: str, cycle: int, reference: str) -> tuple[Person, CycleState]:
    """Return the mentee and the cycle that a link's letter is about.

    Raises LinkInvalidError, and LinkExpiredError when the cycle is over.
    """
    try:
        person = services.store.registry.person(mentee_id)
    except PersonUnknownError:
        raise LinkInvalidError(NOT_OURS) from None
    state = person.cycles.get(cycle) or _not_noted_yet(services, person, cycle)
    if state is None or state.reference != reference:
        raise LinkInvalidError(NOT_OURS)
    if services.today() >= answerable_until(services, person, cycle, state):
        raise LinkExpiredError(
            f"This cycle is over, so there is nothing to tell any more. "
            f"You can still write to {person.name}: reply to the letter.",
        )
    return person, state


def _not_noted_yet(services: Services, person: Person, cycle: int) -> CycleState | None:
    """Return what a record says of a letter that the mail server took before its worker could note that."""
    submission = services.store.records.submission(person.id, cycle)
    return state_of(person, submission) if submission is not None else None


def _about(services: Services, token: str) -> tuple[str, int, str]:
    about = services.links.read(PURPOSE, token)
    if len(about) != _PARTS or not about[1].isdecimal():
        raise LinkInvalidError(NOT_OURS)
    return about[0], int(about[1]), about[2]


def _word(answer: str) -> Word:
    if answer not in set(Word):
        raise InputRefusedError("answer", "Choose what we shall tell them.")
    return Word(answer)


def _promised(services: Services, word: Word, by: str) -> date | None:
    if word is not Word.PROMISED:
        return None
    return day_typed("by", by, today=services.today(), at_most=PROMISED_AT_MOST)


def _told(services: Services, mentee: Person, cycle: int, said: CycleState) -> CycleState:
    """Queue the word's letter to the mentee unless they had it; the state that says so is saved after it."""
    word = said.word
    if word is None or word is Word.SEEN or word in said.told or mentee.standing is Standing.LEFT:
        return said
    facts = {"cycle": str(cycle), "reference": said.reference, "word": word.value}
    if said.promised_by is not None:
        facts["by"] = said.promised_by.isoformat()
    tell(services, LetterKind.MENTOR_ANSWERED, mentee, facts)
    return replace(said, told=(*said.told, word))


def _page(services: Services, person: Person, cycle: int, state: CycleState) -> AcknowledgementPage:
    return AcknowledgementPage(
        mentee_name=person.name,
        cycle=cycle,
        reference=state.reference,
        sent_at=state.sent_at,
        seen_at=state.seen_at,
        replied_at=state.replied_at,
        word=state.word,
        promised_by=state.promised_by,
        example=day_for_example(services.today()),
    )


def answerable_until(services: Services, person: Person, cycle: int, state: CycleState) -> date:
    """Return the day from which a letter's links say nothing any more."""
    at_least = state.sent_at.astimezone(services.programme.timezone).date() + AT_LEAST
    if person.starts is None:
        return at_least
    return max(at_least, nth_cycle(person, cycle, services.programme.calendar).closes)
