"""One whole cycle told as a story: the operator's commands, gunicorn, a worker process, real SMTP."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from formsvc.demo.mailbox import Received
from formsvc.demo.visitor import Typed, Visitor, link_in
from formsvc.domain.questionnaire import Kind, Question
from formsvc.wiring import build_transport, utc_now
from formsvc.workflows.delivery import deliver_due
from tests.live_service import LiveService, live_service
from tests.mail.reading import part

MENTEE = ("Mo Sample", "mo@example.org")
MENTOR = ("Dr Ada Example", "ada@example.org")
WISH = "Which of my two half-finished projects should I drop?"


@pytest.fixture
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveService]:
    with live_service(tmp_path_factory.mktemp("live")) as running:
        yield running


@pytest.fixture
def mo(live: LiveService) -> Visitor:
    """Invited, joined, paired: what the operator and the mentee do before the first questionnaire."""
    live.command("invite", "--as", "mentor", "--trained-on", "12/5/2025", *MENTOR)
    said = live.command("invite", "--as", "mentee", *MENTEE)
    assert "is invited as mentee" in said
    mentee = Visitor(live.services.base_url, live.mailbox, MENTEE[1])
    mentee.join()
    assert mentee.page.heading.startswith("Your questionnaire is due by")
    assert "You have no mentor yet" in mentee.page.text
    said = live.command("pair", "--not-supervisor", MENTEE[1], MENTOR[1])
    assert "Both are asked by letter" in said
    mentee.open(f"{mentee.forms}/home")
    assert mentee.page.heading == f"{MENTOR[0]} could be your mentor"
    mentee.accept_mentor()
    assert "Now it is" in mentee.page.text
    Visitor(mentee.forms, live.mailbox, MENTOR[1]).accept_pairing()
    mentee.open(f"{mentee.forms}/pairing")
    assert mentee.page.heading == f"{MENTOR[0]} is your mentor"
    return mentee


def _typed(question: Question) -> Typed:
    if question.kind is Kind.RATING:
        return {question.id: "2"}
    if question.kind is Kind.ITEMS:
        return {f"{question.id}-0": "Ran the team brief", f"{question.id}-1": "Wrote clear letters"}
    return {question.id: WISH if question.id == "help_most" else "An invented line"}


def _reference(page: str) -> str:
    found = re.search(r'class="reference">([^<]+)<', page)
    assert found
    return found[1]


def _come_so_far(visitor: Visitor, words: str) -> None:
    until = time.monotonic() + 60
    while words not in visitor.open(f"{visitor.forms}/home").text:
        assert time.monotonic() < until, visitor.page.text
        time.sleep(0.1)


def test_one_whole_cycle(live: LiveService, mo: Visitor) -> None:
    questionnaire = live.services.programme.questionnaire
    mo.sign_out()
    mo.sign_in_by_link()
    mo.answer(questionnaire, _typed)
    mo.open(f"{mo.forms}/questionnaire/check")
    assert f"Sent only to {MENTOR[0]}, {MENTOR[1]}" in " ".join(re.sub(r"<[^>]+>", "", mo.page.text).split())
    before = len(live.mailbox.to(MENTOR[1]))
    mo.send()
    reference = _reference(mo.page.text)

    letter = mo.letter(after=before, to=MENTOR[1])
    _is_what_a_mentor_needs(letter, reference)
    _come_so_far(mo, "Accepted by the mail server")

    ada = Visitor(mo.forms, live.mailbox, MENTOR[1])
    ada.open(link_in(letter))
    assert "Seen by your mentor" not in mo.open(f"{mo.forms}/home").text
    ada.submit("csrf_token", answer="seen")
    _come_so_far(mo, "Seen by your mentor")
    ada.open(link_in(letter))
    ada.submit("csrf_token", answer="replied")
    _come_so_far(mo, "Your mentor says that they have replied")

    assert reference in mo.page.text
    assert reference in mo.open(f"{mo.forms}/submissions/1").text
    assert "Sent; the mentor has replied" in live.command("people")
    assert "0 waiting, 0 parked" in live.command("status")
    assert "Traceback" not in (live.folder / "serve.log").read_text(encoding="utf-8")


def _is_what_a_mentor_needs(letter: Received, reference: str) -> None:
    assert letter.to == MENTOR[1]
    assert letter.message["Reply-To"] == f"{MENTEE[0]} <{MENTEE[1]}>"
    plain = " ".join(part(letter.message, "plain").split())
    assert WISH in plain
    assert reference in plain
    assert plain.index(WISH) < plain.index("Ran the team brief")
    assert WISH in " ".join(part(letter.message, "html").split())


def test_with_the_mail_server_stopped_sending_succeeds_and_the_letter_goes_out_later(
    live: LiveService, mo: Visitor
) -> None:
    """R10, R11: the page is as quick as ever, nothing is lost, and one letter arrives, once."""
    mo.answer(live.services.programme.questionnaire, _typed)
    before = len(live.mailbox.to(MENTOR[1]))
    live.mailbox.stop()
    began = time.monotonic()
    mo.send()
    assert time.monotonic() - began < 2
    assert "On its way to the mail server" in mo.open(f"{mo.forms}/home").text
    _until_tried_once(live)

    live.mailbox.start()
    later = replace(live.services, clock=lambda: utc_now() + timedelta(minutes=2))
    deliver_due(later, build_transport(live.settings))
    assert len(live.mailbox.to(MENTOR[1])) == before + 1
    _come_so_far(mo, "Accepted by the mail server")
    assert "0 waiting, 0 parked" in live.command("status")


def _until_tried_once(live: LiveService) -> None:
    until = time.monotonic() + 60
    while not any(letter.attempts for letter in live.services.store.outbox.letters()):
        assert time.monotonic() < until
        time.sleep(0.05)
