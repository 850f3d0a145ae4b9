"""A record over time: ratings as series with their gaps, goals with their lives, answers side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from formsvc.domain.history import (
    NO_LONGER_ASKED,
    Stage,
    Turn,
    goal_lives,
    in_words,
    ratings_over_time,
    side_by_side,
)
from formsvc.domain.questionnaire import Answer
from formsvc.domain.submission import GoalStep, Submission
from tests.workflows.small_programme import small_questionnaire

ASKED = small_questionnaire()


def sent(cycle: int, **answers: Answer) -> Submission:
    return Submission(
        reference=f"K7QM-{cycle}",
        mentee_id="mentee1",
        cycle=cycle,
        sent_at=datetime(2026, 3, 2, tzinfo=UTC),
        questionnaire_id="small",
        questionnaire_version="1",
        answers=answers,
        pairing_id="pairing1",
        mentor_id="mentor1",
        mentor_name="Dr Ada Example",
        mentor_email="ada@example.org",
        letter_id=f"letter{cycle}",
    )


def stages(*submissions: Submission) -> list[Stage]:
    lives = goal_lives(ASKED, submissions)
    return [stage for life in lives for stage in life.stages]


def turns(*submissions: Submission) -> list[Turn]:
    return [stage.turn for stage in stages(*submissions)]


def test_nothing_sent_is_no_series_and_no_goal() -> None:
    assert ratings_over_time(ASKED, []).cycles == ()
    assert ratings_over_time(ASKED, []).series == ()
    assert goal_lives(ASKED, []) == ()


def test_one_cycle_is_one_point() -> None:
    ratings = ratings_over_time(ASKED, [sent(4, satisfaction=3)])
    assert ratings.cycles == (4,)
    assert [each.ratings for each in ratings.series] == [(3,)]


def test_a_missed_cycle_is_a_gap_in_its_place() -> None:
    ratings = ratings_over_time(ASKED, [sent(2, satisfaction=3), sent(3), sent(5, satisfaction=5)])
    assert ratings.cycles == (2, 3, 4, 5)
    assert ratings.series[0].ratings == (3, None, None, 5)


def test_sixty_cycles_are_sixty_points() -> None:
    ratings = ratings_over_time(ASKED, [sent(n, satisfaction=n % 5 + 1) for n in range(1, 61)])
    assert ratings.cycles == tuple(range(1, 61))
    assert ratings.series[0].ratings == tuple(n % 5 + 1 for n in range(1, 61))


@pytest.mark.parametrize(
    ("odd", "reads"), [("4", "4"), (0, "0"), (6, "6"), (-1, "-1"), (("4",), ("4",)), (None, "")]
)
def test_a_rating_of_another_shape_is_left_out_of_the_series_and_stays_in_the_record(
    odd: Answer, reads: str | tuple[str, ...]
) -> None:
    old = sent(1, satisfaction=odd)
    assert ratings_over_time(ASKED, [old]).series == ()
    (row,) = [
        row for chapter in side_by_side(ASKED, [old]) for row in chapter.rows if row.id == "satisfaction"
    ]
    assert row.answers == (odd,)
    assert row.worded == (reads,)


def test_a_rating_is_worded_by_its_scale() -> None:
    question = ASKED.question("satisfaction")
    assert in_words(question, 4) == "4 out of 5, good"
    assert in_words(None, 4) == "4"


def test_each_question_stands_once_with_every_answer_to_it() -> None:
    chapters = side_by_side(ASKED, [sent(1, skills="one", help="me"), sent(2, skills="two")])
    rows = {row.id: row for chapter in chapters for row in chapter.rows}
    assert [chapter.title for chapter in chapters] == [section.title for section in ASKED.sections]
    assert list(rows) == [question.id for question in ASKED.questions]
    assert rows["skills"].answers == ("one", "two")
    assert rows["help"].answers == ("me", None)


def test_what_is_no_longer_asked_comes_last_and_is_never_lost() -> None:
    *_, last = side_by_side(ASKED, [sent(1, old_question="kept", skills="x"), sent(2)])
    assert last.title == NO_LONGER_ASKED
    assert [(row.label, row.question, row.answers) for row in last.rows] == [
        ("old question", None, ("kept", None))
    ]


def test_the_same_is_said_only_of_what_says_something() -> None:
    pair = [sent(1, skills="one", help="", goal=" "), sent(2, skills="one", help="", goal=" ")]
    same = {row.id: row.same for chapter in side_by_side(ASKED, pair) for row in chapter.rows}
    assert same == {"skills": True, "satisfaction": False, "positives": False, "goal": False, "help": False}


def test_a_goal_s_life_is_told_by_comparing_where_the_mentee_says_nothing() -> None:
    told = stages(
        sent(1, goal="The exam"),
        sent(2, goal="The  exam\n"),
        sent(4, goal="The fellowship"),
        sent(5, goal=""),
    )
    assert told == [
        Stage(1, Turn.NEW, "The exam"),
        Stage(2, Turn.SAME, "The  exam\n"),
        Stage(4, Turn.CHANGED, "The fellowship"),
        Stage(5, Turn.EMPTY, ""),
    ]


def test_the_mentee_s_own_word_comes_first() -> None:
    told = stages(
        sent(1, goal="The exam"),
        replace(sent(2, goal="The fellowship"), goal_steps={"goal": GoalStep.REACHED}),
        replace(sent(3), goal_steps={"goal": GoalStep.KEPT}),
        replace(sent(4, goal="The fellowship"), goal_steps={"goal": GoalStep.CHANGED}),
        replace(sent(5), goal_steps={"goal": GoalStep.DROPPED}),
        sent(6, goal="The exam"),
    )
    assert told == [
        Stage(1, Turn.NEW, "The exam"),
        Stage(2, Turn.REACHED, "The fellowship"),
        Stage(3, Turn.SAME, "The fellowship"),
        Stage(4, Turn.CHANGED, "The fellowship"),
        Stage(5, Turn.DROPPED, ""),
        Stage(6, Turn.NEW, "The exam"),
    ]


@pytest.mark.parametrize("step", [GoalStep.REACHED, GoalStep.DROPPED])
def test_the_words_of_a_goal_that_ended_are_no_next_goal(step: GoalStep) -> None:
    ended = replace(sent(2, goal="The exam"), goal_steps={"goal": step})
    assert stages(sent(1, goal="The exam"), ended)[1] == Stage(2, Turn(step.value), "")


def test_kept_with_other_words_is_called_changed() -> None:
    kept = replace(sent(2, goal="Another"), goal_steps={"goal": GoalStep.KEPT})
    assert turns(sent(1, goal="The exam"), kept) == [Turn.NEW, Turn.CHANGED]


def test_the_two_minute_version_asks_for_no_goal_and_so_empties_none() -> None:
    short = replace(sent(2), short=True)
    assert turns(sent(1, goal="The exam"), short, sent(3, goal="The exam")) == [Turn.NEW, Turn.SAME]


def test_a_goal_left_empty_and_taken_up_again_is_the_same() -> None:
    assert turns(sent(1, goal="The exam"), sent(2), sent(3, goal="The exam")) == [
        Turn.NEW,
        Turn.EMPTY,
        Turn.SAME,
    ]


@pytest.mark.parametrize("odd", [("a", "list"), 3, None])
def test_a_goal_of_another_shape_tells_no_life(odd: Answer) -> None:
    assert stages(sent(1, goal=odd)) == []
