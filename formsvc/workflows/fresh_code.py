"""A fresh code of the present authenticator, before anything that proves who one is changes (A11)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from formsvc.auth.throttle import cleared, require_allowed, with_failure
from formsvc.auth.totp import six_digits
from formsvc.domain.credentials import Credentials
from formsvc.workflows.authenticator import after_code
from formsvc.workflows.services import Services


@contextmanager
def fresh_code(services: Services, person_id: str, code: str) -> Iterator[Credentials]:
    """Hold a person, and give the credentials with a right code used up, for the caller to save.

    A wrong code is written down against the account before it is looked at (A5), and a step that
    counted already is refused (A2). Raises WrongCodeError, UsedCodeError and TooManyTriesError.
    """
    digits = six_digits(code)
    with services.store.hold(person_id):
        credentials, now = services.store.credentials.credentials(person_id), services.clock()
        require_allowed(credentials.failures, now)
        counted = replace(credentials, failures=with_failure(credentials.failures, now))
        services.store.credentials.save_credentials(counted)
        stepped = after_code(services, credentials, digits)
        yield replace(stepped, failures=cleared(credentials.failures))
