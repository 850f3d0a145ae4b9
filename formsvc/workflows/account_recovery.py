"""A lost phone: the emailed proof and a recovery code lead to a new authenticator (A9, A10)."""

from __future__ import annotations

from dataclasses import replace

from formsvc.auth.links import hashed, new_secret
from formsvc.auth.recovery import recovery_code, with_code_used
from formsvc.auth.throttle import cleared
from formsvc.auth.totp import accepted_step, new_seed, six_digits
from formsvc.domain.credentials import Credentials, Failures, SignInRequest
from formsvc.domain.errors import LinkInvalidError
from formsvc.domain.identity import new_id
from formsvc.workflows.authenticator import (
    AuthenticatorSetup,
    SignedIn,
    begin_session,
    factor_changed,
    require_account,
    setup_of,
    with_new_recovery_codes,
)
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in_letter import Proof, count_failure, proof_of, proved


def recover(services: Services, request_id: str, typed: str) -> str:
    """Use up a recovery code on a proved request; return the id with which the set-up goes on.

    That id is of a new request that no letter names, and it belongs into this browser's signed
    cookie in place of the old one: whoever has only the mailbox never sees the new seed. The old
    authenticator works until a code from the new one was right. Raises WrongCodeError,
    TooManyTriesError and what ``proved`` raises.
    """
    code = recovery_code(typed)
    onward = new_id(services.random)
    with proved(services, request_id, onward) as proof:
        count_failure(services, proof)
        credentials = with_code_used(proof.credentials, code)
        _save_onward(services, proof, onward)
        services.store.credentials.save_credentials(
            replace(
                credentials,
                pending_seed=new_seed(services.random),
                failures=cleared(credentials.failures),
                sign_in_requests=(*credentials.sign_in_requests, onward),
            ),
        )
        services.store.credentials.save_sign_in_request(proof.request)
    return onward


def recovery_setup(services: Services, request_id: str) -> AuthenticatorSetup:
    """Return the new authenticator to set up, for a request that ``recover`` returned; reads only."""
    proof = proof_of(services, request_id)
    person = services.store.registry.person(proof.credentials.person_id)
    return setup_of(services, _pending_seed(proof), person.email)


def finish_recovery(services: Services, request_id: str, code: str, *, own_device: bool) -> SignedIn:
    """Make the new seed count once a code from it is right: every session and device ends (S3).

    A wrong code is no guess, since the page shows the key, and isn't counted. The owner is told
    by letter; it is queued first, so that no crash can change a factor in silence (A11).
    """
    digits = six_digits(code)
    with proved(services, request_id) as proof:
        seed = _pending_seed(proof)
        step = accepted_step(seed, digits, services.clock(), last_step=0)
        person = services.store.registry.person(proof.credentials.person_id)
        require_account(person)
        after, signed_in = begin_session(
            services,
            person,
            with_new_recovery_codes(_with_factor(proof.credentials, seed, step), services.random),
            own_device=own_device,
        )
        services.store.outbox.put(factor_changed(services, person))
        services.store.credentials.save_credentials(after)
        used = replace(proof.request, used_at=services.clock())
        services.store.credentials.save_sign_in_request(used)
    return signed_in


def _save_onward(services: Services, proof: Proof, onward: str) -> None:
    request = SignInRequest(
        id=onward,
        email=proof.request.email,
        asked_at=services.clock(),
        secret_hash=hashed(new_secret(services.random)),
        code_hash=hashed(new_secret(services.random)),
        person_id=proof.credentials.person_id,
        recovered=True,
    )
    services.store.credentials.save_sign_in_request(request)


def _pending_seed(proof: Proof) -> str:
    seed = proof.credentials.pending_seed
    if seed is None or not proof.request.recovered:
        raise LinkInvalidError("Enter one of your recovery codes first.")
    return seed


def _with_factor(credentials: Credentials, seed: str, step: int) -> Credentials:
    return replace(
        credentials,
        seed=seed,
        pending_seed=None,
        last_step=step,
        failures=Failures(),
        devices=(),
        sessions=(),
    )
