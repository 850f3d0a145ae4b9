"""What comes back: taken in once, its words dropped, nobody harmed by what is forged (R16, L1, X1, X2)."""

from __future__ import annotations

import logging
import mailbox
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest

from formsvc.domain.cycle import Progress, Word
from formsvc.domain.errors import DamagedFileError, StoreError
from formsvc.domain.letters import Fate, Letter, LetterKind
from formsvc.domain.people import Person
from formsvc.domain.returned import Refusal
from formsvc.mail.maildir import Maildir
from formsvc.mail.smtp import SmtpTransport
from formsvc.store.protocol import Outbox
from formsvc.workflows import returned_letters
from formsvc.workflows.acknowledgement import acknowledgement_link
from formsvc.workflows.after_sending import add_update
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.inbound import read_mailbox, run_reader
from formsvc.workflows.mentor_standing import come_back, go_away, standing_link
from formsvc.workflows.parked import resume_letter
from formsvc.workflows.reminders import nudge
from formsvc.workflows.services import Services
from formsvc.workflows.watching import people_and_progress
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.mail.returned_messages import BODY, SYSTEMS, automatic_reply, postfix, written
from tests.workflows.delivering import put_welcome, send_questionnaire, state_of, waiting
from tests.workflows.small_programme import SettableClock

Post = Callable[[bytes], int]


@pytest.fixture
def services(services: Services) -> Services:
    return replace(services, return_address="returns@example.org", reads_returns=True)


@pytest.fixture
def box(tmp_path: Path) -> mailbox.Maildir:
    return mailbox.Maildir(tmp_path / "returns", create=True)


@pytest.fixture
def post(services: Services, box: mailbox.Maildir, tmp_path: Path) -> Post:
    """Put a message into the mailbox, read it, and return how many were handled; it is empty then."""

    def read(content: bytes) -> int:
        box.add(content)
        handled = read_mailbox(services, Maildir(tmp_path / "returns"))
        assert list(box.keys()) == []
        return handled

    return read


@pytest.fixture
def delivered(services: Services, mentee: Person, coordinator: Person, transport: SmtpTransport) -> str:
    """A questionnaire that the mail server took; the id of its letter."""
    assert coordinator.id
    submission = send_questionnaire(services, mentee)
    assert deliver_due(services, transport) == 1
    return submission.letter_id


def kinds(services: Services) -> list[LetterKind]:
    return sorted(letter.kind for letter in services.store.outbox.letters())


def known(services: Services, person: Person) -> Person:
    return services.store.registry.person(person.id)


@pytest.mark.parametrize("system", SYSTEMS)
def test_r16_a_late_bounce_parks_the_letter_again_and_tells_without_content(
    services: Services,
    mentee: Person,
    delivered: str,
    post: Post,
    transport: SmtpTransport,
    manners: Manners,
    system: str,
) -> None:
    assert post(SYSTEMS[system](delivered)) == 1

    parked = next(letter for letter in waiting(services) if letter.id == delivered)
    assert parked.fate is Fate.PARKED
    assert parked.last_reply == "The letter came back: there is no such mailbox (5.1.1)."
    assert state_of(services, mentee).progress is Progress.UNDELIVERED
    assert str(services.store.outbox.conservation()).startswith(
        "3 accepted = 0 delivered + 2 waiting + 1 parked"
    )
    assert deliver_due(services, transport) == 2
    told = [received(each.content) for each in manners.taken[1:]]
    assert sorted(each["To"].addresses[0].addr_spec for each in told) == [
        "cleo@example.org",
        "mo@example.org",
    ]
    for each in told:
        assert BODY not in part(each, "plain") + part(each, "html")
    assert any("no such mailbox (5.1.1)" in part(each, "plain") for each in told)


def test_r16_a_bounce_read_again_changes_nothing(services: Services, delivered: str, post: Post) -> None:
    post(postfix(delivered))
    once = (services.store.outbox.conservation(), sorted(letter.id for letter in waiting(services)))
    post(postfix(delivered))
    sweep(services)
    assert (services.store.outbox.conservation(), sorted(letter.id for letter in waiting(services))) == once


def test_r16_a_crash_in_the_middle_is_finished_when_the_message_is_read_again(
    services: Services,
    mentee: Person,
    delivered: str,
    box: mailbox.Maildir,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_: object) -> None:
        raise OSError("killed here")

    box.add(postfix(delivered))
    with monkeypatch.context() as patched:
        patched.setattr(returned_letters, "tell_undelivered", die)
        with pytest.raises(OSError, match="killed here"):
            read_mailbox(services, Maildir(tmp_path / "returns"))
    assert len(box) == 1, "it isn't removed before it was handled"
    sweep(services)
    assert services.store.outbox.conservation().parked == 1

    assert read_mailbox(services, Maildir(tmp_path / "returns")) == 1
    assert state_of(services, mentee).progress is Progress.UNDELIVERED
    assert kinds(services) == ["submission", "undelivered_coordinator", "undelivered_mentee"]
    assert services.store.outbox.conservation().holds


def test_r16_what_came_back_is_resumed_and_delivered_under_its_message_id(
    services: Services, mentee: Person, delivered: str, post: Post, transport: SmtpTransport, manners: Manners
) -> None:
    post(postfix(delivered))
    resume_letter(services, delivered)
    assert deliver_due(services, transport) == 3
    ids = [received(each.content)["Message-ID"] for each in manners.taken]
    assert ids.count(f"<{delivered}@example.org>") == 2
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert str(services.store.outbox.conservation()) == (
        "3 accepted = 3 delivered + 0 waiting + 0 parked + 0 withdrawn"
    )


def test_r16_an_addition_that_comes_back_is_parked_alone(
    services: Services, mentee: Person, delivered: str, post: Post, transport: SmtpTransport
) -> None:
    add_update(services, mentee.id, 1, "One thing more.")
    assert deliver_due(services, transport) == 1
    sent = services.store.records.submission(mentee.id, 1)
    assert sent is not None
    assert sent.update is not None
    assert sent.letter_id == delivered
    post(postfix(sent.update.letter_id))
    post(postfix(sent.update.letter_id))
    state = state_of(services, mentee)
    assert (state.progress, state.addition_undelivered) == (Progress.DELIVERED, True)
    assert kinds(services) == ["undelivered_coordinator", "undelivered_mentee", "update"]


def test_r16_of_any_letter_that_bounces_the_registry_notes_the_address(
    services: Services, mentee: Person, post: Post, transport: SmtpTransport, clock: SettableClock
) -> None:
    letter = put_welcome(services, mentee)
    deliver_due(services, transport)
    post(postfix(letter.id, to="somebody.else@example.org", status="5.2.1"))
    assert known(services, mentee).refused == Refusal("mo@example.org", "5.2.1", clock.now)
    assert kinds(services) == []
    row = next(
        each for each in people_and_progress(services.for_coordinators()) if each.email == mentee.email
    )
    assert row.progress.endswith(
        "; a letter to this address came back on 2 March 2026: the mailbox is switched off (5.2.1)"
    )
    moved = replace(known(services, mentee), email="mo.new@example.org")
    assert moved.refused is None, "another address isn't at fault"


def test_z5_a_bounce_of_the_address_before_leaves_what_was_sent_on_alone(
    services: Services, mentee: Person, delivered: str, post: Post
) -> None:
    with services.store.hold(mentee.id):
        sent = services.store.records.submission(mentee.id, 1)
        assert sent is not None
        services.store.records.redirect(replace(sent, mentor_email="ada.new@example.org"))
    post(postfix(delivered))
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert kinds(services) == []


@pytest.mark.parametrize("action", ["delayed", "delivered"])
def test_a_delay_changes_nothing(
    services: Services, mentee: Person, delivered: str, post: Post, action: str
) -> None:
    post(postfix(delivered, action=action, status="4.4.1"))
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert kinds(services) == []


def test_a_forged_bounce_does_nothing_without_the_id_of_a_letter_sent_lately(
    services: Services, mentee: Person, delivered: str, post: Post, clock: SettableClock
) -> None:
    post(postfix("aaaaaaaaaaaaaaaaaaaaaaaaaa", to="ada@example.org"))
    waits = put_welcome(services, mentee)
    post(postfix(waits.id))
    clock.advance(timedelta(days=31))
    post(postfix(delivered))
    assert state_of(services, mentee).progress is Progress.DELIVERED
    assert known(services, mentee).refused is None
    sweep(services)
    assert services.store.sent.find(delivered) is None


def test_k4_what_finds_a_letter_again_is_erased_with_its_person(
    services: Services, mentee: Person, delivered: str, post: Post
) -> None:
    assert services.store.sent.find(delivered) is not None
    erase_person(services, mentee.email)
    assert services.store.sent.find(delivered) is None
    assert post(postfix(delivered)) == 1
    assert services.store.outbox.conservation().holds


def test_nothing_is_kept_of_letters_where_nobody_reads_what_comes_back(
    services: Services, mentee: Person, transport: SmtpTransport
) -> None:
    deaf = replace(services, reads_returns=False)
    submission = send_questionnaire(deaf, mentee)
    deliver_due(deaf, transport)
    assert services.store.sent.find(submission.letter_id) is None


def test_an_automatic_reply_stops_nudges_until_its_day_and_is_no_reply(
    services: Services, mentee: Person, mentor: Person, delivered: str, post: Post, clock: SettableClock
) -> None:
    post(automatic_reply(delivered, body="Away until 12 March 2026."))
    assert known(services, mentor).auto_away_until == date(2026, 3, 12)
    assert not state_of(services, mentee).is_answered
    assert state_of(services, mentee).word is None
    clock.advance(timedelta(days=10))
    nudge(services, known(services, mentee))
    assert kinds(services) == []
    clock.advance(timedelta(days=1))
    nudge(services, known(services, mentee))
    assert kinds(services) == ["nudge"]


def test_without_a_day_it_is_a_week_and_a_later_day_counts(
    services: Services, mentor: Person, delivered: str, post: Post
) -> None:
    post(automatic_reply(delivered, body="I'm away."))
    assert known(services, mentor).auto_away_until == date(2026, 3, 9)
    post(automatic_reply(delivered, body="Away until 12 March 2026."))
    post(automatic_reply(delivered, body="I'm away."))
    assert known(services, mentor).auto_away_until == date(2026, 3, 12)


def test_a_mentors_own_word_goes_before_their_mail_programs(
    services: Services, mentee: Person, mentor: Person, delivered: str, post: Post
) -> None:
    link = standing_link(services, mentor.id, mentee.id, 1, state_of(services, mentee).reference)
    token = link.rpartition("/")[2]
    post(automatic_reply(delivered))
    go_away(services, token, "5/3/2026")
    assert known(services, mentor).quiet_until == date(2026, 3, 5)
    post(automatic_reply(delivered))
    assert known(services, mentor).quiet_until == date(2026, 3, 5)
    come_back(services, token)
    assert known(services, mentor).quiet_until is None


def test_an_automatic_reply_to_no_letter_of_ours_or_from_a_mentee_changes_nothing(
    services: Services, mentee: Person, mentor: Person, transport: SmtpTransport, post: Post
) -> None:
    letter = put_welcome(services, mentee)
    deliver_due(services, transport)
    post(automatic_reply("aaaaaaaaaaaaaaaaaaaaaaaaaa"))
    post(automatic_reply(letter.id))
    assert known(services, mentor).auto_away_until is None
    assert known(services, mentee).auto_away_until is None


def answers(manners: Manners) -> dict[str, str]:
    """Return the subjects of the letter's email links, by their words."""
    text = part(received(manners.taken[0].content), "plain")
    found = re.findall(r"^(.+): mailto:returns@example\.org\?subject=(\S+)\s*$", text, re.MULTILINE)
    return {words: unquote(subject) for words, subject in found}


def test_x2_a_mentors_email_says_a_word_and_the_newest_counts(
    services: Services, mentee: Person, delivered: str, post: Post, manners: Manners
) -> None:
    assert delivered
    subjects = answers(manners)
    assert list(subjects) == ["Seen", "I have replied", "I can't this time"]
    post(written(subjects["Seen"], sender="forwarded.to@elsewhere.example"))
    assert state_of(services, mentee).word is Word.SEEN
    post(written(f"[EXTERNAL] {subjects['I have replied']}"))
    post(written(subjects["I have replied"]))
    assert state_of(services, mentee).word is Word.REPLIED
    post(written(subjects["I can't this time"]))
    assert state_of(services, mentee).word is Word.CANNOT
    assert kinds(services) == ["mentor_answered", "mentor_answered"]


def test_x1_a_token_of_the_page_or_a_changed_one_is_no_word(
    services: Services, mentee: Person, delivered: str, post: Post, manners: Manners
) -> None:
    assert delivered
    reference = state_of(services, mentee).reference
    for_the_page = acknowledgement_link(services, mentee.id, 1, reference).rpartition("/")[2]
    token = answers(manners)["Seen"].partition("mp:")[2].rstrip("]")
    with_another_word = services.links.sign("acknowledge-by-email", mentee.id, "1", reference, "asks_more")
    for wrong in (for_the_page, token[:-1], token.upper(), "x", with_another_word):
        post(written(f"Seen [mp:{wrong}]", sender="stranger@elsewhere.example"))
    assert state_of(services, mentee).word is None
    assert kinds(services) == []


def test_an_email_after_the_cycle_is_told_that_it_did_not_work(
    services: Services, mentee: Person, delivered: str, post: Post, manners: Manners, clock: SettableClock
) -> None:
    assert delivered
    subject = answers(manners)["Seen"]
    clock.advance(timedelta(days=80))
    post(written(subject))
    assert state_of(services, mentee).word is None
    assert kinds(services) == ["nobody_reads"]


def test_a_stray_reply_is_told_once_a_day_that_nobody_reads_it(
    services: Services,
    mentee: Person,
    transport: SmtpTransport,
    post: Post,
    manners: Manners,
    clock: SettableClock,
) -> None:
    assert mentee.id
    post(written("Re: yours"))
    post(written("Re: yours", sender="ADA@example.org"))
    assert deliver_due(services, transport) == 1
    post(written("Re: yours again"))
    assert kinds(services) == []
    assert deliver_due(services, transport) == 0
    (sent,) = manners.taken
    message = received(sent.content)
    assert (sent.sender, sent.recipients) == ("<>", ("ada@example.org",))
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["In-Reply-To"] == "<one.1@mail.example>"
    assert BODY not in part(message, "plain") + part(message, "html")
    clock.advance(timedelta(days=1))
    post(written("Re: yours"))
    assert deliver_due(services, transport) == 1


def test_nobody_is_answered_who_takes_no_part_and_no_loop_begins(
    services: Services, mentee: Person, delivered: str, post: Post
) -> None:
    assert mentee.id
    for content in (
        written("Hello", sender="stranger@elsewhere.example"),
        written("Hello", sender="Returns@example.org", more=f"In-Reply-To: <{delivered}@example.org>\n"),
        written("Hello", sender=services.mail_from),
        written("Hello", more="Auto-Submitted: auto-replied\n"),
        written("Hello", more="Precedence: list\n"),
        postfix("aaaaaaaaaaaaaaaaaaaaaaaaaa"),
    ):
        post(content)
    assert kinds(services) == []
    post(written("Hi", sender="new@elsewhere.example", more=f"In-Reply-To: <{delivered}@example.org>\n"))
    assert kinds(services) == ["nobody_reads"]


def test_r15_a_malformed_or_huge_message_stops_no_other(
    services: Services, mentee: Person, delivered: str, box: mailbox.Maildir, tmp_path: Path
) -> None:
    for content in (b"", b"\xff\x00" * 5000, b"From: " + b"x" * 3_000_000, b"Content-Type: multipart/report"):
        box.add(content)
    box.add(postfix(delivered))
    assert read_mailbox(services, Maildir(tmp_path / "returns")) == 5
    assert state_of(services, mentee).progress is Progress.UNDELIVERED


def test_a_damaged_file_lets_its_message_wait_and_no_other(
    services: Services,
    mentee: Person,
    delivered: str,
    box: mailbox.Maildir,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def damaged(*_: object) -> None:
        raise DamagedFileError("records/mentee1/1", "flipped")

    assert mentee.id
    box.add(postfix(delivered))
    box.add(written("Re: yours"))
    with monkeypatch.context() as patched:
        patched.setattr(returned_letters, "_park_again", damaged)
        assert read_mailbox(services, Maildir(tmp_path / "returns")) == 1
    assert kinds(services) == ["nobody_reads"]
    assert read_mailbox(services, Maildir(tmp_path / "returns")) == 1
    assert len(box) == 0


def test_trouble_with_the_store_keeps_the_message(
    services: Services, delivered: str, box: mailbox.Maildir, tmp_path: Path
) -> None:
    class _Full:
        def __getattr__(self, name: str) -> object:
            return getattr(services.store.outbox, name)

        def take_back(self, *_: object) -> None:
            raise StoreError("The service's disk is full.")

    full: Outbox = _Full()  # type: ignore[assignment]  # it forwards every other verb
    box.add(postfix(delivered))
    with pytest.raises(StoreError):
        read_mailbox(
            replace(services, store=replace(services.store, outbox=full)), Maildir(tmp_path / "returns")
        )
    assert len(box) == 1


def test_l1_no_log_line_says_who_wrote_what(
    mentee: Person, delivered: str, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for content in (postfix(delivered), automatic_reply(delivered), written("Re: a subject")):
        post(content)
    assert "came back and was taken in" in caplog.text
    for word in (BODY, "ada@", "subject", delivered[:10], mentee.name):
        assert word not in caplog.text.replace(f"Letter submission {delivered}", "")


def test_trouble_with_the_mailbox_is_logged_once_and_ends_by_itself(
    services: Services, delivered: str, mentee: Person, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    stop, missing = threading.Event(), Maildir(tmp_path / "not yet")
    reader = threading.Thread(
        target=run_reader, args=(services, missing), kwargs={"stop": stop, "rest_seconds": 0.02}
    )
    reader.start()
    try:
        while "can't be read now" not in caplog.text:
            stop.wait(0.01)
        stop.wait(0.2)
        late = mailbox.Maildir(tmp_path / "made", create=True)
        late.add(postfix(delivered))
        (tmp_path / "made").rename(tmp_path / "not yet")
        for _ in range(500):
            if state_of(services, mentee).progress is Progress.UNDELIVERED:
                break
            stop.wait(0.02)
    finally:
        stop.set()
        reader.join(timeout=5)
    assert state_of(services, mentee).progress is Progress.UNDELIVERED
    assert caplog.text.count("can't be read now") == 1


def test_the_envelope_names_the_return_address(
    services: Services, mentor: Person, manners: Manners, transport: SmtpTransport
) -> None:
    letter: Letter = put_welcome(services, mentor)
    deliver_due(services, transport)
    assert letter.id
    assert [each.sender for each in manners.taken] == ["returns@example.org"]
