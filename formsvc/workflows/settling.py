"""Putting in order what follows from a record: the registry's state, the used draft, lost letters.

All of it is derived from the record, which is the truth, and can be derived again at any time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.errors import DamagedFileError, PersonUnknownError
from formsvc.domain.letters import CARRYING_ANSWERS, Fate, Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.domain.returned import SENT_KEPT, refusal_in_words
from formsvc.domain.rhythm import current_cycle
from formsvc.domain.sent_state import state_of
from formsvc.domain.submission import Submission
from formsvc.workflows.mentor_standing import end_pairings
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from formsvc.workflows.shared_undelivered import tell_of_untold
from formsvc.workflows.telling import coordinators_of, tell

REQUESTS_KEPT = timedelta(days=1)
"""Long after a sign-in link's 30 minutes, so that an old link still says why it doesn't work."""

_SETTLED = frozenset({Progress.DELIVERED, Progress.WITHDRAWN})

logger = logging.getLogger(__name__)


def settle(services: Services, submission: Submission) -> CycleState:
    """Derive the registry's state from a record and drop the draft that it came from, inside the hold."""
    _drop_used_draft(services, submission)
    person = services.store.registry.person(submission.mentee_id)
    state = state_of(person, submission)
    if state != person.cycles.get(submission.cycle):
        services.store.registry.save(person.with_cycle(submission.cycle, state))
    return state


def note_handed_over(services: Services, submission: Submission) -> None:
    """Settle a submission whose letter the mail server has just taken: one write of the registry."""
    with services.store.hold(submission.mentee_id):
        _drop_used_draft(services, submission)
        person = services.store.registry.person(submission.mentee_id)
        known = state_of(person, submission)
        state = replace(known, progress=Progress.DELIVERED, delivered_at=services.clock())
        services.store.registry.save(person.with_cycle(submission.cycle, state))


def _drop_used_draft(services: Services, submission: Submission) -> None:
    if services.store.records.draft(submission.mentee_id, submission.cycle) is not None:
        services.store.records.drop_draft(submission.mentee_id)


def note_progress(services: Services, letter: Letter, progress: Progress) -> Person:
    """Write down in the registry how far a submission or an addition has come; return the mentee."""
    with services.store.hold(letter.person_id or ""):
        return note_within_hold(services, letter, progress)


def note_within_hold(services: Services, letter: Letter, progress: Progress) -> Person:
    """Do what ``note_progress`` does, for who holds the mentee already.

    Of an addition the registry knows only whether its letter is parked.
    """
    cycle = int(letter.facts["cycle"])
    person = services.store.registry.person(letter.person_id or "")
    known = person.cycles[cycle]
    if letter.kind is LetterKind.UPDATE:
        state = replace(known, addition_undelivered=progress is Progress.UNDELIVERED)
    else:
        delivered_at = services.clock() if progress is Progress.DELIVERED else None
        state = replace(known, progress=progress, delivered_at=delivered_at)
    if state != known:
        services.store.registry.save(person.with_cycle(cycle, state))
    return person


def tell_undelivered(services: Services, letter: Letter) -> None:
    """Queue word for the mentee and the coordinators that a letter is parked, without content (R12).

    The registry's state comes last: a crash before it makes the sweep tell them again, never not at all.
    """
    with services.store.hold(letter.person_id or ""):
        mentee = services.store.registry.person(letter.person_id or "")
        cycle = int(letter.facts["cycle"])
        submission = services.store.records.submission(mentee.id, cycle)
        state = settle(services, submission) if submission else mentee.cycles.get(cycle)
    if state is None:
        return  # taken back meanwhile
    mentor = services.store.registry.find(letter.to_email)
    facts = {
        "mentee_name": mentee.name,
        "mentor_name": letter.to_name,
        "cycle": letter.facts["cycle"],
        "reference": state.reference,
        "reply": refusal_in_words(letter.last_reply),
        "addition": "yes" if letter.kind is LetterKind.UPDATE else "",
        "mentor_id": mentor.id if mentor else "",
    }
    tell(services, LetterKind.UNDELIVERED_MENTEE, mentee, facts)
    for coordinator in coordinators_of(services, mentee):
        tell(services, LetterKind.UNDELIVERED_COORDINATOR, coordinator, facts)
    note_progress(services, letter, Progress.UNDELIVERED)


def sweep(services: Services) -> None:
    """Make again what a crash or a loss left out: letters, the registry's states, word of parked ones.

    The pairings of a mentor who has stepped back are ended, and old sign-in requests are dropped. A
    damaged file stops only its own person.
    """
    open_ends = [
        found for mentee in services.store.registry.people() for found in _open_ends(services, mentee)
    ]
    in_outbox = {letter.id: letter for letter in services.store.outbox.letters()}
    for submission in open_ends:
        with _own_trouble_only(submission.mentee_id):
            _mend(services, submission, in_outbox.get(submission.letter_id))
    for letter in in_outbox.values():
        if letter.fate is Fate.PARKED and letter.kind in CARRYING_ANSWERS:
            with _own_trouble_only(letter.person_id or ""):
                _mend_parked(services, letter)
        if letter.fate is Fate.PARKED and letter.kind is LetterKind.SHARED and not letter.told:
            with _own_trouble_only(letter.person_id or ""):
                tell_of_untold(services, letter.id)
    for mentor in services.store.registry.people():
        if mentor.steps_back_at is not None:
            with _own_trouble_only(mentor.id):
                end_pairings(services, mentor.id)
    services.store.credentials.drop_sign_in_requests(services.clock() - REQUESTS_KEPT)
    services.store.sent.drop(services.clock() - SENT_KEPT)


def _open_ends(services: Services, mentee: Person) -> list[Submission]:
    """Return what a mentee sent that isn't known to be delivered; no delivered record is read."""
    cycle = current_cycle(mentee, services.today(), services.programme.calendar)
    numbers = set(mentee.cycles) | set(range(1, cycle.number + 1) if cycle else ())
    settled = {number for number, state in mentee.cycles.items() if state.progress in _SETTLED}
    found = []
    with _own_trouble_only(mentee.id):
        for number in sorted(numbers - settled):
            submission = services.store.records.submission(mentee.id, number)
            if submission is not None:
                found.append(submission)
            elif number in mentee.cycles:
                _forget(services, mentee.id, number)
    return found


def _forget(services: Services, mentee_id: str, cycle: int) -> None:
    """Drop the state of a questionnaire that was taken back when a crash came."""
    with services.store.hold(mentee_id):
        person = services.store.registry.person(mentee_id)
        if cycle in person.cycles and services.store.records.submission(mentee_id, cycle) is None:
            services.store.registry.save(person.without_cycle(cycle))


def _mend(services: Services, submission: Submission, letter: Letter | None) -> None:
    """Settle a submission; put its letter back if it was lost; tell of a parked one that nobody was told of.

    A worker writes ``delivered`` into the registry before the letter leaves the outbox. So one
    that was in no outbox, and isn't delivered now, inside the hold, is lost.
    """
    with services.store.hold(submission.mentee_id):
        now = services.store.records.submission(submission.mentee_id, submission.cycle)
        if now is None or now.letter_id != submission.letter_id:
            return  # taken back since the sweep looked
        state = settle(services, submission)
        if letter is None and state.progress not in _SETTLED:
            _put_back(services, submission)
        if letter is not None and state.progress is Progress.UNDELIVERED:
            _note_if_waiting(services, letter)
    if letter is not None and letter.fate is Fate.PARKED and state.progress is Progress.SENT:
        tell_undelivered(services, letter)


def _mend_parked(services: Services, letter: Letter) -> None:
    """Finish what a crash cut off: sending a parked letter on, or telling of an addition's.

    The record is the truth: a parked letter whose record names another address was to go there.
    """
    mentee_id, cycle = letter.person_id or "", int(letter.facts["cycle"])
    with services.store.hold(mentee_id):
        submission = services.store.records.submission(mentee_id, cycle)
        state = services.store.registry.person(mentee_id).cycles.get(cycle)
        if submission is None or state is None:
            return
        if submission.mentor_email != letter.to_email:
            with services.store.outbox.claim(letter.id) as claimed:
                if claimed is not None and claimed.fate is Fate.PARKED:
                    let_go(services, replace(claimed, to_email=submission.mentor_email))
            return
    if letter.kind is LetterKind.UPDATE and not state.addition_undelivered:
        tell_undelivered(services, letter)


def let_go(services: Services, letter: Letter) -> None:
    """Let a claimed letter wait anew, for five days if need be; inside the mentee's hold.

    The letter comes first and the registry after it: killed in between, the sweep puts that right.
    """
    now = services.clock()
    chosen = letter.next_try_at if letter.fate is Fate.WAITING and not letter.attempts else None
    again = replace(
        letter,
        fate=Fate.WAITING,
        attempts=0,
        next_try_at=chosen,
        last_reply="",
        resumed_at=now,
        told=False,
    )
    if letter.fate is Fate.PARKED:
        services.store.outbox.resume(again, now)
    else:
        services.store.outbox.save(again)
    if letter.kind in CARRYING_ANSWERS:
        note_within_hold(services, letter, Progress.SENT)


def _put_back(services: Services, submission: Submission) -> None:
    """Make a lost letter again; raises DamagedFileError when it is there and can't be read (R15, R19)."""
    with services.store.outbox.claim(submission.letter_id) as found:
        if found is None:
            services.store.outbox.put(letter_of(submission))
            logger.warning("Letter %s %s was lost and is back.", LetterKind.SUBMISSION, submission.letter_id)


def _note_if_waiting(services: Services, letter: Letter) -> None:
    """Say in the registry that a letter waits again, where a crash came before that was written."""
    with services.store.outbox.claim(letter.id) as now:
        if now is not None and now.fate is Fate.WAITING:
            note_within_hold(services, now, Progress.SENT)


@contextmanager
def _own_trouble_only(person_id: str) -> Iterator[None]:
    try:
        yield
    except (DamagedFileError, PersonUnknownError) as error:
        logger.error("Person %s couldn't be put in order: %s.", person_id, type(error).__name__)  # noqa: TRY400 - a traceback could quote what was stored
