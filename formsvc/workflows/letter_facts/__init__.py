"""What a waiting letter says: its facts and its envelope, from references and from the record.

A letter's builder stands in the room of whom it serves, with that room's table: ``account``,
``applicant``, ``mentee``, ``mentor``, ``coordinator``, ``evaluation`` and ``year``. What a submission says
is in ``submission``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from formsvc.domain.brief import reading_minutes
from formsvc.domain.errors import DamagedFileError
from formsvc.domain.letters import CYCLE_LETTERS, Letter, LetterKind
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person
from formsvc.domain.submission import Submission, Way
from formsvc.mail.compose import Envelope, Mailbox, message_id
from formsvc.mail.facts import Facts, WaysOut
from formsvc.mail.facts.mentor import SubmissionFacts, UpdateFacts
from formsvc.workflows.leaving import ways_out
from formsvc.workflows.letter_facts.account import ACCOUNT_LETTERS
from formsvc.workflows.letter_facts.applicant import APPLICANT_LETTERS
from formsvc.workflows.letter_facts.building import Builder
from formsvc.workflows.letter_facts.coordinator import COORDINATOR_LETTERS
from formsvc.workflows.letter_facts.evaluation import EVALUATION_LETTERS
from formsvc.workflows.letter_facts.mentee import MENTEE_LETTERS
from formsvc.workflows.letter_facts.mentor import MENTOR_LETTERS
from formsvc.workflows.letter_facts.shared import shared_facts
from formsvc.workflows.letter_facts.submission import submission_facts
from formsvc.workflows.letter_facts.thread import thread_of_submission, thread_of_waiting
from formsvc.workflows.letter_facts.year import YEAR_LETTERS
from formsvc.workflows.notice import notice_facts
from formsvc.workflows.services import Services

_LETTERS: Mapping[LetterKind, Builder] = {
    **ACCOUNT_LETTERS,
    **APPLICANT_LETTERS,
    **MENTEE_LETTERS,
    **MENTOR_LETTERS,
    **COORDINATOR_LETTERS,
    **EVALUATION_LETTERS,
    **YEAR_LETTERS,
}


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be composed; a submission's own letter brings its record along."""

    facts: Facts
    envelope: Envelope
    submission: Submission | None = None


def write_letter(services: Services, letter: Letter) -> Written:
    """Return a letter that stands for itself, any but a submission's."""
    facts = _LETTERS[letter.kind](services, letter)
    has_ways = letter.kind in CYCLE_LETTERS and letter.facts.get("change") != "retired"
    if has_ways and (ways := ways_out(services, letter.person_id or "")):
        facts = replace(facts, ways_out=WaysOut(**ways))
    return Written(
        facts=facts,
        envelope=Envelope(
            letter_id=letter.id,
            sender=_programme(services),
            recipient=Mailbox(letter.to_name, letter.to_email),
            reply_to=_answered_by(services, letter),
            written_at=letter.created_at,
            references=_referring_to(services, letter),
            auto_replied=letter.kind is LetterKind.NOBODY_READS,
        ),
    )


def write_submission(services: Services, submission: Submission) -> Written:
    """Return a submission's letter to the mentor; its recipient is the one fixed at sending (Z5)."""
    mentee = services.store.registry.person(submission.mentee_id)
    everything = services.store.records.submissions(submission.mentee_id)
    return Written(
        facts=_facts_by_its_way(services, submission, mentee, everything),
        envelope=Envelope(
            letter_id=submission.letter_id,
            sender=_programme(services),
            recipient=Mailbox(submission.mentor_name, submission.mentor_email),
            reply_to=Mailbox(mentee.name, mentee.email),
            written_at=submission.sent_at,
            references=thread_of_submission(services, submission, everything),
        ),
        submission=submission,
    )


def write_update(services: Services, submission: Submission) -> Written:
    """Return the letter of a submission's update: same recipient, same thread."""
    mentee = services.store.registry.person(submission.mentee_id)
    update = submission.update
    assert update is not None  # noqa: S101 - the worker has looked
    added_to = message_id(submission.letter_id, services.mail_from)
    return Written(
        facts=notice_facts(services, submission, mentee.name, addition=True)
        if submission.way is Way.LINK
        else UpdateFacts(
            programme=services.programme,
            to_name=submission.mentor_name,
            mentee_name=mentee.name,
            cycle=submission.cycle,
            reference=submission.reference,
            text=update.text,
            reading_minutes=reading_minutes({"": update.text}),
        ),
        envelope=Envelope(
            letter_id=update.letter_id,
            sender=_programme(services),
            recipient=Mailbox(submission.mentor_name, submission.mentor_email),
            reply_to=Mailbox(mentee.name, mentee.email),
            written_at=update.sent_at,
            references=(*thread_of_submission(services, submission), added_to),
        ),
    )


def write_shared(services: Services, shared: Submission) -> Written:
    """Return the letter of an earlier submission to the new mentor with whom it is shared."""
    mentee = services.store.registry.person(shared.mentee_id)
    return Written(
        facts=shared_facts(services, shared, mentee),
        envelope=Envelope(
            letter_id=shared.letter_id,
            sender=_programme(services),
            recipient=Mailbox(shared.mentor_name, shared.mentor_email),
            reply_to=Mailbox(mentee.name, mentee.email),
            written_at=shared.goes_at or shared.sent_at,
            references=thread_of_submission(services, shared),
        ),
    )


def wants_text_only(services: Services, email: str) -> bool:
    """Tell whether whoever has an address asked for letters as text alone.

    A mentor's letter doesn't wait for a damaged file: it goes out as usual.
    """
    try:
        person = services.store.registry.find(email)
    except DamagedFileError:
        return False
    return person is not None and person.text_only


def whole_submission(
    services: Services, submission: Submission, *, reader: Pairing | None = None
) -> SubmissionFacts:
    """Return all that a mentor may read of a submission, whichever way it went.

    ``reader`` is the pairing whose mentor reads it, by default the one that it was sent to (Z4).
    """
    mentee = services.store.registry.person(submission.mentee_id)
    return submission_facts(services, submission, mentee, reader=reader)


def _facts_by_its_way(
    services: Services, submission: Submission, mentee: Person, everything: Sequence[Submission]
) -> Facts:
    if submission.way is Way.LINK:
        return notice_facts(services, submission, mentee.name)
    return submission_facts(services, submission, mentee, everything=everything)


def _referring_to(services: Services, letter: Letter) -> tuple[str, ...]:
    if letter.kind is LetterKind.NOBODY_READS:
        return tuple(filter(None, [letter.facts["message_id"]]))
    return thread_of_waiting(services, letter)


def _answered_by(services: Services, letter: Letter) -> Mailbox:
    """Return who reads a reply: the mentee where a mentor may want to say hello, else the programme."""
    if letter.kind is LetterKind.NOTHING_THIS_TIME:
        return Mailbox(letter.facts["mentee_name"], letter.facts["mentee_email"])
    return Mailbox(services.programme.contact.name, services.programme.contact.email)


def _programme(services: Services) -> Mailbox:
    return Mailbox(services.programme.name, services.mail_from)
