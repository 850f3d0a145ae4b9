from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from formsvc.domain.cycle import CycleState, Progress, Word
from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.letters import Letter, LetterKind
from formsvc.domain.people import Person, Standing
from formsvc.mail.smtp import SmtpTransport
from formsvc.store.documents import PERSON
from formsvc.workflows.acknowledgement import acknowledge, acknowledgement_link, letter_to_acknowledge
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.pairing import pair_people
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.store.examples import NOW
from tests.store.examples import PERSON as SAVED
from tests.workflows.delivering import CANARY, send_questionnaire, state_of
from tests.workflows.signing_in import all_at_once, letters, snapshot
from tests.workflows.small_programme import SettableClock, add_mentor


@pytest.fixture
def token(services: Services, mentee: Person, transport: SmtpTransport, manners: Manners) -> str:
    """The link's token, out of the letter in the mentor's mailbox."""
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    text = part(received(manners.taken[0].content), "plain")
    link = next(word for word in text.split() if "/m/" in word)
    assert link.startswith(f"{services.base_url}/m/")
    return link.rpartition("/")[2]


def test_the_page_says_whose_it_is_and_which_cycle_but_no_answer(
    services: Services, token: str, mentee: Person
) -> None:
    page = letter_to_acknowledge(services, token)

    assert (page.mentee_name, page.cycle) == (mentee.name, 1)
    assert page.reference == state_of(services, mentee).reference
    assert (page.seen_at, page.replied_at) == (None, None)
    assert CANARY not in repr(page)


def test_a_mentor_is_faster_than_the_worker_s_note(
    services: Services, mentee: Person, transport: SmtpTransport
) -> None:
    """The letter is in the mailbox a moment before the registry knows; a crash makes that moment long."""
    sent = send_questionnaire(services, mentee)
    assert services.store.registry.person(mentee.id).cycles == {}
    token = acknowledgement_link(services, mentee.id, 1, sent.reference).rpartition("/")[2]
    acknowledge(services, token, "seen")
    deliver_due(services, transport)
    state = state_of(services, mentee)
    assert (state.seen_at, state.progress) == (services.clock(), Progress.DELIVERED)


def test_c2_looking_writes_nothing(services: Services, token: str, tmp_path: Path) -> None:
    before = snapshot(tmp_path)

    letter_to_acknowledge(services, token)

    assert snapshot(tmp_path) == before


def test_x2_the_latest_word_wins(
    services: Services, token: str, mentee: Person, clock: SettableClock
) -> None:
    first = clock.now
    acknowledge(services, token, "seen")
    assert (state_of(services, mentee).seen_at, state_of(services, mentee).replied_at) == (first, None)

    later = clock.advance(timedelta(days=1))
    acknowledge(services, token, "replied")
    assert (state_of(services, mentee).seen_at, state_of(services, mentee).replied_at) == (first, later)

    clock.advance(timedelta(days=1))
    acknowledge(services, token, "replied")
    assert letter_to_acknowledge(services, token).replied_at == later
    acknowledge(services, token, "seen")
    assert state_of(services, mentee).replied_at is None


def test_nothing_but_the_five_words_is_taken(services: Services, token: str, mentee: Person) -> None:
    for word in ("", "SEEN", "left", "asks more"):
        with pytest.raises(InputRefusedError):
            acknowledge(services, token, word)
    assert state_of(services, mentee).seen_at is None


def test_x2_a_link_ends_with_its_cycle(services: Services, token: str, clock: SettableClock) -> None:
    clock.advance(timedelta(days=60))
    acknowledge(services, token, "seen")
    clock.advance(timedelta(days=1))

    with pytest.raises(LinkExpiredError, match="Mo Sample"):
        letter_to_acknowledge(services, token)
    with pytest.raises(LinkExpiredError, match="Mo Sample"):
        acknowledge(services, token, "seen")


def test_x2_who_got_it_on_the_last_evening_has_28_days(
    services: Services, mentee: Person, transport: SmtpTransport, manners: Manners, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=60))
    send_questionnaire(services, mentee)
    deliver_due(services, transport)
    text = part(received(manners.taken[0].content), "plain")
    token = next(word for word in text.split() if "/m/" in word).rpartition("/")[2]

    clock.advance(timedelta(days=27))
    acknowledge(services, token, "replied")
    clock.advance(timedelta(days=1))
    with pytest.raises(LinkExpiredError):
        letter_to_acknowledge(services, token)


Forge = Callable[[Services], str]


@pytest.mark.parametrize(
    "forge",
    [
        lambda services: services.links.sign("another purpose", "mentee1", "1", "K7QM-2XJD"),
        lambda services: services.links.sign("acknowledge", "mentee1", "1", "K7QM-2XJD"),
        lambda services: services.links.sign("acknowledge", "mentee1", "2", "K7QM-2XJD"),
        lambda services: services.links.sign("acknowledge", "nobody1", "1", "K7QM-2XJD"),
        lambda services: services.links.sign("acknowledge", "mentee1", "x", "K7QM-2XJD"),
        lambda services: services.links.sign("acknowledge", "mentee1"),
        lambda _services: "nonsense",
        lambda _services: "",
    ],
)
def test_x1_a_link_that_is_not_for_this_letter_is_refused(
    services: Services, token: str, mentee: Person, forge: Forge
) -> None:
    del token
    forged = forge(services)
    with pytest.raises(LinkInvalidError):
        letter_to_acknowledge(services, forged)
    with pytest.raises(LinkInvalidError):
        acknowledge(services, forged, "seen")
    assert state_of(services, mentee).seen_at is None


def test_a_delivery_again_keeps_what_the_mentor_said(
    services: Services, token: str, mentee: Person, transport: SmtpTransport
) -> None:
    acknowledge(services, token, "replied")

    deliver_due(services, transport)

    assert state_of(services, mentee).replied_at is not None


def told(services: Services) -> list[Letter]:
    return letters(services, LetterKind.MENTOR_ANSWERED)


@pytest.mark.parametrize(
    ("answer", "by"), [("replied", ""), ("promised", "9 March"), ("asks_more", ""), ("cannot", "")]
)
def test_the_mentee_is_told_at_once_and_once_a_word(
    services: Services, token: str, mentee: Person, answer: str, by: str
) -> None:
    for _ in range(2):
        acknowledge(services, token, answer, by)

    (letter,) = told(services)
    assert (letter.to_email, letter.person_id, letter.facts["word"]) == (mentee.email, mentee.id, answer)
    assert state_of(services, mentee).word == answer


def test_pressed_six_times_at_once_it_is_one_letter(services: Services, token: str) -> None:
    assert all_at_once(lambda: acknowledge(services, token, "cannot"), 6) == [""] * 6
    assert len(told(services)) == 1


def test_seen_sends_no_letter(services: Services, token: str, mentee: Person) -> None:
    acknowledge(services, token, "seen")
    assert told(services) == []
    assert state_of(services, mentee).word is Word.SEEN


def test_a_word_that_comes_back_is_shown_and_not_told_again(
    services: Services, token: str, mentee: Person
) -> None:
    """Whoever holds a forwarded letter can't fill the mentee's mailbox."""
    for by in ("9 March", "10 March", "11 March"):
        acknowledge(services, token, "cannot")
        acknowledge(services, token, "promised", by)
    assert sorted(letter.facts["word"] for letter in told(services)) == ["cannot", "promised"]
    assert state_of(services, mentee).promised_by == date(2026, 3, 11)


def test_x2_each_word_takes_the_place_of_the_one_before(
    services: Services, token: str, mentee: Person
) -> None:
    for answer in ("promised", "asks_more", "cannot", "replied", "seen", "cannot"):
        page = acknowledge(services, token, answer, "9 March" if answer == "promised" else "")
        state = state_of(services, mentee)
        said = (state.replied_at, state.promised_by, state.asks_more_at, state.cannot_at)
        assert sum(when is not None for when in said) == (answer != "seen")
        assert page.word == state.word == answer
        assert state.seen_at is not None


@pytest.mark.parametrize("by", ["", "yesterday", "1 March 2026", "2 May 2026"])
def test_an_impossible_day_is_no_promise(services: Services, token: str, mentee: Person, by: str) -> None:
    with pytest.raises(InputRefusedError) as refused:
        acknowledge(services, token, "promised", by)
    assert refused.value.field == "by"
    assert (state_of(services, mentee).word, told(services)) == (None, [])


def test_the_letter_to_the_mentee_says_the_word_and_no_answer(
    services: Services, token: str, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    acknowledge(services, token, "promised", "9 March")
    deliver_due(services, transport)
    letter = received(manners.taken[-1].content)
    assert letter["To"].addresses[0].addr_spec == mentee.email
    assert "Dr Ada Example" not in str(letter["Subject"])
    for kind in ("plain", "html"):
        assert "will reply by 9 March 2026" in part(letter, kind)
        assert CANARY not in part(letter, kind)


def test_a_mentor_who_is_no_longer_theirs_gets_no_next_questionnaire(
    services: Services, token: str, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    add_mentor(services, "mentor2", "bertram@example.org")
    pair_people(services, mentee_email=mentee.email, mentor_email="bertram@example.org", supervises=False)
    acknowledge(services, token, "cannot")
    deliver_due(services, transport)
    assert "goes to them as usual" not in part(received(manners.taken[-1].content), "plain")


def test_a_mentee_who_left_gets_no_letter(services: Services, token: str, mentee: Person) -> None:
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        services.store.registry.save(replace(person, standing=Standing.LEFT))
    acknowledge(services, token, "cannot")
    assert told(services) == []


def test_a_document_of_before_these_words_opens() -> None:
    person = PERSON.write(replace(SAVED, cycles={1: CycleState("K7QM-2XJD", NOW, replied_at=NOW)}))
    new = {"promised_by", "asks_more_at", "cannot_at", "told", "mentee_says_replied_at"}
    person["cycles"]["1"] = {key: said for key, said in person["cycles"]["1"].items() if key not in new}
    old = {key: said for key, said in person.items() if key not in {"away_until", "steps_back_at"}}
    assert PERSON.read(old).cycles[1].word is Word.REPLIED
