"""S1 to S4 and C3: a new session at every sign-in, ended on the server, and nobody loses a form."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from formsvc.app import create_app
from formsvc.domain.credentials import SESSION_LIFE
from formsvc.domain.people import Person
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED, SettableClock

NAME = "__Host-mentorpost"


def cookie_of(visitor: Browser) -> str:
    cookie = visitor.client.get_cookie(NAME)
    assert cookie
    return cookie.value


def with_cookie(visitor: Browser, value: str) -> Browser:
    visitor.client.set_cookie(NAME, value, domain="localhost")
    return visitor


def is_signed_in(visitor: Browser) -> bool:
    return visitor.open("/home").request.path == "/home"


def test_a_planted_cookie_gains_nothing_from_the_owner_s_sign_in(
    visitor: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    """S1: fixation."""
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    planted, token = cookie_of(visitor), visitor.token
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert is_signed_in(visitor)
    assert not is_signed_in(with_cookie(new_visitor(), planted))
    assert visitor.token != token


def test_two_sign_ins_are_two_sessions(
    mentee_browser: Browser,
    mailroom: Mailroom,
    mentee: Person,
    new_visitor: Callable[[], Browser],
    services: Services,
) -> None:
    mailroom.sign_in(new_visitor(), mentee, MENTEE_SEED)
    sessions = services.store.credentials.credentials(mentee.id).sessions
    assert len({session.id_hash for session in sessions}) == 2
    assert is_signed_in(mentee_browser)


def test_the_cookie_is_bound_to_host_and_tls(mentee_browser: Browser) -> None:
    """S2."""
    set_cookies = [
        cookie
        for answer in mentee_browser.visited
        for hop in (*answer.history, answer)
        for cookie in hop.headers.getlist("Set-Cookie")
    ]
    assert set_cookies
    for cookie in set_cookies:
        name, *rest = cookie.split("; ")
        assert name.startswith(f"{NAME}=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(rest)
        assert not any(part.startswith(("Domain", "Expires", "Max-Age")) for part in rest)


def test_plain_names_are_for_loopback_without_tls_alone(tmp_path: Path, services: Services) -> None:
    """S2."""
    keys_file = tmp_path / "loopback-keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    loopback = Settings(
        data_dir=tmp_path / "data",
        keys_file=keys_file,
        base_url="http://127.0.0.1:8000/forms",
        smtp_host="127.0.0.1",
        mail_from="mentoring@example.org",
    )
    answer = create_app(loopback, services).test_client().get("/forms/sign-in")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("mentorpost=")
    assert "Secure" not in cookie
    assert 'href="/forms/sign-in"' in answer.get_data(as_text=True)


def test_a_cookie_replayed_after_signing_out_opens_nothing(
    mentee_browser: Browser, new_visitor: Callable[[], Browser]
) -> None:
    """S3."""
    stolen = cookie_of(mentee_browser)
    assert is_signed_in(with_cookie(new_visitor(), stolen))
    mentee_browser.submit("/sign-out")
    assert "You are signed out." in mentee_browser.text
    assert not is_signed_in(mentee_browser)
    assert not is_signed_in(with_cookie(new_visitor(), stolen))


def test_signing_out_clears_a_shared_computer_and_leaves_an_own_device_known(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, new_visitor: Callable[[], Browser]
) -> None:
    mentee_browser.submit("/sign-out")
    assert mentee_browser.page.history[0].headers["Clear-Site-Data"] == '"cache", "storage"'
    own = mailroom.sign_in(new_visitor(), mentee, MENTEE_SEED, own_device=True)
    own.submit("/sign-out")
    assert "Clear-Site-Data" not in own.page.history[0].headers
    assert "This browser knows you" in own.text


def test_an_idle_hour_signs_out(mentee_browser: Browser, clock: SettableClock) -> None:
    """S4."""
    clock.advance(timedelta(minutes=59))
    assert is_signed_in(mentee_browser)
    clock.advance(timedelta(minutes=59))
    assert is_signed_in(mentee_browser)
    clock.advance(timedelta(minutes=61))
    assert not is_signed_in(mentee_browser)


def test_twelve_hours_sign_out_however_busy(mentee_browser: Browser, clock: SettableClock) -> None:
    """S4."""
    for _ in range(int(SESSION_LIFE / timedelta(minutes=45))):
        assert is_signed_in(mentee_browser)
        clock.advance(timedelta(minutes=45))
    assert not is_signed_in(mentee_browser)


def test_a_slow_writer_signs_in_again_and_loses_nothing(
    mentee_browser: Browser, mailroom: Mailroom, mentee: Person, clock: SettableClock, services: Services
) -> None:
    """C3, S4: an hour and a minute over one page; another tab signs in; the form is sent."""
    mentee_browser.open("/questionnaire/training")
    clock.advance(timedelta(minutes=61))
    typed = {"skills": "Line one\r\nLine two & <three>", "satisfaction": "4"}
    mentee_browser.submit("/questionnaire/training", **typed)
    assert mentee_browser.page.status_code == 401
    assert "What you typed is kept" in mentee_browser.text
    kept = mentee_browser.hidden
    mailroom.sign_in(mentee_browser, mentee, MENTEE_SEED)
    answer = _send_kept(mentee_browser, kept)
    assert answer.status_code == 302
    draft = services.store.records.draft(mentee.id, 1)
    assert draft
    assert "Line two & <three>" in str(draft.answers["skills"])


def test_a_slow_writer_who_never_signed_out_just_succeeds(
    visitor: Browser, mailroom: Mailroom, clock: SettableClock
) -> None:
    """C3: the token has no hour of its own."""
    visitor.open(mailroom.invite())
    clock.advance(timedelta(hours=30))
    visitor.submit(agreed="y", version="2026-01")
    assert visitor.path.endswith("/authenticator")


def test_another_person_s_sign_in_does_not_send_what_somebody_typed(
    mentee_browser: Browser, mailroom: Mailroom, coordinator: Person, clock: SettableClock
) -> None:
    mentee_browser.open("/questionnaire/training")
    clock.advance(timedelta(minutes=61))
    mentee_browser.submit("/questionnaire/training", skills="mine alone")
    kept = mentee_browser.hidden
    assert kept["skills"] == "mine alone"
    mailroom.sign_in(mentee_browser, coordinator, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    assert _send_kept(mentee_browser, kept).status_code in {400, 403}


def test_a_form_with_a_stale_token_comes_back_with_all_that_was_typed(mentee_browser: Browser) -> None:
    """C1 refuses; nobody types twice."""
    mentee_browser.submit("/questionnaire/training", csrf_token="stale", skills="Typed at <night>", cycle="1")
    assert mentee_browser.page.status_code == 400
    assert "What you typed is kept" in mentee_browser.text
    assert mentee_browser.hidden["skills"] == "Typed at <night>"
    assert mentee_browser.hidden["csrf_token"] not in {"", "stale"}


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}]
)
def test_what_another_site_made_up_never_comes_back_with_a_button(
    mentee_browser: Browser, headers: dict[str, str]
) -> None:
    """C1: a forged form isn't offered for sending."""
    answer = mentee_browser.client.post("/questionnaire/training", data={"skills": "forged"}, headers=headers)
    assert answer.status_code in {400, 403}
    assert "forged" not in answer.get_data(as_text=True)


@pytest.mark.parametrize("cookie", ["", "x", "e30.x.y", "\N{SNOWMAN}", "a" * 3900])
def test_a_spoilt_cookie_is_nobody_s(visitor: Browser, cookie: str, mentee: Person) -> None:
    assert mentee
    assert not is_signed_in(with_cookie(visitor, cookie))


def _send_kept(browser: Browser, kept: dict[str, str]) -> TestResponse:
    """Press the button in the tab that was left open."""
    return browser.client.post(
        "/questionnaire/training", data=kept, headers={"Origin": "https://forms.example.org"}
    )
