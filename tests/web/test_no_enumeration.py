"""A7: nothing that a stranger can see tells a known address from an unknown one."""

from __future__ import annotations

import os
import re
from collections import Counter
from statistics import median
from time import thread_time_ns

import pytest
from werkzeug.test import TestResponse

from formsvc.domain.letters import LetterKind
from formsvc.domain.people import Person
from tests.web.browsing import Browser, Mailroom
from tests.web.test_every_route import OURS

PAIRS = 200
UNKNOWN = "xy@example.org"
A_MILLISECOND = 1_000_000
_TOKENS = re.compile(r'(name="csrf_token"[^>]*value=")[^"]+')


def told(answer: TestResponse, email: str) -> tuple[int, str, list[tuple[str, str]]]:
    """Return all that an answer tells, without tokens and without what was typed."""
    page = _TOKENS.sub(r"\1", answer.get_data(as_text=True)).replace(email, "typed")
    headers = [
        (name, value) for name, value in answer.headers if name not in {"Set-Cookie", "Content-Length"}
    ]
    return answer.status_code, page, headers


def test_known_and_unknown_addresses_look_and_take_the_same(
    visitor: Browser, mentee: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time is the thread's own, and waits for the disk are counted: a busy machine changes neither."""
    assert len(mentee.email) == len(UNKNOWN)
    waits: Counter[str] = Counter()
    asking, fsync = "", os.fsync

    def counted(handle: int) -> None:
        waits[asking] += 1
        fsync(handle)

    monkeypatch.setattr("os.fsync", counted)
    visitor.open("/sign-in")
    token = visitor.token
    answers: dict[str, set[str]] = {mentee.email: set(), UNKNOWN: set()}
    apart = []
    for at in range(PAIRS):
        took = {}
        pair = (mentee.email, UNKNOWN) if at % 2 else (UNKNOWN, mentee.email)
        for email in pair:
            asking, began = email, thread_time_ns()
            answer = visitor.client.post("/sign-in", data={"csrf_token": token, "email": email}, headers=OURS)
            took[email] = thread_time_ns() - began
            answers[email].add(repr(told(answer, email)))
            answers[email].add(repr(told(visitor.client.get("/sign-in/letter"), email)))
        apart.append(took[mentee.email] - took[UNKNOWN])
    assert answers[mentee.email] == answers[UNKNOWN]
    assert len(answers[UNKNOWN]) == 2
    assert waits[mentee.email] == waits[UNKNOWN] > 0
    assert abs(median(apart)) < A_MILLISECOND


def test_a_wrong_letter_code_says_the_same_of_both(
    visitor: Browser, mailroom: Mailroom, mentee: Person
) -> None:
    said = {}
    for email in (mentee.email, UNKNOWN):
        visitor.open("/sign-in")
        visitor.submit(email=email)
        if email == mentee.email:
            mailroom.sign_in_letter(email)
        pages = []
        for _ in range(7):
            visitor.submit("/sign-in/letter", code="ABCD-EFGH")
            pages.append(told(visitor.page, email))
            visitor.open("/sign-in/letter")
        said[email] = pages
    assert said[mentee.email] == said[UNKNOWN]


def test_what_is_written_for_both_is_alike(visitor: Browser, mailroom: Mailroom, mentee: Person) -> None:
    for email in (mentee.email, UNKNOWN):
        visitor.open("/sign-in")
        visitor.submit(email=email)
    assert [len(mailroom.letters(LetterKind.SIGN_IN, email)) for email in (mentee.email, UNKNOWN)] == [1, 1]
