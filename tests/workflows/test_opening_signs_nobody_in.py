"""A request that opens a submission signs nobody in, and a request to sign in opens nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.auth.links import joined_token
from formsvc.domain.credentials import SignInRequest
from formsvc.domain.errors import CodeSpentError, LinkInvalidError, MentorpostError
from formsvc.domain.people import Person
from formsvc.workflows.notice import PURPOSE
from formsvc.workflows.opening import ask_for_code, open_by_code, opened_submission
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import (
    ask_for_letter,
    prepare_sign_in_letter,
    prove_by_letter_code,
    prove_by_link,
    recover,
    sign_in,
)
from tests.workflows.opening_by_link import code_of, send_by_link
from tests.workflows.signing_in import ask, code_at, receive


@pytest.fixture
def token(services: Services, mentee: Person) -> str:
    sent = send_by_link(services, mentee)
    return services.links.sign(PURPOSE, mentee.id, "1", sent.reference)


def made_live(services: Services, mentee: Person, request_id: str) -> None:
    """Name a request among the mentee's sign-ins, as only a fault could."""
    with services.store.hold(mentee.id):
        credentials = services.store.credentials.credentials(mentee.id)
        live = replace(credentials, sign_in_requests=(request_id,))
        services.store.credentials.save_credentials(live)


def found(services: Services, request_id: str) -> SignInRequest:
    request = services.store.credentials.sign_in_request(request_id)
    assert request is not None
    return request


@pytest.mark.parametrize("live", [False, True])
def test_an_opening_code_proves_no_mailbox(
    services: Services, mentee: Person, token: str, *, live: bool
) -> None:
    request_id = ask_for_code(services, token)
    if live:
        made_live(services, mentee, request_id)
    code = code_of(services, request_id)
    with pytest.raises(LinkInvalidError):
        prove_by_letter_code(services, request_id, code)
    assert found(services, request_id).letter_code_failures == 0


@pytest.mark.parametrize("live", [False, True])
def test_the_key_that_a_code_gave_is_no_sign_in_link(
    services: Services, mentee: Person, token: str, *, live: bool
) -> None:
    request_id = ask_for_code(services, token)
    key = open_by_code(services, token, request_id, code_of(services, request_id))
    if live:
        made_live(services, mentee, request_id)
        with services.store.hold(request_id):
            unused = replace(found(services, request_id), used_at=None)
            services.store.credentials.save_sign_in_request(unused)
    with pytest.raises(LinkInvalidError):
        prove_by_link(services, key)


def test_an_opening_request_signs_nobody_in_with_the_right_authenticator_code(
    services: Services, mentee: Person, token: str
) -> None:
    request_id = ask_for_code(services, token)
    made_live(services, mentee, request_id)
    with pytest.raises(LinkInvalidError):
        sign_in(services, request_id, code_at(services.clock()), own_device=False)
    with pytest.raises(LinkInvalidError):
        recover(services, request_id, "AAAA-BBBB-CCCC-DDDD")


def test_a_letter_about_an_opening_request_makes_no_sign_in_live(
    services: Services, mentee: Person, token: str
) -> None:
    request_id = ask_for_code(services, token)
    with services.store.hold(request_id):  # not even one that would be nobody's yet
        services.store.credentials.save_sign_in_request(replace(found(services, request_id), person_id=None))
    arrived = ask(services, mentee.email)
    forged = replace(arrived.letter, facts={**arrived.letter.facts, "request": request_id})
    assert prepare_sign_in_letter(services, forged) is False
    assert request_id not in services.store.credentials.credentials(mentee.id).sign_in_requests


def test_a_sign_in_letters_code_opens_nothing(services: Services, mentor: Person, token: str) -> None:
    """Not even one that was asked for with the mentor's own address."""
    request_id = ask_for_letter(services, mentor.email)
    waiting = next(one for one in services.store.outbox.letters() if one.facts.get("request") == request_id)
    with pytest.raises(CodeSpentError):
        open_by_code(services, token, request_id, waiting.facts["code"])
    assert found(services, request_id).letter_code_failures == 0


def test_a_sign_in_link_opens_nothing(services: Services, mentee: Person, token: str) -> None:
    arrived = receive(services, mentee.email)
    secret = arrived.token.partition(".")[2]
    assert opened_submission(services, token, joined_token(arrived.request_id, secret)) is None
    with pytest.raises(MentorpostError):
        open_by_code(services, token, arrived.request_id, arrived.code)
