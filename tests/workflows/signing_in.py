"""What a person with a mailbox and an authenticator does; and what many do at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import ParamSpec

import pyotp

from formsvc.auth.links import joined_token
from formsvc.domain.errors import MentorpostError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.enrolment import accept_agreement, authenticator_setup, confirm_authenticator
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    SignedIn,
    ask_for_letter,
    prepare_sign_in_letter,
    prove_by_link,
    sign_in,
)
from tests.workflows.small_programme import MENTEE_SEED

STEP = timedelta(seconds=30)

P = ParamSpec("P")


@dataclass(frozen=True)
class Arrived:
    """A sign-in letter as it lies in the mailbox: its link's token and its short code."""

    request_id: str
    token: str
    code: str
    letter: Letter


def code_at(moment: datetime, seed: str = MENTEE_SEED) -> str:
    return pyotp.TOTP(seed).at(moment)


def wrong_code_at(moment: datetime, seed: str = MENTEE_SEED) -> str:
    """Return six digits that no step within a minute and a half has."""
    near = {code_at(moment + number * STEP, seed) for number in range(-3, 4)}
    return next(code for number in range(100) if (code := f"{number:06}") not in near)


def letters(services: Services, kind: LetterKind) -> list[Letter]:
    return [letter for letter in services.store.outbox.letters() if letter.kind is kind]


def ask(services: Services, email: str) -> Arrived:
    """Ask for a letter; the worker hasn't looked at it yet."""
    request_id = ask_for_letter(services, email)
    letter = next(
        letter for letter in letters(services, LetterKind.SIGN_IN) if letter.facts["request"] == request_id
    )
    return Arrived(
        request_id=request_id,
        token=joined_token(request_id, letter.facts["secret"]),
        code=letter.facts["code"],
        letter=letter,
    )


def receive(services: Services, email: str) -> Arrived:
    """Ask for a letter that the worker then sends."""
    arrived = ask(services, email)
    assert prepare_sign_in_letter(services, arrived.letter)
    return arrived


def sign_in_by_letter(
    services: Services,
    email: str,
    seed: str = MENTEE_SEED,
    *,
    own_device: bool = False,
) -> SignedIn:
    request_id = prove_by_link(services, receive(services, email).token)
    return sign_in(services, request_id, code_at(services.clock(), seed), own_device=own_device)


def invitation_token(services: Services, person: Person) -> str:
    """Return the token of a person's newest invitation letter."""
    theirs = (one for one in letters(services, LetterKind.INVITATION) if one.person_id == person.id)
    newest = max(theirs, key=lambda letter: letter.created_at)
    return joined_token(person.id, newest.facts["secret"])


def join(services: Services, token: str, *, own_device: bool = False) -> tuple[SignedIn, str]:
    """Walk through joining; return what the browser got, and the authenticator's seed."""
    accept_agreement(services, token, services.programme.agreement.version)
    seed = authenticator_setup(services, token).key
    code = code_at(services.clock(), seed)
    return confirm_authenticator(services, token, code, own_device=own_device), seed


def refusal(act: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    """Return the name of the refusal that an act meets, "" when it is let through."""
    try:
        act(*args, **kwargs)
    except MentorpostError as error:
        return type(error).__name__
    return ""


def all_at_once(act: Callable[[], object], threads: int) -> list[str]:
    """Let threads act at the same moment; return each one's refusal, sorted."""
    barrier = Barrier(threads)

    def wait_and_act() -> str:
        barrier.wait()
        return refusal(act)

    with ThreadPoolExecutor(threads) as pool:
        return sorted(future.result() for future in [pool.submit(wait_and_act) for _ in range(threads)])


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every data file but the locks, which a reader may touch."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in data_files(folder)}


def data_files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.suffix != ".lock")
