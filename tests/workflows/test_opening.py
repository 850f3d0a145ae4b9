"""Opened by link only: a notice without answers, a code to the fixed address, and what it opens."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from formsvc.domain.errors import (
    CodeSpentError,
    CodesThrottledError,
    LinkExpiredError,
    LinkInvalidError,
    SubmissionGoneError,
    WrongCodeError,
)
from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Mailbox, Person, Standing
from formsvc.domain.submission import Submission, Way
from formsvc.mail.smtp import SmtpTransport
from formsvc.workflows.acknowledgement import acknowledge, letter_to_acknowledge
from formsvc.workflows.after_sending import add_update, take_back
from formsvc.workflows.delivery import deliver_due, sweep
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.notice import PURPOSE
from formsvc.workflows.opening import (
    ask_for_code,
    close_submission,
    open_by_code,
    opened_submission,
    submission_to_open,
)
from formsvc.workflows.restoring import hold_letters
from formsvc.workflows.services import Services
from tests.mail.mail_server import Manners
from tests.mail.reading import part, received
from tests.workflows.delivering import CANARY, answer, send_checked, send_questionnaire, state_of
from tests.workflows.opening_by_link import WRONG, code_of, newest_mail, open_token, send_by_link
from tests.workflows.signing_in import all_at_once, letters, snapshot
from tests.workflows.small_programme import SettableClock

HALF_AN_HOUR = timedelta(minutes=30)
FOURTEEN_DAYS = timedelta(days=14)


@pytest.fixture
def sent(services: Services, mentee: Person) -> Submission:
    return send_by_link(services, mentee)


@pytest.fixture
def token(services: Services, sent: Submission, transport: SmtpTransport, manners: Manners) -> str:
    """The link's token, out of the notice in the mentor's mailbox."""
    del sent
    return open_token(newest_mail(services, transport, manners))


@pytest.fixture
def key(services: Services, token: str) -> str:
    """What the browser holds that asked for a code and typed it."""
    request_id = ask_for_code(services, token)
    return open_by_code(services, token, request_id, code_of(services, request_id))


# --- the notice ----------------------------------------------------------------------------------


def test_the_mail_is_a_notice_without_an_answer_in_the_pairings_thread(
    services: Services, sent: Submission, transport: SmtpTransport, manners: Manners, mentee: Person
) -> None:
    message = newest_mail(services, transport, manners)

    assert message["To"] == "Dr Ada Example <ada@example.org>"
    assert message["Reply-To"] == "Mo Sample <mo@example.org>"
    assert message["References"] == f"<pairing.{sent.pairing_id}@example.org>"
    for kind in ("plain", "html"):
        assert CANARY not in part(message, kind)
        assert "/m/open/" in part(message, kind)
        assert sent.reference in part(message, kind)
    assert CANARY.encode() not in manners.taken[-1].content
    assert "16 March 2026 at 09:00" in part(message, "plain"), "14 days after sending"
    assert state_of(services, mentee).delivered_at is not None


def test_a_mailbox_that_others_open_gets_a_notice_whatever_was_chosen(
    services: Services, mentor: Person, mentee: Person, transport: SmtpTransport, manners: Manners
) -> None:
    with services.store.hold(mentor.id):
        services.store.registry.save(replace(mentor, mailbox=Mailbox.SHARED))
    answer(services, mentee)
    sent = send_checked(services, mentee, way=Way.EMAIL)
    message = newest_mail(services, transport, manners)
    assert sent.way is Way.LINK
    assert CANARY not in part(message, "plain")
    assert open_token(message)


def test_an_addition_gets_a_notice_of_its_own_and_opens_with_the_same_link(
    services: Services, mentee: Person, token: str, transport: SmtpTransport, manners: Manners, key: str
) -> None:
    add_update(services, mentee.id, 1, f"One thing more, {CANARY}")
    deliver_due(services, transport)
    mails = [received(taken.content) for taken in manners.taken]
    (message,) = [mail for mail in mails if "There is an addition" in part(mail, "plain")]
    assert "There is an addition" in part(message, "plain")
    assert "same link" in part(message, "plain")
    for kind in ("plain", "html"):
        assert CANARY not in part(message, kind)
    assert open_token(message) == token
    opened = opened_submission(services, token, key)
    assert opened is not None
    assert opened.update is not None
    assert CANARY in opened.update.text


# --- the code ------------------------------------------------------------------------------------


def test_a_code_goes_to_the_address_fixed_at_sending_and_opens_what_was_sent(
    services: Services, token: str, transport: SmtpTransport, manners: Manners, mentee: Person
) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    message = newest_mail(services, transport, manners)
    assert message["To"] == "Dr Ada Example <ada@example.org>"
    assert message["Subject"] == "Your code for Small e-mentoring"
    assert message["References"] is None
    for kind in ("plain", "html"):
        assert code in part(message, kind)
        assert "/m/open/" not in part(message, kind)
        assert mentee.name not in part(message, kind)

    key = open_by_code(services, token, request_id, f" {code.lower().replace('-', ' ')} ")
    opened = opened_submission(services, token, key)

    assert opened is not None
    assert opened.facts.asks.texts == (CANARY,)
    assert opened.reply_to == mentee.email


def test_z5_a_code_still_goes_to_the_fixed_address_after_the_mentors_changed(
    services: Services, token: str, mentor: Person
) -> None:
    with services.store.hold(mentor.id):
        services.store.registry.readdress(replace(mentor, email="elsewhere@example.org"))
    ask_for_code(services, token)
    assert [one.to_email for one in letters(services, LetterKind.OPENING_CODE)] == ["ada@example.org"]


def test_z5_a_code_that_went_to_another_address_opens_nothing(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    request = services.store.credentials.sign_in_request(request_id)
    assert request is not None
    with services.store.hold(request_id):
        elsewhere = replace(request, email="elsewhere@example.org")
        services.store.credentials.save_sign_in_request(elsewhere)
    with pytest.raises(CodeSpentError):
        open_by_code(services, token, request_id, code_of(services, request_id))


def test_r21_a_restore_sends_no_code_again(services: Services, token: str) -> None:
    ask_for_code(services, token)
    assert LetterKind.OPENING_CODE not in {letter.kind for letter in hold_letters(services)}
    assert letters(services, LetterKind.OPENING_CODE) == []


def test_only_hashes_of_code_and_key_are_kept(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    key = open_by_code(services, token, request_id, code)
    kept = repr(services.store.credentials.sign_in_request(request_id))
    assert code not in kept
    assert key.rpartition(".")[2] not in kept


def test_before_the_code_the_link_shows_no_answer_and_writes_nothing(
    services: Services, token: str, mentee: Person, tmp_path: Path
) -> None:
    before = snapshot(tmp_path)
    page = submission_to_open(services, token)
    assert (page.mentee_name, page.cycle) == (mentee.name, 1)
    assert CANARY not in repr(page)
    assert opened_submission(services, token, "nothing.at-all") is None
    assert snapshot(tmp_path) == before
    assert state_of(services, mentee).seen_at is None


def test_asking_marks_nothing_the_right_code_marks_seen_and_reading_again_nothing(
    services: Services, token: str, mentee: Person, clock: SettableClock, tmp_path: Path
) -> None:
    request_id = ask_for_code(services, token)
    with pytest.raises(WrongCodeError):
        open_by_code(services, token, request_id, WRONG)
    assert state_of(services, mentee).seen_at is None
    clock.advance(timedelta(minutes=1))
    key = open_by_code(services, token, request_id, code_of(services, request_id))
    first = clock.now
    assert (state_of(services, mentee).opened_at, state_of(services, mentee).seen_at) == (first, first)
    before = snapshot(tmp_path)
    clock.advance(timedelta(hours=1))
    assert opened_submission(services, token, key) is not None
    assert snapshot(tmp_path) == before


def test_x2_opening_again_leaves_the_mentors_newer_word_as_it_is(
    services: Services, token: str, mentee: Person
) -> None:
    replied = services.links.sign("acknowledge", mentee.id, "1", state_of(services, mentee).reference)
    acknowledge(services, replied, "replied")
    request_id = ask_for_code(services, token)
    open_by_code(services, token, request_id, code_of(services, request_id))
    assert state_of(services, mentee).replied_at is not None
    assert state_of(services, mentee).opened_at is not None


def test_a_code_works_once(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    open_by_code(services, token, request_id, code)
    with pytest.raises(CodeSpentError, match="works once"):
        open_by_code(services, token, request_id, code)


def test_a_code_raced_by_eight_opens_once(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    outcomes = all_at_once(lambda: open_by_code(services, token, request_id, code), threads=8)
    assert outcomes == ["", *["CodeSpentError"] * 7]


def test_a_code_ends_after_half_an_hour(services: Services, token: str, clock: SettableClock) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    clock.advance(HALF_AN_HOUR)
    with pytest.raises(CodeSpentError, match="30 minutes"):
        open_by_code(services, token, request_id, code)


def test_a_code_whose_time_is_over_isnt_mailed_any_more(
    services: Services, token: str, clock: SettableClock, transport: SmtpTransport
) -> None:
    ask_for_code(services, token)
    clock.advance(HALF_AN_HOUR)
    assert deliver_due(services, transport) == 0
    assert letters(services, LetterKind.OPENING_CODE) == []
    assert str(services.store.outbox.conservation()).endswith("1 withdrawn")


@pytest.mark.parametrize("typed", ["", "12345678", "K7QM-2XJ", "\u0663" * 8, "K7QM-2XJD-2222"])
def test_a3_what_is_no_code_is_asked_again_and_not_counted(
    services: Services, token: str, typed: str
) -> None:
    request_id = ask_for_code(services, token)
    for _ in range(7):
        with pytest.raises(WrongCodeError, match="8 letters and digits"):
            open_by_code(services, token, request_id, typed)
    assert open_by_code(services, token, request_id, code_of(services, request_id))


def test_a5_five_wrong_codes_end_a_request_and_a_fresh_one_works(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    code = code_of(services, request_id)
    for _ in range(5):
        with pytest.raises(WrongCodeError):
            open_by_code(services, token, request_id, WRONG)
    with pytest.raises(CodeSpentError, match="too many"):
        open_by_code(services, token, request_id, code)
    fresh = ask_for_code(services, token)
    assert open_by_code(services, token, fresh, code_of(services, fresh))


def test_a5_of_fifty_wrong_codes_at_once_five_are_looked_at(services: Services, token: str) -> None:
    request_id = ask_for_code(services, token)
    outcomes = all_at_once(lambda: open_by_code(services, token, request_id, WRONG), threads=50)
    assert outcomes == [*["CodeSpentError"] * 45, *["WrongCodeError"] * 5]


# --- bound to the browser, to the purpose and to the one submission --------------------------------


def test_the_code_of_one_browser_opens_nothing_in_another(services: Services, token: str) -> None:
    asked, other = ask_for_code(services, token), ask_for_code(services, token)
    with pytest.raises(WrongCodeError):
        open_by_code(services, token, other, code_of(services, asked))


def test_the_requests_id_alone_is_no_key(services: Services, token: str) -> None:
    """So a cookie copied before the code was typed opens nothing afterwards."""
    request_id = ask_for_code(services, token)
    open_by_code(services, token, request_id, code_of(services, request_id))
    for guess in (f"{request_id}.x", f"{request_id}.{'0' * 64}"):
        assert opened_submission(services, token, guess) is None


def test_x1_only_a_token_of_this_purpose_is_read(services: Services, token: str, sent: Submission) -> None:
    about = (sent.mentee_id, "1", sent.reference)
    for other in (
        services.links.sign("acknowledge", *about),
        services.links.sign(PURPOSE, sent.mentee_id, "1"),
        services.links.sign(PURPOSE, sent.mentee_id, "one", sent.reference),
        token[:-1],
        "abc.def",
    ):
        with pytest.raises(LinkInvalidError):
            submission_to_open(services, other)
    with pytest.raises(LinkInvalidError):
        letter_to_acknowledge(services, token)


def test_x1_a_key_opens_no_other_submission(
    services: Services, mentee: Person, key: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=62))
    second = send_by_link(services, mentee)
    other = services.links.sign(PURPOSE, mentee.id, str(second.cycle), second.reference)
    assert submission_to_open(services, other).cycle == second.cycle
    assert opened_submission(services, other, key) is None
    with pytest.raises(CodeSpentError):
        open_by_code(services, other, key.partition(".")[0], WRONG)


def test_what_went_whole_by_email_opens_with_no_link(services: Services, mentee: Person) -> None:
    sent = send_questionnaire(services, mentee)
    with pytest.raises(SubmissionGoneError):
        submission_to_open(services, services.links.sign(PURPOSE, mentee.id, "1", sent.reference))


# --- how long, and how often -----------------------------------------------------------------------


def test_it_opens_as_often_as_needed_for_fourteen_days(
    services: Services, token: str, clock: SettableClock
) -> None:
    began = clock.now
    for day in (0, 1, 7, 13):
        clock.now = began + timedelta(days=day)
        request_id = ask_for_code(services, token)
        key = open_by_code(services, token, request_id, code_of(services, request_id))
        assert opened_submission(services, token, key) is not None
    clock.now = began + FOURTEEN_DAYS - timedelta(seconds=1)
    assert submission_to_open(services, token).until == began + FOURTEEN_DAYS
    clock.now = began + FOURTEEN_DAYS
    for act in (submission_to_open, ask_for_code):
        with pytest.raises(LinkExpiredError, match="ask them to send it again"):
            act(services, token)
    with pytest.raises(LinkExpiredError):
        opened_submission(services, token, key)


def test_a_key_ends_after_twelve_hours(
    services: Services, token: str, key: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(hours=12) - timedelta(seconds=1))
    sweep(services)
    assert opened_submission(services, token, key) is not None
    clock.advance(timedelta(seconds=1))
    assert opened_submission(services, token, key) is None


def test_no_key_outlives_the_link(services: Services, token: str, clock: SettableClock) -> None:
    until = submission_to_open(services, token).until
    clock.now = until - timedelta(hours=1)
    request_id = ask_for_code(services, token)
    key = open_by_code(services, token, request_id, code_of(services, request_id))
    opened = opened_submission(services, token, key)
    assert opened is not None
    assert opened.until == until


def test_an_addition_opens_the_link_for_fourteen_days_more(
    services: Services, mentee: Person, token: str, clock: SettableClock
) -> None:
    clock.advance(timedelta(days=20))
    add_update(services, mentee.id, 1, "One thing more.")
    assert submission_to_open(services, token).until == clock.now + FOURTEEN_DAYS


def test_five_codes_are_live_at_most_and_those_stay_good(
    services: Services, token: str, clock: SettableClock
) -> None:
    first = ask_for_code(services, token)
    clock.advance(timedelta(minutes=5))
    for _ in range(4):
        ask_for_code(services, token)
    with pytest.raises(CodesThrottledError, match="still works") as refused:
        ask_for_code(services, token)
    assert refused.value.until == clock.now + timedelta(minutes=25)
    assert len(letters(services, LetterKind.OPENING_CODE)) == 5
    assert open_by_code(services, token, first, code_of(services, first))


def test_six_codes_an_hour_are_sent_at_most_spent_ones_too(
    services: Services, token: str, clock: SettableClock
) -> None:
    began = clock.now
    for _ in range(6):
        request_id = ask_for_code(services, token)
        open_by_code(services, token, request_id, code_of(services, request_id))
        clock.advance(timedelta(minutes=1))
    with pytest.raises(CodesThrottledError) as refused:
        ask_for_code(services, token)
    assert refused.value.until == began + timedelta(hours=1)
    clock.now = began + timedelta(hours=1)
    assert ask_for_code(services, token)


def test_asking_raced_by_twenty_sends_five_codes(services: Services, token: str) -> None:
    outcomes = all_at_once(lambda: ask_for_code(services, token), threads=20)
    assert outcomes == [*[""] * 5, *["CodesThrottledError"] * 15]
    assert len(letters(services, LetterKind.OPENING_CODE)) == 5


# --- no longer there -------------------------------------------------------------------------------


def test_a_key_that_was_closed_opens_nothing(services: Services, token: str, key: str) -> None:
    close_submission(services, key)
    assert opened_submission(services, token, key) is None


def test_what_was_taken_back_is_gone_and_what_was_sent_again_has_a_link_of_its_own(
    services: Services, mentee: Person, sent: Submission
) -> None:
    token = services.links.sign(PURPOSE, mentee.id, "1", sent.reference)
    request_id = ask_for_code(services, token)
    key = open_by_code(services, token, request_id, code_of(services, request_id))
    take_back(services, mentee.id, 1)
    again = send_by_link(services, mentee)
    assert again.reference != sent.reference
    with pytest.raises(SubmissionGoneError, match="no longer there"):
        opened_submission(services, token, key)


def test_what_was_erased_is_gone_with_its_requests(
    services: Services, mentee: Person, token: str, key: str
) -> None:
    waiting = ask_for_code(services, token)
    erase_person(services, mentee.email)
    for act in (submission_to_open, ask_for_code):
        with pytest.raises(SubmissionGoneError):
            act(services, token)
    assert letters(services, LetterKind.OPENING_CODE) == []
    for request_id in (waiting, key.partition(".")[0]):
        assert services.store.credentials.sign_in_request(request_id) is None


def test_who_has_left_has_nothing_opened_any_more(
    services: Services, mentee: Person, token: str, key: str
) -> None:
    with services.store.hold(mentee.id):
        person = services.store.registry.person(mentee.id)
        services.store.registry.save(replace(person, standing=Standing.LEFT))
    with pytest.raises(SubmissionGoneError):
        opened_submission(services, token, key)


def test_the_sweeper_drops_old_requests(
    services: Services, token: str, key: str, clock: SettableClock
) -> None:
    del token
    clock.advance(timedelta(days=1, seconds=1))
    sweep(services)
    assert services.store.credentials.sign_in_request(key.partition(".")[0]) is None
