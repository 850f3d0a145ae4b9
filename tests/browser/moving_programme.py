"""The whole service in one process on a clock that the test moves: real pages, real SMTP, real mailboxes."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event
from urllib.parse import parse_qs, urlsplit

import pyotp
from playwright.sync_api import Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from formsvc.app import create_app
from formsvc.demo.configured import demo_settings
from formsvc.demo.mailbox import DemoMailbox, Received, free_port
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Answer
from formsvc.mail.transport import Transport
from formsvc.wiring import build_services, build_transport
from formsvc.workflows.delivery import deliver_due, go_round
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.services import Services
from formsvc.workflows.tending import look_after_everyone


class MovingClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@dataclass
class MovingProgramme:
    """The running service and its mailboxes; ``work`` is one round of the worker."""

    folder: Path
    services: Services
    clock: MovingClock
    mailbox: DemoMailbox
    transport: Transport

    @property
    def forms(self) -> str:
        return self.services.base_url

    def work(self) -> None:
        """Do what a worker does between two rests."""
        go_round(self.services)
        for _ in look_after_everyone(self.services):
            pass
        deliver_due(self.services, self.transport, Event())

    def go_to(self, day: date, hour: int = 9) -> None:
        """Let every day up to one come, with the worker awake on each."""
        zone = self.services.programme.timezone
        while self.clock().astimezone(zone).date() < day:
            tomorrow = self.clock().astimezone(zone).date() + timedelta(days=1)
            self.clock.now = datetime.combine(tomorrow, time(hour), tzinfo=zone).astimezone(UTC)
            self.work()

    def days_pass(self, days: int) -> None:
        """Let days go by."""
        self.go_to(self.services.today() + timedelta(days=days))

    def letters(self, to: str, about: str = "") -> list[Received]:
        """Return the letters in a mailbox whose subjects say this, newest first."""
        return [one for one in self.mailbox.to(to) if about.casefold() in one.subject.casefold()]

    def letter(self, to: str, about: str) -> Received:
        """Return the newest of them; fails when there is none."""
        self.work()
        found = self.letters(to, about)
        assert found, (about, [one.subject for one in self.mailbox.to(to)])
        return found[0]


def words_in(letter: Received) -> str:
    """Return a letter's text on one line."""
    return " ".join(letter.part("plain").split())


def link_with(letter: Received, piece: str) -> str:
    """Return the first link of a letter that has these words in its path."""
    found = re.search(rf"https?://\S*{piece}\S*", letter.part("plain"))
    assert found, letter.part("plain")
    return found[0].rstrip(".,)")


@dataclass
class Actor:
    """Somebody with a window, a mailbox and an authenticator."""

    programme: MovingProgramme
    page: Page
    name: str
    email: str
    key: str = ""

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).locator("visible=true").first.click()

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else f"{self.programme.forms}{path}")

    def reads(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def code(self) -> str:
        """Return a code that never counted: a minute goes by for each."""
        self.programme.clock.now += timedelta(minutes=1)
        return pyotp.TOTP(self.key).at(self.programme.clock())

    def type_code(self, code: str) -> None:
        self.page.locator("#code").fill(code)
        self.page.locator("#code").press("Enter")

    def join(self, role: Role) -> None:
        """Be invited, and join from the letter."""
        invite_person(self.programme.services, name=self.name, email=self.email, roles=frozenset({role}))
        self.open(link_with(self.programme.letter(self.email, "invitation"), "/join/"))
        self.page.get_by_label("I have read this and I agree").check()
        self.press("Agree and continue")
        uri = self.page.locator('a[href^="otpauth:"]').first.get_attribute("href") or ""
        self.key = parse_qs(urlsplit(uri).query)["secret"][0]
        self.type_code(self.code())
        self.type_code(self.page.locator(".codes code").first.inner_text())

    def sign_in(self) -> None:
        """Sign in by the letter's link, on a browser that the account doesn't know."""
        self.programme.clock.now += timedelta(minutes=15)  # so that asking for letters is never throttled
        self.page.context.clear_cookies()
        self.open("/sign-in")
        self.page.locator("#email").fill(self.email)
        self.page.locator("#email").press("Enter")
        self.open(link_with(self.programme.letter(self.email, "sign"), "/sign-in/link/"))
        self.type_code(self.code())
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def answer(self, answers: Mapping[str, Answer], goals: Mapping[str, str] | None = None) -> None:
        """Fill every section; ``goals`` are choices about last time's goals, by question."""
        self.open("/questionnaire")
        self.page.get_by_role("link", name=re.compile("Start|Go on")).first.click()
        for section in self.programme.services.programme.questionnaire.sections:
            expect(self.page.locator("h1")).to_have_text(section.title)
            for question in section.questions:
                if goals and question.id in goals:
                    self.page.locator(
                        f'input[name="step-{question.id}"][value="{goals[question.id]}"]'
                    ).check()
                self._fill(question.id, answers.get(question.id))
            self.press("Save and continue")
        expect(self.page.locator("h1")).to_have_text("Check your answers")

    def send(self, mentor_name: str) -> str:
        """Send from the check page; return the reference."""
        self.press(f"Send to {mentor_name}")
        expect(self.page.locator("h1")).to_contain_text("saved and on its way")
        self.programme.work()
        return self.page.locator(".reference").inner_text()

    def _fill(self, name: str, answer: Answer) -> None:
        if isinstance(answer, tuple):
            for number, item in enumerate(answer):
                self.page.locator(f"#{name}-{number}").fill(item)
        elif isinstance(answer, int):
            self.page.locator(f'input[name="{name}"][value="{answer}"]').check()
        elif answer is not None:
            self.page.locator(f"#{name}").fill(answer)


@contextmanager
def moving_programme(folder: Path, begins: datetime) -> Iterator[MovingProgramme]:
    """Serve the example programme on loopback for as long as the context lasts."""
    with ExitStack() as stack:
        mailbox = DemoMailbox(folder / "mail")
        stack.callback(mailbox.stop)
        port, clock = free_port(), MovingClock(begins)
        settings = demo_settings(folder, port, mailbox.start())
        services = build_services(settings, clock=clock)
        server = make_server(
            "127.0.0.1", port, create_app(settings, services), threaded=True, request_handler=_Quiet
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        stack.callback(server.server_close)
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield MovingProgramme(folder, services, clock, mailbox, build_transport(settings))


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's own name
        pass
