"""The settings' pages of the authenticator and of the recovery codes (A10, A11, S3)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.web.test_joining import key_on
from tests.workflows.signing_in import wrong_code_at
from tests.workflows.small_programme import COORDINATOR_SEED, MENTEE_SEED

AUTHENTICATOR = "/account/settings/authenticator"
RECOVERY_CODES = "/account/settings/recovery-codes"


def test_a_new_authenticator_is_set_up_with_the_old_one_at_hand(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    ward = mailroom.sign_in(new_visitor(), mentee, MENTEE_SEED)
    mentee_browser.open(AUTHENTICATOR)
    assert "otpauth:" not in mentee_browser.page.get_data(as_text=True)
    mentee_browser.submit(code=mailroom.code(MENTEE_SEED))
    assert mentee_browser.path == f"{AUTHENTICATOR}/new"
    seed = key_on(mentee_browser)
    mentee_browser.submit(code=wrong_code_at(mailroom.clock.now, seed))
    assert mentee_browser.page.status_code == 422
    assert key_on(mentee_browser) == seed
    assert ward.open("/home").request.path == "/home"
    mentee_browser.submit(code=mailroom.code(seed))
    assert mentee_browser.path == "/account/settings"
    assert "Your new authenticator counts from now on." in mentee_browser.text
    assert mentee_browser.open("/home").request.path == "/home"
    assert ward.open("/home").request.path == "/sign-in"
    assert len(mailroom.letters(LetterKind.FACTOR_CHANGED, mentee.email)) == 1


def test_a_coordinator_can_too(coordinator_browser: Browser, mailroom: Mailroom, coordinator: Person) -> None:
    coordinator_browser.open(AUTHENTICATOR)
    coordinator_browser.submit(code=mailroom.code(COORDINATOR_SEED))
    coordinator_browser.submit(code=mailroom.code(key_on(coordinator_browser)))
    assert coordinator_browser.path == "/account/settings"
    assert len(mailroom.letters(LetterKind.FACTOR_CHANGED, coordinator.email)) == 1


def test_the_set_up_page_without_a_fresh_code_asks_for_one(mentee_browser: Browser) -> None:
    assert mentee_browser.open(f"{AUTHENTICATOR}/new").request.path == AUTHENTICATOR
    mentee_browser.submit(f"{AUTHENTICATOR}/new", code="123456")
    assert mentee_browser.path == AUTHENTICATOR


@pytest.mark.parametrize("path", [AUTHENTICATOR, RECOVERY_CODES])
def test_a_wrong_code_is_said_at_the_field_and_too_many_end_it(
    mentee_browser: Browser, mailroom: Mailroom, path: str
) -> None:
    mentee_browser.open(path)
    for _ in range(10):
        mentee_browser.submit(code=wrong_code_at(mailroom.clock.now))
        assert mentee_browser.page.status_code == 422
        assert "That code isn't right." in mentee_browser.text
    mentee_browser.submit(code=mailroom.code(MENTEE_SEED))
    assert mentee_browser.page.status_code == 429
    assert "You can try again from" in mentee_browser.text


@pytest.mark.parametrize("path", [AUTHENTICATOR, f"{AUTHENTICATOR}/new", RECOVERY_CODES])
def test_who_is_signed_out_signs_in_first(visitor: Browser, path: str) -> None:
    assert visitor.open(path).request.path == "/sign-in"


def test_new_recovery_codes_are_shown_until_one_is_typed_back(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    mentee_browser.open(RECOVERY_CODES)
    mentee_browser.submit(code=mailroom.code(MENTEE_SEED))
    assert mentee_browser.path == "/account/recovery-codes"
    codes = re.findall(r"<code>([A-Z0-9-]{19})</code>", mentee_browser.page.get_data(as_text=True))
    assert len(codes) == 10
    assert mentee_browser.open("/home").request.path == "/account/recovery-codes"
    mentee_browser.submit(code=codes[2])
    assert mentee_browser.path == "/home"
    mentee_browser.open("/account/recovery-codes")
    assert codes[0] not in mentee_browser.text
    assert len(mailroom.letters(LetterKind.FACTOR_CHANGED, mentee.email)) == 1
