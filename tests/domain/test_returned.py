"""Why a letter didn't arrive, in plain words and with the code alone (R16)."""

from __future__ import annotations

import pytest

from formsvc.domain.returned import refusal_in_words, why_in_words


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("5.1.1", "there is no such mailbox (5.1.1)"),
        ("5.1.10", "there is no such mailbox (5.1.10)"),
        ("5.4.4", "there is no mail server behind that address (5.4.4)"),
        ("5.2.1", "the mailbox is switched off (5.2.1)"),
        ("4.2.2", "the mailbox is full (4.2.2)"),
        ("5.3.4", "the letter is too big for that mailbox (5.3.4)"),
        ("5.7.124", "the rules of that mail system don't let it in (5.7.124)"),
        ("4.4.1", "that mail system couldn't be reached for days (4.4.1)"),
        ("5.9.9", "that mail system refused it (5.9.9)"),
        ("", "that mail system refused it"),
    ],
)
def test_a_code_says_why(status: str, words: str) -> None:
    assert why_in_words(status) == words


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (
            "The mail server answered 550 5.1.1 to the recipient's address.",
            "There is no such mailbox (5.1.1).",
        ),
        ("The letter came back: the mailbox is full (5.2.2).", "The mailbox is full (5.2.2)."),
        (
            "The mail server answered 550 to the letter itself.",
            "The mail server answered 550 to the letter itself.",
        ),
        ("550 from 10.5.1.1", "550 from 10.5.1.1"),
    ],
)
def test_a_kept_reply_is_told_in_words_where_its_code_is_known(reply: str, words: str) -> None:
    assert refusal_in_words(reply) == words
