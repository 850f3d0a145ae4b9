"""The letter as the mentor will get it, shown to its writer before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formsvc.domain.changes import Changes
from formsvc.domain.submission import Way
from formsvc.mail.compose import compose
from formsvc.mail.facts.mentor import SubmissionFacts
from formsvc.workflows.letter_facts import write_submission
from formsvc.workflows.questionnaire import check_answers, composed_submission, mentor_to_write_to
from formsvc.workflows.services import Services

NOT_YET = "given when you send it"


@dataclass(frozen=True, slots=True)
class LetterToCome:
    """The words of a letter, and the changes that it has pictures of: none in a notice and at first."""

    subject: str
    text: str
    changes: Changes | None


def letter_to_come(services: Services, mentee_id: str) -> LetterToCome:
    """Return the letter that sending now would make; reads only (C2).

    It is a notice when only a link may go, or when that is what was chosen last.

    Raises AnswersInvalidError when nothing could be sent yet, AlreadySentError, NothingDueError and
    what ``mentor_to_write_to`` raises. The links in it are for this showing: they open nothing.
    """
    checked = check_answers(services, mentee_id)
    person = services.store.registry.person(mentee_id)
    mentor = mentor_to_write_to(services, person)
    short = bool(checked.faults) and not checked.short_faults
    submission = composed_submission(services, person, mentor, checked.draft, short=short)
    way = Way.LINK if checked.link_only else checked.way
    written = write_submission(services, replace(submission, reference=NOT_YET, way=way))
    message = compose(written.facts, written.envelope)
    body = message.get_body(("plain",))
    text: str = body.get_content() if body else ""
    changes = written.facts.changes if isinstance(written.facts, SubmissionFacts) else None
    return LetterToCome(str(message["Subject"]), text, changes)
