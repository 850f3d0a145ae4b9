"""The first factor of an unknown browser: a letter is asked for, and its link or code comes back.

Asking reads nothing of the registry, so a known and an unknown address cost the same (A7); the
worker finds out whose it is when it sends. Whatever these functions return as a request's id
after a proof belongs into the browser's signed cookie and nowhere else: it stands for the proof.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from formsvc.auth.links import hashed, joined_token, matches, new_secret, split_token
from formsvc.auth.throttle import require_allowed, with_failure
from formsvc.domain.credentials import (
    LIVE_LINKS,
    SIGN_IN_LINK_LIFE,
    TRIES_A_LINK,
    Credentials,
    SignInRequest,
)
from formsvc.domain.errors import (
    LinkExpiredError,
    LinkInvalidError,
    LinkUsedError,
    NotJoinedError,
    TooManyTriesError,
    WrongCodeError,
)
from formsvc.domain.identity import new_code, new_id, normal_code
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, checked_email, same_mailbox
from formsvc.workflows.authenticator import require_account
from formsvc.workflows.services import Services

_UNKNOWN = "This sign-in was never asked for here, or it is long over. Ask for a new letter."
_LETTER_CODE_LENGTH = 9


@dataclass(frozen=True, slots=True)
class Proof:
    """A live request whose letter was proved, and its person's credentials, read together."""

    request: SignInRequest
    credentials: Credentials


def ask_for_letter(services: Services, email: str) -> str:
    """Queue a sign-in letter and return the request's id, whoever's the address is, or nobody's.

    Raises InputRefusedError for what is no address at all.
    """
    address, now = checked_email(email), services.clock()
    secret, code = new_secret(services.random), new_code(services.random)
    request = SignInRequest(
        id=new_id(services.random),
        email=address,
        asked_at=now,
        secret_hash=hashed(secret),
        code_hash=hashed(code),
    )
    with services.store.hold(request.id):
        services.store.credentials.save_sign_in_request(request)
    services.store.outbox.put(
        Letter(
            id=new_id(services.random),
            kind=LetterKind.SIGN_IN,
            to_name="",
            to_email=address,
            created_at=now,
            facts={"request": request.id, "secret": secret, "code": code},
        ),
    )
    return request.id


def sign_in_link(services: Services, request_id: str, secret: str) -> str:
    """Return the link that a sign-in letter carries."""
    return f"{services.base_url}/sign-in/link/{joined_token(request_id, secret)}"


def prove_by_link(services: Services, token: str) -> str:
    """Return the id of the live request that a link belongs to; reads only (C2, X3).

    Raises LinkInvalidError, LinkExpiredError, LinkUsedError, TooManyTriesError.
    """
    request_id, secret = split_token(token)
    request = _request(services, request_id)
    if not matches(secret, request.secret_hash):
        raise LinkInvalidError(_UNKNOWN)
    require_live(services, request)
    return request.id


def prove_by_letter_code(services: Services, request_id: str, typed: str) -> str:
    """Check the short code of a letter; returns the request's id, which is proved from now on.

    A wrong code is counted before the check, in the request alone, and says the same whether the
    address is known or not. Raises WrongCodeError, TooManyTriesError, and what a link raises.
    """
    code = normal_code(typed)
    if len(code) != _LETTER_CODE_LENGTH:
        raise WrongCodeError("Enter the 8 letters and digits from the newest letter, like K7QM-2XJD.")
    _request(services, request_id)
    with services.store.hold(request_id):
        request = _request(services, request_id)
        _require_time(request, services.clock())
        if request.letter_code_failures >= TRIES_A_LINK:
            raise TooManyTriesError(
                "There have been too many wrong codes here. Open the link in the letter instead, "
                "or ask for a new letter.",
            )
        counted = replace(request, letter_code_failures=request.letter_code_failures + 1)
        services.store.credentials.save_sign_in_request(counted)
        if not matches(code, request.code_hash):
            raise WrongCodeError("That code isn't right. Enter the code from the letter that came last.")
        services.store.credentials.save_sign_in_request(request)
    require_live(services, request)
    return request.id


@contextmanager
def proved(services: Services, request_id: str, *also: str) -> Iterator[Proof]:
    """Hold a proved request, its person and ``also``, and give both as they are now.

    Raises what ``prove_by_link`` raises, and NotJoinedError for who has no authenticator yet.
    """
    person_id = proof_of(services, request_id).credentials.person_id
    with services.store.hold(request_id, person_id, *also):
        yield proof_of(services, request_id)


def proof_of(services: Services, request_id: str) -> Proof:
    """Read a proved request and its person's credentials; raises what ``proved`` raises."""
    request = _request(services, request_id)
    credentials = require_live(services, request)
    if credentials.seed is None:
        raise NotJoinedError("There is no account to sign in to for this address yet.")
    return Proof(request, credentials)


def count_failure(services: Services, proof: Proof) -> None:
    """Write down a wrong code before looking at it (A5), against the link and against the account.

    Raises TooManyTriesError, and then counts nothing. A right code takes the count back.
    """
    now = services.clock()
    require_allowed(proof.credentials.failures, now)
    services.store.credentials.save_sign_in_request(
        replace(proof.request, failures=proof.request.failures + 1)
    )
    services.store.credentials.save_credentials(
        replace(proof.credentials, failures=with_failure(proof.credentials.failures, now)),
    )


def require_live(services: Services, request: SignInRequest) -> Credentials:
    """Return the credentials that a live link leads to; raises LinkUsedError and its like.

    A person's credentials name their live requests, so that using one ends all in one write.
    """
    if request.person_id is None:
        raise LinkInvalidError(_UNKNOWN)
    credentials = services.store.credentials.credentials(request.person_id)
    if request.used_at is not None or request.id not in credentials.sign_in_requests:
        raise LinkUsedError("This link has done its work: it, or a newer one, was used to sign in.")
    _require_time(request, services.clock())
    if request.failures >= TRIES_A_LINK:
        raise TooManyTriesError("There have been too many wrong codes with this link. Ask for a new letter.")
    return credentials


def prepare_sign_in_letter(services: Services, letter: Letter) -> bool:
    """Find whose letter this is and make its link live; False: withdraw it.

    For the worker, before it composes; a second call for the same letter says the same again.
    Five live links are enough: a sixth is withdrawn and the five stay good (A6).
    """
    request_id = letter.facts["request"]
    person = services.store.registry.find(letter.to_email)
    if (
        person is None
        or not same_mailbox(person.email, letter.to_email)
        or not _may_sign_in(services, person)
    ):
        return False
    with services.store.hold(request_id, person.id):
        request = services.store.credentials.sign_in_request(request_id)
        if request is None or request.opens is not None or not _may_still_work(request, services.clock()):
            return False
        credentials = services.store.credentials.credentials(person.id)
        others = [other for other in _live(services, credentials) if other != request_id]
        if len(others) >= LIVE_LINKS:
            return False
        if request.person_id is None or request_id in credentials.sign_in_requests:
            _make_live(services, replace(request, person_id=person.id), credentials, others)
            return True
        return False


def _make_live(
    services: Services, request: SignInRequest, credentials: Credentials, others: list[str]
) -> None:
    live = (*others, request.id)
    services.store.credentials.save_credentials(replace(credentials, sign_in_requests=live))
    services.store.credentials.save_sign_in_request(request)


def _request(services: Services, request_id: str) -> SignInRequest:
    """Return a request to sign in; one that opens something signs nobody in."""
    request = services.store.credentials.sign_in_request(request_id)
    if request is None or request.opens is not None:
        raise LinkInvalidError(_UNKNOWN)
    return request


def _require_time(request: SignInRequest, now: datetime) -> None:
    if now >= request.asked_at + SIGN_IN_LINK_LIFE:
        raise LinkExpiredError("This letter is more than 30 minutes old. Ask for a new one.")


def _may_still_work(request: SignInRequest, now: datetime) -> bool:
    in_time = now < request.asked_at + SIGN_IN_LINK_LIFE
    return in_time and request.used_at is None and request.failures < TRIES_A_LINK


def _live(services: Services, credentials: Credentials) -> list[str]:
    found = (services.store.credentials.sign_in_request(known) for known in credentials.sign_in_requests)
    now = services.clock()
    return [request.id for request in found if request is not None and _may_still_work(request, now)]


def _may_sign_in(services: Services, person: Person) -> bool:
    try:
        require_account(person)
    except NotJoinedError:
        return False
    return services.store.credentials.credentials(person.id).seed is not None
