"""The mentor's link: opening it does nothing, a button tells the mentee, and no page shows an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.cycle import CycleState
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.mentor_standing import standing_link
from formsvc.workflows.services import Services
from tests.web.answering import error_summary, heading, ids, markup
from tests.web.browsing import Browser, Mailroom, local
from tests.web.test_reads_never_write import contents
from tests.workflows.small_programme import BEGINNING, SettableClock, add_mentee

REFERENCE = "K7QM-2XJD"


@pytest.fixture
def link(services: Services, mentee: Person) -> str:
    sent = CycleState(reference=REFERENCE, sent_at=BEGINNING)
    with services.store.hold(mentee.id):
        services.store.registry.save(replace(mentee, cycles={1: sent}))
    return acknowledgement_link(services, mentee.id, 1, REFERENCE)


@pytest.fixture
def standing(services: Services, mentor: Person, mentee: Person, link: str) -> str:
    del link
    return standing_link(services, mentor.id, mentee.id, 1, REFERENCE)


def state(services: Services, mentee: Person) -> CycleState:
    return services.store.registry.person(mentee.id).cycles[1]


def test_opening_the_link_shows_what_it_is_about_and_does_nothing(
    visitor: Browser, services: Services, mentee: Person, link: str
) -> None:
    visitor.open(link)
    assert "Tell Mo Sample how it stands" in visitor.text
    assert REFERENCE in visitor.text
    assert state(services, mentee).seen_at is None


def test_one_button_says_seen_and_the_other_replied(
    visitor: Browser, services: Services, mentee: Person, link: str
) -> None:
    visitor.open(link)
    visitor.submit(answer="seen")
    assert "Thank you" in visitor.text
    assert state(services, mentee).seen_at == BEGINNING
    visitor.open(link)
    assert "So far you have said: I have seen it" in visitor.text
    visitor.submit(answer="replied")
    assert state(services, mentee).replied_at == BEGINNING


@pytest.mark.parametrize("answer", ["", "coordinator", "seen\n"])
def test_any_other_word_asks_again(
    visitor: Browser, services: Services, mentee: Person, link: str, answer: str
) -> None:
    visitor.open(link)
    visitor.submit(answer=answer)
    assert visitor.page.status_code == 422
    assert "There is a problem" in visitor.text
    assert state(services, mentee).seen_at is None


def test_each_word_says_so_on_the_page_and_the_newest_counts(
    visitor: Browser, services: Services, mentee: Person, link: str
) -> None:
    words = {
        "asks_more": "would like to know more",
        "cannot": "can't reply this time",
        "promised": "will reply by 9 March 2026",
    }
    for answer, said in words.items():
        visitor.open(link)
        visitor.submit(answer=answer, by="9/3")
        assert f"can see on their page that you {said}" in visitor.text.replace("Mo Sample ", "")
        assert state(services, mentee).word == answer
    visitor.open(link)
    assert "So far you have said: I will reply by 9 March 2026." in visitor.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter a date, like 9 March."),
        ("soon", "Enter a real date, like 9 March or 9/3/2026."),
        ("1/3/2026", "Enter today's date or a later one."),
        ("2 May", "Enter a date up to 1 May 2026."),
    ],
)
def test_a_promise_needs_a_day_and_keeps_what_was_typed(
    visitor: Browser, services: Services, mentee: Person, link: str, typed: str, said: str
) -> None:
    visitor.open(link)
    visitor.submit(answer="promised", by=typed)
    assert visitor.page.status_code == 422
    assert error_summary(visitor) == [("#by", said)]
    assert "by" in ids(visitor)
    assert f'name="by" value="{typed}"' in markup(visitor)
    assert "<title>Error: " in markup(visitor)
    assert state(services, mentee).word is None


def test_pressing_again_sends_the_mentee_no_second_letter(
    visitor: Browser, mailroom: Mailroom, mentee: Person, link: str
) -> None:
    for answer in ("cannot", "cannot", "replied", "cannot"):
        visitor.open(link)
        visitor.submit(answer=answer)
    letters = mailroom.letters(LetterKind.MENTOR_ANSWERED, mentee.email)
    assert sorted(letter.facts["word"] for letter in letters) == ["cannot", "replied"]


def test_x3_a_scanner_changes_nothing(visitor: Browser, link: str, standing: str, data_dir: Path) -> None:
    before = contents(data_dir)
    for address in (link, standing, f"{standing}/step-back"):
        for _ in range(20):
            visitor.client.get(local(address), buffered=True)
            visitor.client.head(local(address), buffered=True)
        visitor.client.post(local(address))
    assert contents(data_dir) == before


def test_x1_one_link_s_token_opens_no_other_page(visitor: Browser, link: str, standing: str) -> None:
    token, other = link.rpartition("/")[2], standing.rpartition("/")[2]
    for path in (f"/m/standing/{token}", f"/m/standing/{token}/step-back", f"/m/{other}"):
        visitor.open(path)
        assert visitor.page.status_code == 404
        assert "This link doesn't work" in visitor.text


def test_away_until_a_day_and_back(
    visitor: Browser, mentee_browser: Browser, services: Services, mentor: Person, standing: str
) -> None:
    visitor.open(standing)
    assert "This concerns you, Dr Ada Example, and the person you mentor here." in visitor.text
    visitor.submit(answer="away", until="4 March")
    assert "You are away until 4 March 2026." in visitor.text
    assert "They are away until 4 March 2026" in mentee_browser.open("/home").text
    visitor.submit(local(standing), answer="back")
    assert "Welcome back." in visitor.text
    assert "They are away" not in mentee_browser.open("/home").text
    assert services.store.registry.person(mentor.id).away_until is None


def test_an_impossible_day_away_is_asked_again(visitor: Browser, standing: str) -> None:
    visitor.open(standing)
    visitor.submit(answer="away", until="1 March 2026")
    assert error_summary(visitor) == [("#until", "Enter today's date or a later one.")]
    visitor.submit(answer="gone")
    assert visitor.page.status_code == 422


def test_stepping_back_says_what_it_does_asks_once_and_tells_everybody_once(
    visitor: Browser,
    mentee_browser: Browser,
    services: Services,
    mailroom: Mailroom,
    mentee: Person,
    coordinator: Person,
    standing: str,
) -> None:
    visitor.open(standing)
    assert 'href="' + local(standing) + '/step-back"' in markup(visitor)
    visitor.open(f"{standing}/step-back")
    assert "Nothing has happened yet." in visitor.text
    assert services.store.registry.person(mentee.id).pairing is not None
    token = visitor.token
    for _ in range(3):
        visitor.submit(f"{standing}/step-back", csrf_token=token)
        assert heading(visitor) == "You have stepped back"
    assert services.store.registry.person(mentee.id).pairing is None
    assert len(mailroom.letters(LetterKind.MENTOR_STEPPED_BACK, mentee.email)) == 1
    assert len(mailroom.letters(LetterKind.MENTEES_TO_PAIR, coordinator.email)) == 1
    assert "You have no mentor at the moment." in mentee_browser.open("/home").text
    visitor.open(standing)
    assert "You stepped back from mentoring on 2 March 2026" in visitor.text


def test_a_forwarded_letter_reads_nothing(
    visitor: Browser, services: Services, mentor: Person, link: str, standing: str
) -> None:
    """Neither other mentees nor an address, beside the name of the letter's own mentee."""
    other = add_mentee(services, mentor, "mentee2", "nia@example.org")
    with services.store.hold(other.id):
        services.store.registry.save(replace(other, name="Nia Invented"))
    for address in (link, standing, f"{standing}/step-back"):
        visitor.open(address)
        for private in ("Nia Invented", "nia@example.org", "mo@example.org", mentor.email):
            assert private not in markup(visitor)


def test_a_broken_link_sends_no_mentor_to_a_sign_in(visitor: Browser, link: str) -> None:
    visitor.open(link[:-2])
    assert visitor.page.status_code == 404
    assert "This link doesn't work" in visitor.text
    assert 'class="button" href="/sign-in"' not in visitor.page.get_data(as_text=True)


def test_a_link_of_a_closed_cycle_says_what_to_do_instead(
    visitor: Browser, link: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=70))
    visitor.open(link)
    assert visitor.page.status_code == 410
    assert "reply to the letter" in visitor.text
    assert "Ask for a new letter" not in visitor.text
