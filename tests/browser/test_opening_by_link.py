"""What went by link only, in a real browser: the code, the answers, and closing them, in every window."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.demo.mailbox import Received
from formsvc.demo.pairs import pair_accepted
from formsvc.demo.run import Demo
from formsvc.demo.visitor import link_in
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.questionnaire import Answer, Answers, Kind
from formsvc.domain.submission import Submission, Way
from formsvc.workflows.after_sending import add_update
from formsvc.workflows.opening import ask_for_code
from formsvc.workflows.questionnaire import letter_of
from formsvc.workflows.services import Services
from tests.browser.looking import look_at

pytestmark = pytest.mark.browser

LONG = "A long account of two months, with a word that has no place to break: " + "x" * 60 + ".\n\nAnd more."


@dataclass
class Mentor:
    """One mentor at one window, whose mailbox is the demo's."""

    demo: Demo
    page: Page
    email: str
    mentee: Person
    scripts: bool

    def letter(self, subject: str, saying: str = "") -> Received:
        """Wait for the newest letter whose subject, and whose text, has these words."""
        until = time.monotonic() + 60
        while time.monotonic() < until:
            for letter in self.demo.mailbox.to(self.email):
                if subject in letter.subject and saying in letter.part("plain"):
                    return letter
            time.sleep(0.05)
        raise AssertionError(f"no letter about {subject!r} came")

    def code(self) -> str:
        found = re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", self.letter("Your code").part("plain"))
        assert found
        return found[0]

    def look(self, name: str) -> None:
        if name.endswith("-error") and self.scripts:
            expect(self.page.locator(".error-summary")).to_be_focused()
            assert self.page.title().startswith("Error: ")
        look_at(self.page, f"by-link-{name}", scripts=self.scripts)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def mentor(demo: Demo, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Mentor]:
    services, scripts = demo.services, bool(request.param)
    context = browser.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    of_it = _add(services, "Dr Lena Invented", Role.MENTOR)
    mentee = _add(services, "Lin Specimen", Role.MENTEE)
    pair_accepted(services, mentee.email, of_it.email)
    _send(services, services.store.registry.person(mentee.id), of_it)
    yield Mentor(demo, context.new_page(), of_it.email, mentee, scripts)
    context.close()


def test_a_mentor_asks_types_the_code_reads_and_closes(mentor: Mentor) -> None:
    page, services = mentor.page, mentor.demo.services
    link = link_in(mentor.letter("Lin Specimen's questionnaires"))
    page.goto(link)
    expect(page.locator("h1")).to_have_text("Open Lin Specimen's questionnaire")
    mentor.look("1-ask")
    mentor.press("Send me a code")
    expect(page.locator("h1")).to_have_text("Look in your mailbox")
    mentor.look("2-code")
    page.locator("#code").fill("2222-2222")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_contain_text("That code isn't right")
    mentor.look("2-code-error")
    page.locator("#code").fill(mentor.code().lower())
    page.locator("#code").press("Enter")
    expect(page.locator("h1")).to_contain_text("Lin Specimen's questionnaire, cycle 1")
    mentor.look("3-open")
    add_update(services, mentor.mentee.id, 1, "One thing more: the course has a place for me.")
    assert link_in(mentor.letter("Lin Specimen", saying="There is an addition")) == link
    page.reload()
    expect(page.locator("main")).to_contain_text("the course has a place for me")
    mentor.look("3-open-with-addition")
    mentor.press("Close it in this browser")
    expect(page.locator("[role=status]")).to_contain_text("It is closed in this browser")
    mentor.look("4-closed")
    assert services.store.registry.person(mentor.mentee.id).cycles[1].opened_at is not None


def test_too_many_codes_a_spent_one_and_one_that_is_gone(mentor: Mentor) -> None:
    page, services = mentor.page, mentor.demo.services
    link = link_in(mentor.letter("Lin Specimen's questionnaires"))
    page.goto(link)
    mentor.press("Send me a code")
    for _ in range(5):
        page.locator("#code").fill("2222-2222")
        page.locator("#code").press("Enter")
        expect(page.locator(".error-summary")).to_be_visible()
    page.locator("#code").fill("3333-3333")
    page.locator("#code").press("Enter")
    expect(page.locator("h1")).to_have_text("This code no longer works")
    mentor.look("spent")
    for _ in range(5):
        ask_for_code(services, link.rpartition("/")[2])
    page.goto(link)
    mentor.press("Send me a code")
    expect(page.locator("h1")).to_have_text("No more codes for a little while")
    mentor.look("too-often")
    with services.store.hold(mentor.mentee.id):
        services.store.records.erase(mentor.mentee.id)
    page.goto(link)
    expect(page.locator("h1")).to_have_text("It is no longer there")
    mentor.look("gone")


def _add(services: Services, name: str, role: Role) -> Person:
    person_id, now = new_id(secrets.token_bytes), services.clock()
    person = Person(
        id=person_id,
        name=name,
        email=f"{person_id}@example.org",
        roles=frozenset({role}),
        standing=Standing.JOINED,
        invited_at=now,
        joined_at=now,
        starts=services.today() if role is Role.MENTEE else None,
        trained_on=services.today() if role is Role.MENTOR else None,
    )
    with services.store.hold(person_id):
        services.store.registry.add(person)
    return person


def _answers(services: Services) -> Answers:
    given: dict[Kind, Answer] = {Kind.RATING: 2, Kind.ITEMS: ("One\nin two lines", "Two", LONG)}
    questions = services.programme.questionnaire.questions
    return {question.id: given.get(question.kind, LONG) for question in questions}


def _send(services: Services, mentee: Person, mentor: Person) -> None:
    assert mentee.pairing is not None
    submission = Submission(
        reference=new_reference(secrets.token_bytes),
        mentee_id=mentee.id,
        cycle=1,
        sent_at=services.clock(),
        questionnaire_id=services.programme.questionnaire.id,
        questionnaire_version=services.programme.questionnaire.version,
        answers=_answers(services),
        pairing_id=mentee.pairing.id,
        mentor_id=mentor.id,
        mentor_name=mentor.name,
        mentor_email=mentor.email,
        letter_id=new_id(secrets.token_bytes),
        way=Way.LINK,
    )
    with services.store.hold(mentee.id):
        services.store.records.commit(submission, letter_of(submission))
