"""The mentor's two links in a real browser, in every window, with the keyboard, with and without scripts."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.demo.run import Demo
from formsvc.domain.cycle import CycleState, Progress, Word
from formsvc.domain.identity import new_id, new_reference
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.questionnaire import Answer, Kind
from formsvc.domain.submission import Submission
from formsvc.workflows.acknowledgement import acknowledge, acknowledgement_link
from formsvc.workflows.mentor_standing import come_back, go_away, standing_link
from formsvc.workflows.questionnaire import check_answers, save_section, submit_questionnaire
from formsvc.workflows.services import Services
from tests.browser.looking import look_at
from tests.browser.trainee import MENTOR, Trainee
from tests.workflows.small_programme import accepted_pairing

pytestmark = pytest.mark.browser


@dataclass
class Letter:
    """A letter of today as its mentor has it: the two links, in one window."""

    services: Services
    page: Page
    mentor: Person
    mentee: Person
    reference: str
    scripts: bool

    @property
    def first(self) -> str:
        return acknowledgement_link(self.services, self.mentee.id, 1, self.reference)

    @property
    def second(self) -> str:
        return standing_link(self.services, self.mentor.id, self.mentee.id, 1, self.reference)

    @property
    def state(self) -> CycleState:
        return self.services.store.registry.person(self.mentee.id).cycles[1]

    def look(self, name: str) -> None:
        if name.endswith("-error") and self.scripts:
            expect(self.page.locator(".error-summary")).to_be_focused()
            assert self.page.title().startswith("Error: ")
        look_at(self.page, f"mentor-{name}", scripts=self.scripts)

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button, exact=True).click()


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def letter(demo: Demo, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Letter]:
    services, scripts = demo.services, bool(request.param)
    context = browser.new_context(
        viewport={"width": 390, "height": 900}, java_script_enabled=scripts, reduced_motion="reduce"
    )
    mentor = _add(services, _person(services, "Dr Wanda Invented", Role.MENTOR))
    reference = new_reference(secrets.token_bytes)
    state = CycleState(reference, services.clock(), Progress.DELIVERED, services.clock())
    mentee = _person(services, "Tom Invented", Role.MENTEE, mentor=mentor, state=state)
    yield Letter(services, context.new_page(), mentor, _add(services, mentee), reference, scripts)
    context.close()


def test_the_five_words(letter: Letter) -> None:
    page = letter.page
    page.goto(letter.first)
    letter.look("words")
    letter.press("Tell them this date")
    expect(page.locator(".error-summary")).to_contain_text("Enter a date, like")
    letter.look("words-error")
    page.locator(".error-summary a").click()
    expect(page.locator("#by")).to_be_focused()
    page.keyboard.type("31 February")
    page.keyboard.press("Enter")  # it must press the date's own button, not the first of the page
    expect(page.locator(".error-summary")).to_contain_text("Enter a real date")
    expect(page.locator("#by")).to_have_value("31 February")
    assert not letter.state.seen_at
    page.locator("#by").fill(f"{letter.services.today():%d/%m/%Y}")
    page.locator("#by").press("Enter")
    expect(page.locator("h1")).to_have_text("Thank you")
    letter.look("promised")
    assert letter.state.word is Word.PROMISED
    for button, word in (("I need to know more first", Word.ASKS_MORE), ("I can't this time", Word.CANNOT)):
        page.goto(letter.first)
        letter.press(button)
        expect(page.locator("h1")).to_have_text("Thank you")
        letter.look(f"thanks-{word}")
        assert letter.state.word is word
    page.goto(letter.first)
    expect(page.locator(".note")).to_contain_text("I can't this time.")
    letter.look("words-said")


def test_away_back_and_stepping_back(letter: Letter) -> None:
    page, registry = letter.page, letter.services.store.registry
    page.goto(letter.second)
    letter.look("standing")
    page.locator("#until").fill("soon")
    page.locator("#until").press("Enter")
    expect(page.locator("#until")).to_have_value("soon")
    letter.look("standing-error")
    page.locator("#until").fill(f"{letter.services.today():%d %B}")
    letter.press("Say that I'm away")
    expect(page.locator(".note")).to_contain_text("You are away until")
    letter.look("away")
    letter.press("I'm back")
    expect(page.locator(".note")).to_contain_text("Welcome back")
    page.get_by_role("link", name="Step back from mentoring").click()
    expect(page.locator("main")).to_contain_text("Nothing has happened yet.")
    letter.look("step-back")
    assert registry.person(letter.mentee.id).pairing is not None
    page.get_by_role("button", name="Step back from mentoring").dblclick()
    expect(page.locator("h1")).to_have_text("You have stepped back")
    letter.look("stepped-back")
    assert registry.person(letter.mentee.id).pairing is None
    page.goto(letter.second)
    expect(page.locator("main")).to_contain_text("You stepped back from mentoring on")
    letter.look("standing-stepped-back")


def _person(
    services: Services,
    name: str,
    role: Role,
    mentor: Person | None = None,
    state: CycleState | None = None,
) -> Person:
    person_id, now = new_id(secrets.token_bytes), services.clock()
    today = services.today()
    return Person(
        id=person_id,
        name=name,
        email=f"{person_id}@example.org",
        roles=frozenset({role}),
        standing=Standing.JOINED,
        invited_at=now,
        joined_at=now,
        starts=today if state else None,
        pairings=(accepted_pairing(mentor, today, new_id(secrets.token_bytes)),) if mentor else (),
        cycles={1: state} if state else {},
    )


def _add(services: Services, person: Person) -> Person:
    with services.store.hold(person.id):
        services.store.registry.add(person)
    return person


def test_the_mentee_sees_each_word(new_trainee: Callable[..., Trainee], demo: Demo) -> None:
    services = demo.services
    trainee = new_trainee(390)
    trainee.join()
    mentee = services.store.registry.find(trainee.email)
    assert mentee is not None
    mentor = services.store.registry.find(MENTOR[1])
    assert mentor is not None
    sent = _send(services, mentee)
    trainee.letter(f"{trainee.name}'s questionnaire", MENTOR[1])
    first = acknowledgement_link(services, mentee.id, 1, sent.reference).rpartition("/")[2]
    by = f"{services.today():%d/%m/%Y}"
    for answer, said in (
        ("promised", "will reply by"),
        ("asks_more", "would like to know more"),
        ("cannot", "can't reply this time"),
    ):
        acknowledge(services, first, answer, by)
        trainee.page.goto(f"{trainee.forms}/home")
        expect(trainee.page.locator(".progress")).to_contain_text(said)
        trainee.look(f"home-{answer}")
    trainee.page.get_by_role("button", name="My mentor has replied").click()
    expect(trainee.page.locator(".progress")).to_contain_text("You say that your mentor has replied")
    trainee.look("sent-mentee-says-replied")
    second = standing_link(services, mentor.id, mentee.id, 1, sent.reference).rpartition("/")[2]
    go_away(services, second, by)
    trainee.page.goto(f"{trainee.forms}/home")
    expect(trainee.page.locator("main")).to_contain_text("They are away until")
    trainee.look("home-mentor-away")
    come_back(services, second)
    assert trainee.letter("word from your mentor")


def _send(services: Services, mentee: Person) -> Submission:
    given: dict[Kind, Answer] = {Kind.RATING: 3, Kind.ITEMS: ("One", "Two", "Three")}
    questions = services.programme.questionnaire.questions
    answers = {question.id: given.get(question.kind, "Something") for question in questions}
    save_section(services, mentee.id, 1, answers)
    shown = check_answers(services, mentee.id)
    assert shown.pairing is not None
    return submit_questionnaire(
        services,
        mentee.id,
        cycle=1,
        generation=shown.draft.generation,
        pairing_id=shown.pairing.id,
        mentor_email=shown.mentor_email,
    )
