"""One whole cycle played by itself over real HTTP and SMTP, from the invitation to the mentor's mailbox."""

from __future__ import annotations

import re
import time
import urllib.error
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp

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
_PATIENCE_SECONDS = 8.0
_LINK = re.compile(r"https?://\S+?/(?:join|sign-in/link)/[A-Za-z0-9.]+")
_LETTER_CODE = re.compile(r"\b([0-9A-HJ-NP-Z]{4}-[0-9A-HJ-NP-Z]{4})\b")
_RECOVERY_CODE = re.compile(r"\b([0-9A-HJ-NP-Z]{4}(?:-[0-9A-HJ-NP-Z]{4}){3})\b")
_OTPAUTH = re.compile(r'href="(otpauth://[^"]+)"')


class PlayFailedError(MentorpostError):
    """The play stopped; the text says at which step and what was seen."""


def play_one_cycle(address: str, services: Services, mailbox: DemoMailbox) -> Received:
    """Join, sign in again, answer, check and send; return the mentor's letter from the mailbox.

    Raises PlayFailedError whatever goes wrong.
    """
    player = _Player(address, services, mailbox)
    try:
        player.join()
        player.sign_out_and_in_by_link()
        player.sign_out_and_in_by_typed_code()
        player.answer_everything()
        return player.send()
    except (MentorpostError, urllib.error.URLError, LookupError, StopIteration, ValueError) as error:
        raise PlayFailedError(f"The play stopped while {player.doing}: {error}") from error


class _Player:
    """One mentee at one browser, and the steps that they take."""

    def __init__(self, address: str, services: Services, mailbox: DemoMailbox) -> None:
        self.forms = f"{address}/forms"
        self.services = services
        self.mailbox = mailbox
        self.browser = WebClient()
        self.doing = "starting"
        self.seed = ""
        self.last_step = 0
        self.page = Page("", 0, "", "", [], [])

    def join(self) -> None:
        """Open the invitation, agree, set the authenticator up, keep the recovery codes."""
        self.doing = "joining from the invitation"
        invite_person(self.services, name=NAME, email=EMAIL, roles=frozenset({Role.MENTEE}))
        pair_people(self.services, mentee_email=EMAIL, mentor_email=MENTORS[1][1], supervises=False)
        self._see(self.browser.open(self._link_in(self._letter_to(EMAIL, after=0))))
        self._see(self.browser.send(self.page, "agreed", agreed="y"))
        uri = unquote(_found(_OTPAUTH, self.page.text).replace("&amp;", "&"))
        self.seed = parse_qs(urlsplit(uri).query)["secret"][0]
        self._see(self.browser.send(self.page, "code", code=self._authenticator_code()))
        self.doing = "keeping the recovery codes"
        self._see(self.browser.send(self.page, "code", code=_found(_RECOVERY_CODE, self.page.text)))

    def sign_out_and_in_by_link(self) -> None:
        """Sign in from an unknown browser with the letter's link."""
        self.doing = "signing in with the link of a letter"
        letter = self._asked_for_letter()
        self._see(self.browser.open(self._link_in(letter)))
        self._see(self.browser.send(self.page, "code", code=self._authenticator_code()))

    def sign_out_and_in_by_typed_code(self) -> None:
        """Sign in from an unknown browser with the letter's typed code."""
        self.doing = "signing in with the typed code of a letter"
        letter = self._asked_for_letter()
        self._see(self.browser.send(self.page, "code", code=_found(_LETTER_CODE, letter.part("plain"))))
        self._see(self.browser.send(self.page, "code", code=self._authenticator_code()))

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

    def _authenticator_code(self) -> str:
        """Return the earliest code that still counts: each step once, and one step either way."""
        step = max(int(time.time()) // 30 - 1, self.last_step + 1)
        while step > int(time.time()) // 30 + 1:
            time.sleep(0.1)
        self.last_step = step
        return pyotp.TOTP(self.seed).at(step * 30)

    def _letter_to(self, email: str, after: int) -> Received:
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            letters = self.mailbox.to(email)
            if len(letters) > after:
                return letters[0]
            time.sleep(0.05)
        raise PlayFailedError("no letter came within eight seconds")

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
