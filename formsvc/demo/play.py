"""One whole cycle played by itself over real HTTP and SMTP, from the invitation to the mentor's mailbox."""

from __future__ import annotations

import re
import time
from html import unescape

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.mailbox import DemoMailbox, Received
from formsvc.demo.seed import MENTORS
from formsvc.demo.web_client import Page, WebClient
from formsvc.domain.errors import MentorpostError
from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Kind, Question
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services

NAME, EMAIL = "Nova Player", "nova@example.org"
_LINK = re.compile(r"https?://\S+?/(?:join|sign-in/link)/[A-Za-z0-9.]+")
_LETTER_CODE = re.compile(r"\b([0-9A-HJ-NP-Z]{4}-[0-9A-HJ-NP-Z]{4})\b")
_RECOVERY_CODE = re.compile(r"\b([0-9A-HJ-NP-Z]{4}(?:-[0-9A-HJ-NP-Z]{4}){3})\b")
_OTPAUTH = re.compile(r'href="(otpauth://[^"]+)"')


class PlayFailedError(MentorpostError):
    """The play stopped; the text says at which step and what was seen."""


def play_one_cycle(address: str, services: Services, mailbox: DemoMailbox, patience: float = 8.0) -> Received:
    """Join, sign in again, answer, check and send; return the mentor's letter from the mailbox.

    ``patience`` is how many seconds it waits for each letter. Raises PlayFailedError whatever goes wrong.
    """
    player = _Player(address, services, mailbox, patience)
    try:
        player.join()
        player.sign_out_and_in_by_link()
        player.sign_out_and_in_by_typed_code()
        player.answer_everything()
        return player.send()
    except Exception as error:  # whatever fails is told in one sentence
        words = str(error) or type(error).__name__
        raise PlayFailedError(f"The play stopped while {player.doing}: {words}") from error


class _Player:
    """One mentee at one browser, and the steps that they take."""

    def __init__(self, address: str, services: Services, mailbox: DemoMailbox, patience: float) -> None:
        self.patience = patience
        self.forms = f"{address}/forms"
        self.services = services
        self.mailbox = mailbox
        self.browser = WebClient()
        self.doing = "starting"
        self.page = Page("", 0, "", "", [], [])

    def join(self) -> None:
        """Open the invitation, agree, set the authenticator up, keep the recovery codes."""
        self.doing = "joining from the invitation"
        invite_person(self.services, name=NAME, email=EMAIL, roles=frozenset({Role.MENTEE}))
        pair_people(self.services, mentee_email=EMAIL, mentor_email=MENTORS[1][1], supervises=False)
        self._see(self.browser.open(self._link_in(self._letter_to(EMAIL, after=0))))
        self._see(self.browser.send(self.page, "agreed", agreed="y"))
        uri = unescape(_found(_OTPAUTH, self.page.text))
        self.authenticator = Authenticator(uri)
        self._see(self.browser.send(self.page, "code", code=self.authenticator.code()))
        self.doing = "keeping the recovery codes"
        self._see(self.browser.send(self.page, "code", code=_found(_RECOVERY_CODE, self.page.text)))

    def sign_out_and_in_by_link(self) -> None:
        """Sign in from an unknown browser with the letter's link."""
        self.doing = "signing in with the link of a letter"
        letter = self._asked_for_letter()
        self._see(self.browser.open(self._link_in(letter)))
        self._see(self.browser.send(self.page, "code", code=self.authenticator.code()))

    def sign_out_and_in_by_typed_code(self) -> None:
        """Sign in from an unknown browser with the letter's typed code."""
        self.doing = "signing in with the typed code of a letter"
        letter = self._asked_for_letter()
        self._see(self.browser.send(self.page, "code", code=_found(_LETTER_CODE, letter.part("plain"))))
        self._see(self.browser.send(self.page, "code", code=self.authenticator.code()))

    def answer_everything(self) -> None:
        """Answer each section and press "Save and continue"."""
        for section in self.services.programme.questionnaire.sections:
            self.doing = f"answering “{section.title}”"
            self._see(self.browser.open(f"{self.forms}/questionnaire/{section.id}"))
            typed: dict[str, str | list[str]] = {"then": "continue"}
            for question in section.questions:
                typed |= _typed(question)
            self._see(self.browser.send(self.page, "cycle", **typed))

    def send(self) -> Received:
        """Check, send, and wait for the letter in the mentor's mailbox."""
        self.doing = "sending"
        self._see(self.browser.open(f"{self.forms}/questionnaire/check"))
        before = len(self.mailbox.to(MENTORS[1][1]))
        self._see(self.browser.send(self.page, "mentor_email"))
        if "/submissions/" not in self.page.url:
            raise PlayFailedError(f"the page after sending was “{self.page.heading}”")
        self.doing = "waiting for the mentor's letter"
        return self._letter_to(MENTORS[1][1], after=before)

    def _see(self, page: Page) -> None:
        if page.status != 200:  # noqa: PLR2004 - OK
            raise PlayFailedError(f"the page “{page.heading}” answered {page.status}")
        self.page = page

    def _asked_for_letter(self) -> Received:
        if any("sign-out" in form.action for form in self.page.forms):
            out = next(form for form in self.page.forms if "sign-out" in form.action)
            self._see(self.browser.send(Page(self.page.url, 200, "", "", [out], []), "csrf_token"))
        self.browser = WebClient()
        before = len(self.mailbox.to(EMAIL))
        self._see(self.browser.open(f"{self.forms}/sign-in"))
        self._see(self.browser.send(self.page, "email", email=EMAIL))
        return self._letter_to(EMAIL, after=before)

    def _letter_to(self, email: str, after: int) -> Received:
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            letters = self.mailbox.to(email)
            if len(letters) > after:
                return letters[0]
            time.sleep(0.05)
        raise PlayFailedError(f"no letter came within {self.patience:g} seconds; is the worker running?")

    def _link_in(self, letter: Received) -> str:
        return _found_whole(_LINK, letter.part("plain"))


def _typed(question: Question) -> dict[str, str | list[str]]:
    if question.kind is Kind.RATING:
        return {question.id: "4"}
    if question.kind is Kind.ITEMS:
        return {
            f"{question.id}-{number}": f"Invented point {number + 1}: {question.label}" for number in range(2)
        }
    return {question.id: f"An invented answer to: {question.label}"}


def _found(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise LookupError("what the next step needs isn't on the page")
    return match[1]


def _found_whole(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise LookupError("the letter has no link")
    return match[0]
