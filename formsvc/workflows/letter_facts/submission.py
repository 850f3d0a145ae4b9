"""What a submission's letter says: the record, as the mentor may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formsvc.domain.brief import prompts_for_reply, reading_minutes
from formsvc.domain.changes import Changes, changes_since_last
from formsvc.domain.pairing import Pairing, visible_to
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import Answer, Question, Questionnaire, is_answered
from formsvc.domain.submission import Submission, Way
from formsvc.mail.facts.mentor import Answered, AnsweredSection, SubmissionFacts
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.answer_by_mail import email_links
from formsvc.workflows.letter_facts.building import local
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.services import Services


def submission_facts(
    services: Services,
    submission: Submission,
    mentee: Person,
    *,
    reader: Pairing | None = None,
    everything: Sequence[Submission] | None = None,
) -> SubmissionFacts:
    """Return all that a mentor may read of a submission, whichever way it goes.

    ``reader`` is the pairing whose mentor reads it; by default the one that it was sent to.
    ``everything`` is all that the mentee sent, where it has been read already.
    """
    if everything is None:
        everything = services.store.records.submissions(submission.mentee_id)
    changes = _changes(services, submission, reader or _sent_to(submission, mentee), everything)
    questionnaire, answers = services.programme.questionnaire, submission.answers
    opening = questionnaire.question(questionnaire.opening)
    return SubmissionFacts(
        programme=services.programme,
        to_name=submission.mentor_name,
        mentee_name=mentee.name,
        cycle=submission.cycle,
        reference=submission.reference,
        sent_at=local(services, submission.sent_at),
        asks=_answered(opening, answers.get(opening.id)) if opening else Answered("What would help"),
        sections=_sections(questionnaire, answers),
        prompts=prompts_for_reply(questionnaire, answers, mentee.name, changes, short=submission.short),
        reading_minutes=reading_minutes(answers),
        acknowledgement_link=acknowledgement_link(
            services, submission.mentee_id, submission.cycle, submission.reference
        ),
        by_email=email_links(services, submission.mentee_id, submission.cycle, submission.reference),
        short=submission.short,
        changes=changes,
        standing_link=standing_link(
            services, submission.mentor_id, submission.mentee_id, submission.cycle, submission.reference
        ),
    )


def _sent_to(submission: Submission, mentee: Person) -> Pairing | None:
    return next((each for each in mentee.pairings if each.id == submission.pairing_id), None)


def _changes(
    services: Services, submission: Submission, reader: Pairing | None, everything: Sequence[Submission]
) -> Changes | None:
    """Return what changed beside what this mentor may know of, and nobody else (Z4).

    A letter of answers quotes none that went by link only: that mailbox wasn't to hold them.
    """
    if reader is None:
        return None
    visible = [
        sent for sent in visible_to(reader, everything) if submission.way is Way.LINK or sent.way is Way.EMAIL
    ]
    return changes_since_last(services.programme.questionnaire, submission, visible, everything)


def _sections(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> tuple[AnsweredSection, ...]:
    """Return every section; what an earlier version asked and this one doesn't comes last, never lost."""
    found = [
        AnsweredSection(
            title=section.title,
            answers=tuple(
                _answered(question, answers.get(question.id))
                for question in section.questions
                if question.id != questionnaire.opening
            ),
            at_the_top=any(question.id == questionnaire.opening for question in section.questions),
        )
        for section in questionnaire.sections
    ]
    asked = {question.id for question in questionnaire.questions}
    others = tuple(
        Answered(question_id, _texts(None, answer), isinstance(answer, tuple))
        for question_id, answer in answers.items()
        if question_id not in asked and is_answered(answer)
    )
    if others:
        found.append(AnsweredSection("Asked in an earlier version of the questionnaire", others))
    return tuple(found)


def _answered(question: Question, answer: Answer) -> Answered:
    if not is_answered(answer):
        return Answered(question.label)
    return Answered(question.label, _texts(question, answer), isinstance(answer, tuple))


def _texts(question: Question | None, answer: Answer) -> tuple[str, ...]:
    if isinstance(answer, tuple):
        return tuple(item for item in answer if item.strip())
    if isinstance(answer, int) and question is not None and 1 <= answer <= len(question.words):
        return (question.rating_in_words(answer),)
    return (str(answer),)
