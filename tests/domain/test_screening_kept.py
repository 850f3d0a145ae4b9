"""What was found at saving is believed only for the very words and rules that it was found with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formsvc.domain.questionnaire import Answer
from formsvc.domain.screening import kept, named_colleagues, screen
from formsvc.domain.screening.kept import colleagues_in, findings_in, screened_answers, screened_text
from formsvc.domain.submission import Screened

TELLING = "Clerked Mrs Inventado in bed 12, NHS 943 476 5919. Mr Placeholder let me close."


def test_what_is_kept_says_the_same_as_screening_anew() -> None:
    screened = screened_text(TELLING)
    assert findings_in(TELLING, screened) == list(screen(TELLING)) != []
    assert colleagues_in(TELLING, screened) == list(named_colleagues(TELLING)) != []


def test_what_is_kept_repeats_no_word() -> None:
    said = repr(screened_text(TELLING))
    assert not any(word in said for word in ("Inventado", "943", "Placeholder"))


def test_unchanged_words_are_not_screened_again() -> None:
    known = replace(screened_text(TELLING), found=())
    assert screened_text(TELLING, known) is known


def test_changed_words_are_screened_again() -> None:
    known = Screened(screened_text(TELLING).of)
    assert screened_text(TELLING + " ", known).found == screened_text(TELLING).found


def test_changed_rules_screen_everything_again(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Screened(screened_text(TELLING).of)
    monkeypatch.setattr(kept, "_rules", lambda: b"other rules")
    assert screened_text(TELLING, known).found != ()


def test_every_answer_with_a_text_is_screened() -> None:
    answers: dict[str, Answer] = {
        "items": ("in bed 12", "with Mrs Inventado"),
        "rating": 3,
        "empty": "",
        "text": TELLING,
    }
    screened = screened_answers(answers, {"text": Screened("of another text")})
    assert set(screened) == {"items", "text"}
    assert screened["text"] == screened_text(TELLING)
    assert len(screened["items"].found) == 2
