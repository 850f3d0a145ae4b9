"""Answering and sending: the draft of the open cycle, the check, and the one commit that counts.

A draft belongs to its cycle. When the cycle closes unsent, the next one begins with a fresh
draft, which carries the old one along as ``unsent``: it can be read and copied from until the
new questionnaire is sent, and it can't be sent itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from formsvc.domain.cycle import Cycle
from formsvc.domain.drafting import Opened, saved_over
from formsvc.domain.errors import (
    AlreadySentError,
    AnswersInvalidError,
    DraftMovedError,
    NothingDueError,
    PairingMovedError,
)
from formsvc.domain.goals import with_kept_goals
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.pairing import Pairing, Waiting, require_open_way, waits_for
from formsvc.domain.people import Mailbox, Person, Standing
from formsvc.domain.questionnaire import Answer, Answers, answers_to, faults_in
from formsvc.domain.rhythm import current_cycle, first_opens
from formsvc.domain.screening.kept import screened_answers
from formsvc.domain.sending import When, as_sent, leaves_at, two_minute_version
from formsvc.domain.submission import Draft, Submission, Way
from formsvc.domain.wording import day_in_words
from formsvc.workflows.services import Services

_RESTING = {
    Standing.PAUSED: "You are paused, so nothing is due. Start again on your own page whenever you like.",
    Standing.LEFT: "You have left, so nothing is due. Your own page says what you can still do.",
}


@dataclass(frozen=True, slots=True)
class OpenQuestionnaire:
    """The open cycle, what is drafted for it, and what was sent for it, if it was."""

    cycle: Cycle
    draft: Draft
    submission: Submission | None


@dataclass(frozen=True, slots=True)
class CheckedQuestionnaire:
    """What the check page shows: the draft, its faults, and exactly who would receive it.

    ``short_faults`` are the faults of the two-minute version; ``way`` is how the last one went.
    ``link_only``: the mentor's mailbox isn't private, so only a notice goes there. ``waiting`` is what
    must happen before anything may go.
    """

    cycle: Cycle
    draft: Draft
    faults: dict[str, str]
    short_faults: dict[str, str]
    pairing: Pairing | None
    mentor_name: str
    mentor_email: str
    way: Way
    link_only: bool
    waiting: Waiting | None


def open_questionnaire(services: Services, mentee_id: str) -> OpenQuestionnaire:
    """Return the cycle open today and its draft; raises NothingDueError before the first opens."""
    cycle = _open_cycle(services, services.store.registry.person(mentee_id))
    draft = _draft(services, mentee_id, cycle.number)
    return OpenQuestionnaire(
        cycle=cycle,
        draft=replace(draft, answers=_as_asked(services, draft)),
        submission=services.store.records.submission(mentee_id, cycle.number),
    )


def save_section(
    services: Services, mentee_id: str, cycle: int, answers: Answers, opened: Opened | None = None
) -> Draft:
    """Merge some answers, faulty ones too, into the draft of a cycle; the same again changes nothing.

    ``opened`` is how their page had found them: what was saved elsewhere since is set aside, never
    lost. Raises AlreadySentError once the cycle's questionnaire was sent, and NothingDueError when
    the cycle isn't the open one any more.
    """
    with services.store.hold(mentee_id):
        draft = draft_to_write(services, mentee_id, cycle)
        saved = saved_over(draft, services.programme.questionnaire, answers, services.clock(), opened)
        if saved != draft:
            saved = replace(saved, screened=screened_answers(saved.answers, draft.screened))
            services.store.records.save_draft(mentee_id, saved)
    return saved


def draft_to_write(services: Services, mentee_id: str, cycle: int) -> Draft:
    """Return the open cycle's draft, inside the hold; raises as ``save_section`` does."""
    if _open_cycle(services, services.store.registry.person(mentee_id)).number != cycle:
        raise NothingDueError("This cycle has closed. A new questionnaire has opened.")
    if services.store.records.submission(mentee_id, cycle) is not None:
        raise AlreadySentError("You have sent this questionnaire, so its answers can't change any more.")
    return _draft(services, mentee_id, cycle)


def check_answers(services: Services, mentee_id: str) -> CheckedQuestionnaire:
    """Return what is drafted, what it still needs, and who would receive it.

    Raises AlreadySentError, and NothingDueError when no cycle is open.
    """
    person = services.store.registry.person(mentee_id)
    cycle = _open_cycle(services, person)
    if services.store.records.submission(mentee_id, cycle.number) is not None:
        raise AlreadySentError("You have sent this questionnaire.")
    draft = _draft(services, mentee_id, cycle.number)
    answers = _with_kept_goals(services, mentee_id, draft, _as_asked(services, draft))
    mentor = _mentor_of(services, person)
    return CheckedQuestionnaire(
        cycle=cycle,
        draft=replace(draft, answers=answers),
        faults=faults_in(services.programme.questionnaire.questions, answers),
        short_faults=faults_in(two_minute_version(services.programme.questionnaire).questions, answers),
        pairing=person.pairing,
        mentor_name=mentor.name if mentor else "",
        mentor_email=mentor.email if mentor else "",
        way=_last_way(services, person),
        link_only=mentor is not None and mentor.mailbox is Mailbox.SHARED,
        waiting=waits_for(person.pairing, mentor.email if mentor else ""),
    )


def submit_questionnaire(  # noqa: PLR0913 - what the check page showed, part by part
    services: Services,
    mentee_id: str,
    *,
    cycle: int,
    generation: int,
    pairing_id: str,
    mentor_email: str,
    when: When = When.NOW,
    way: Way = Way.EMAIL,
    short: bool = False,
) -> Submission:
    """Send the draft of a cycle to the mentor that the check page named; the record is the commit point.

    The key is (mentee, cycle): again and again gives the same submission (R7). Nothing is sent,
    and nothing typed is lost, when it raises: DraftMovedError or PairingMovedError if either
    moved since the page was shown (Z4), AnswersInvalidError, NothingDueError, StoreError, and what
    ``mentor_to_write_to`` raises.
    """
    with services.store.hold(mentee_id):
        sent = services.store.records.submission(mentee_id, cycle)
        if sent is not None:
            return sent
        person = services.store.registry.person(mentee_id)
        if _open_cycle(services, person).number != cycle:
            raise NothingDueError("This cycle has closed, so it wasn't sent. A new questionnaire has opened.")
        draft = services.store.records.draft(mentee_id, cycle)
        if draft is None or draft.generation != generation:
            raise DraftMovedError("Your answers changed after this page was shown, so nothing was sent.")
        mentor = _mentor_shown(services, person, pairing_id, mentor_email)
        submission = replace(
            composed_submission(services, person, mentor, draft, short=short),
            goes_at=leaves_at(when, services.clock().astimezone(services.programme.timezone)),
            way=Way.LINK if mentor.mailbox is Mailbox.SHARED else way,
        )
        services.store.records.commit(submission, letter_of(submission))
    return submission


def letter_of(submission: Submission) -> Letter:
    """Return the letter that carries a submission: the same each time it is made from the record."""
    return Letter(
        id=submission.letter_id,
        kind=LetterKind.SUBMISSION,
        to_name=submission.mentor_name,
        to_email=submission.mentor_email,
        created_at=submission.sent_at,
        person_id=submission.mentee_id,
        facts={"cycle": str(submission.cycle)},
        next_try_at=submission.goes_at,
    )


def _draft(services: Services, mentee_id: str, cycle: int) -> Draft:
    """Return a cycle's draft; a fresh one carries the newest draft that closed before it was sent."""
    records = services.store.records
    if found := records.draft(mentee_id, cycle):
        return found
    closed = (records.draft(mentee_id, earlier) for earlier in range(cycle - 1, 0, -1))
    left = next((draft for draft in closed if draft is not None), None)
    if left is None or records.submission(mentee_id, left.cycle) is not None:
        return Draft(cycle)
    return Draft(cycle, unsent=replace(left, unsent=None))


def last_answers(services: Services, mentee_id: str, cycle: int) -> Answers:
    """Return the answers of the newest questionnaire sent before a cycle, none before the second."""
    sent = [number for number in services.store.registry.person(mentee_id).cycles if number < cycle]
    newest = services.store.records.submission(mentee_id, max(sent)) if sent else None
    return newest.answers if newest else {}


def _with_kept_goals(services: Services, mentee_id: str, draft: Draft, answers: Answers) -> dict[str, Answer]:
    if not draft.goal_steps:
        return dict(answers)
    return with_kept_goals(answers, draft.goal_steps, last_answers(services, mentee_id, draft.cycle))


def _as_asked(services: Services, draft: Draft) -> dict[str, Answer]:
    return answers_to(services.programme.questionnaire.questions, draft.answers)


def _open_cycle(services: Services, person: Person) -> Cycle:
    if person.standing in _RESTING:
        raise NothingDueError(_RESTING[person.standing])
    calendar = services.programme.calendar
    cycle = current_cycle(person, services.today(), calendar)
    if cycle is None:
        opens = first_opens(person, calendar)
        when = f" Your first questionnaire opens on {day_in_words(opens)}." if opens else ""
        raise NothingDueError(f"Nothing is due yet.{when}")
    return cycle


def _mentor_of(services: Services, person: Person) -> Person | None:
    return services.store.registry.person(person.pairing.mentor_id) if person.pairing else None


def _mentor_shown(services: Services, person: Person, pairing_id: str, mentor_email: str) -> Person:
    mentor = _mentor_of(services, person)
    if person.pairing is not None and (
        person.pairing.id != pairing_id or mentor is None or mentor.email != mentor_email
    ):
        raise PairingMovedError(
            "Who receives your answers changed after this page was shown: nothing was sent."
        )
    return _with_open_way(person, mentor)


def mentor_to_write_to(services: Services, person: Person) -> Person:
    """Return the mentor to whom answers may go now (Z3, Z4).

    Raises NotPairedError, MenteeToAcceptError, AddressNotAcceptedError or MentorToAcceptError.
    """
    return _with_open_way(person, _mentor_of(services, person))


def _with_open_way(person: Person, mentor: Person | None) -> Person:
    require_open_way(person.pairing, mentor.email if mentor else "")
    assert mentor is not None  # noqa: S101 - who has none is refused
    return mentor


def _last_way(services: Services, person: Person) -> Way:
    """Return how the newest submission went: the choice is remembered."""
    if not person.cycles:
        return Way.EMAIL
    newest = services.store.records.submission(person.id, max(person.cycles))
    return newest.way if newest else Way.EMAIL


def composed_submission(
    services: Services, person: Person, mentor: Person, draft: Draft, *, short: bool = False
) -> Submission:
    """Return the submission that a draft would become; raises AnswersInvalidError.

    The two-minute version needs less; a draft that has everything is never marked as short.
    """
    questionnaire = services.programme.questionnaire
    answers = as_sent(questionnaire.questions, _with_kept_goals(services, person.id, draft, draft.answers))
    faults = faults_in(questionnaire.questions, answers)
    missing = faults_in(two_minute_version(questionnaire).questions, answers) if short else faults
    if missing:
        raise AnswersInvalidError(missing)
    assert person.pairing is not None  # noqa: S101 - who has no mentor is refused before
    return Submission(
        reference=new_reference(services.random),
        mentee_id=person.id,
        cycle=draft.cycle,
        sent_at=services.clock(),
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        answers=answers,
        pairing_id=person.pairing.id,
        mentor_id=mentor.id,
        mentor_name=mentor.name,
        mentor_email=mentor.email,
        letter_id=new_id(services.random),
        short=bool(faults),
        goal_steps=dict(draft.goal_steps),
    )
