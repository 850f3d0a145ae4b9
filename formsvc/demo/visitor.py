"""One person at one browser without a window: reads their letters, joins, signs in, answers and sends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Collection
from html import unescape

from formsvc.demo.authenticator import Authenticator
from formsvc.demo.mailbox import DemoMailbox, Received
from formsvc.demo.web_client import Page, WebClient
from formsvc.domain.errors import MentorpostError
from formsvc.domain.questionnaire import Question, Questionnaire

Typed = dict[str, str | list[str]]

_LINK = re.compile(
    r"https?://\S+?/(?:join|sign-in/link|account/address|apply/confirm|evaluation|m/open|m/pairing|m)/[\w.\-]+"
)
_LETTER_CODE = re.compile(r"\b[0-9A-HJ-NP-Z]{4}-[0-9A-HJ-NP-Z]{4}\b")
_RECOVERY_CODE = re.compile(r"\b[0-9A-HJ-NP-Z]{4}(?:-[0-9A-HJ-NP-Z]{4}){3}\b")
_OTPAUTH = re.compile(r'(?<=href=")otpauth://[^"]+')


class VisitFailedError(MentorpostError):
    """A step came out otherwise than it should; the text says what was seen."""


class Visitor:
    """A person with an address, a mailbox, an authenticator and a browser; ``page`` is what it shows.

    Every step raises VisitFailedError when a page refuses or a letter doesn't come in time.
    """

    def __init__(self, forms: str, mailbox: DemoMailbox, email: str, patience: float = 30.0) -> None:
        """Take the service's address, and how many seconds to wait for a letter."""
        self.forms = forms
        self.mailbox = mailbox
        self.email = email
        self.patience = patience
        self.browser = self.new_browser()
        self.doing = "starting"
        self.page = Page("", 0, "", "", [], [])
        self.authenticator: Authenticator | None = None

    def new_browser(self) -> WebClient:
        """Return a browser that nobody has used."""
        return WebClient()

    def join(self) -> None:
        """Open the invitation, agree, set the authenticator up, keep the recovery codes."""
        self.doing = "joining from the invitation"
        self.open(self.link("/join/"))
        self.submit("agreed", agreed="y")
        self.authenticator = Authenticator(unescape(_first(_OTPAUTH, self.page.text)))
        self.submit("code", code=self.code())
        self.doing = "keeping the recovery codes"
        self.submit("code", code=_first(_RECOVERY_CODE, self.page.text))

    def accept_pairing(self) -> None:
        """Say yes as a mentor, by the letter's link."""
        self.doing = "saying yes as a mentor"
        self.open(self.link("/m/pairing/"))
        self.submit("mailbox", independent="y", mailbox="private")
        self.doing = ""

    def accept_mentor(self) -> None:
        """Say yes as a mentee, on the signed-in page."""
        self.doing = "saying yes to the mentor"
        self.open(f"{self.forms}/pairing")
        self.submit("pairing_id", independent="y")

    def sign_out(self) -> None:
        """Press "Sign out"."""
        self.doing = "signing out"
        self.submit("sign-out")

    def sign_in_by_link(self) -> None:
        """Sign in at a browser that nobody has used, with the letter's link."""
        self.doing = "signing in with the link of a letter"
        self.open(link_in(self._asked_for_letter()))
        self.submit("code", code=self.code())

    def sign_in_by_typed_code(self) -> None:
        """Sign in at a browser that nobody has used, with the letter's typed code."""
        self.doing = "signing in with the typed code of a letter"
        letter = self._asked_for_letter()
        self.submit("code", code=_first(_LETTER_CODE, letter.part("plain")))
        self.submit("code", code=self.code())

    def answer(self, questionnaire: Questionnaire, typed: Callable[[Question], Typed]) -> None:
        """Answer each section and press "Save and continue"."""
        for section in questionnaire.sections:
            self.doing = f"answering “{section.title}”"
            self.open(f"{self.forms}/questionnaire/{section.id}")
            given: Typed = {"then": "continue"}
            for question in section.questions:
                given |= typed(question)
            self.submit("cycle", **given)

    def send(self) -> None:
        """Check the answers, and press the button that sends them."""
        self.doing = "sending"
        self.open(f"{self.forms}/questionnaire/check")
        self.submit("mentor_email")
        if "/submissions/" not in self.page.url:
            raise VisitFailedError(f"the page after sending was “{self.page.heading}”")

    def open(self, url: str) -> Page:
        """Open a page."""
        return self._see(self.browser.open(url))

    def submit(self, holding: str, **typed: str | list[str]) -> Page:
        """Send the shown page's form that has such a field, or goes to such a place."""
        return self._see(self.browser.send(self.page, holding, **typed))

    def code(self) -> str:
        """Return the authenticator's code."""
        if self.authenticator is None:
            raise VisitFailedError(f"{self.email} has set no authenticator up yet")
        return self.authenticator.code()

    def letter(self, after: int = 0, to: str = "") -> Received:
        """Wait until more than ``after`` letters have come to one mailbox, and return the newest."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            letters = self.mailbox.to(to or self.email)
            if len(letters) > after:
                return letters[0]
            time.sleep(0.05)
        raise VisitFailedError(f"no letter came within {self.patience:g} seconds; is the worker running?")

    def link(self, holding: str) -> str:
        """Wait until a letter with such a link has come, and return the newest one's."""
        return link_in(self._letter_with(holding, frozenset()))

    def _letter_with(self, link: str, known: Collection[str]) -> Received:
        """Wait for the newest letter with such a link that isn't one of those known before."""
        until = time.monotonic() + self.patience
        while time.monotonic() < until:
            for letter in self.mailbox.to(self.email):
                found = _LINK.search(letter.part("plain"))
                if letter.key not in known and found and link in found[0]:
                    return letter
            time.sleep(0.05)
        raise VisitFailedError(f"no letter came within {self.patience:g} seconds; is the worker running?")

    def _asked_for_letter(self) -> Received:
        self.browser = self.new_browser()
        before = {letter.key for letter in self.mailbox.to(self.email)}
        self.open(f"{self.forms}/sign-in")
        self.submit("email", email=self.email)
        return self._letter_with("/sign-in/link/", before)

    def _see(self, page: Page) -> Page:
        if page.status != 200:  # noqa: PLR2004 - OK
            raise VisitFailedError(f"the page “{page.heading}” answered {page.status}")
        self.page = page
        return page


def link_in(letter: Received) -> str:
    """Return the link of the service that a letter carries; raises LookupError when it has none."""
    return _first(_LINK, letter.part("plain"))


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    if match is None:
        raise LookupError("what the next step needs isn't there")
    return match[0]
