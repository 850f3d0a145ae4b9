"""A browser without a window, over the WSGI application: keeps cookies, fills forms, follows redirects."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Role
from formsvc.workflows.enrolment import invite_person, join_link
from formsvc.workflows.services import Services
from formsvc.workflows.sign_in import prepare_sign_in_letter, sign_in_link
from tests.workflows.small_programme import BASE_URL, SettableClock


class _HiddenFields(HTMLParser):
    """Gathers the hidden fields of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "input" and said.get("type") == "hidden":
            self.found[said["name"] or ""] = said.get("value") or ""


@dataclass
class Browser:
    """One person's browser; ``page`` is the last answer."""

    app: Flask
    client: FlaskClient = field(init=False)
    page: TestResponse = field(init=False)
    visited: list[TestResponse] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def open(self, address: str) -> TestResponse:
        """GET one address, following redirects; a full address must be the service's own."""
        return self._kept(self.client.get(local(address), follow_redirects=True))

    def submit(self, address: str | None = None, **fields: object) -> TestResponse:
        """POST the shown page's form to its own address or another, as a browser does."""
        data = {**self.hidden, **fields}
        return self._kept(
            self.client.post(
                local(address or self.path),
                data=data,
                headers={"Origin": BASE_URL, "Sec-Fetch-Site": "same-origin"},
                follow_redirects=True,
            ),
        )

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the shown page."""
        return _HiddenFields(self.page.get_data(as_text=True)).found

    @property
    def token(self) -> str:
        """The CSRF token of the shown page, empty when it has no form."""
        return self.hidden.get("csrf_token", "")

    @property
    def path(self) -> str:
        """Where the last answer came from."""
        return self.page.request.path

    @property
    def text(self) -> str:
        """The shown page's text, without tags."""
        without = re.sub(
            r"<(style|script|head).*?</\1>|<[^>]+>", " ", self.page.get_data(as_text=True), flags=re.DOTALL
        )
        return " ".join(unescape(without).split())

    def _kept(self, answer: TestResponse) -> TestResponse:
        self.page = answer
        self.visited.append(answer)
        return answer


@dataclass
class Mailroom:
    """What the worker does with sign-in letters, and what people read in theirs."""

    services: Services
    clock: SettableClock

    def letters(self, kind: LetterKind, email: str) -> list[Letter]:
        """Return the waiting letters of one kind to one address, oldest first."""
        found = (letter for letter in self.services.store.outbox.letters() if letter.kind is kind)
        return sorted((one for one in found if one.to_email == email), key=lambda letter: letter.created_at)

    def sign_in_letter(self, email: str) -> Letter:
        """Send the newest sign-in letter to an address, and return it."""
        letter = self.letters(LetterKind.SIGN_IN, email)[-1]
        assert prepare_sign_in_letter(self.services, letter)
        return letter

    def sign_in_link(self, email: str) -> str:
        """Return the link of the newest sign-in letter."""
        facts = self.sign_in_letter(email).facts
        return sign_in_link(self.services, facts["request"], facts["secret"])

    def invite(self, name: str = "Nia Newcomer", email: str = "nia@example.org") -> str:
        """Invite a mentee and return the link of their letter."""
        person = invite_person(self.services, name=name, email=email, roles=frozenset({Role.MENTEE}))
        letter = self.letters(LetterKind.INVITATION, email)[-1]
        return join_link(self.services, person.id, letter.facts["secret"])

    def code(self, seed: str) -> str:
        """Return an authenticator's next code: the clock moves on, since each counts once."""
        return pyotp.TOTP(seed).at(self.clock.advance(timedelta(seconds=30)))

    def sign_in(self, visitor: Browser, person: Person, seed: str, *, own_device: bool = False) -> Browser:
        """Sign somebody in the whole way: the address, the letter's link, the authenticator's code."""
        visitor.open("/sign-in")
        visitor.submit(email=person.email)
        visitor.open(self.sign_in_link(person.email))
        visitor.submit(code=self.code(seed), **({"own_device": "y"} if own_device else {}))
        return visitor


def local(address: str) -> str:
    """Return an address of the service as a path."""
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")
