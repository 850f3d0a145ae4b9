"""Letters that the mail server took, and that came back after all (R16).

A questionnaire that came back is parked again, as one that was refused at once: the ledger counts it so, the
registry says "undelivered", and the mentee and the coordinators are told, without content. So it can be
resumed or sent on like any other. Of every letter the registry notes whose address was wrong.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.letters import CARRYING_ANSWERS, Fate, Letter, LetterKind
from formsvc.domain.returned import SENT_KEPT, Bounce, Refusal, SentLetter, why_in_words
from formsvc.domain.submission import Submission
from formsvc.workflows.after_sending import update_letter_of
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from formsvc.workflows.settling import tell_undelivered
from formsvc.workflows.shared_undelivered import park_what_came_back


def note_sent(services: Services, letter: Letter, recipient: str) -> None:
    """Keep for a month what finds a letter when it comes back, where somebody reads what comes back."""
    if not services.reads_returns:
        return
    of_a_cycle = letter.kind in CARRYING_ANSWERS or letter.kind is LetterKind.SHARED
    services.store.sent.note(
        SentLetter(
            id=letter.id,
            kind=letter.kind,
            to_email=recipient,
            sent_at=services.clock(),
            person_id=letter.person_id,
            cycle=int(letter.facts["cycle"]) if of_a_cycle else None,
        )
    )


def letter_sent_lately(services: Services, letter_ids: tuple[str, ...]) -> SentLetter | None:
    """Return the first of these letters that was sent within a month; others are nothing to us."""
    found = (services.store.sent.find(letter_id) for letter_id in letter_ids)
    since = services.clock() - SENT_KEPT
    return next((letter for letter in found if letter is not None and letter.sent_at >= since), None)


def take_in_bounce(services: Services, bounce: Bounce) -> None:
    """Write down that a letter didn't arrive, and tell of a questionnaire; again changes nothing."""
    sent = letter_sent_lately(services, bounce.letter_ids)
    if sent is None:
        return
    if sent.kind in CARRYING_ANSWERS:
        _park_again(services, sent, bounce)
    if sent.kind is LetterKind.SHARED:
        park_what_came_back(services, sent, _reply(bounce))
    _note_refusal(services, sent, bounce.status)


def _park_again(services: Services, sent: SentLetter, bounce: Bounce) -> None:
    """Park what came back, and tell; the registry comes last, so a crash before it is mended next time."""
    mentee_id = sent.person_id or ""
    with services.store.hold(mentee_id):
        submission = services.store.records.submission(mentee_id, sent.cycle or 0)
        state = services.store.registry.person(mentee_id).cycles.get(sent.cycle or 0)
        letter = _still_delivered(submission, state, sent)
        if letter is None:
            return
        parked = replace(
            letter,
            fate=Fate.PARKED,
            next_try_at=None,
            attempts=1,
            last_reply=_reply(bounce),
        )
        services.store.outbox.take_back(parked, services.clock())
    tell_undelivered(services, parked)


def _still_delivered(
    submission: Submission | None, state: CycleState | None, sent: SentLetter
) -> Letter | None:
    """Return the letter that came back; None when it was taken back, sent elsewhere, or known before."""
    if submission is None or state is None or submission.mentor_email != sent.to_email:
        return None
    if sent.kind is LetterKind.SUBMISSION:
        arrived = submission.letter_id == sent.id and state.progress is Progress.DELIVERED
        return letter_of(submission) if arrived else None
    if submission.update is None or submission.update.letter_id != sent.id or state.addition_undelivered:
        return None
    return update_letter_of(submission, submission.update)


def _reply(bounce: Bounce) -> str:
    return f"The letter came back: {why_in_words(bounce.status)}."


def _note_refusal(services: Services, sent: SentLetter, status: str) -> None:
    """Note it of whoever has the address now: one that was corrected meanwhile is not at fault."""
    person = services.store.registry.find(sent.to_email)
    if person is None:
        return
    with services.store.hold(person.id):
        fresh = services.store.registry.person(person.id)
        known = fresh.refusal
        if known is None or (known.email, known.status) != (fresh.email, status):
            refusal = Refusal(fresh.email, status, services.clock())
            services.store.registry.save(replace(fresh, refusal=refusal))
