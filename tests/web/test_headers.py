"""H1 and D2: the same strict headers on every answer, errors included."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from formsvc.app import create_app
from formsvc.keys import make_keys, write_keys
from formsvc.settings import Settings
from formsvc.workflows.services import Services
from tests.web.browsing import Browser, Mailroom
from tests.web.test_every_route import call, visits

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin",
    "X-Frame-Options": "DENY",
    "Strict-Transport-Security": "max-age=31536000",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def assert_guarded(answer: TestResponse) -> None:
    for name, value in EXPECTED.items():
        assert answer.headers.get(name) == value, (answer.request.path, name)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Permissions-Policy"]
    assert "Server" not in answer.headers
    assert "X-Powered-By" not in answer.headers


def test_every_answer_to_everyone_carries_the_headers(
    app: Flask, visitor: Browser, mentee_browser: Browser, coordinator_browser: Browser
) -> None:
    visitor.open("/sign-in")
    for one in (visitor, mentee_browser, coordinator_browser):
        for endpoint, method, path in visits(app):
            answer = call(one, method, path)
            assert_guarded(answer)
            if endpoint != "static":
                assert answer.headers["Cache-Control"] == "no-store", endpoint


def test_every_error_carries_the_headers(
    app: Flask, visitor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> str:
        raise RuntimeError

    caplog.set_level(logging.CRITICAL, logger="formsvc.web")
    app.view_functions["account.lost_phone"] = fail
    answers = {
        404: visitor.client.get("/no-such-page"),
        405: visitor.client.delete("/sign-in"),
        400: visitor.client.post("/sign-in"),
        403: visitor.client.post("/sign-in", headers={"Origin": "https://evil.example"}),
        413: visitor.client.post("/sign-in", data={"email": "x" * (3 * 1024 * 1024)}),
        500: visitor.client.get("/sign-in/lost-phone"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert_guarded(answer)
        assert "<h1>" in answer.get_data(as_text=True), status


def test_a_static_file_is_kept_for_as_long_as_its_content(visitor: Browser) -> None:
    visitor.open("/sign-in")
    page = visitor.page.get_data(as_text=True)
    start = page.index("/static/mentorpost.css")
    answer = visitor.client.get(page[start : page.index('"', start)], buffered=True)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert visitor.client.get("/static/mentorpost.css", buffered=True).headers["Cache-Control"] == "no-store"


def test_no_page_has_inline_script_or_style(
    app: Flask, mentee_browser: Browser, visitor: Browser, mailroom: Mailroom
) -> None:
    visitor.open(mailroom.invite())
    visitor.submit(agreed="y", version="2026-01")
    pages = [
        visitor.page,
        *(call(mentee_browser, "GET", path) for _, method, path in visits(app) if method == "GET"),
    ]
    for page in pages:
        if (
            page.mimetype == "text/html" and "Content-Disposition" not in page.headers
        ):  # a copy to keep is no page
            text = page.get_data(as_text=True)
            assert "style=" not in text
            assert "<style" not in text
            assert " onclick" not in text
            assert "<script>" not in text
            assert "https://fonts" not in text


def test_over_plain_loopback_there_is_no_hsts(services: Services, loopback: Settings) -> None:
    answer = create_app(loopback, services).test_client().get("/sign-in")
    assert "Strict-Transport-Security" not in answer.headers


def test_health_says_ok_or_503_and_nothing_else(
    visitor: Browser, data_dir: Path, new_visitor: Callable[[], Browser]
) -> None:
    assert visitor.client.get("/health").get_data(as_text=True) == "ok\n"
    data_dir.rename(data_dir.with_name("moved"))
    data_dir.touch()
    answer = new_visitor().client.get("/health")
    assert (answer.status_code, answer.get_data(as_text=True)) == (503, "unavailable\n")


@pytest.fixture
def loopback(tmp_path: Path) -> Settings:
    keys_file = tmp_path / "loopback-keys.json"
    write_keys(keys_file, make_keys(secrets.token_bytes))
    return Settings(
        data_dir=tmp_path / "data",
        keys_file=keys_file,
        base_url="http://127.0.0.1:8001",
        smtp_host="127.0.0.1",
        mail_from="mentoring@example.org",
    )
