from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import InputRefusedError, LinkExpiredError, LinkInvalidError
from formsvc.domain.people import Person
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acknowledgement import acknowledge, letter_to_acknowledge
from formsvc.workflows.delivery import deliver_due
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, send_questionnaire, state_of
from tests.workflows.signing_in import snapshot
from tests.workflows.small_programme import SettableClock


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


def test_nothing_but_seen_and_replied_is_taken(services: Services, token: str, mentee: Person) -> None:
    for word in ("", "SEEN", "left"):
        with pytest.raises(InputRefusedError):
            acknowledge(services, token, word)
    assert state_of(services, mentee).seen_at is None


def test_x2_a_link_ends_with_its_cycle(services: Services, token: str, clock: SettableClock) -> None:
    clock.advance(timedelta(days=60))
    acknowledge(services, token, "seen")
    clock.advance(timedelta(days=1))

    for act in (lambda: letter_to_acknowledge(services, token), lambda: acknowledge(services, token, "seen")):
        with pytest.raises(LinkExpiredError, match="Mo Sample"):
            act()


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
