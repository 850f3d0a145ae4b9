"""A year of twelve mentees and five mentors, from applications to the evaluation, on a clock that moves.

The coordinator does all of it at a real browser; everybody else uses the same pages over HTTP, and
every letter comes by real SMTP. Meanwhile a pairing falls silent, an address stops working, a mentor
steps back, one mentee pauses, one leaves, and one's mentor becomes their supervisor.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from formsvc.demo.mailbox import Received
from formsvc.demo.web_client import WebClient
from formsvc.domain.audit import Deed
from formsvc.domain.evaluation import Group
from formsvc.domain.people import Role
from tests.browser.moving_programme import Actor, MovingProgramme, link_with, moving_programme, words_in
from tests.browser.participant import Participant
from tests.browser.year_of_people import CANARY, Year, days_pass, pair, people

pytestmark = pytest.mark.browser

BEGINS = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
MIDSUMMER = date(2026, 7, 15)
DECEMBER = date(2026, 12, 7)
SURGERY = {"grade": "Registrar", "specialty": "General surgery", "site": "Lakeside", "department": "Surgery"}
ELSEWHERE = {
    "grade": "Consultant",
    "specialty": "General surgery",
    "site": "Hillside",
    "department": "Theatre",
}
TRAINED = {"training": "A day with the deanery", "trained_on": "May 2025", "max_mentees": "4"}
ED = "ed@example.org"
WRONG, RIGHT = "dee@example.org", "dee.new@example.org"


@pytest.fixture
def programme(tmp_path: Path) -> Iterator[MovingProgramme]:
    with moving_programme(tmp_path, BEGINS) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_a_year(programme: MovingProgramme, page: Page) -> None:
    """From the first application to the published figures, and never an answer (Z2)."""
    year = Year(Actor(programme, page, "Cora Ordinary", "cora@example.org"), *people(programme))
    year.cora.join(Role.COORDINATOR)
    applications(year)
    a_list(year)
    everyone_joins(year)
    everyone_is_paired(year)
    spring(year)
    summer(year)
    changeover(year)
    autumn(year)
    the_evaluation(year)
    closing(year)
    nobody_read_an_answer(year)


def applications(year: Year) -> None:
    """Ten mentees and four mentors apply by the public form; each is accepted with a letter."""
    for mentee in year.mentees[:10]:
        mentee.apply("mentee", **SURGERY)
    for mentor in year.mentors[:4]:
        mentor.apply("mentor", **ELSEWHERE, **TRAINED)
    for applicant in (*year.mentees[:10], *year.mentors[:4]):
        page = year.room("applications")
        page.get_by_role("link", name=applicant.name, exact=True).click()
        page.get_by_role("link", name="Accept").click()
        year.cora.press("Accept, and send the letter")
        expect(page.locator(".panel")).to_contain_text("Accepted")


def a_list(year: Year) -> None:
    """The others come from a spreadsheet, pasted with its headings."""
    lines = [["Name", "Email", "Role", "Site", "Max mentees", "Trained on"]]
    lines += [[one.name, one.email, "mentee", "Lakeside", "", ""] for one in year.mentees[10:]]
    lines += [[one.name, one.email, "mentor", "Hillside", "4", "12/05/2025"] for one in year.mentors[4:]]
    page = year.room("invite/list")
    page.locator("#cells").fill("\n".join("\t".join(line) for line in lines))
    year.cora.press("Look at it first")
    expect(page.locator(".lead")).to_contain_text("3 people to invite")
    year.cora.press("Invite these 3 people")
    expect(page.locator("h1")).to_have_text("They are invited")


def everyone_joins(year: Year) -> None:
    for mentee in year.mentees:
        year.programme.work()
        mentee.join()
    year.programme.work()


def everyone_is_paired(year: Year) -> None:
    """Both say yes; a mentor needs no account for it."""
    for number, mentee in enumerate(year.mentees):
        pair(year, mentee, year.mentors[number % len(year.mentors)])


def shown(year: Year, state: str) -> str:
    """Return the words of the list of people in one state."""
    return year.room(f"?state={state}").locator("main").inner_text()


def spring(year: Year) -> None:
    """One mentee is late, and one mentor says nothing: both are seen, and what was written is not."""
    cleo, silent = year.mentees[2], year.mentors[1]
    days_pass(year, date(2026, 4, 20), idle=cleo, mute=silent)
    main = year.room("overview").locator("main")
    expect(main).to_contain_text("1 questionnaire is late")
    expect(main).to_contain_text("March 2026")
    monday = words_in(year.programme.letter(year.cora.email, "your Monday"))
    assert "3 pairings are silent; 1 questionnaire is late" in monday
    assert CANARY not in monday
    year.cora.page.get_by_role("link", name="1 questionnaire is late").click()
    expect(year.cora.page.locator("caption")).to_have_text("1 person")
    expect(year.cora.page.locator("tbody th")).to_contain_text(cleo.name)
    assert "3 people" in shown(year, "silent")
    expect(year.cora.page.locator("tbody")).to_contain_text("mentor silent since")


def summer(year: Year) -> None:
    """An address stops working, and letters wait until its owner and the mentees have said yes to another."""
    dee = year.mentors[3]
    year.programme.mailbox.refuse(_refused)
    pauses(year, year.mentees[7])
    leaves(year, year.mentees[6])
    days_pass(year, date(2026, 6, 10))
    theirs = [mentee for mentee in year.mentees if year.mentor_of(mentee) is dee]
    year.room("overview").get_by_role("link", name=theirs[0].name).click()
    expect(year.cora.page.locator("main")).to_contain_text("There is no such mailbox (5.1.1)")
    corrects_the_address(year, dee)
    for mentee in theirs:
        mentee.sign_in()
        mentee.open(f"{mentee.forms}/mentor-address")
        mentee.submit("email", sending_on="y")
    year.programme.work()
    assert len([one for one in year.programme.mailbox.to(RIGHT) if CANARY in one.part("plain")]) == 2
    steps_back(year, year.mentors[4])
    days_pass(year, MIDSUMMER)


def _refused(letter: Received) -> str | None:
    return "550 5.1.1 no such mailbox" if letter.to == WRONG else None


def corrects_the_address(year: Year, mentor: Participant) -> None:
    """The coordinator types the new address; only its mailbox makes it count."""
    page = year.room("?q=Dee")
    page.get_by_role("link", name=mentor.name).click()
    page.get_by_role("link", name="Correct their address").click()
    page.locator("#email").fill(RIGHT)
    year.cora.press("Correct it")
    expect(page.locator(".note")).to_contain_text("A link is on its way to the new address")
    mentor.email = RIGHT
    mentor.follow(year.programme.letter(RIGHT, "Confirm your new address"), "/address/", "csrf_token")


def pauses(year: Year, mentee: Participant) -> None:
    """By the link of the letter that told of a questionnaire, for two months."""
    letter = year.programme.letter(mentee.email, "questionnaire is open")
    mentee.follow(letter, "/pause/", "length", length="2")


def leaves(year: Year, mentee: Participant) -> None:
    letter = year.programme.letter(mentee.email, "questionnaire is open")
    mentee.follow(letter, "/leave/", "csrf_token")
    year.mentees.remove(mentee)


def steps_back(year: Year, mentor: Participant) -> None:
    """Whom they mentored are on a short list, and have another mentor the same day."""
    mentor.browser = WebClient()
    mentor.open(link_with(year.programme.letter(mentor.email, "'s questionnaires"), "/m/standing/"))
    mentor.open(f"{mentor.page.url}/step-back")
    mentor.submit("csrf_token")
    year.programme.work()
    without = [mentee for mentee in year.mentees if year.paired(mentee) is None]
    assert len(without) == 2
    said = shown(year, "unpaired")
    assert all(mentee.name in said for mentee in without)
    for mentee, another in zip(without, year.mentors, strict=False):
        pair(year, mentee, another)


def changeover(year: Year) -> None:
    """Everyone is asked; one mentor will supervise their mentee, so that pairing ends by itself."""
    eve = year.mentees[4]
    days_pass(year, date(2026, 7, 24), supervised=eve)
    assert year.paired(eve) is None
    page = year.room("changeover")
    expect(page.locator(".lead")).to_contain_text("1 of them told of a change")
    pair(year, eve, year.mentors[2])


def autumn(year: Year) -> None:
    """The rest of the year goes by, and nobody is forgotten."""
    days_pass(year, DECEMBER)
    sent = year.programme.letters("ada@example.org", "'s questionnaires")
    assert len([one for one in sent if CANARY in one.part("plain")]) > 10


def the_evaluation(year: Year) -> None:
    """Nobody sees who answered; what is shown can be published."""
    page = year.room("evaluation")
    page.locator("#closes_on").fill("21 December")
    year.cora.press("Send the letters")
    expect(page.get_by_role("heading", name="Open now")).to_be_visible()
    year.programme.work()
    questions = year.programme.services.programme.evaluation
    assert questions
    answered = 0
    for someone in (*year.mentees, *year.mentors):
        if year.programme.letters(someone.email, "an anonymous evaluation"):
            group = Group.MENTEE if someone in year.mentees else Group.MENTOR
            someone.evaluate({one.id: 0 for one in questions.asked_of(group)})
            answered += 1
    assert answered == len(year.mentees)  # four mentors are too few to be asked
    year.programme.days_pass(15)
    year.room("evaluation")
    page.get_by_role("link", name=re.compile("The evaluation of")).click()
    expect(page.locator("main")).to_contain_text("11 of 11 who were asked answered")
    year.keep(page)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as CSV").click()
    table = Path(saved.value.path()).read_text(encoding="utf-8-sig")
    assert [line for line in csv.reader(table.splitlines()) if "11" in line]
    year.pages.append(table)


def closing(year: Year) -> None:
    """Everyone is thanked; one pairing ends, and the others go on."""
    page = year.room("year/thanks")
    year.cora.press("Send the letters")
    page = year.room("year/pairings")
    page.locator(".choice input").first.check()
    year.cora.press("Continue")
    expect(page.locator("h1")).to_have_text("Check what ends")
    year.cora.press("Do this")
    expect(page.locator("main")).to_contain_text("10 pairings go on")
    year.programme.work()
    for someone in (*year.mentees, *year.mentors):
        assert year.programme.letters(someone.email, "thank you for this year") or someone.email == ED


def nobody_read_an_answer(year: Year) -> None:
    """Z2: answers went to mentors alone, the books balance, and what was done is written down."""
    page = year.room("")
    with page.expect_download() as saved:
        year.cora.press("Download this list for a spreadsheet")
    year.pages.append(Path(saved.value.path()).read_text(encoding="utf-8-sig"))
    for room in ("overview", "audit", "year", "changeover", "applications"):
        year.room(room)
    assert len(year.pages) > 30
    assert not any(CANARY in shown for shown in year.pages)
    carried = [one.to for one in year.programme.mailbox.letters() if CANARY.encode() in one.raw]
    assert set(carried) == {WRONG, *(mentor.email for mentor in year.mentors)}
    assert len(carried) > 60
    done = {event.deed for event in year.programme.services.store.audit.events()}
    assert {Deed.THANKED, Deed.YEAR_ENDED} <= done
    assert year.programme.services.store.outbox.conservation().holds
