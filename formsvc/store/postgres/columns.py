"""What stands beside an envelope, in clear: ids, keyed hashes, numbers and moments, to look rows up by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from formsvc.domain.application import Application
from formsvc.domain.credentials import SignInRequest
from formsvc.domain.letters import Letter
from formsvc.domain.people import Person, lookup_form
from formsvc.domain.returned import SentLetter
from formsvc.domain.submission import Submission
from formsvc.store.documents import APPLICATION, LETTER, PERSON, SENT_LETTER, SIGN_IN_REQUEST, SUBMISSION
from formsvc.store.sealing import keyed_hash

HASH = 32
"""Hexadecimal digits of the hash in an application's id, as in the embedded store."""

Columns = dict[str, object]


def address_of(email: str, key: bytes) -> str:
    """Return what an address is looked up by."""
    return keyed_hash(key, lookup_form(email))


def beside_person(person: Person, key: bytes) -> Columns:
    """Return the columns of a person: their address."""
    return {"address": address_of(person.email, key)}


def beside_submission(submission: Submission) -> Columns:
    """Return the columns of a record: whose it is, and of which cycle."""
    return {"mentee_id": submission.mentee_id, "cycle": submission.cycle}


def beside_request(request: SignInRequest) -> Columns:
    """Return the columns of a sign-in request: whose it is, once that is known, and when it was asked."""
    return {"person_id": request.person_id, "asked_at": request.asked_at}


def beside_application(application: Application) -> Columns:
    """Return the columns of an application: the hash of its address, with which its id begins."""
    return {"address": application.id[:HASH]}


def beside_sent(letter: SentLetter, key: bytes) -> Columns:
    """Return the columns of a letter that was sent: whose it is, where it went, and when."""
    return {
        "person_id": letter.person_id,
        "address": address_of(letter.to_email, key),
        "sent_at": letter.sent_at,
    }


def beside_letter(letter: Letter) -> Columns:
    """Return the columns of a letter: whether and when it is to be tried, and when it was written."""
    return {
        "fate": letter.fate.value,
        "due_at": letter.next_try_at or letter.created_at,
        "created_at": letter.created_at,
    }


_BESIDE: dict[str, Callable[[Mapping[str, Any], bytes], Columns]] = {
    "registry": lambda document, key: beside_person(PERSON.read(document), key),
    "records": lambda document, _: beside_submission(SUBMISSION.read(document)),
    "requests": lambda document, _: beside_request(SIGN_IN_REQUEST.read(document)),
    "applications": lambda document, _: beside_application(APPLICATION.read(document)),
    "sent": lambda document, key: beside_sent(SENT_LETTER.read(document), key),
    "outbox": lambda document, _: beside_letter(LETTER.read(document)),
}


def columns_of(concern: str, document: Mapping[str, Any], key: bytes) -> Columns:
    """Return the columns of a stored document; raises StoreError for what this release can't read."""
    beside = _BESIDE.get(concern)
    return beside(document, key) if beside is not None else {}
