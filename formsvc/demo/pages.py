"""The demo's own pages: who is who, with the current codes, and everybody's mail."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

import pyotp
from flask import Flask, abort, render_template
from werkzeug.wrappers import Response

from formsvc.demo.authenticator import STEP
from formsvc.demo.mailbox import DemoMailbox, Received
from formsvc.domain.people import Person, Role
from formsvc.workflows.services import Services

_ORDER = (Role.MENTEE, Role.MENTOR, Role.COORDINATOR)

_LINKS_LEAVE_THE_FRAME = '<base target="_top">'
_NO_SCRIPT = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "sandbox allow-top-navigation-by-user-activation"
)


class DemoPerson(NamedTuple):
    """One demo person as the page shows them; no code for who needs none or has none yet."""

    person: Person
    role: str
    code: str
    letters: list[Received]


def demo_app(services: Services, mailbox: DemoMailbox) -> Flask:
    """Return the demo's pages as an application of their own, beside the service's."""
    app = Flask("formsvc.demo", template_folder=str(Path(__file__).parent / "templates"), static_folder=None)

    @app.get("/")
    def people() -> str:
        found = [_shown(services, mailbox, person) for person in services.store.registry.people()]
        found.sort(key=lambda one: (_ORDER.index(Role(one.role)), one.person.name))
        left = STEP - int(time.time()) % STEP
        return render_template("people.html", people=found, left=left, programme=services.programme)

    @app.get("/letters/<key>")
    def letter(key: str) -> str:
        return render_template("letter.html", letter=_letter(mailbox, key), programme=services.programme)

    @app.get("/letters/<key>/html")
    def html(key: str) -> Response:
        letter = _letter(mailbox, key).html().replace("<head>", f"<head>{_LINKS_LEAVE_THE_FRAME}", 1)
        answer = Response(letter, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _NO_SCRIPT
        return answer

    return app


def _letter(mailbox: DemoMailbox, key: str) -> Received:
    return next((letter for letter in mailbox.letters() if letter.key == key), None) or abort(404)


def _shown(services: Services, mailbox: DemoMailbox, person: Person) -> DemoPerson:
    credentials = services.store.credentials.credentials(person.id)
    seed = credentials.pending_seed or credentials.seed
    role = next(role for role in _ORDER if role in person.roles)
    return DemoPerson(person, role.value, pyotp.TOTP(seed).now() if seed else "", mailbox.to(person.email))
