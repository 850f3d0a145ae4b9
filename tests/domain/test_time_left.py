"""The minutes that a page promises are made from what is still to be answered."""

from __future__ import annotations

from pathlib import Path

from formsvc.domain.questionnaire import Answer
from formsvc.domain.time_left import minutes_left
from formsvc.programme_file import read_programme
from tests.workflows.small_programme import small_questionnaire

ASKED = small_questionnaire()
TRAINING, POINTS, HELP = ASKED.sections
WITHOUT_GOAL: dict[str, Answer] = {"skills": "x", "satisfaction": 4, "positives": ("one", "two")}


def test_the_programmes_own_questionnaire_takes_the_twenty_minutes_that_its_start_page_promises() -> None:
    ours = read_programme(Path(__file__).resolve().parents[2] / "programme.toml").questionnaire
    assert minutes_left(ours, ours.sections[0], {}) == 20


def test_it_grows_less_with_every_answer_and_ends_at_nothing() -> None:
    whole: dict[str, Answer] = {**WITHOUT_GOAL, "goal": "x", "help": "x"}
    so_far = [dict(list(whole.items())[:number]) for number in range(len(whole) + 1)]
    left = [minutes_left(ASKED, TRAINING, answers) for answers in so_far]
    assert left == sorted(left, reverse=True)
    assert left[-1] == 0


def test_a_page_before_counts_only_where_it_must_be_gone_back_to() -> None:
    assert minutes_left(ASKED, HELP, WITHOUT_GOAL) == 1
    assert minutes_left(ASKED, HELP, {**WITHOUT_GOAL, "skills": " "}) == 3
    assert minutes_left(ASKED, POINTS, WITHOUT_GOAL) == 2
