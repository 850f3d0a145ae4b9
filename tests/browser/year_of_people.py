"""Twelve mentees and five mentors with a coordinator at her browser, and how their days go by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from playwright.sync_api import Page, expect

from formsvc.demo.visitor import Typed
from formsvc.domain.pairing import Pairing
from formsvc.domain.questionnaire import Kind, Question
from tests.browser.moving_programme import Actor, MovingProgramme
from tests.browser.participant import Participant

CANARY = "canary-year-5151"


@dataclass
class Year:
    """The coordinator at her browser, and everybody who takes part."""

    cora: Actor
    mentees: list[Participant]
    mentors: list[Participant]
    pages: list[str] = field(default_factory=list)

    @property
    def programme(self) -> MovingProgramme:
        return self.cora.programme

    def room(self, path: str) -> Page:
        """Open one of the coordinator's rooms, signing in where that is asked; what it says is kept."""
        self.cora.open(f"/coordinator/{path}")
        if "/sign-in" in self.cora.page.url:
            self.cora.sign_in()
            self.cora.open(f"/coordinator/{path}")
        return self.keep(self.cora.page)

    def keep(self, page: Page) -> Page:
        """Keep what a page says."""
        self.pages.append(page.content())
        return page

    def paired(self, mentee: Participant) -> Pairing | None:
        """Return the pairing that a mentee has at the moment."""
        person = self.programme.services.store.registry.find(mentee.email)
        assert person
        return person.pairing

    def mentor_of(self, mentee: Participant) -> Participant | None:
        """Return the mentor whom a mentee has at the moment."""
        pairing = self.paired(mentee)
        if pairing is None:
            return None
        email = self.programme.services.store.registry.person(pairing.mentor_id).email
        return next(mentor for mentor in self.mentors if mentor.email == email)


def people(programme: MovingProgramme) -> tuple[list[Participant], list[Participant]]:
    mentees = ("Ana", "Ben", "Cleo", "Dov", "Eve", "Fay", "Gus", "Hal", "Ida", "Jon", "Kit", "Lou")
    mentors = ("Ada", "Bo", "Cy", "Dee", "Ed")
    return (
        [Participant(programme, f"{name} Trainee", f"{name.lower()}@example.org") for name in mentees],
        [Participant(programme, f"Dr {name} Mentor", f"{name.lower()}@example.org") for name in mentors],
    )


def pair(year: Year, mentee: Participant, mentor: Participant) -> None:
    """Let the coordinator choose from the suggestions, and both say yes."""
    page = year.room("pairing")
    page.get_by_role("link", name=mentee.name).click()
    year.keep(page)
    page.get_by_role("radio", name=mentor.name).check()
    page.get_by_label("As far as I know").check()
    year.cora.press("Ask both")
    expect(page.locator(".note")).to_contain_text("Both are asked by letter")
    offer = year.programme.letter(mentor.email, f"will you mentor {mentee.name}")
    mentor.follow(offer, "/m/pairing/", "mailbox", independent="y", agrees="y", mailbox="private")
    mentee.sign_in()
    mentee.open(f"{mentee.forms}/pairing")
    mentee.submit("pairing_id", independent="y", agrees="y")


def typed(question: Question) -> Typed:
    """Answer a question with a canary."""
    if question.kind is Kind.RATING:
        return {question.id: "4"}
    if question.kind is Kind.ITEMS:
        return {f"{question.id}-{number}": f"{CANARY} {question.id} {number}" for number in range(2)}
    return {question.id: f"{CANARY} {question.id}"}


def days_pass(
    year: Year,
    until: date,
    *,
    idle: Participant | None = None,
    mute: Participant | None = None,
    supervised: Participant | None = None,
) -> None:
    """Let days go by: mentees answer when a questionnaire opens, mentors say that they have replied.

    ``idle`` answers none, ``mute`` says nothing, and ``supervised`` says at the changeover that their mentor
    will supervise them.
    """
    while year.programme.services.today() < until:
        year.programme.days_pass(1)
        for mentee in year.mentees:
            if mentee is not idle and mentee.unread("questionnaire is open"):
                mentee.send_a_questionnaire(typed)
                year.programme.work()
        for mentor in year.mentors:
            for letter in mentor.unread("'s questionnaires"):
                if mentor is not mute and CANARY in letter.part("plain"):
                    mentor.follow(letter, "/m/", "csrf_token", answer="replied")
        for someone in (*year.mentees, *year.mentors):
            for letter in someone.unread("is this still right"):
                said = _changed(year, someone) if someone is supervised else {"answer": "same"}
                someone.follow(
                    letter, "/changeover/", "site" if someone is supervised else "csrf_token", **said
                )


def _changed(year: Year, mentee: Participant) -> dict[str, str]:
    pairing = year.paired(mentee)
    assert pairing
    return {"answer": "changed", "site": "Hillside", "department": "Surgery", "supervising": pairing.id}
