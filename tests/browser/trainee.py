"""A trainee at a real browser: opens letters, types, looks at each page with axe."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace

from playwright.sync_api import Page, expect

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.mailbox import Received
from formsvc.demo.pairs import pair_accepted
from formsvc.demo.run import Demo
from formsvc.demo.seed import MENTORS
from formsvc.demo.visitor import link_in
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Kind, Question
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.services import Services
from tests.browser.looking import look_at
from tests.live_service import LiveService

MENTOR = MENTORS[0]


def begin_today(services: Services, email: str) -> None:
    """Let who hasn't joined yet, and is paired, begin today, however near the mentor's others are due."""
    person = services.store.registry.find(email)
    assert person
    with services.store.hold(person.id):
        services.store.registry.save(replace(person, starts=services.today()))


@dataclass
class Trainee:
    """One trainee with one window; ``look`` is called at every page they come to."""

    demo: Demo | LiveService
    page: Page
    name: str
    email: str
    authenticator: Authenticator | None = None
    scripts: bool = True
    looks: bool = True

    @property
    def forms(self) -> str:
        return self.demo.services.base_url

    def be_invited(self) -> None:
        invite_person(self.demo.services, name=self.name, email=self.email, roles=frozenset({Role.MENTEE}))
        pair_accepted(self.demo.services, self.email, MENTOR[1])
        begin_today(self.demo.services, self.email)

    def letter(self, subject: str, to: str = "") -> Received:
        """Wait for the newest letter whose subject has these words."""
        for _ in range(400):
            for letter in self.demo.mailbox.to(to or self.email):
                if subject.casefold() in letter.subject.casefold():
                    return letter
            time.sleep(0.05)
        raise AssertionError(f"no letter about {subject!r} came")

    def code(self) -> str:
        """Return the authenticator's code."""
        assert self.authenticator
        return self.authenticator.code()

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).locator("visible=true").first.click()

    def look(self, name: str) -> None:
        """Look at the page in every window, and at where the keyboard is when something is wrong."""
        if name.endswith("-error") and self.scripts:
            expect(self.page.locator(".error-summary")).to_be_focused()
            assert self.page.title().startswith("Error: ")
        if self.looks:
            look_at(self.page, name, scripts=self.scripts)

    def join(self) -> None:
        """Join from the letter: agreement, authenticator, recovery codes; with the wrong turns."""
        self.page.goto(link_in(self.letter("invitation")))
        self.look("join-1-agreement")
        self.press("Agree and continue")
        self.look("join-1-agreement-error")
        self.page.get_by_label("I have read this and I agree").check()
        self.press("Agree and continue")
        uri = self.page.locator('a[href^="otpauth:"]').first.get_attribute("href")
        self.authenticator = Authenticator(uri or "")
        self.look("join-2-authenticator")
        self.page.locator("#code").fill(self.authenticator.wrong_code())
        self.page.locator("#code").press("Enter")
        self.look("join-2-authenticator-error")
        self.page.locator("#code").fill(self.code())
        self.page.locator("#code").press("Enter")
        expect(self.page.locator("h1")).to_contain_text("recovery codes")
        self.look("join-3-recovery-codes")
        self.page.locator("#code").fill(self.page.locator(".codes code").nth(3).inner_text())
        self.page.locator("#code").press("Enter")
        expect(self.page.locator("h1")).to_contain_text("due by")

    def sign_out(self) -> None:
        self.press("Sign out")

    def ask_for_letter(self) -> Received:
        before = len(self.demo.mailbox.to(self.email))
        self.page.goto(f"{self.forms}/sign-in")
        self.look("sign-in-1-address")
        self.page.locator("#email").fill(self.email)
        self.page.locator("#email").press("Enter")
        self.look("sign-in-2-letter")
        while len(self.demo.mailbox.to(self.email)) == before:
            time.sleep(0.05)
        return self.demo.mailbox.to(self.email)[0]

    def type_letter_code(self, letter: Received) -> None:
        found = re.search(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}\b", letter.part("plain"))
        assert found
        self.page.locator("#code").fill(found[0].lower())
        self.page.locator("#code").press("Enter")

    def fill(self, question: Question) -> None:
        """Answer one question of the shown page."""
        if question.kind is Kind.RATING:
            self.page.locator(f"#{question.id}-2").check()
        elif question.kind is Kind.ITEMS:
            for number in range(max(2, question.min_items)):
                self.page.locator(f"#{question.id}-{number}").fill(f"Invented point {number + 1}")
        else:
            self.page.locator(f"#{question.id}").fill(
                "An invented answer, of a line or so.\nAnd a second line."
            )
