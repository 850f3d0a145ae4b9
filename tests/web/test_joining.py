"""Joining from the invitation letter, on one phone, and each way it can go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pyotp

from formsvc.domain.credentials import INVITATION_LIFE
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Standing
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import SettableClock

_CODE = re.compile(r"<code>([A-Z0-9-]{19})</code>")
_KEY = re.compile(r'data-copy="([A-Z2-7]{32})"')


def join(visitor: Browser, mailroom: Mailroom, link: str) -> list[str]:
    """Go from the letter's link to the recovery codes, and return them."""
    visitor.open(link)
    visitor.submit(agreed="y", version="2026-01")
    seed = key_on(visitor)
    visitor.submit(code=mailroom.code(seed))
    return _CODE.findall(visitor.page.get_data(as_text=True))


def key_on(visitor: Browser) -> str:
    found = _KEY.search(visitor.page.get_data(as_text=True))
    assert found
    return found[1]


def test_a_mentee_joins_from_the_letter_to_their_home(visitor: Browser, mailroom: Mailroom) -> None:
    codes = join(visitor, mailroom, mailroom.invite())
    assert len(codes) == 10
    visitor.submit(code=codes[3].lower().replace("-", " "))
    assert visitor.path == "/home"


def test_the_agreement_shows_every_point_and_needs_a_tick(
    visitor: Browser, mailroom: Mailroom, services: Services
) -> None:
    visitor.open(mailroom.invite())
    for point in services.programme.agreement.points:
        assert point in visitor.text
    visitor.submit(version="2026-01")
    assert visitor.page.status_code == 422
    assert "There is a problem Tick the box" in visitor.text
    assert "<title>Error: " in visitor.page.get_data(as_text=True)
    assert all(person.agreement_version is None for person in services.store.registry.people())


def test_an_agreement_of_another_version_must_be_read_again(visitor: Browser, mailroom: Mailroom) -> None:
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2019-01")
    assert "Read it again" in visitor.text


def test_the_set_up_works_on_one_phone_and_beside_a_computer(visitor: Browser, mailroom: Mailroom) -> None:
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2026-01")
    page = visitor.page.get_data(as_text=True)
    seed = key_on(visitor)
    assert re.search(rf'<a class="button" href="otpauth://totp/[^"]*secret={seed}', page)
    assert " ".join(seed[at : at + 4] for at in range(0, 32, 4)) in visitor.text
    assert re.search(r"<svg[^>]*viewBox", page)
    assert "style=" not in page
    assert 'inputmode="numeric" autocomplete="one-time-code"' in page


def test_the_set_up_before_the_agreement_leads_back_to_it(visitor: Browser, mailroom: Mailroom) -> None:
    link = mailroom.invite()
    visitor.open(f"{link}/authenticator")
    assert visitor.page.status_code == 409
    assert f'href="{link.removeprefix("https://forms.example.org")}"' in visitor.page.get_data(as_text=True)


def test_a_wrong_code_keeps_the_same_key_and_the_tick(visitor: Browser, mailroom: Mailroom) -> None:
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2026-01")
    seed = key_on(visitor)
    right = mailroom.code(seed)
    visitor.submit(code=f"{(int(right) + 1) % 1000000:06d}", own_device="y")
    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text
    assert key_on(visitor) == seed
    assert re.search(r'id="own_device"[^>]* checked', visitor.page.get_data(as_text=True))
    visitor.submit(code=right)
    assert visitor.path == "/account/recovery-codes"


def test_a_code_may_be_typed_with_spaces(visitor: Browser, mailroom: Mailroom) -> None:
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2026-01")
    code = mailroom.code(key_on(visitor))
    visitor.submit(code=f" {code[:3]} {code[3:]} ")
    assert visitor.path == "/account/recovery-codes"


def test_abandoned_set_up_counts_for_nothing(
    visitor: Browser, mailroom: Mailroom, services: Services
) -> None:
    """A10."""
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2026-01")
    person = next(iter(services.store.registry.people()))
    assert person.standing is Standing.INVITED
    assert services.store.credentials.credentials(person.id).seed is None


def test_recovery_codes_come_first_until_one_was_typed_back(visitor: Browser, mailroom: Mailroom) -> None:
    codes = join(visitor, mailroom, mailroom.invite())
    visitor.open("/home")
    assert visitor.path == "/account/recovery-codes"
    visitor.submit(code="ABCD-EFGH-JKMN-PQRS")
    assert visitor.page.status_code == 422
    assert codes[0] in visitor.page.get_data(as_text=True)
    visitor.submit(code=codes[0])
    visitor.open("/account/recovery-codes")
    assert visitor.path == "/home"
    assert codes[1] not in visitor.page.get_data(as_text=True)


def test_a_used_invitation_says_so_and_leads_to_signing_in(
    visitor: Browser, mailroom: Mailroom, new_visitor: Callable[[], Browser]
) -> None:
    link = mailroom.invite()
    join(visitor, mailroom, link)
    other = new_visitor()
    other.open(link)
    assert other.page.status_code == 410
    assert "You have joined already" in other.text
    assert 'href="/sign-in"' in other.page.get_data(as_text=True)


def test_an_expired_invitation_is_renewed_to_the_same_address(
    visitor: Browser, mailroom: Mailroom, clock: SettableClock
) -> None:
    link = mailroom.invite()
    clock.advance(INVITATION_LIFE + timedelta(hours=1))
    visitor.open(link)
    assert visitor.page.status_code == 410
    assert "Send me a fresh invitation" in visitor.text
    visitor.submit(f"{link}/again")
    assert "Look in your mailbox" in visitor.text
    assert len(mailroom.letters(LetterKind.INVITATION, "nia@example.org")) == 2


def test_a_broken_invitation_says_what_may_have_happened(visitor: Browser, mailroom: Mailroom) -> None:
    link = mailroom.invite()
    for broken in (link[:-5], link.replace(".", ""), f"{link}x", "/join/%00.%0a"):
        visitor.open(broken)
        assert visitor.page.status_code == 404, broken
        assert "This link doesn't work" in visitor.text


def test_own_device_is_remembered_only_when_ticked(
    visitor: Browser, mailroom: Mailroom, new_visitor: Callable[[], Browser]
) -> None:
    join(visitor, mailroom, mailroom.invite())
    assert not any("__Host-device" in cookie for cookie in _cookies_set(visitor))
    other = new_visitor()
    other.open(mailroom.invite("Otto Other", "otto@example.org"))
    other.submit(agreed="y", version="2026-01")
    other.submit(code=pyotp.TOTP(key_on(other)).at(mailroom.clock()), own_device="y")
    (cookie,) = [cookie for cookie in _cookies_set(other) if "__Host-device" in cookie]
    assert "Max-Age=15552000" in cookie
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def _cookies_set(visitor: Browser) -> list[str]:
    answers = [hop for answer in visitor.visited for hop in (*answer.history, answer)]
    return [cookie for answer in answers for cookie in answer.headers.getlist("Set-Cookie")]
