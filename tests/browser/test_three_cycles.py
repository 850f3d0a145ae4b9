"""Three cycles of one trainee, told on a clock that moves, in a real browser, by real letters.

A first questionnaire; goals carried and changed; a pause; a lapse; a mentor who can't this time and
steps back; a new mentor, and what they may see; a copy to keep; leaving, and erasure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.domain.people import Role
from formsvc.domain.questionnaire import Answer
from formsvc.workflows.enrolment import invite_person
from formsvc.workflows.pairing import pair_people
from tests.browser.moving_programme import Actor, MovingProgramme, link_with, moving_programme, words_in
from tests.workflows.small_programme import TRAINED_ON

pytestmark = pytest.mark.browser

BEGINS = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
ADA = ("Dr Ada Example", "ada@example.org")
BERTRAM = ("Mr Bertram Sample", "bertram@example.org")
WISH = "canary-wish-4711: how do I ask for more theatre time?"
FIRST: dict[str, Answer] = {
    "skills_acquired": ("Closing the abdomen without prompting",),
    "skills_next": "canary-next-4712",
    "training_rating": 3,
    "balance_rating": 2,
    "goal_short": "Two supervised lists a month",
    "goal_medium": "A poster at a regional meeting",
    "goal_long": "General surgery, near the coast",
    "positives": ("First list on my own", "A clear handover"),
    "negatives": ("Missed teaching four times", "Too tired to read"),
    "help_most": WISH,
}
SECOND: dict[str, Answer] = {
    **FIRST,
    "training_rating": 4,
    "goal_short": "Three supervised lists a month",
    "goal_medium": "",
    "goal_long": "",
    "negatives": ("Missed teaching four times", "The audit has stalled"),
    "help_most": "canary-second-4713: which project should I drop?",
}
THIRD: dict[str, Answer] = {
    **SECOND,
    "balance_rating": 4,
    "goal_short": "",
    "negatives": ("Missed teaching four times", "A long commute"),
    "help_most": "canary-third-4714: how do I begin with a new mentor?",
}
SECOND_GOALS = {"goal_short": "changed", "goal_medium": "reached", "goal_long": "kept"}
THIRD_GOALS = {"goal_short": "kept", "goal_long": "kept"}


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[MovingProgramme]:
    with moving_programme(tmp_path, BEGINS) as running:
        yield running


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """The trainee's phone, and another one for the mentors."""
    contexts = [
        browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce") for _ in range(2)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def test_three_cycles_of_one_trainee(programme: MovingProgramme, pages: list[Page], tmp_path: Path) -> None:
    """Z4, Z5, K4, P2, P3."""
    robin = Actor(programme, pages[0], "Robin Specimen", "robin@example.org")
    for name, email in (ADA, BERTRAM):
        invite_person(
            programme.services, name=name, email=email, roles=frozenset({Role.MENTOR}), trained_on=TRAINED_ON
        )
    ada = Actor(programme, pages[1], *ADA)
    bertram = Actor(programme, pages[1], *BERTRAM)

    robin.join(Role.MENTEE)
    pair_up(robin, ada)
    first_cycle(robin, ada)
    second_cycle(robin, ada)
    a_pause(robin, ada)
    a_lapse(robin, ada)
    third_cycle(robin, ada)
    a_new_mentor(robin, ada, bertram)
    a_copy_to_keep(robin)
    leaving(robin, bertram, tmp_path)


def pair_up(robin: Actor, mentor: Actor) -> None:
    """Both say yes; nothing could be sent before."""
    programme = robin.programme
    pair_people(programme.services, mentee_email=robin.email, mentor_email=mentor.email, supervises=False)
    mentor.open(link_with(programme.letter(mentor.email, "will you mentor"), "/m/pairing/"))
    mentor.page.get_by_label(re.compile("I am not, and never was")).check()
    mentor.page.locator('input[name="mailbox"]').first.check()
    mentor.press(f"Yes, I will mentor {robin.name}")
    mentor.reads("Thank you")
    robin.open("/home")
    robin.reads(f"{mentor.name} could be your mentor")
    robin.page.get_by_role("link", name="Read and answer").click()
    robin.page.get_by_label(re.compile("is not, and never was")).check()


def yes(robin: Actor) -> None:
    robin.press("Yes, that is all right")
    robin.reads("You have both said yes")


def first_cycle(robin: Actor, ada: Actor) -> None:
    """The letter begins with what is asked for, and says nothing of a change."""
    yes(robin)
    robin.answer(FIRST)
    robin.send(ada.name)
    letter = robin.programme.letter(ada.email, robin.name)
    assert WISH in words_in(letter)
    assert "since last time" not in words_in(letter)
    ada.open(link_with(letter, "/m/"))
    ada.press("I have replied")
    robin.open("/home")
    robin.reads("Your mentor says that they have replied")


def second_cycle(robin: Actor, ada: Actor) -> None:
    """Last time's goals stand beside this time's, and the letter says what became of them."""
    opens_next(robin)
    robin.open("/questionnaire/goals")
    robin.reads("Two supervised lists a month")
    robin.answer(SECOND, SECOND_GOALS)
    robin.reads("General surgery, near the coast")
    robin.send(ada.name)
    said = words_in(robin.programme.letter(ada.email, robin.name))
    assert said.index("which project should I drop") < said.index("since last time") < said.index("Closing")
    changes = said[said.index("since last time") :]
    assert "A poster at a regional meeting" in changes
    assert "reached" in changes.lower()
    robin.open("/home")
    robin.reads("What changed since last time")


def a_pause(robin: Actor, ada: Actor) -> None:
    """By the link of a letter, without signing in; nothing comes meanwhile, and the mentor knows."""
    programme = robin.programme
    opens_next(robin)
    letter = next(one for one in programme.mailbox.to(robin.email) if "/pause/" in one.part("plain"))
    robin.page.context.clear_cookies()
    robin.open(link_with(letter, "/pause/"))
    robin.page.locator('input[name="length"][value="2"]').check()
    robin.press("Pause")
    robin.reads("You are paused")
    programme.work()
    assert quiet_words(programme, ada) == 1
    heard, told = len(programme.mailbox.to(robin.email)), len(programme.mailbox.to(ada.email))
    programme.days_pass(55)
    assert (len(programme.mailbox.to(robin.email)), len(programme.mailbox.to(ada.email))) == (heard, told)
    programme.days_pass(10)
    robin.sign_in()
    robin.reads("Your questionnaire is due by")


def a_lapse(robin: Actor, ada: Actor) -> None:
    """A cycle goes by: a few letters, no blame, and the mentor hears once that nothing is needed."""
    programme = robin.programme
    told, heard = quiet_words(programme, ada), len(programme.mailbox.to(robin.email))
    opens_next(robin)
    assert quiet_words(programme, ada) == told + 1
    assert 0 < len(programme.mailbox.to(robin.email)) - heard <= 8


def quiet_words(programme: MovingProgramme, mentor: Actor) -> int:
    return sum("Nothing is needed" in words_in(one) for one in programme.mailbox.to(mentor.email))


def third_cycle(robin: Actor, ada: Actor) -> None:
    """The mentor can't this time, and then steps back: the mentee is told of each at once."""
    robin.answer(THIRD, THIRD_GOALS)
    robin.send(ada.name)
    letter = robin.programme.letter(ada.email, robin.name)
    assert "third time" in words_in(letter)
    ada.open(link_with(letter, "/m/"))
    ada.press("I can't this time")
    robin.open("/home")
    robin.reads("Your mentor can't reply this time.")
    ada.open(link_with(letter, "/m/standing/"))
    ada.page.get_by_role("link", name=re.compile("[Ss]tep")).last.click()
    ada.press("Step back from mentoring")
    ada.reads("You have stepped back")
    robin.programme.work()
    robin.open("/home")
    robin.reads("You have no mentor at the moment")


def a_new_mentor(robin: Actor, ada: Actor, bertram: Actor) -> None:
    """Gets nothing of the past but the one questionnaire that the mentee ticks."""
    programme = robin.programme
    pair_up(robin, bertram)
    robin.page.get_by_label(re.compile("Questionnaire 2, sent")).check()
    yes(robin)
    programme.work()
    had = [words_in(one) for one in programme.mailbox.to(bertram.email)]
    assert sum("canary-second-4713" in said for said in had) == 1
    assert not any(word in said for said in had for word in ("canary-wish", "canary-third"))
    opens_next(robin)
    robin.answer({**THIRD, "help_most": "canary-fourth-4715"}, {"goal_short": "kept", "goal_long": "kept"})
    robin.send(bertram.name)
    said = words_in(programme.letter(bertram.email, robin.name))
    assert "canary-fourth-4715" in said
    assert not any(word in said for word in ("canary-wish", "canary-third"))
    assert all("canary-fourth" not in words_in(one) for one in programme.mailbox.to(ada.email))


def a_copy_to_keep(robin: Actor) -> None:
    """All that was sent, as one JSON and as one HTML file."""
    robin.open("/record")
    robin.reads("Two supervised lists a month")
    with robin.page.expect_download() as saved:
        robin.page.get_by_role("link", name="Download as JSON").click()
    copy = json.loads(Path(saved.value.path()).read_text(encoding="utf-8"))
    assert all(
        word in json.dumps(copy) for word in ("canary-wish", "canary-second", "canary-third", "canary-fourth")
    )
    with robin.page.expect_download() as saved:
        robin.page.get_by_role("link", name="Download as a web page").click()
    assert "canary-third-4714" in Path(saved.value.path()).read_text(encoding="utf-8")


def leaving(robin: Actor, bertram: Actor, folder: Path) -> None:
    """Letters stop, the mentor is asked to delete, and four weeks later not a byte is left."""
    programme = robin.programme
    person = programme.services.store.registry.find(robin.email)
    assert person
    robin.open("/taking-part")
    robin.page.get_by_role("link", name="Leave the programme").click()
    robin.press("Leave")
    expect(robin.page.locator("h1")).to_have_text("You have left")
    assert "please delete" in words_in(programme.letter(bertram.email, robin.name))
    assert any(person.id in path.as_posix() for path in (folder / "data").rglob("*"))
    programme.days_pass(29)
    assert programme.services.store.registry.find(robin.email) is None
    left = [path for path in (folder / "data").rglob("*") if path.is_file() and "locks" not in path.parts]
    assert not any(person.id in path.as_posix() for path in left)
    assert not any(person.id.encode() in path.read_bytes() for path in left if path.name != "audit.log")
    heard = len(programme.mailbox.to(robin.email))
    programme.days_pass(70)
    assert len(programme.mailbox.to(robin.email)) == heard
    assert programme.services.store.outbox.conservation().holds


def opens_next(robin: Actor) -> None:
    """Let the days go by until the next questionnaire is open, and sign in."""
    programme = robin.programme
    programme.days_pass(timedelta(days=63).days)
    robin.sign_in()
