"""Every route has a rule, and every role meets every route (Z1, C1, A8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from formsvc.domain.people import Person
from formsvc.web.access import RULES, Access
from tests.web.browsing import Browser, Mailroom
from tests.workflows.small_programme import BASE_URL, COORDINATOR_SEED, MENTEE_SEED

ROUTES = Path(__file__).with_name("routes.txt")
EXAMPLES: dict[str, object] = {
    "token": "abc.def",
    "role": "mentee",
    "application_id": "abc",
    "person_id": "abc",
    "section_id": "training",
    "cycle": 1,
    "filename": "mark.svg",
    "round_id": "round1",
}
OURS = {"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"}
REFUSALS = (401, 403)
MAY_OPEN = {
    "mentee": {Access.SIGNED_IN, Access.MENTEE},
    "coordinator": {Access.SIGNED_IN, Access.COORDINATOR},
}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule)


def visits(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Yield (endpoint, method, path) for all there is, but signing out, which would end the visit."""
    adapter = app.url_map.bind("forms.example.org")
    for rule in rules(app):
        values = {name: EXAMPLES[name] for name in rule.arguments}
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if rule.endpoint != "account.sign_out":
                yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def call(browser: Browser, method: str, path: str) -> TestResponse:
    data = {"csrf_token": browser.token} if method == "POST" else None
    return browser.client.open(path, method=method, data=data, headers=OURS, buffered=True)


def is_refused(answer: TestResponse) -> bool:
    return answer.status_code in REFUSALS or answer.headers.get("Location") == "/sign-in"


def test_the_route_list_is_pinned_so_that_no_link_in_an_old_letter_dies(app: Flask) -> None:
    """Change ``routes.txt`` by hand, and only ever add."""
    listed = "".join(
        f"{rule.rule}  {' '.join(sorted(rule.methods or set()))}  {rule.endpoint}  ({RULES[rule.endpoint]})\n"
        for rule in rules(app)
    )
    assert listed == ROUTES.read_text(encoding="utf-8")


def test_every_route_has_a_rule_and_every_rule_a_route(app: Flask) -> None:
    assert {rule.endpoint for rule in rules(app)} == set(RULES)


def test_a_route_without_a_rule_is_refused_to_everyone(app: Flask, coordinator_browser: Browser) -> None:
    app.view_functions["forgotten"] = lambda: "a page that nobody declared"
    app.url_map.add(Rule("/forgotten", endpoint="forgotten"))
    assert coordinator_browser.client.get("/forgotten").status_code == 403
    assert app.test_client().get("/forgotten").status_code == 403


def test_nobody_signed_in_meets_every_route(app: Flask, visitor: Browser) -> None:
    visitor.open("/sign-in")
    for endpoint, method, path in visits(app):
        answer = call(visitor, method, path)
        if RULES[endpoint] is Access.ANYONE:
            assert answer.status_code != 403, (endpoint, method)
        else:
            assert is_refused(answer), (endpoint, method, answer.status_code)


@pytest.mark.parametrize("role", ["mentee", "coordinator"])
def test_a_role_meets_every_route(
    app: Flask, mailroom: Mailroom, role: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(role)
    browser = mailroom.sign_in(Browser(app), person, MENTEE_SEED if role == "mentee" else COORDINATOR_SEED)
    assert browser.token
    for endpoint, method, path in visits(app):
        answer = call(browser, method, path)
        if RULES[endpoint] is Access.ANYONE:
            assert answer.status_code != 403, (endpoint, method)
        else:
            assert is_refused(answer) is (RULES[endpoint] not in MAY_OPEN[role]), (endpoint, method)


def test_nothing_is_changed_without_our_token(app: Flask, mentee_browser: Browser) -> None:
    """C1, sign-in included. The evaluation's address holds a secret of its own instead, and here is none."""
    for endpoint, method, path in visits(app):
        if method == "POST":
            answer = mentee_browser.client.post(path, headers=OURS)
            assert answer.status_code == (404 if endpoint == "evaluation.questions" else 400), endpoint
    assert mentee_browser.client.post("/sign-out", headers=OURS).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://forms.example.org"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": BASE_URL, "Sec-Fetch-Site": "same-site"},
    ],
)
def test_nothing_is_changed_from_another_origin(
    app: Flask, mentee_browser: Browser, headers: dict[str, str]
) -> None:
    """C1, with the right token."""
    for endpoint, method, path in [*visits(app), ("account.sign_out", "POST", "/sign-out")]:
        if method == "POST":
            data = {"csrf_token": mentee_browser.token, "email": "mo@example.org"}
            answer = mentee_browser.client.post(path, data=data, headers=headers)
            assert answer.status_code == 403, endpoint
    assert mentee_browser.open("/home").request.path == "/home"


def test_the_mailbox_alone_opens_nothing(
    app: Flask, visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    """A8: the letter's link and code, without the authenticator."""
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email)
    visitor.open(mailroom.sign_in_link(mentee.email))
    assert visitor.path == "/sign-in/code"
    _is_still_outside(app, visitor)


def test_the_authenticator_alone_opens_nothing(
    app: Flask, visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    """A8: right codes everywhere, without the letter."""
    visitor.open("/sign-in")
    visitor.submit(email=mentee.email, code=mailroom.code(MENTEE_SEED))
    assert visitor.path == "/sign-in/letter"
    mailroom.sign_in_letter(mentee.email)  # it is sent, and nobody reads it here
    for path in ("/sign-in/code", "/sign-in/letter", "/sign-in/recovery", "/sign-in/new-authenticator"):
        visitor.submit(path, code=mailroom.code(MENTEE_SEED), email=mentee.email)
        visitor.open("/sign-in")
    _is_still_outside(app, visitor)


def _is_still_outside(app: Flask, visitor: Browser) -> None:
    for endpoint, method, path in visits(app):
        answer = call(visitor, method, path)
        if RULES[endpoint] is not Access.ANYONE:
            assert is_refused(answer), (endpoint, method)
        page = answer.get_data(as_text=True)
        assert "otpauth://" not in page, endpoint
        assert "Sign out" not in page, endpoint
