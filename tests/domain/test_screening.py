"""Screening points at what may identify a patient, and leaves colleagues and training alone.

There are two labelled sets, each written by somebody who didn't see the rules.

- ``screening_set.toml`` came before the rules and was split by turns within each kind: the rules were
  tuned on ``tuning``. Measured once before any repair, ``held-out`` gave a recall of 0.871 at a
  precision of 0.961; repairs after that were made without reading it.
- ``screening_set_two.toml`` came after the rules, from another author. Untouched, the rules gave a recall
  of 0.81 at a precision of 0.90 on it: they knew the first author's words better than the language.
  It was then split at random, seeded, before a sentence was read: ``second-A`` (0.743 and 0.821) was
  read and learnt from, ``second-B`` (0.872 and 0.915) was not. Of ``second-B`` only totals were looked
  at between repairs: recall and precision, and counts by kind, by titled and bare names, and by
  rule. So its figures are a little kinder than those of a set that nobody has measured yet.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from formsvc.domain.screening import Identifier, named_colleagues, screen
from formsvc.domain.screening.nhs_numbers import is_nhs_number

HERE = Path(__file__).parent
SET: list[dict[str, Any]] = [
    sentence
    for name in ("screening_set.toml", "screening_set_two.toml")
    for sentence in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["sentence"]
]


def measured(sentences: list[dict[str, Any]]) -> tuple[float, float]:
    """Return recall and precision over whole sentences."""
    judged = [(each["identifies"], bool(screen(each["text"]))) for each in sentences]
    hits = judged.count((True, True))
    return hits / (hits + judged.count((True, False))), hits / (hits + judged.count((False, True)))


def test_the_set_is_large_and_half_of_it_is_clean() -> None:
    assert len(SET) >= 1000
    assert 0.4 < sum(not each["identifies"] for each in SET) / len(SET) < 0.6
    assert {each["part"] for each in SET} == {"tuning", "held-out", "second-A", "second-B"}


@pytest.mark.parametrize(
    ("part", "least_recall", "least_precision"),
    [
        ("tuning", 0.98, 0.98),
        ("held-out", 0.95, 0.94),
        ("second-A", 0.97, 0.97),
        ("second-B", 0.92, 0.92),
        ("all", 0.96, 0.95),
    ],
)
def test_recall_and_precision_on_the_labelled_set(
    part: str,
    least_recall: float,
    least_precision: float,
    record_property: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    recall, precision = measured([each for each in SET if part in {"all", each["part"]}])
    record_property("recall", recall)
    record_property("precision", precision)
    with capsys.disabled():
        print(f"\nscreening, {part}: recall {recall:.3f}, precision {precision:.3f}")  # noqa: T201 - reported
    assert recall >= least_recall
    assert precision >= least_precision


def test_it_points_at_the_words_and_not_only_at_the_sentence() -> None:
    pointed = [
        any(word in found.words or found.words in word for found in screen(each["text"]))
        for each in SET
        if each["identifies"] and screen(each["text"])
        for word in each["words"]
    ]
    assert sum(pointed) / len(pointed) >= 0.97


@pytest.mark.parametrize(
    ("text", "words", "identifier"),
    [
        ("NHS 943 476 5919 was mislabelled", "943 476 5919", Identifier.NHS_NUMBER),
        ("DOB 03/04/61, unwell", "03/04/61", Identifier.DATE_OF_BIRTH),
        ("He died on 14 March 2026.", "14 March 2026", Identifier.EXACT_DATE),
        ("A 93-year-old fell", "93-year-old", Identifier.AGE_OVER_89),
        ("hospital number K482913", "K482913", Identifier.HOSPITAL_NUMBER),
        ("the man in bed 12 bled", "bed 12", Identifier.PLACE),
        ("Clerked Mrs Inventado at night", "Mrs Inventado", Identifier.NAME),
        ("his son is on 07700 900123", "07700 900123", Identifier.PHONE),
        ("write to her.son@example.org", "her.son@example.org", Identifier.EMAIL),
        ("He lives at 14 Alder Close", "14 Alder Close", Identifier.ADDRESS),
    ],
)
def test_each_kind_is_named_with_its_place_in_the_text(text: str, words: str, identifier: Identifier) -> None:
    (found,) = screen(text)
    assert (found.identifier, text[found.start : found.end]) == (identifier, found.words)
    assert words in found.words


@pytest.mark.parametrize(
    "text",
    [
        "Mr Smith, my consultant, let me close.",
        "Closed with 4-0 PDS",
        "ASA 3 and very frail",
        "age 3 in the list",
        "Assisted Miss Specimen with a hemicolectomy and felt useful",
        "Sorry to miss teaching again",
        "3/12 of clinics, 7/10 for teaching",
        "ARCP on 12 June",
        "No beds on the ward round",
        "",
        "\u202e \U0001f634",
    ],
)
def test_what_surgeons_write_every_day_is_clean(text: str) -> None:
    assert screen(text) == ()


def test_a_colleague_stays_one_through_the_whole_text() -> None:
    text = "Mr Placeholder is my supervisor. On Monday it was Mr Placeholder again."
    assert screen(text) == ()
    assert [each.words for each in named_colleagues(text)] == ["Mr Placeholder", "Mr Placeholder"]


def test_a_colleague_and_a_patient_are_told_apart_in_one_sentence() -> None:
    text = "Mr Placeholder let me do Miss Invented's appendix."
    assert [each.words for each in screen(text)] == ["Miss Invented"]
    assert [each.words for each in named_colleagues(text)] == ["Mr Placeholder"]


def test_a_bracket_around_a_number_is_not_pointed_at() -> None:
    assert [each.words for each in screen("her son (07700 900123)")] == ["07700 900123"]
    assert [each.words for each in screen("her son on (01632) 960983")] == ["(01632) 960983"]


@pytest.mark.parametrize("blank", ["\u00a0", " ", "\u202f"])
def test_odd_blanks_and_full_width_digits_are_read_as_their_like(blank: str) -> None:
    digits = "9434765919".translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    (found,) = screen(f"NHS{blank}no {digits}")
    assert found.words == digits


@pytest.mark.parametrize(
    ("digits", "right"), [("9434765919", True), ("9434765918", False), ("4505577104", True)]
)
def test_the_check_digit_decides(digits: str, right: bool) -> None:  # noqa: FBT001 - a table
    assert is_nhs_number(digits) is right


@pytest.mark.parametrize("piece", ["Mr Smith ", "3/4/61 ", "Aa ", "a", "PT ", " "])
def test_a_hundred_thousand_characters_come_to_an_end(piece: str) -> None:
    """And findings are bounded, whatever is pasted."""
    assert len(screen(piece * (100_000 // len(piece)))) <= 2000
