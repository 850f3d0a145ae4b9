"""Somebody who takes part for a year without a window: the same pages over HTTP, on the clock that moves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

import pyotp

from formsvc.demo.mailbox import Received
from formsvc.demo.visitor import Typed, Visitor
from formsvc.demo.web_client import Page, WebClient
from formsvc.domain.questionnaire import Question
from tests.browser.moving_programme import MovingProgramme, link_with

HURRIED = timedelta(minutes=1)
"""Longer than the form's time trap."""


class Participant(Visitor):
    """A mentee or a mentor with a mailbox; letters come when the worker has made its round."""

    def __init__(self, programme: MovingProgramme, name: str, email: str) -> None:
        """Take the running programme, and who they are."""
        super().__init__(programme.forms, programme.mailbox, email, patience=0.5)
        self.programme = programme
        self.name = name
        self._read: set[str] = set()

    def apply(self, role: str, **more: str) -> None:
        """Apply by the public form, and confirm it from the mailbox."""
        self.doing = "applying"
        self.open(f"{self.forms}/apply/{role}")
        self.programme.clock.now += HURRIED
        self.submit("hopes", name=self.name, email=self.email, hopes="Somebody to think with.", **more)
        self.open(link_with(self.programme.letter(self.email, "an application"), "/apply/confirm/"))
        self.submit("csrf_token")

    def sign_in(self) -> None:
        """Sign in at a browser that nobody has used; long enough after the last time for every limit."""
        self.programme.clock.now += timedelta(minutes=15)
        self.sign_in_by_link()

    def send_a_questionnaire(self, typed: Callable[[Question], Typed]) -> None:
        """Sign in, answer every section, and send."""
        self.sign_in()
        self.answer(self.programme.services.programme.questionnaire, typed)
        self.send()

    def unread(self, about: str) -> list[Received]:
        """Return the letters about something that came since this was asked last."""
        new = [one for one in self.programme.letters(self.email, about) if one.key not in self._read]
        self._read.update(one.key for one in new)
        return new

    def follow(self, letter: Received, piece: str, holding: str, **typed: str | list[str]) -> Page:
        """Open a letter's link, and send the form it shows, at a browser of its own."""
        self.browser = WebClient()
        self.open(link_with(letter, piece))
        return self.submit(holding, **typed)

    def evaluate(self, choices: Mapping[str, int]) -> None:
        """Answer the evaluation from its letter."""
        self.follow(
            self.programme.letter(self.email, "an anonymous evaluation"),
            "/evaluation/",
            next(iter(choices)),
            **{question: str(chosen) for question, chosen in choices.items()},
        )

    def code(self) -> str:
        """Return a code that never counted: a minute goes by for each."""
        assert self.authenticator
        self.programme.clock.now += timedelta(minutes=1)
        return pyotp.TOTP(self.authenticator.key).at(self.programme.clock())

    def _letter_with(self, link: str, known: Collection[str]) -> Received:
        self.programme.work()
        return super()._letter_with(link, known)
