"""L1: no answer, code, link, cookie or address reaches a log, however a request fails."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from flask import Flask

from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import MENTEE_SEED

ANSWER = "canary-answer-zq81"


def test_nothing_private_is_logged_through_every_failure(
    app: Flask,
    visitor: Browser,
    mailroom: Mailroom,
    mentee: Person,
    data_dir: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    link = mailroom.sign_in_link(mentee.email)
    visitor.open(link[:-4])
    visitor.open(link)
    visitor.submit(code="000000")
    right = mailroom.code(MENTEE_SEED)
    visitor.submit(code=right)
    visitor.client.post("/questionnaire/training", data={"skills": ANSWER})
    visitor.client.post(f"/questionnaire/training?{ANSWER}", headers={"Origin": f"https://{ANSWER}.example"})

    def fail(**_given: object) -> str:
        raise ValueError(ANSWER + right + link + mentee.email) from KeyError(ANSWER)

    for endpoint in ("mentee.section", "account.link", "mentor.letter"):
        app.view_functions[endpoint] = fail
    visitor.open("/questionnaire/training")
    visitor.submit("/questionnaire/training", skills=ANSWER)
    assert visitor.page.status_code in {400, 500}
    visitor.open(link)
    assert visitor.page.status_code == 500
    cookie = visitor.client.get_cookie("__Host-mentorpost")
    for path in data_dir.rglob("*.json"):
        path.write_bytes(b"damaged " + path.read_bytes()[8:])
    visitor.open("/home")

    assert "ValueError" in caplog.text
    assert "test_logs.py" in caplog.text
    secret = link.rpartition("/")[2]
    for private in (ANSWER, right, link, secret, mentee.email, mentee.name, MENTEE_SEED, "000000"):
        assert private not in caplog.text, private
    assert cookie
    assert cookie.value not in caplog.text


def test_a_page_of_an_unforeseen_failure_tells_nothing_of_it(app: Flask, visitor: Browser) -> None:
    def fail() -> str:
        raise ValueError(ANSWER)

    app.view_functions["account.lost_phone"] = fail
    visitor.open("/sign-in/lost-phone")
    assert visitor.page.status_code == 500
    assert "Something went wrong on our side" in visitor.text
    assert ANSWER not in visitor.text
    assert "Traceback" not in visitor.text
