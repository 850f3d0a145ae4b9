"""What changed since last time: told from what the reader may know, and from nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from formsvc.domain.changes import Changes, GoalChange, changes_since_last
from formsvc.domain.history import Turn
from formsvc.domain.questionnaire import Answer, Answers
from formsvc.domain.returning import alike
from formsvc.domain.submission import GoalStep, Submission
from tests.mail.full_programme import full_questionnaire

ASKED = full_questionnaire()


def sent(cycle: int, **answers: Answer) -> Submission:
    return Submission(
        reference=f"K7QM-{cycle}",
        mentee_id="mentee1",
        cycle=cycle,
        sent_at=datetime(2026, 3, 2, tzinfo=UTC),
        questionnaire_id="full",
        questionnaire_version="1",
        answers=answers,
        pairing_id="pairing1",
        mentor_id="mentor1",
        mentor_name="Dr Ada Example",
        mentor_email="ada@example.org",
        letter_id=f"letter{cycle}",
    )


def changes(*visible: Submission, all_sent: tuple[Submission, ...] = ()) -> Changes:
    found = changes_since_last(ASKED, visible[-1], visible, all_sent or visible)
    assert found is not None
    return found


def worded(*visible: Submission) -> list[str]:
    return [f"{rating.question.called}: {rating.in_words}" for rating in changes(*visible).ratings]


def goals(*visible: Submission, all_sent: tuple[Submission, ...] = ()) -> list[GoalChange]:
    return list(changes(*visible, all_sent=all_sent).goals)


def test_a_first_submission_has_nothing_before_it() -> None:
    first = sent(1, training=3)
    assert changes_since_last(ASKED, first, [first], [first]) is None
    assert changes_since_last(ASKED, first, [first, sent(2, training=4)], [first]) is None, (
        "nothing later counts"
    )


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (3, 4, "Satisfaction: up from 3 (neither) to 4 (satisfied)"),
        (5, 1, "Satisfaction: down from 5 (very satisfied) to 1 (very dissatisfied)"),
        (4, 4, "Satisfaction: still 4 (satisfied)"),
    ],
)
def test_a_rating_says_its_direction_in_the_questionnaire_s_words(before: int, now: int, says: str) -> None:
    assert worded(sent(1, training=before), sent(2, training=now)) == [says]


@pytest.mark.parametrize(("before", "now"), [(None, 4), (3, None), (3, 9), ("3", 4), (0, 4)])
def test_what_is_no_rating_on_both_sides_is_compared_with_nothing(before: Answer, now: Answer) -> None:
    assert worded(sent(1, training=before), sent(2, training=now)) == []


def test_the_series_runs_over_the_visible_cycles_with_their_gaps() -> None:
    (rating,) = changes(sent(2, training=1), sent(4, training=3), sent(5, training=2)).ratings
    assert rating.series == (1, None, 3, 2)
    assert rating.so_far == "1, none, 3, 2 in cycles 2 to 5, out of 5"


def test_a_long_series_shows_the_newest_two_years() -> None:
    (rating,) = changes(*(sent(cycle, training=cycle % 5 + 1) for cycle in range(1, 31))).ratings
    assert rating.cycles == tuple(range(19, 31))
    assert len(rating.series) == 12


def test_goals_tell_what_was_and_what_is() -> None:
    first = sent(1, goal_short="Finish the audit", goal_medium="A fellowship", goal_long="Teach")
    second = replace(
        sent(2, goal_short="Present the audit", goal_medium="", goal_long="Teach"),
        goal_steps={
            "goal_short": GoalStep.REACHED,
            "goal_medium": GoalStep.DROPPED,
            "goal_long": GoalStep.KEPT,
        },
    )
    short, medium = ASKED.question("goal_short"), ASKED.question("goal_medium")
    assert short
    assert medium
    assert goals(first, second) == [
        GoalChange(short, Turn.REACHED, "Finish the audit", "Present the audit"),
        GoalChange(medium, Turn.DROPPED, "A fellowship", ""),
    ]
    (new,) = goals(
        first, second, sent(3, goal_short="Present the audit", goal_medium="An MD", goal_long="Teach")
    )
    assert (new.turn, new.before, new.now) == (Turn.NEW, "", "An MD")


def test_z4_a_goal_that_the_reader_may_not_know_of_isnt_told_as_reached() -> None:
    """The mentor may know of cycle 1, not of 2; what was reached in 3 was the goal of 2."""
    shared = sent(1, goal_short="Finish the audit")
    hidden = sent(2, goal_short="Find a way out of surgery")
    now = replace(sent(3, goal_short="Present the audit"), goal_steps={"goal_short": GoalStep.REACHED})

    (told,) = goals(shared, now, all_sent=(shared, hidden, now))

    assert (told.turn, told.before) == (Turn.CHANGED, "Finish the audit")
    assert goals(shared, hidden, now)[0].turn is Turn.REACHED


def test_a_point_is_told_from_its_third_time_on_with_the_words_of_each_time() -> None:
    one = sent(1, bad=("No time to study", "Slow with letters"))
    two = sent(2, bad=("Slow with the new system", "Again: no time for studying!"))
    three = sent(4, bad=("Slow with letters", "Still no time to study"))

    assert changes(one, two).returning == ()
    (point,) = changes(one, two, three).returning

    assert (point.text, point.times, point.in_words) == ("Still no time to study", 3, "for the third time")
    assert [(said.cycle, said.text) for said in point.before] == [
        (1, "No time to study"),
        (2, "Again: no time for studying!"),
    ]


def test_only_the_watched_question_is_read_for_returning_points() -> None:
    thrice = [sent(cycle, good=("A kind word",), cv=("A course",)) for cycle in (1, 2, 3)]
    assert changes(*thrice).returning == ()
    watching = replace(ASKED, watched="good")
    found = changes_since_last(watching, thrice[-1], thrice, thrice)
    assert found is not None
    assert [point.text for point in found.returning] == ["A kind word"]


def test_one_point_said_twice_in_one_questionnaire_counts_once() -> None:
    twice: Answers = {"bad": ("No time to study", "no time to study.")}
    assert changes(sent(1, **twice), sent(2, **twice)).returning == ()
    assert len(changes(sent(1, **twice), sent(2, **twice), sent(3, **twice)).returning) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Missed teaching four times", "I missed the teaching again"),
        ("I said yes to extra shifts.", "Said YES to three extra shifts, again"),
        ("Too many nights", "Many nights"),
        ("Missed teaching because of the rota", "Missed teaching"),
        ("Rota", "rota!"),
        (
            "\u0644\u0627 \u0648\u0642\u062a \u0644\u0644\u062f\u0631\u0627\u0633\u0629",
            "\u0644\u0627 \u0648\u0642\u062a \u0644\u0644\u062f\u0631\u0627\u0633\u0629",
        ),
        ("\U0001f634", "\U0001f634"),
        ("I didn't ask for help", "I didn\u2019t ask for help"),
    ],
)
def test_a_small_rewording_is_the_same_point(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Missed teaching twice", "Missed lunch twice"),
        ("No time to study", "Slow with the new system"),
        ("Again and again", "More and more"),
        ("\U0001f634", "\U0001f600"),
        ("No time to study", "My evenings are too short to read"),
    ],
)
def test_other_words_are_another_point(one: str, other: str) -> None:
    assert not alike(one, other)


def test_the_short_version_says_nothing_of_goals() -> None:
    assert goals(sent(1, goal_short="The exam"), replace(sent(2, training=2), short=True)) == []
