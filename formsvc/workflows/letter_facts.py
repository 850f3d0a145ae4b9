"""What a waiting letter says: its facts and its envelope, from references and from the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from formsvc.domain.brief import prompts_for_reply, reading_minutes
from formsvc.domain.credentials import ADDRESS_LINK_LIFE, INVITATION_LIFE, SIGN_IN_LINK_LIFE
from formsvc.domain.errors import DamagedFileError
from formsvc.domain.letters import CYCLE_LETTERS, Letter, LetterKind
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Answer, Question, Questionnaire, is_answered
from formsvc.domain.submission import Submission, Way
from formsvc.mail.compose import Envelope, Mailbox, message_id
from formsvc.mail.facts import (
    AddressAskedFacts,
    AddressChangedFacts,
    AddressConfirmFacts,
    Answered,
    AnsweredSection,
    CheckInFacts,
    DelayedMenteeFacts,
    FactorChangedFacts,
    Facts,
    InvitationFacts,
    NothingThisTimeFacts,
    PairingEndedCoordinatorFacts,
    PairingEndedFacts,
    SignInFacts,
    StandingChangedFacts,
    SubmissionFacts,
    UndeliveredCoordinatorFacts,
    UndeliveredMenteeFacts,
    UpdateFacts,
    WaysOut,
    WelcomeMentorFacts,
)
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.address_change import address_link
from formsvc.workflows.authenticator import AUTHENTICATOR, RECOVERY_CODES
from formsvc.workflows.invitation import join_link
from formsvc.workflows.leaving import ways_out
from formsvc.workflows.mentor_facts import mentees_to_pair, mentor_answered, mentor_stepped_back
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.notice import notice_facts, opening_code_facts
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import sign_in_link


@dataclass(frozen=True, slots=True)
class Written:
    """A letter ready to be composed."""

    facts: Facts
    envelope: Envelope


def write_letter(services: Services, letter: Letter) -> Written:
    """Return a letter that stands for itself, any but a submission's."""
    facts = _FACTS[letter.kind](services, letter)
    if letter.kind in CYCLE_LETTERS and (ways := ways_out(services, letter.person_id or "")):
        facts = replace(facts, ways_out=WaysOut(**ways))
    return Written(
        facts=facts,
        envelope=Envelope(
            letter_id=letter.id,
            sender=_programme(services),
            recipient=Mailbox(letter.to_name, letter.to_email),
            reply_to=Mailbox(services.programme.contact.name, services.programme.contact.email),
            written_at=letter.created_at,
        ),
    )


def write_submission(services: Services, submission: Submission) -> Written:
    """Return a submission's letter to the mentor; its recipient is the one fixed at sending (Z5)."""
    mentee = services.store.registry.person(submission.mentee_id)
    return Written(
        facts=_facts_by_its_way(services, submission, mentee.name),
        envelope=Envelope(
            letter_id=submission.letter_id,
            sender=_programme(services),
            recipient=Mailbox(submission.mentor_name, submission.mentor_email),
            reply_to=Mailbox(mentee.name, mentee.email),
            written_at=submission.sent_at,
            references=_thread(services, submission),
        ),
    )


def write_update(services: Services, submission: Submission) -> Written:
    """Return the letter of a submission's update: same recipient, same thread."""
    mentee = services.store.registry.person(submission.mentee_id)
    update = submission.update
    assert update is not None  # noqa: S101 - the worker has looked
    thread = (*_thread(services, submission), message_id(submission.letter_id, services.mail_from))
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
        ),
        envelope=Envelope(
            letter_id=update.letter_id,
            sender=_programme(services),
            recipient=Mailbox(submission.mentor_name, submission.mentor_email),
            reply_to=Mailbox(mentee.name, mentee.email),
            written_at=update.sent_at,
            references=thread,
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


def whole_submission(services: Services, submission: Submission) -> SubmissionFacts:
    """Return all that the mentor may read of a submission, whichever way it went."""
    return _submission_facts(services, submission, services.store.registry.person(submission.mentee_id).name)


def _facts_by_its_way(services: Services, submission: Submission, mentee_name: str) -> Facts:
    if submission.way is Way.LINK:
        return notice_facts(services, submission, mentee_name)
    return _submission_facts(services, submission, mentee_name)


def _programme(services: Services) -> Mailbox:
    return Mailbox(services.programme.name, services.mail_from)


def _thread(services: Services, submission: Submission) -> tuple[str, ...]:
    """Return the pairing's root and the Message-IDs of its earlier letters, so mail readers thread them."""
    earlier = (
        sent.letter_id
        for sent in services.store.records.submissions(submission.mentee_id)
        if sent.pairing_id == submission.pairing_id and sent.cycle < submission.cycle
    )
    names = (f"pairing.{submission.pairing_id}", *earlier)
    return tuple(message_id(name, services.mail_from) for name in names)


def _submission_facts(services: Services, submission: Submission, mentee_name: str) -> SubmissionFacts:
    questionnaire, answers = services.programme.questionnaire, submission.answers
    opening = questionnaire.question(questionnaire.opening)
    return SubmissionFacts(
        programme=services.programme,
        to_name=submission.mentor_name,
        mentee_name=mentee_name,
        cycle=submission.cycle,
        reference=submission.reference,
        sent_at=_local(services, submission.sent_at),
        asks=_answered(opening, answers.get(opening.id)) if opening else Answered("What would help"),
        sections=_sections(questionnaire, answers),
        prompts=prompts_for_reply(questionnaire, answers, mentee_name),
        reading_minutes=reading_minutes(answers),
        acknowledgement_link=acknowledgement_link(
            services, submission.mentee_id, submission.cycle, submission.reference
        ),
        short=submission.short,
        standing_link=standing_link(
            services, submission.mentor_id, submission.mentee_id, submission.cycle, submission.reference
        ),
    )


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


def _local(services: Services, moment: datetime) -> datetime:
    return moment.astimezone(services.programme.timezone)


def _invitation(services: Services, letter: Letter) -> Facts:
    person = services.store.registry.person(letter.person_id or "")
    return InvitationFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=join_link(services, person.id, letter.facts["secret"]),
        expires_at=_local(services, letter.created_at + INVITATION_LIFE),
        as_coordinator=Role.COORDINATOR in person.roles,
    )


def _welcome_mentor(services: Services, letter: Letter) -> Facts:
    return WelcomeMentorFacts(programme=services.programme, to_name=letter.to_name)


def _sign_in(services: Services, letter: Letter) -> Facts:
    return SignInFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=sign_in_link(services, letter.facts["request"], letter.facts["secret"]),
        code=letter.facts["code"],
        minutes=SIGN_IN_LINK_LIFE // timedelta(minutes=1),
    )


def _factor_changed(services: Services, letter: Letter) -> Facts:
    return FactorChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        changed_at=_local(services, letter.created_at),
        authenticator=letter.facts.get("what") != RECOVERY_CODES,
        recovery_codes=letter.facts.get("what") != AUTHENTICATOR,
    )


def _address_asked(services: Services, letter: Letter) -> Facts:
    return AddressAskedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        asked_at=_local(services, letter.created_at),
    )


def _address_confirm(services: Services, letter: Letter) -> Facts:
    return AddressConfirmFacts(
        programme=services.programme,
        to_name=letter.to_name,
        link=address_link(services, letter.person_id or "", letter.facts["secret"]),
        expires_at=_local(services, letter.created_at + ADDRESS_LINK_LIFE),
    )


def _address_changed(services: Services, letter: Letter) -> Facts:
    return AddressChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        changed_at=_local(services, letter.created_at),
    )


def _undelivered_mentee(services: Services, letter: Letter) -> Facts:
    return UndeliveredMenteeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
    )


def _undelivered_coordinator(services: Services, letter: Letter) -> Facts:
    return UndeliveredCoordinatorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
        reply=letter.facts["reply"],
    )


def _delayed_mentee(services: Services, letter: Letter) -> Facts:
    return DelayedMenteeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentor_name=letter.facts["mentor_name"],
        cycle=int(letter.facts["cycle"]),
        reference=letter.facts["reference"],
        link=f"{services.base_url}/submissions/{letter.facts['cycle']}",
    )


def _standing_changed(services: Services, letter: Letter) -> Facts:
    day = letter.facts["day"]
    return StandingChangedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        change=letter.facts["change"],
        day=date.fromisoformat(day) if day else None,
        link=f"{services.base_url}/taking-part",
    )


def _check_in(services: Services, letter: Letter) -> Facts:
    return CheckInFacts(
        programme=services.programme, to_name=letter.to_name, link=f"{services.base_url}/taking-part"
    )


def _nothing_this_time(services: Services, letter: Letter) -> Facts:
    return NothingThisTimeFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentee_email=letter.facts["mentee_email"],
    )


def _pairing_ended(services: Services, letter: Letter) -> Facts:
    return PairingEndedFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        deleting=bool(letter.facts["deleting"]),
    )


def _pairing_ended_coordinator(services: Services, letter: Letter) -> Facts:
    return PairingEndedCoordinatorFacts(
        programme=services.programme,
        to_name=letter.to_name,
        mentee_name=letter.facts["mentee_name"],
        mentor_name=letter.facts["mentor_name"],
        left=bool(letter.facts["left"]),
    )


_FACTS: Mapping[LetterKind, Callable[[Services, Letter], Facts]] = {
    LetterKind.INVITATION: _invitation,
    LetterKind.WELCOME_MENTOR: _welcome_mentor,
    LetterKind.SIGN_IN: _sign_in,
    LetterKind.FACTOR_CHANGED: _factor_changed,
    LetterKind.ADDRESS_ASKED: _address_asked,
    LetterKind.ADDRESS_CONFIRM: _address_confirm,
    LetterKind.ADDRESS_CHANGED: _address_changed,
    LetterKind.UNDELIVERED_MENTEE: _undelivered_mentee,
    LetterKind.UNDELIVERED_COORDINATOR: _undelivered_coordinator,
    LetterKind.MENTOR_ANSWERED: mentor_answered,
    LetterKind.MENTOR_STEPPED_BACK: mentor_stepped_back,
    LetterKind.MENTEES_TO_PAIR: mentees_to_pair,
    LetterKind.DELAYED_MENTEE: _delayed_mentee,
    LetterKind.STANDING_CHANGED: _standing_changed,
    LetterKind.CHECK_IN: _check_in,
    LetterKind.NOTHING_THIS_TIME: _nothing_this_time,
    LetterKind.PAIRING_ENDED: _pairing_ended,
    LetterKind.PAIRING_ENDED_COORDINATOR: _pairing_ended_coordinator,
    LetterKind.OPENING_CODE: opening_code_facts,
}
