"""Why a letter didn't arrive, in plain words and with the code alone (R16)."""

from __future__ import annotations

import pytest

from formsvc.domain.returned import why_in_words


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
