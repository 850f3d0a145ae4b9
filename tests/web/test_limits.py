"""I3 and H3: huge bodies are refused, floods slow down, and a ward behind one address gets through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from formsvc.app import create_app
from formsvc.domain.people import Person
from formsvc.settings import Settings
from formsvc.web.limits import ACCOUNT_POSTS, BODY_LIMIT
from formsvc.workflows.services import Services
from tests.web.browsing import Browser
from tests.web.test_every_route import OURS
from tests.web.test_reads_never_write import contents

ALLOWED = int(ACCOUNT_POSTS.split()[0])


@dataclass
class Stranger:
    """Somebody who only knocks: posts without a token, from one address."""

    client: FlaskClient
    address: str = "198.51.100.7"

    def knock(self, **headers: str) -> int:
        environ = {"REMOTE_ADDR": self.address}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post("/sign-in", headers=named, environ_overrides=environ).status_code


def test_a_huge_body_is_refused_and_nothing_is_stored(
    mentee_browser: Browser, data_dir: Path, mentee: Person
) -> None:
    """I3."""
    assert mentee
    mentee_browser.open("/questionnaire/training")
    before = contents(data_dir)
    mentee_browser.submit("/questionnaire/training", skills="x" * BODY_LIMIT)
    assert mentee_browser.page.status_code == 413
    assert "What was saved before is safe" in mentee_browser.text
    assert contents(data_dir) == before


def test_sixty_people_behind_one_address_get_through(app: Flask, mentee: Person) -> None:
    """H3: each takes four posts to be inside."""
    assert mentee
    for number in range(60):
        visitor = Browser(app)
        visitor.open("/sign-in")
        for _ in range(4):
            visitor.submit("/sign-in", email=f"person{number}@example.org")
            assert visitor.page.status_code == 200


def test_a_flood_is_slowed_with_a_page_that_says_so(app: Flask) -> None:
    stranger = Stranger(app.test_client())
    assert {stranger.knock() for _ in range(ALLOWED)} == {400}
    answer = stranger.client.post("/sign-in", environ_overrides={"REMOTE_ADDR": stranger.address})
    assert answer.status_code == 429
    assert "Wait ten minutes" in answer.get_data(as_text=True)
    assert Stranger(stranger.client, "198.51.100.8").knock() == 400
    assert (
        stranger.client.get("/sign-in", environ_overrides={"REMOTE_ADDR": stranger.address}).status_code
        == 200
    )


def test_a_forged_forwarded_for_counts_for_nothing_without_a_proxy(app: Flask) -> None:
    """H3."""
    stranger = Stranger(app.test_client())
    for number in range(ALLOWED):
        stranger.knock(X_Forwarded_For=f"203.0.113.{number % 250}")
    assert stranger.knock(X_Forwarded_For="203.0.113.251") == 429


def test_behind_one_proxy_its_own_word_counts_and_no_more(settings: Settings, services: Services) -> None:
    """H3: the proxy appends the address it saw; what stands before it is the client's invention."""
    app = create_app(settings.model_copy(update={"trusted_proxies": 1}), services)
    stranger = Stranger(app.test_client(), address="127.0.0.1")
    for number in range(ALLOWED):
        stranger.knock(X_Forwarded_For=f"203.0.113.{number % 250}, 198.51.100.7")
    assert stranger.knock(X_Forwarded_For="203.0.113.251, 198.51.100.7") == 429
    assert stranger.knock(X_Forwarded_For="198.51.100.7, 198.51.100.8") == 400


def test_an_ipv6_network_counts_as_one(app: Flask) -> None:
    client = app.test_client()
    for number in range(ALLOWED):
        Stranger(client, f"2001:db8:1:1::{number + 1:x}").knock()
    assert Stranger(client, "2001:db8:1:1:ffff::1").knock() == 429
    assert Stranger(client, "2001:db8:1:2::1").knock(Origin=OURS["Origin"]) == 400
