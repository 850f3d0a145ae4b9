"""H2: the Host header never changes a link, on a page, in a redirect or in a letter."""

from __future__ import annotations

import pytest
from flask import Flask

from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.web.test_every_route import OURS, visits
from tests.workflows.small_programme import BASE_URL

EVIL = [
    {"Host": "evil.example"},
    {"X-Forwarded-Host": "evil.example"},
    {"Forwarded": "host=evil.example"},
    {"X-Forwarded-Prefix": "/evil.example", "X-Forwarded-Proto": "gopher"},
]


@pytest.mark.parametrize("headers", EVIL)
def test_no_page_and_no_redirect_names_a_host_from_the_request(app: Flask, headers: dict[str, str]) -> None:
    client = app.test_client()
    for _, method, path in visits(app):
        answer = client.open(path, method=method, headers=headers, buffered=True)
        assert "evil" not in answer.get_data(as_text=True)
        assert "evil" not in str(answer.headers)
        assert "gopher" not in str(answer.headers)


@pytest.mark.parametrize("headers", EVIL)
def test_a_letter_s_link_points_at_the_service(
    visitor: Browser, mailroom: Mailroom, mentee: Person, headers: dict[str, str]
) -> None:
    visitor.open("/sign-in")
    data = {"csrf_token": visitor.token, "email": mentee.email}
    cookie = visitor.client.get_cookie("__Host-mentorpost")
    assert cookie
    sent = {**OURS, **headers, "Cookie": f"__Host-mentorpost={cookie.value}"}
    visitor.app.test_client(use_cookies=False).post("/sign-in", data=data, headers=sent)
    assert mailroom.sign_in_link(mentee.email).startswith(f"{BASE_URL}/sign-in/link/")
