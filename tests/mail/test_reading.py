"""What a message in the return mailbox is, as real mail systems write them, and whatever the bytes are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.returned import AnswerByMail, AutomaticReply, Bounce, Nothing, Returned, Stray
from formsvc.mail.reading import MOST_READ, read_returned
from tests.mail.returned_messages import BODY, SYSTEMS, automatic_reply, exchange, gmail, postfix, written

TODAY = date(2026, 3, 2)
LETTER = "abcdefghijklmnopqrstuvwx27"
OTHER = "zyxwvutsrqponmlkjihgfedc27"
RECEIPT = (
    "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n"
    "Auto-Submitted: auto-replied\n"
)


def read(content: bytes) -> Returned:
    return read_returned(content, TODAY)


@pytest.mark.parametrize("system", SYSTEMS)
def test_r16_a_bounce_names_its_letter_and_the_code(system: str) -> None:
    assert read(SYSTEMS[system](LETTER)) == Bounce((LETTER,), "5.1.1")


def test_r16_the_envelopes_id_goes_first() -> None:
    assert read(postfix(OTHER, envelope_id=LETTER)) == Bounce((LETTER, OTHER), "5.1.1")


def test_a_code_that_says_nothing_gives_way_to_the_servers() -> None:
    assert read(exchange(LETTER, status="5.0.0")) == Bounce((LETTER,), "5.1.10")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("action", ["delayed", "relayed", "delivered", "expanded", "FAILURES? no"])
def test_what_has_not_failed_is_nothing(system: str, action: str) -> None:
    found = read(SYSTEMS[system](LETTER, action=action, status="4.4.1"))
    assert isinstance(found, Nothing) is not action.casefold().startswith("failed")


def test_a_bounce_of_a_letter_that_is_not_named_is_nothing() -> None:
    assert read(postfix("not-one-of-ours")) == Nothing()


def test_a_bounce_that_is_cut_off_after_the_report_is_read() -> None:
    whole = exchange(LETTER)
    assert read(whole[: whole.index(b"X-Display-Name")]) == Bounce((LETTER,), "5.1.1")
    assert read(whole.replace(b"\r\n--_8c2d_--", b"x" * 2 * MOST_READ)) == Bounce((LETTER,), "5.1.1")


def test_an_international_report_is_read() -> None:
    content = gmail(LETTER).replace(b"message/delivery-status", b"message/global-delivery-status")
    assert read(content) == Bounce((LETTER,), "5.1.1")


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: Auto-Replied; owner-email=x@example.org\n",
        "Precedence: auto_reply\n",
        "X-Autoreply: yes\nPrecedence: bulk\n",
        "X-Autorespond: yes\n",
        "",
    ],
)
def test_an_automatic_reply_is_known_by_any_of_its_signs(more: str) -> None:
    assert read(automatic_reply(LETTER, more=more)) == AutomaticReply((LETTER,), date(2026, 3, 12))


def test_a_day_in_markup_and_in_the_subject_is_found() -> None:
    marked = automatic_reply(LETTER, body="<p>Back on <b>9 March</b></p>")
    assert read(marked) == AutomaticReply((LETTER,), date(2026, 3, 9))
    subject = automatic_reply(LETTER, subject="=?utf-8?Q?Automatic_reply=3A_away_until_9_March?=", body="-")
    assert read(subject) == AutomaticReply((LETTER,), date(2026, 3, 9))


def test_the_nearest_letter_comes_first() -> None:
    content = automatic_reply(LETTER, more=f"References: <{OTHER}@x> <{LETTER}@x>\n")
    assert read(content) == AutomaticReply((LETTER, OTHER), date(2026, 3, 12))


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-generated\n",
        "Auto-Submitted: auto-notified\n",
        "Precedence: bulk\n",
        "List-Id: <news.example.org>\n",
        "X-Auto-Response-Suppress: All\n",
        RECEIPT,
    ],
)
def test_other_mail_of_machines_is_nothing(more: str) -> None:
    assert (
        read(written("[mp:token] news", more=more).replace(b"Content-Type: text/plain", b"X-T: "))
        == Nothing()
    )


def test_mail_with_an_empty_return_path_is_never_answered() -> None:
    assert (
        read(written("Hello").replace(b"Return-Path: <Ada <ada@example.org>>", b"Return-Path: <>"))
        == Nothing()
    )


def test_no_more_than_the_beginning_is_looked_at() -> None:
    late = b"X-Long: " + b"x" * MOST_READ + b"\r\n" + postfix(LETTER)
    assert not isinstance(read(late), Bounce)


def test_mail_without_a_sender_or_of_a_daemon_is_nothing() -> None:
    for sender in ("", "<>", "MAILER-DAEMON@x.example.org", "no-reply@example.org", "not an address"):
        assert read(written("Hello", sender=sender)) == Nothing(), sender


def test_what_a_person_writes_is_a_stray_and_its_words_are_dropped() -> None:
    found = read(written("Re: questionnaires", more=f"In-Reply-To: <{LETTER}@example.org>\n"))
    assert found == Stray("ada@example.org", "<one.1@mail.example>", (LETTER,))
    assert BODY not in repr(found)


@pytest.mark.parametrize(
    "subject",
    [
        "Seen [mp:WyJh.b-_c]",
        "[EXTERNAL] Seen [mp:WyJh.b-_c] (sent from a phone)",
        "Seen [mp:WyJh.\n b-_c]",
        "=?utf-8?Q?Seen_=5Bmp=3AWyJh=2Eb-=5Fc=5D?=",
    ],
)
def test_the_token_is_found_however_a_subject_was_folded(subject: str) -> None:
    found = read(written(subject))
    assert isinstance(found, AnswerByMail)
    assert found.token == "WyJh.b-_c"
    assert found.stray.sender == "ada@example.org"


def test_a_token_in_an_automatic_reply_is_no_answer() -> None:
    assert isinstance(read(automatic_reply(LETTER, subject="Automatic reply: Seen [mp:a.b]")), AutomaticReply)


_SAMPLES = [
    *(make(LETTER, envelope_id=LETTER) for make in SYSTEMS.values()),
    automatic_reply(LETTER),
    written("Seen [mp:a.b]"),
]


@given(st.binary(max_size=2000))
def test_any_bytes_read_as_something(content: bytes) -> None:
    assert isinstance(read(content), Returned)


@given(st.sampled_from(_SAMPLES), st.integers(0, 4000), st.integers(0, 400), st.binary(max_size=60))
def test_a_message_damaged_anywhere_reads_as_something(sample: bytes, at: int, cut: int, put: bytes) -> None:
    found = read(sample[:at] + put + sample[at + cut :])
    assert isinstance(found, Returned)
    if isinstance(found, Bounce):
        assert all(len(each) == len(LETTER) for each in found.letter_ids)


def test_a_message_nested_a_thousand_times_harms_nothing() -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 1000
    assert isinstance(read(b"Content-Type: multipart/report\r\n" + nested), Returned)
