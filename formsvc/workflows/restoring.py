"""After a restore: nothing goes out again by itself (R21), and every letter is accounted for.

A backup doesn't know what was delivered after it was made. So the letters that wait in it are held
until the operator lets them go, and letters to everyone that had been begun are written to nobody more. No
worker runs meanwhile.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import DamagedFileError, PersonUnknownError
from formsvc.domain.letters import Fate, Letter, LetterEvent, LetterKind
from formsvc.workflows.closing_year import thank_nobody_more
from formsvc.workflows.evaluation_letters import ask_nobody_more
from formsvc.workflows.services import Services
from formsvc.workflows.settling import note_progress, sweep

_SHORT_LIVED = {LetterKind.SIGN_IN, LetterKind.OPENING_CODE}


def hold_letters(services: Services) -> list[Letter]:
    """Make a restored store whole, hold every letter that waits, and return those that are held.

    The sweep comes first: it puts back the letters of records, so that no later one finds any to
    send. What the backup came too late for is withdrawn: links and codes that live for half an hour,
    and letters whose person or record isn't in it.
    """
    outbox = services.store.outbox
    _index(services)
    ask_nobody_more(services)
    thank_nobody_more(services)
    sweep(services)
    for letter in list(outbox.letters()):
        with outbox.claim(letter.id) as claimed:
            if claimed is not None and claimed.fate is Fate.WAITING:
                _put_aside(services, claimed)
            elif claimed is None and _known_progress(services, letter) is not None:
                note_progress(services, letter, Progress.DELIVERED)  # the ledger has its last word
    for letter_id in outbox.missing():
        outbox.finish(letter_id, LetterEvent.WITHDRAWN, services.clock())
    return held_letters(services)


def held_letters(services: Services) -> list[Letter]:
    """Return the letters that a restore holds."""
    return [letter for letter in services.store.outbox.letters() if letter.fate is Fate.HELD]


def send_held_letters(services: Services) -> int:
    """Let the held letters go to the worker; return how many.

    The registry is written first, so that a letter left held by a crash is found again.
    """
    outbox, sent = services.store.outbox, 0
    for letter in held_letters(services):
        with outbox.claim(letter.id) as claimed:
            if claimed is None or claimed.fate is not Fate.HELD:
                continue
            if _known_progress(services, claimed) is Progress.HELD:
                note_progress(services, claimed, Progress.SENT)
            outbox.save(replace(claimed, fate=Fate.WAITING, next_try_at=None))
            sent += 1
    return sent


def _index(services: Services) -> None:
    """Make everyone findable by address, those too whose index entry was removed before it was copied."""
    registry = services.store.registry
    for person in registry.people():
        with contextlib.suppress(DamagedFileError), services.store.hold(person.id):
            if registry.find(person.email) is None:
                registry.add(person)


def _put_aside(services: Services, letter: Letter) -> None:
    outbox, now, progress = services.store.outbox, services.clock(), _known_progress(services, letter)
    outbox.note_accepted(letter.id, letter.created_at)
    if letter.kind in _SHORT_LIVED or not _stands(services, letter):
        outbox.finish(letter.id, LetterEvent.WITHDRAWN, now)
    elif progress is Progress.DELIVERED:
        outbox.finish(letter.id, LetterEvent.DELIVERED, now)
    else:
        if progress is not None:
            note_progress(services, letter, Progress.HELD)
        outbox.save(replace(letter, fate=Fate.HELD, next_try_at=None))


def _stands(services: Services, letter: Letter) -> bool:
    """Tell whether whom a letter is for, and the record that it carries, were restored."""
    try:
        if letter.person_id:
            services.store.registry.person(letter.person_id)
        if letter.kind is not LetterKind.SUBMISSION:
            return True
        submission = services.store.records.submission(letter.person_id or "", int(letter.facts["cycle"]))
    except PersonUnknownError:
        return False
    except DamagedFileError:
        return True  # it may be mended yet
    return submission is not None and submission.letter_id == letter.id


def _known_progress(services: Services, letter: Letter) -> Progress | None:
    """Return how far the registry has a questionnaire's letter; None for any other or if unknown."""
    if letter.kind is not LetterKind.SUBMISSION:
        return None
    try:
        person = services.store.registry.person(letter.person_id or "")
    except (PersonUnknownError, DamagedFileError):
        return None
    state = person.cycles.get(int(letter.facts["cycle"]))
    return state.progress if state else None
