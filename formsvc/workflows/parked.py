"""Letters that were put aside: which there are, and trying one again where it was to go.

To another address a parked letter goes by its mentee's own word alone: see ``sending_on``.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

from formsvc.domain.errors import LetterUnknownError
from formsvc.domain.letters import CARRYING_ANSWERS, Fate, Letter
from formsvc.domain.submission import Redirection
from formsvc.workflows.services import CoordinatorServices, Services
from formsvc.workflows.settling import let_go

_UNKNOWN = "No letter with this id is parked. `formsvc status` lists those that are."


def parked_letters(services: CoordinatorServices) -> list[Letter]:
    """Return the parked letters, oldest first: ids, kinds and the mail server's codes, never an answer."""
    parked = (letter for letter in services.store.outbox.letters() if letter.fate is Fate.PARKED)
    return sorted(parked, key=lambda letter: letter.created_at)


def resume_letter(services: Services, letter_id: str) -> Letter:
    """Let a parked letter go once more to the address that it was for; raises LetterUnknownError.

    Its Message-ID stays. The record notes that it was set going again, so that a link in it lasts as long.
    """
    found = next((each for each in parked_letters(services.for_coordinators()) if each.id == letter_id), None)
    if found is None:
        raise LetterUnknownError(_UNKNOWN)
    carries_answers = found.kind in CARRYING_ANSWERS
    held = services.store.hold(found.person_id or "") if carries_answers else nullcontext()
    with held, services.store.outbox.claim(letter_id) as letter:
        if letter is None or letter.fate is not Fate.PARKED:
            raise LetterUnknownError(_UNKNOWN)
        if carries_answers:
            _note_set_going(services, letter)
        let_go(services, letter)
    return found


def _note_set_going(services: Services, letter: Letter) -> None:
    submission = services.store.records.submission(letter.person_id or "", int(letter.facts["cycle"]))
    if submission is None:
        raise LetterUnknownError("What this letter carried was taken back or erased.")
    again = Redirection(submission.mentor_email, services.clock())
    services.store.records.redirect(replace(submission, redirections=(*submission.redirections, again)))
