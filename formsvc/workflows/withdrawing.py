"""Taking back what a mentee sent and nobody has been handed yet."""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.cycle import Progress
from formsvc.domain.letters import CARRYING_ANSWERS, Letter, LetterEvent, LetterKind
from formsvc.domain.sent_state import state_of
from formsvc.workflows.services import Services

_THEIRS = CARRYING_ANSWERS | {LetterKind.SHARED}


def withdraw_unsent(services: Services, mentee_id: str) -> int:
    """Take back a mentee's questionnaires and updates that nobody has been handed, inside their hold (Z5).

    Their records stay the mentee's own; the registry says so first, so that no sweep puts a letter
    back. What a worker has in hand at this moment goes out. Return how many were taken.
    """
    outbox, taken = services.store.outbox, 0
    for waiting in list(outbox.letters()):
        if waiting.person_id != mentee_id or waiting.kind not in _THEIRS:
            continue
        with outbox.claim(waiting.id) as letter:
            if letter is not None:
                _mark_withdrawn(services, letter)
                outbox.note_accepted(letter.id, services.clock())
                outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
                taken += 1
    return taken


def _mark_withdrawn(services: Services, letter: Letter) -> None:
    if letter.kind is not LetterKind.SUBMISSION:
        return
    person = services.store.registry.person(letter.person_id or "")
    submission = services.store.records.submission(person.id, int(letter.facts["cycle"]))
    if submission is None:
        return
    state = replace(state_of(person, submission), progress=Progress.WITHDRAWN)
    services.store.registry.save(person.with_cycle(submission.cycle, state))
