"""What a mentee sees of their own record: what is due, what was sent, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from formsvc.domain.changes import Changes, changes_since_last
from formsvc.domain.cycle import Cycle, CycleState, Progress
from formsvc.domain.errors import SubmissionUnknownError
from formsvc.domain.history import GoalLife, Ratings, goal_lives, ratings_over_time
from formsvc.domain.pairing import Waiting, waits_for
from formsvc.domain.people import Person
from formsvc.domain.questionnaire import is_answered
from formsvc.domain.rhythm import current_cycle, first_opens, nth_cycle
from formsvc.domain.sent_state import state_of
from formsvc.domain.submission import Submission
from formsvc.domain.timeline import Moment, timeline
from formsvc.workflows.mentor_address import has_address_to_accept
from formsvc.workflows.sending_on import address_to_send_on_to
from formsvc.workflows.services import Services

LONG = timedelta(days=1)
"""How long a letter may wait before its writer is told and offered another way."""


@dataclass(frozen=True, slots=True)
class SentSubmission:
    """A submission, how far its letter has come, and when the next questionnaire opens.

    ``waits_long``: it should have gone more than a day ago, and the mail server hasn't taken it.
    ``still_theirs`` is whether who received it is the mentor still. ``may_go_to`` is the mentor's new
    address, when it didn't arrive at the old one and may be sent on; ``new_address_waits``: to be accepted.
    """

    submission: Submission
    state: CycleState
    cycle: Cycle
    next_opens: date
    can_take_back: bool
    can_add: bool
    waits_long: bool
    still_theirs: bool
    may_go_to: str = ""
    new_address_waits: bool = False

    @property
    def stuck(self) -> bool:
        """Whether it, or what was added, hasn't arrived and other ways are worth showing."""
        return (
            self.waits_long or self.state.progress is Progress.UNDELIVERED or self.state.addition_undelivered
        )


@dataclass(frozen=True, slots=True)
class MenteeHome:
    """One thing first: ``cycle`` is due unless ``sent`` says it is done; None before the first opens.

    ``changes`` is what changed in the newest questionnaire that was sent, that of cycle ``changed_in``.
    ``waiting`` is what must happen before anything can go to the mentor.
    """

    person: Person
    mentor: Person | None
    mentor_away_until: date | None
    new_address: bool
    cycle: Cycle | None
    first_opens: date | None
    begun: bool
    late: bool
    sent: SentSubmission | None
    past: tuple[SentSubmission, ...]
    timeline: tuple[Moment, ...]
    changes: Changes | None
    changed_in: int
    waiting: Waiting | None


@dataclass(frozen=True, slots=True)
class WholeRecord:
    """Everything that one mentee sent, oldest first, and what it says over time."""

    person: Person
    timeline: tuple[Moment, ...]
    sent: tuple[SentSubmission, ...]
    ratings: Ratings
    goals: tuple[GoalLife, ...]


def mentee_home(services: Services, mentee_id: str) -> MenteeHome:
    """Return what the mentee's home shows."""
    person = services.store.registry.person(mentee_id)
    mentor = services.store.registry.person(person.pairing.mentor_id) if person.pairing else None
    today = services.today()
    cycle = current_cycle(person, today, services.programme.calendar)
    submissions = services.store.records.submissions(mentee_id)
    everything = [_sent(services, person, submission) for submission in submissions]
    sent = next((each for each in everything if cycle and each.submission.cycle == cycle.number), None)
    draft = services.store.records.draft(mentee_id, cycle.number) if cycle else None
    return MenteeHome(
        person=person,
        mentor=mentor,
        mentor_away_until=mentor.away_on(today) if mentor else None,
        new_address=has_address_to_accept(services, person),
        cycle=cycle,
        first_opens=first_opens(person, services.programme.calendar),
        begun=draft is not None and any(is_answered(answer) for answer in draft.answers.values()),
        late=cycle is not None and today > cycle.due,
        sent=sent,
        past=tuple(each for each in reversed(everything) if each is not sent),
        timeline=_timeline(services, person, everything),
        changes=_newest_changes(services, submissions),
        changed_in=max((sent.cycle for sent in submissions), default=0),
        waiting=waits_for(person.pairing, mentor.email if mentor else ""),
    )


def whole_record(services: Services, mentee_id: str) -> WholeRecord:
    """Return everything that a mentee sent; for nobody but that mentee."""
    person = services.store.registry.person(mentee_id)
    submissions = services.store.records.submissions(mentee_id)
    questionnaire = services.programme.questionnaire
    sent = [_sent(services, person, submission) for submission in submissions]
    return WholeRecord(
        person=person,
        timeline=_timeline(services, person, sent),
        sent=tuple(sent),
        ratings=ratings_over_time(questionnaire, submissions),
        goals=goal_lives(questionnaire, submissions),
    )


def submissions_to_compare(
    record: WholeRecord, one: int | None, other: int | None
) -> tuple[SentSubmission, ...]:
    """Return two submissions of a record, the older first: those of two cycles, by default the newest two.

    Fewer come back when fewer were sent or one cycle is named twice. Raises SubmissionUnknownError.
    """
    newest = [each.submission.cycle for each in record.sent][-2:]
    wanted = {
        newest[0] if one is None and newest else one,
        newest[-1] if other is None and newest else other,
    } - {None}
    found = tuple(each for each in record.sent if each.submission.cycle in wanted)
    if len(found) < len(wanted):
        raise SubmissionUnknownError("You haven't sent a questionnaire for that cycle.")
    return found


def sent_submission(services: Services, mentee_id: str, cycle: int) -> SentSubmission:
    """Return what was sent for one cycle; raises SubmissionUnknownError."""
    submission = services.store.records.submission(mentee_id, cycle)
    if submission is None:
        raise SubmissionUnknownError("You haven't sent a questionnaire for this cycle.")
    return _sent(services, services.store.registry.person(mentee_id), submission)


def _newest_changes(services: Services, submissions: Sequence[Submission]) -> Changes | None:
    """Return what changed in the newest of a mentee's own submissions."""
    if not submissions:
        return None
    newest = max(submissions, key=lambda submission: submission.cycle)
    return changes_since_last(services.programme.questionnaire, newest, submissions, submissions)


def _timeline(services: Services, person: Person, sent: Sequence[SentSubmission]) -> tuple[Moment, ...]:
    numbers = {each.submission.cycle for each in sent}
    return timeline(person, numbers, services.today(), services.programme.calendar)


def _sent(services: Services, person: Person, submission: Submission) -> SentSubmission:
    cycle = nth_cycle(person, submission.cycle, services.programme.calendar)
    state = state_of(person, submission)
    still_open = cycle.opens <= services.today() < cycle.closes
    delivered = state.progress is Progress.DELIVERED
    waits = services.clock() - submission.set_going_at
    return SentSubmission(
        submission=submission,
        state=state,
        cycle=cycle,
        next_opens=cycle.closes,
        can_take_back=still_open and not delivered,
        can_add=still_open and delivered and submission.update is None,
        waits_long=state.progress is Progress.SENT and waits > LONG,
        may_go_to=address_to_send_on_to(services, person, submission),
        new_address_waits=has_address_to_accept(services, person),
        still_theirs=person.pairing is not None and person.pairing.mentor_id == submission.mentor_id,
    )
