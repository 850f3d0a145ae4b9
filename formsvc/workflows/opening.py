"""Opening a submission that went by link only: the link, a code from the mailbox, and then the answers.

The code is bound to the browser that asked: only that one knows the request's id, and after the
right code only that one knows the secret that stands for it. Both belong into the signed cookie
and nowhere else. A forwarded notice opens nothing without the mailbox.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.domain.credentials import OPENED_LIFE
from formsvc.domain.errors import (
    LinkExpiredError,
    LinkInvalidError,
    PersonUnknownError,
    SubmissionGoneError,
)
from formsvc.domain.identity import new_id
from formsvc.domain.people import Person, Standing
from formsvc.domain.sent_state import state_of
from formsvc.domain.submission import Submission, Update, Way
from formsvc.mail.facts.mentor import SubmissionFacts
from formsvc.workflows.acknowledgement import NOT_OURS
from formsvc.workflows.letter_facts import whole_submission
from formsvc.workflows.notice import PURPOSE, opens_until
from formsvc.workflows.opening_code import queue_code, request_to_open, use_code
from formsvc.workflows.services import Services
from formsvc.workflows.sharing import shared_submission

_PARTS = (3, 4)
_GONE = "What this link opened is no longer there: it was taken back or erased."


@dataclass(frozen=True, slots=True)
class ClosedSubmission:
    """Whose questionnaire a link is about and until when it opens; nothing of what it says."""

    mentee_name: str
    cycle: int
    reference: str
    sent_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class OpenedSubmission:
    """All that the letter would have said, and what was added; readable here ``until`` then."""

    facts: SubmissionFacts
    update: Update | None
    reply_to: str
    until: datetime
    link_until: datetime
    shared: bool


def submission_to_open(services: Services, token: str) -> ClosedSubmission:
    """Return what a link's page shows before the code; reads only (C2).

    Raises LinkInvalidError, SubmissionGoneError, and LinkExpiredError after 14 days.
    """
    mentee, submission = _of_link(services, token)
    return ClosedSubmission(
        mentee_name=mentee.name,
        cycle=submission.cycle,
        reference=submission.reference,
        sent_at=submission.sent_at,
        until=opens_until(submission),
    )


def ask_for_code(services: Services, token: str) -> str:
    """Send a code to the address that was fixed at sending; return the request's id, for this browser only.

    Raises CodesThrottledError and what ``submission_to_open`` raises.
    """
    mentee, _ = _of_link(services, token)
    request_id = new_id(services.random)
    with services.store.hold(mentee.id, request_id):
        _, submission = _of_link(services, token)
        queue_code(services, submission, request_id)
    return request_id


def open_by_code(services: Services, token: str, request_id: str, typed: str) -> str:
    """Open a submission with a code and return the key to it, for the browser that asked.

    The mentee's page says from then on that it was seen. Raises WrongCodeError, CodeSpentError,
    and what ``submission_to_open`` raises.
    """
    mentee, _ = _of_link(services, token)
    with services.store.hold(mentee.id, request_id):
        mentee, submission = _of_link(services, token)
        secret = use_code(services, submission, request_id, typed)
        if not _about(services, token)[3]:
            _note_opened(services, mentee, submission)
    return joined_token(request_id, secret)


def opened_submission(services: Services, token: str, key: str) -> OpenedSubmission | None:
    """Return what a key opens, None when it opens nothing or no longer; reads only (C2).

    Raises what ``submission_to_open`` raises.
    """
    mentee, submission = _of_link(services, token)
    request_id, secret = split_token(key)
    request = request_to_open(services, submission, request_id)
    if request is None or request.used_at is None or not matches(secret, request.secret_hash):
        return None
    until = min(request.used_at + OPENED_LIFE, opens_until(submission))
    if services.clock() >= until:
        return None
    return OpenedSubmission(
        facts=whole_submission(services, submission),
        update=submission.update,
        reply_to=mentee.email,
        until=until,
        link_until=opens_until(submission),
        shared=bool(_about(services, token)[3]),
    )


def close_submission(services: Services, key: str) -> None:
    """Make a key open nothing any more, for a browser that others use as well."""
    request_id, secret = split_token(key)
    with services.store.hold(request_id):
        request = services.store.credentials.sign_in_request(request_id)
        if request is not None and request.opens and matches(secret, request.secret_hash):
            closed = replace(request, secret_hash=hashed(new_secret(services.random)))
            services.store.credentials.save_sign_in_request(closed)


def _of_link(services: Services, token: str) -> tuple[Person, Submission]:
    mentee_id, cycle, reference, pairing_id = _about(services, token)
    try:
        mentee = services.store.registry.person(mentee_id)
    except PersonUnknownError:
        raise SubmissionGoneError(_GONE) from None
    submission = (
        shared_submission(services, mentee_id, cycle, pairing_id)
        if pairing_id
        else services.store.records.submission(mentee_id, cycle)
    )
    if submission is None or submission.reference != reference or submission.way is not Way.LINK:
        raise SubmissionGoneError(_GONE)
    if mentee.standing is Standing.LEFT:
        raise SubmissionGoneError(_GONE)
    if services.clock() >= opens_until(submission):
        raise LinkExpiredError(
            f"The link in a notice works for 14 days, and they are over. "
            f"Write to {mentee.name} and ask them to send it again.",
        )
    return mentee, submission


def _about(services: Services, token: str) -> tuple[str, int, str, str]:
    """Return the mentee, the cycle, the reference, and the pairing that it is shared with, if it is."""
    about = services.links.read(PURPOSE, token)
    if len(about) not in _PARTS or not about[1].isdecimal():
        raise LinkInvalidError(NOT_OURS)
    return about[0], int(about[1]), about[2], about[3] if len(about) == max(_PARTS) else ""


def _note_opened(services: Services, mentee: Person, submission: Submission) -> None:
    """Write down the first opening, which is "seen"; the mentor's newer words stay as they are."""
    state = state_of(mentee, submission)
    if state.opened_at is not None:
        return
    now = services.clock()
    opened = replace(state, opened_at=now, seen_at=state.seen_at or now)
    services.store.registry.save(mentee.with_cycle(submission.cycle, opened))
