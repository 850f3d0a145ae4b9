"""A mentor's new address on its pages: asked by the letter's link, confirmed there, accepted by mentees."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.letters import Fate, LetterEvent, LetterKind
from formsvc.domain.people import Person
from formsvc.workflows.address_correction import correct_address
from formsvc.workflows.delivery import sweep
from formsvc.workflows.services import Services
from formsvc.workflows.settling import tell_undelivered
from tests.web.answering import error_summary, heading, markup
from tests.web.browsing import Browser, Mailroom
from tests.web.test_reads_never_write import contents
from tests.workflows.delivering import CANARY, send_questionnaire
from tests.workflows.moving import NEW, accept_pairing, confirmation_token, move, standing_token
from tests.workflows.small_programme import MENTEE_SEED, SettableClock


@pytest.fixture
def paired(services: Services, mentee: Person) -> Person:
    accepted = accept_pairing(services, mentee)
    send_questionnaire(services, accepted)
    sweep(services)
    return accepted


@pytest.fixture
def stuck(services: Services, paired: Person) -> Person:
    """A mentee whose questionnaire was refused."""
    (waiting,) = (one for one in services.store.outbox.letters() if one.kind is LetterKind.SUBMISSION)
    with services.store.outbox.claim(waiting.id) as letter:
        assert letter
        parked = replace(letter, fate=Fate.PARKED)
        services.store.outbox.finish(letter.id, LetterEvent.PARKED, services.clock())
        services.store.outbox.save(parked)
    tell_undelivered(services, parked)
    return paired


def test_from_the_letters_link_to_the_new_address(
    visitor: Browser, services: Services, paired: Person, mentor: Person
) -> None:
    token = standing_token(services, paired)
    visitor.open(f"/m/standing/{token}")
    assert f'href="/m/standing/{token}/address"' in markup(visitor)
    visitor.open(f"/m/standing/{token}/address")
    assert "Nothing has happened yet." in visitor.text
    visitor.submit(email=NEW)
    assert heading(visitor) == "Now look in your new mailbox"
    assert NEW in visitor.text
    visitor.open(f"/address/{confirmation_token(services)}")
    assert heading(visitor) == "Use this address"
    assert 'name="code"' not in markup(visitor)
    visitor.submit()
    assert heading(visitor) == "This address counts now"
    assert services.store.registry.person(mentor.id).email == NEW


def test_no_page_of_it_names_a_mentee_or_the_address_before(
    visitor: Browser, services: Services, paired: Person, mentor: Person
) -> None:
    token = standing_token(services, paired)
    for address in (f"/m/standing/{token}/address",):
        visitor.open(address)
        for private in (paired.email, mentor.email, paired.name):
            assert private not in markup(visitor)
    visitor.submit(email=NEW)
    visitor.open(f"/address/{confirmation_token(services)}")
    for private in (paired.email, mentor.email, paired.name, mentor.name):
        assert private not in markup(visitor)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Enter your new email address."),
        ("nowhere", "Enter an email address in the correct format, like name@example.org"),
        ("ada@example.org", "This is your address already. Enter the new one."),
    ],
)
def test_a_wrong_address_is_asked_again(
    visitor: Browser, services: Services, paired: Person, typed: str, said: str
) -> None:
    visitor.open(f"/m/standing/{standing_token(services, paired)}/address")
    visitor.submit(email=typed)
    assert visitor.page.status_code == 422
    assert error_summary(visitor) == [("#email", said)]
    assert f'value="{typed}"' in markup(visitor)


def test_x3_a_scanner_changes_nothing(
    visitor: Browser, services: Services, paired: Person, data_dir: Path
) -> None:
    visitor.open(f"/m/standing/{standing_token(services, paired)}/address")
    visitor.submit(email=NEW)
    before = contents(data_dir)
    for path in (
        f"/address/{confirmation_token(services)}",
        f"/m/standing/{standing_token(services, paired)}/address",
    ):
        for _ in range(20):
            visitor.client.get(path, buffered=True)
            visitor.client.head(path, buffered=True)
        visitor.client.post(path)
    assert contents(data_dir) == before


def test_z3_an_account_needs_its_code_on_the_page(
    visitor: Browser, services: Services, mailroom: Mailroom, mentee: Person
) -> None:
    correct_address(services, mentee.email, NEW)
    visitor.open(f"/address/{confirmation_token(services)}")
    visitor.submit(code="")
    assert visitor.page.status_code == 422
    assert error_summary(visitor)[0][0] == "#code"
    assert services.store.registry.person(mentee.id).email == mentee.email
    visitor.submit(code=mailroom.code(MENTEE_SEED))
    assert heading(visitor) == "This address counts now"
    assert services.store.registry.person(mentee.id).email == NEW


def test_who_signs_in_is_led_to_the_settings(
    visitor: Browser, services: Services, paired: Person, mentor: Person
) -> None:
    with services.store.hold(mentor.id):
        known = services.store.credentials.credentials(mentor.id)
        services.store.credentials.save_credentials(replace(known, seed=MENTEE_SEED))
    visitor.open(f"/m/standing/{standing_token(services, paired)}/address")
    assert 'href="/account/settings/address"' in markup(visitor)
    assert 'name="email"' not in markup(visitor)
    visitor.submit(email=NEW)
    assert visitor.page.status_code in {400, 422}


def test_home_asks_and_the_mentee_accepts(
    mentee_browser: Browser, services: Services, paired: Person, mentor: Person
) -> None:
    mentee_browser.open("/mentor-address")
    assert mentee_browser.path == "/home"
    move(services, paired)
    mentee_browser.open("/home")
    assert "Your mentor has a new address." in mentee_browser.text
    mentee_browser.open("/mentor-address")
    for shown in (NEW, mentor.email, "Whoever can open that mailbox could read your letters."):
        assert shown in mentee_browser.text
    mentee_browser.submit()
    assert mentee_browser.path == "/home"
    assert "Accepted. From now on your letters go to" in mentee_browser.text
    pairing = services.store.registry.person(paired.id).pairing
    assert pairing
    assert pairing.accepted_email == NEW


def test_an_address_that_changed_again_is_shown_afresh(
    mentee_browser: Browser, services: Services, paired: Person, clock: SettableClock
) -> None:
    move(services, paired)
    mentee_browser.open("/mentor-address")
    clock.advance(timedelta(minutes=1))
    move(services, paired, "ada.third@example.org")
    mentee_browser.submit()
    assert mentee_browser.page.status_code == 422
    assert "The address has changed again" in mentee_browser.text
    assert "ada.third@example.org" in mentee_browser.text
    mentee_browser.submit()
    pairing = services.store.registry.person(paired.id).pairing
    assert pairing
    assert pairing.accepted_email == "ada.third@example.org"


def test_saying_no_is_asking_for_another_mentor(
    mentee_browser: Browser, services: Services, paired: Person
) -> None:
    move(services, paired)
    mentee_browser.open("/mentor-address")
    mentee_browser.submit("/taking-part/another-mentor")
    assert services.store.registry.person(paired.id).pairing is None


def test_what_didnt_arrive_shows_every_other_way_and_each_works(
    mentee_browser: Browser, services: Services, stuck: Person, mentor: Person
) -> None:
    mentee_browser.open("/submissions/1")
    assert "If you'd rather not wait" in mentee_browser.text
    for way in ("/submissions/1/copy", "/taking-part"):
        assert f'href="{way}"' in markup(mentee_browser)
    assert "/send-on" not in markup(mentee_browser)
    move(services, stuck)
    mentee_browser.open("/submissions/1")
    assert 'href="/mentor-address"' in markup(mentee_browser)
    mentee_browser.open("/mentor-address")
    assert 'name="sending_on" value="y" checked' in markup(mentee_browser)
    mentee_browser.submit()
    assert "didn't arrive" not in mentee_browser.text
    mentee_browser.open("/submissions/1")
    assert NEW in mentee_browser.text
    mentee_browser.submit("/submissions/1/send-on")
    assert mentee_browser.path == "/submissions/1"
    sent = services.store.records.submission(stuck.id, 1)
    assert sent
    assert (sent.mentor_email, sent.earlier_email) == (NEW, mentor.email)
    assert f"It was for {mentor.email} first." in mentee_browser.text
    assert "Waiting" not in heading(mentee_browser)


def test_it_can_be_taken_back_when_it_wasnt_delivered(mentee_browser: Browser, stuck: Person) -> None:
    del stuck
    mentee_browser.open("/submissions/1")
    assert "It isn't delivered, so you can take it back." in mentee_browser.text
    mentee_browser.submit("/submissions/1/take-back")
    assert mentee_browser.path == "/questionnaire"
    mentee_browser.open("/questionnaire/check")
    assert CANARY in mentee_browser.text
    assert 'value="link"' in markup(mentee_browser)


def test_the_copy_has_every_answer_as_text_and_no_link_of_the_mentors(
    mentee_browser: Browser, services: Services, stuck: Person
) -> None:
    del stuck
    mentee_browser.open("/submissions/1/copy")
    page = markup(mentee_browser)
    assert page.count(CANARY) == 5
    for question in services.programme.questionnaire.questions:
        assert question.label in mentee_browser.text
    assert "/m/" not in page
    assert f"Skills acquired\n{CANARY}\n\nSatisfaction\n" in page
    assert f"Positive points\n- {CANARY}\n- {CANARY}\n\n" in page
    mentee_browser.open("/submissions/2/copy")
    assert mentee_browser.page.status_code == 404
