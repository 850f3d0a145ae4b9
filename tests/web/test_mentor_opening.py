"""What went by link only: no answer before the code, none in another browser, and all of it after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.cycle import CycleState, Progress
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Mailbox, Person
from formsvc.domain.submission import Submission, Update
from formsvc.workflows.after_sending import take_back
from formsvc.workflows.notice import opening_link
from formsvc.workflows.services import Services
from tests.web.answering import error_summary, heading, ids, markup
from tests.web.browsing import Browser, Mailroom, local
from tests.web.test_reads_never_write import contents
from tests.workflows.delivering import CANARY, answer
from tests.workflows.opening_by_link import WRONG, send_by_link
from tests.workflows.small_programme import SettableClock


@pytest.fixture
def sent(services: Services, mentee: Person) -> Submission:
    return send_by_link(services, mentee)


@pytest.fixture
def link(services: Services, sent: Submission) -> str:
    return opening_link(services, sent)


@pytest.fixture
def code(mailroom: Mailroom, mentor: Person) -> Callable[[], str]:
    """The code of the newest letter in the mentor's mailbox."""
    return lambda: mailroom.letters(LetterKind.OPENING_CODE, mentor.email)[-1].facts["code"]


@pytest.fixture
def opened(visitor: Browser, link: str, code: Callable[[], str]) -> Browser:
    """A browser that asked for a code and typed it."""
    visitor.open(link)
    visitor.submit()
    visitor.submit(code=code())
    return visitor


def test_before_the_code_the_page_says_whose_and_until_when_and_no_answer(
    visitor: Browser, sent: Submission, link: str, mentor: Person, mentee: Person
) -> None:
    visitor.open(link)
    assert heading(visitor) == "Open Mo Sample's questionnaire"
    assert sent.reference in visitor.text
    assert "until 16 March 2026 at 09:00" in visitor.text
    for private in (CANARY, mentor.email, mentee.email):
        assert private not in markup(visitor)


def test_a_code_is_sent_and_typed_and_then_everything_is_there(
    visitor: Browser, sent: Submission, mentee: Person, link: str, code: Callable[[], str]
) -> None:
    visitor.open(link)
    visitor.submit()
    assert visitor.path == f"{local(link)}/code"
    assert heading(visitor) == "Look in your mailbox"
    assert CANARY not in markup(visitor)
    visitor.submit(code=code().lower())
    assert visitor.path == local(link)
    assert heading(visitor) == "Mo Sample's questionnaire, cycle 1"
    assert visitor.text.count(CANARY) == sum(
        len(each) if isinstance(each, tuple) else each == CANARY for each in sent.answers.values()
    )
    assert "4 out of 5, good" in visitor.text
    assert f'href="mailto:{mentee.email}?subject=Re%3A%20' in markup(visitor)
    assert visitor.page.headers["Cache-Control"] == "no-store"


def test_it_opens_again_without_a_code_while_the_key_lasts_and_then_asks(
    opened: Browser, link: str, clock: SettableClock, code: Callable[[], str]
) -> None:
    clock.advance(timedelta(hours=11))
    assert CANARY in opened.open(link).text
    clock.advance(timedelta(hours=1))
    assert CANARY not in opened.open(link).text
    opened.submit()
    opened.submit(code=code())
    assert CANARY in opened.text


def test_the_code_is_refused_in_a_browser_that_didnt_ask(
    visitor: Browser, new_visitor: Callable[[], Browser], link: str, code: Callable[[], str]
) -> None:
    visitor.open(link)
    visitor.submit()
    other = new_visitor()
    other.open(link)
    other.submit(f"{local(link)}/code", code=code())
    assert other.path == local(link)
    assert CANARY not in markup(other)
    assert CANARY not in other.open(link).text
    visitor.submit(code=code())
    assert CANARY in markup(visitor)


def test_an_opened_page_is_closed_to_every_other_browser(
    opened: Browser, new_visitor: Callable[[], Browser], link: str
) -> None:
    other = new_visitor()
    other.open(link)
    assert CANARY not in markup(other)
    assert CANARY in opened.open(link).text


def test_a_cookie_copied_before_the_code_was_typed_opens_nothing(
    visitor: Browser, new_visitor: Callable[[], Browser], link: str, code: Callable[[], str]
) -> None:
    visitor.open(link)
    visitor.submit()
    other = new_visitor()
    copied = visitor.client.get_cookie("__Host-mentorpost", domain="localhost")
    assert copied is not None
    visitor.submit(code=code())
    other.client.set_cookie("__Host-mentorpost", copied.value, domain="localhost")
    assert CANARY not in other.open(link).text
    assert heading(other).startswith("Open ")


def test_the_code_page_sends_who_hasnt_asked_to_the_button(visitor: Browser, link: str) -> None:
    visitor.open(f"{link}/code")
    assert visitor.path == local(link)


def test_c2_x3_get_and_head_change_nothing_before_and_after_the_code(
    visitor: Browser, opened: Browser, new_visitor: Callable[[], Browser], link: str, data_dir: Path
) -> None:
    before = contents(data_dir)
    for one in (opened, visitor, new_visitor()):
        for _ in range(10):
            one.client.get(local(link), buffered=True)
            one.client.head(local(link), buffered=True)
            one.client.get(f"{local(link)}/code", buffered=True)
        one.client.post(local(link))
    assert contents(data_dir) == before


def test_a_wrong_code_is_said_at_the_field_and_five_end_it(
    visitor: Browser, link: str, code: Callable[[], str]
) -> None:
    visitor.open(link)
    visitor.submit()
    visitor.submit(code="")
    assert error_summary(visitor) == [("#code", "Enter the code from the letter.")]
    for _ in range(5):
        visitor.submit(code=WRONG)
        assert visitor.page.status_code == 422
        assert error_summary(visitor)[0][0] == "#code"
        assert "code" in ids(visitor)
    visitor.submit(code=code())
    assert visitor.page.status_code == 410
    assert heading(visitor) == "This code no longer works"
    assert f'href="{local(link)}"' in markup(visitor)
    assert CANARY not in visitor.open(link).text


def test_a_code_works_once(opened: Browser, link: str, code: Callable[[], str]) -> None:
    opened.submit(f"{local(link)}/close")
    assert "It is closed in this browser." in opened.text
    assert CANARY not in opened.open(link).text
    opened.submit(f"{local(link)}/code", code=code())
    assert CANARY not in markup(opened)


def test_asking_too_often_says_so_kindly_and_the_newest_still_works(
    visitor: Browser,
    link: str,
    code: Callable[[], str],
    mailroom: Mailroom,
    mentor: Person,
    clock: SettableClock,
) -> None:
    visitor.open(link)
    for _ in range(6):
        visitor.submit(local(link), csrf_token=visitor.token)
        clock.advance(timedelta(seconds=1))
    assert visitor.page.status_code == 429
    assert heading(visitor) == "No more codes for a little while"
    assert "2 March 2026 at 09:30" in visitor.text
    assert len(mailroom.letters(LetterKind.OPENING_CODE, mentor.email)) == 5
    visitor.open(f"{link}/code")
    visitor.submit(code=code())
    assert CANARY in markup(visitor)


def test_after_fourteen_days_it_says_to_ask_for_it_again(
    opened: Browser, link: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=14))
    opened.open(link)
    assert opened.page.status_code == 410
    assert heading(opened) == "This link's time is over"
    assert "ask them to send it again" in opened.text
    assert CANARY not in markup(opened)


def test_what_was_taken_back_is_no_longer_there(
    opened: Browser, services: Services, mentee: Person, link: str
) -> None:
    take_back(services, mentee.id, 1)
    opened.open(link)
    assert opened.page.status_code == 410
    assert heading(opened) == "It is no longer there"
    assert CANARY not in markup(opened)


def test_x1_the_tokens_of_the_pages_dont_open_each_other(visitor: Browser, link: str) -> None:
    token = link.rpartition("/")[2]
    for path in (f"/m/{token}", f"/m/standing/{token}", f"/m/open/{token[:-2]}"):
        visitor.open(path)
        assert visitor.page.status_code == 404


def test_markup_in_answers_is_text_and_an_addition_is_shown(
    opened: Browser, services: Services, sent: Submission, link: str
) -> None:
    words = "<b>more</b> & more"
    amended = replace(sent, update=Update(words, services.clock(), "update1"))
    with services.store.hold(sent.mentee_id):
        services.store.records.amend(
            amended, Letter("update1", LetterKind.UPDATE, "x", "ada@example.org", services.clock())
        )
    opened.open(link)
    assert "Added later" in opened.text
    assert "&lt;b&gt;more&lt;/b&gt; &amp; more" in markup(opened)


def test_an_opened_questionnaire_signs_nobody_in(opened: Browser) -> None:
    for path in ("/home", "/sign-in/code", "/sign-in/letter"):
        opened.open(path)
        assert opened.path == "/sign-in"


def test_the_mentees_page_says_notice_opened_and_never_that_answers_were_mailed(
    mentee_browser: Browser,
    visitor: Browser,
    services: Services,
    sent: Submission,
    mentee: Person,
    link: str,
    code: Callable[[], str],
) -> None:
    with services.store.hold(mentee.id):
        delivered = CycleState(sent.reference, sent.sent_at, Progress.DELIVERED, services.clock())
        services.store.registry.save(mentee.with_cycle(1, delivered))
    shown = mentee_browser.open("/submissions/1").text
    assert "An email without your answers, only with a link that opens them" in shown
    assert "A notice with a link was accepted by the mail server" in shown
    assert "Not opened yet." in shown
    visitor.open(link)
    visitor.submit()
    assert "Not opened yet." in mentee_browser.open("/submissions/1").text
    visitor.submit(code=code())
    assert "Opened by your mentor" in mentee_browser.open("/submissions/1").text


def test_the_letter_to_come_is_the_notice_when_only_a_link_may_go(
    mentee_browser: Browser, services: Services, mentor: Person, mentee: Person
) -> None:
    with services.store.hold(mentor.id):
        services.store.registry.save(replace(mentor, mailbox=Mailbox.SHARED))
    answer(services, mentee)
    mentee_browser.open("/questionnaire/check/letter")
    assert "This letter holds no answers" in mentee_browser.text
    assert "your mentor reads them on the page that its link opens" in mentee_browser.text
    assert CANARY not in mentee_browser.text
