"""What a mentee may still do with a sent questionnaire: take it back, or add one short update.

A letter that hasn't been handed over can be taken back: its answers become the draft again. One
that the mentor has can get one addition, which follows it to the same address.
"""

from __future__ import annotations

from dataclasses import replace

from formsvc.domain.cycle import Progress
from formsvc.domain.errors import (
    InputRefusedError,
    NothingDueError,
    SubmissionUnknownError,
    TooLateToTakeBackError,
    UpdateRefusedError,
)
from formsvc.domain.identity import new_id
from formsvc.domain.letters import Letter, LetterEvent, LetterKind
from formsvc.domain.people import Person
from formsvc.domain.rhythm import current_cycle, nth_cycle
from formsvc.domain.sending import UPDATE_LIMIT
from formsvc.domain.submission import Draft, Submission, Touch, Update
from formsvc.workflows.services import Services

_GONE = "It has been handed to the mail server already, so it can't be taken back."
_IN_HAND = "It is being handed over at this moment. Look at this page again in a minute."


def take_back(services: Services, mentee_id: str, cycle: int) -> None:
    """Take a questionnaire back before its letter is handed over; its answers are the draft again.

    The record's removal is what counts: a crash before it leaves the questionnaire sent, and one
    after it is put in order by the worker. Raises SubmissionUnknownError, TooLateToTakeBackError,
    and NothingDueError for a cycle that has closed.
    """
    with services.store.hold(mentee_id):
        submission = _sent(services, mentee_id, cycle)
        person = services.store.registry.person(mentee_id)
        _require_open(services, person, cycle, "It can't be taken back")
        state = person.cycles.get(cycle)
        if state is not None and state.progress is Progress.DELIVERED:
            raise TooLateToTakeBackError(_GONE)
        with services.store.outbox.claim(submission.letter_id) as letter:
            if letter is None:
                raise TooLateToTakeBackError(_IN_HAND)
            services.store.outbox.note_accepted(letter.id, submission.sent_at)
            services.store.records.save_draft(mentee_id, _draft_again(services, submission))
            services.store.records.withdraw(submission)
            services.store.outbox.finish(letter.id, LetterEvent.WITHDRAWN, services.clock())
        services.store.registry.save(person.without_cycle(cycle))


def add_update(services: Services, mentee_id: str, cycle: int, text: str) -> Submission:
    """Send one short addition after a questionnaire; again and again gives the same one (R7).

    Raises InputRefusedError for an empty or overlong text, SubmissionUnknownError,
    UpdateRefusedError while the questionnaire isn't delivered or when it has another update, and
    NothingDueError when its cycle has closed.
    """
    written = _checked(text)
    with services.store.hold(mentee_id):
        submission = _sent(services, mentee_id, cycle)
        if submission.update is not None and submission.update.text == written:
            return submission
        person = services.store.registry.person(mentee_id)
        _require_open(services, person, cycle, "Nothing was added")
        _require_room(person, submission)
        update = Update(text=written, sent_at=services.clock(), letter_id=new_id(services.random))
        amended = replace(submission, update=update)
        services.store.records.amend(amended, update_letter_of(amended, update))
    return amended


def update_letter_of(submission: Submission, update: Update) -> Letter:
    """Return the letter that carries an addition: the same each time it is made from the record."""
    return Letter(
        id=update.letter_id,
        kind=LetterKind.UPDATE,
        to_name=submission.mentor_name,
        to_email=submission.mentor_email,
        created_at=update.sent_at,
        person_id=submission.mentee_id,
        facts={"cycle": str(submission.cycle)},
    )


def _draft_again(services: Services, submission: Submission) -> Draft:
    """Return the answers as a draft whose generation no page shown before can carry."""
    now = services.clock()
    touch = Touch(generation=int(now.timestamp()), page_id="", saved_at=now)
    return Draft(
        cycle=submission.cycle,
        generation=touch.generation,
        answers=submission.answers,
        saved_at=now,
        goal_steps=submission.goal_steps,
        touched={section.id: touch for section in services.programme.questionnaire.sections},
    )


def _sent(services: Services, mentee_id: str, cycle: int) -> Submission:
    submission = services.store.records.submission(mentee_id, cycle)
    if submission is None:
        raise SubmissionUnknownError("You haven't sent a questionnaire for this cycle.")
    return submission


def _require_open(services: Services, person: Person, cycle: int, what: str) -> None:
    now = current_cycle(person, services.today(), services.programme.calendar)
    if now is None or now.number != cycle:
        closed = nth_cycle(person, cycle, services.programme.calendar).closes
        raise NothingDueError(f"{what}: this cycle closed on {closed.day} {closed:%B %Y}.")


def _require_room(person: Person, submission: Submission) -> None:
    if submission.update is not None:
        raise UpdateRefusedError(
            "You have added to this questionnaire already, and one addition is what there is room for. "
            "You can write to your mentor by email at any time.",
        )
    state = person.cycles.get(submission.cycle)
    if state is None or state.progress is not Progress.DELIVERED:
        raise UpdateRefusedError(
            "Your questionnaire hasn't reached the mail server yet, so nothing was added. "
            "Take it back to change it, or try again when it has gone.",
        )


def _checked(text: str) -> str:
    written = text.replace("\r\n", "\n").strip()
    if not written:
        raise InputRefusedError("text", "Enter what you would like to add.")
    over = len(written) - UPDATE_LIMIT
    if over > 0:
        noun = "character" if over == 1 else "characters"
        raise InputRefusedError(
            "text", f"Shorten it by {over:,} {noun}: it can hold {UPDATE_LIMIT:,}, and all is still here."
        )
    return written
