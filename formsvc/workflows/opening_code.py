"""The one-time code that opens a submission: asked for by a browser, sent to the fixed address, used once.

It is a sign-in request that names what it opens, so it can never sign anybody in, and a request to
sign in opens nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from formsvc.auth.links import hashed, matches, new_secret
from formsvc.domain.credentials import (
    LIVE_OPENINGS,
    OPENINGS_AN_HOUR,
    SIGN_IN_LINK_LIFE,
    TRIES_A_LINK,
    Credentials,
    SignInRequest,
)
from formsvc.domain.errors import CodeSpentError, CodesThrottledError, WrongCodeError
from formsvc.domain.identity import new_code, new_id, normal_code
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.submission import Submission
from formsvc.workflows.notice import PURPOSE
from formsvc.workflows.services import Services

_HOUR = timedelta(hours=1)
_LENGTH = 9


def queue_code(services: Services, submission: Submission, request_id: str) -> None:
    """Make a request to open a submission and queue its code; inside the hold of mentee and request.

    The code goes to the address that was fixed at sending (Z5). Raises CodesThrottledError.
    """
    store, now, code = services.store, services.clock(), new_code(services.random)
    credentials = store.credentials.credentials(submission.mentee_id)
    lately = _asked_lately(services, credentials, now)
    _require_room([request for request in lately if request.opens == what_it_opens(submission)], now)
    request = SignInRequest(
        id=request_id,
        email=submission.mentor_email,
        asked_at=now,
        secret_hash=hashed(new_secret(services.random)),
        code_hash=hashed(code),
        person_id=submission.mentee_id,
        opens=what_it_opens(submission),
    )
    openings = (*(known.id for known in lately), request_id)
    store.credentials.save_credentials(replace(credentials, openings=openings))
    store.credentials.save_sign_in_request(request)
    store.outbox.put(
        Letter(
            id=new_id(services.random),
            kind=LetterKind.OPENING_CODE,
            to_name=submission.mentor_name,
            to_email=submission.mentor_email,
            created_at=now,
            person_id=submission.mentee_id,
            facts={"request": request_id, "code": code},
        ),
    )


def use_code(services: Services, submission: Submission, request_id: str, typed: str) -> str:
    """Check a code, once, and return the secret that stands for it from now on; inside the request's hold.

    A try is counted before the check (A5). Raises WrongCodeError and CodeSpentError.
    """
    code = normal_code(typed)
    if len(code) != _LENGTH:
        raise WrongCodeError("Enter the 8 letters and digits from the newest letter, like K7QM-2XJD.")
    request = request_to_open(services, submission, request_id)
    if request is None or not _in_time(request, services.clock()):
        raise CodeSpentError("This code's 30 minutes are over. Ask for another: it comes at once.")
    if request.used_at is not None:
        raise CodeSpentError("This code has done its work: each works once. Ask for another.")
    if request.letter_code_failures >= TRIES_A_LINK:
        raise CodeSpentError("There have been too many wrong codes here. Ask for another code.")
    counted = replace(request, letter_code_failures=request.letter_code_failures + 1)
    services.store.credentials.save_sign_in_request(counted)
    if not matches(code, request.code_hash):
        raise WrongCodeError("That code isn't right. Enter the code from the letter that came last.")
    secret = new_secret(services.random)
    used = replace(request, used_at=services.clock(), secret_hash=hashed(secret))
    services.store.credentials.save_sign_in_request(used)
    return secret


def request_to_open(services: Services, submission: Submission, request_id: str) -> SignInRequest | None:
    """Return a request that was made for this submission and this address, None for any other."""
    request = services.store.credentials.sign_in_request(request_id)
    if request is None or request.opens != what_it_opens(submission):
        return None
    return request if request.email == submission.mentor_email else None


def what_it_opens(submission: Submission) -> str:
    """Return the name of the purpose and of the one submission."""
    return f"{PURPOSE}:{submission.mentee_id}:{submission.cycle}:{submission.reference}"


def code_still_works(services: Services, letter: Letter) -> bool:
    """Tell the worker whether a code's letter is still of use."""
    request = services.store.credentials.sign_in_request(letter.facts["request"])
    return request is not None and request.opens is not None and _is_live(request, services.clock())


def _asked_lately(services: Services, credentials: Credentials, now: datetime) -> list[SignInRequest]:
    found = (services.store.credentials.sign_in_request(known) for known in credentials.openings)
    return [request for request in found if request is not None and now < request.asked_at + _HOUR]


def _require_room(lately: list[SignInRequest], now: datetime) -> None:
    """Refuse when five codes are live or six were asked for within the hour; those stay good."""
    live = [request for request in lately if _is_live(request, now)]
    waits = []
    if len(live) >= LIVE_OPENINGS:
        waits.append(live[-LIVE_OPENINGS].asked_at + SIGN_IN_LINK_LIFE)
    if len(lately) >= OPENINGS_AN_HOUR:
        waits.append(lately[-OPENINGS_AN_HOUR].asked_at + _HOUR)
    if waits:
        raise CodesThrottledError(
            "Several codes were asked for in a short time, so none was sent just now. "
            "The newest in the mailbox still works in the browser that asked for it.",
            max(waits),
        )


def _is_live(request: SignInRequest, now: datetime) -> bool:
    unspent = request.used_at is None and request.letter_code_failures < TRIES_A_LINK
    return unspent and _in_time(request, now)


def _in_time(request: SignInRequest, now: datetime) -> bool:
    return now < request.asked_at + SIGN_IN_LINK_LIFE
