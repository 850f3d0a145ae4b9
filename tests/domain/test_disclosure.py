"""What may be shown of an evaluation: Wilson's intervals, and small numbers that nobody can work out.

The suppression is tested against somebody who has every published number and knows how it works. They
may narrow a hidden number down, and never to "fewer than five", nor to one value.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formsvc.domain.disclosure import (
    FEWEST,
    GroupResult,
    QuestionResult,
    Results,
    Rung,
    in_words,
    ladder,
    results_of,
    rung_to_show,
    wilson,
)
from formsvc.domain.evaluation import AskedQuestion, Evaluation, Group, Tally
from tests.domain.small_evaluation import AGAIN, ASKED, SAFE, USEFUL, tally_of

THREE = replace(SAFE, words=("Yes", "No", "Not sure"))
TWO_COUNTED = replace(SAFE, words=("Always", "Often", "Never"), counted=("Always", "Often"))
QUESTIONS = (USEFUL, SAFE, AGAIN, THREE, TWO_COUNTED)
Counts = tuple[int, ...]


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [
        (8, 10, 49, 94),  # as published
        (4, 4, 51, 100),  # as published
        (0, 10, 0, 28),
        (10, 10, 72, 100),
        (5, 10, 24, 76),
    ],
)
def test_wilson_s_interval_is_the_published_one(count: int, of: int, low: int, high: int) -> None:
    found = wilson(count, of)
    assert (round(100 * found[0]), round(100 * found[1])) == (low, high)


@given(of=st.integers(1, 3000), data=st.data())
def test_an_interval_holds_its_share_and_is_mirrored(of: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, of))
    low, high = wilson(count, of)
    assert 0 <= low <= count / of + 1e-12
    assert count / of - 1e-12 <= high <= 1
    assert wilson(of - count, of) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize("counts", [(8, 2), (4, 0), (2, 8), (10, 0), (20, 4), (0, 23)])
def test_cells_as_small_as_in_the_published_table_are_hidden(counts: Counts) -> None:
    """8 of 10 gives two away, 4 of 4 is four people, and "all of them" says what each one said."""
    group = mentees(again=counts)
    assert group.questions == () or all(q.shares == () for q in group.questions)
    assert group.answered in {None, sum(counts)}


def test_fewer_than_five_answers_are_not_even_counted() -> None:
    assert mentees(again=(4, 0)).answered is None
    assert mentees(again=(5, 0)).answered == 5


def test_a_question_is_shown_word_by_word_when_every_number_is_five_or_more() -> None:
    (shown,) = mentees(useful=(5, 5, 6, 9, 7)).questions
    assert [(share.label, share.count, share.of) for share in shown.shares] == [
        ("Not at all useful", 5, 32),
        ("Slightly useful", 5, 32),
        ("Fairly useful", 6, 32),
        ("Useful", 9, 32),
        ("Very useful", 7, 32),
    ]
    assert not shown.together


@pytest.mark.parametrize(
    ("counts", "labels"),
    [
        ((0, 6, 7, 9, 7), ["Not at all useful or slightly useful", "Fairly useful", "Useful or very useful"]),
        ((1, 3, 7, 0, 9), ["Not at all useful, slightly useful or fairly useful", "Useful or very useful"]),
        ((0, 0, 4, 9, 9), []),
    ],
)
def test_words_are_put_together_until_no_number_is_small(counts: Counts, labels: list[str]) -> None:
    (shown,) = mentees(useful=counts).questions
    assert [share.label for share in shown.shares] == labels
    assert shown.together is bool(labels)
    assert all(share.count >= FEWEST for share in shown.shares)


def test_the_counted_words_of_a_choice_stand_against_the_rest() -> None:
    (shown,) = mentees(safe=(17, 3, 2, 1)).questions
    assert [(share.label, share.count, share.of) for share in shown.shares] == [
        ("Yes", 17, 23),
        ("Partly, no or I'd rather not say", 6, 23),
    ]


def test_groups_that_were_not_asked_are_left_out_and_groups_are_never_added_up() -> None:
    tallies = {Group.MENTEE: tally_of(again=(9, 8)), Group.MENTOR: tally_of(again=(2, 1))}
    results = results_of(replace(ASKED, evaluation=asking(AGAIN)), tallies)
    assert [(group.group, group.answered) for group in results.groups] == [
        (Group.MENTEE, 17),
        (Group.MENTOR, None),
    ]
    assert numbers_in(results) == {17, 9, 8}  # 20, 11 or 9 of both together would give the mentors' away
    alone = results_of(replace(ASKED, evaluation=asking(AGAIN), asked={Group.MENTOR: 9}), tallies)
    assert [group.group for group in alone.groups] == [Group.MENTOR]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.kind}-{len(q.words)}")
def test_each_rung_of_a_ladder_holds_the_finer_ones_whole(question: AskedQuestion) -> None:
    rungs = ladder(question)
    for rung in rungs:
        assert sorted(place for part in rung for place in part) == list(range(len(question.words)))
    for finer, coarser in pairwise(rungs):
        assert all(any(set(part) <= set(whole) for whole in coarser) for part in finer)
        assert len(coarser) < len(finer)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: f"{q.kind}-{len(q.words)}")
def test_no_hidden_number_can_be_narrowed_to_below_five_or_to_one_value(question: AskedQuestion) -> None:
    """Every set of answers of so many people is put beside all others that look the same when published."""
    people = (FEWEST, 9, 11, 17, 26)  # of 26 people, five words can all be shown
    alike: dict[tuple[int, Rung | None], dict[object, list[set[int]]]] = defaultdict(dict)
    for answered in people:
        for counts in spread(answered, len(question.words)):
            same = alike[answered, rung_to_show(question, counts)]
            possible = same.setdefault(shown(question, counts), [set() for _ in question.words])
            for place, count in enumerate(counts):
                possible[place].add(count)
    assert {rung for _, rung in alike} == {None, *ladder(question)}
    for (_, rung), published_alike in alike.items():
        published = {part[0] for part in rung or () if len(part) == 1}
        for possible in published_alike.values():
            for place, values in enumerate(possible):
                assert max(values) >= FEWEST, (question.id, rung, place, values)
                assert (len(values) == 1) is (place in published)


@given(data=st.data())
@settings(max_examples=300, deadline=None)
def test_no_sum_or_difference_of_published_numbers_is_below_five(data: st.DataObject) -> None:
    """Whatever is added and subtracted of one question and group: no words come out at fewer than five."""
    question = data.draw(st.sampled_from(QUESTIONS))
    counts = tuple(
        data.draw(st.lists(st.integers(0, 60), min_size=len(question.words), max_size=len(question.words)))
    )
    if sum(counts) < FEWEST:
        return
    rung = rung_to_show(question, counts) or ()
    known = [frozenset(range(len(question.words))), *(frozenset(part) for part in rung)]
    for words in derivable(known):
        assert sum(counts[place] for place in words) >= FEWEST


@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=2), st.lists(st.integers(0, 40), min_size=2, max_size=2)
)
def test_one_group_s_results_say_nothing_of_the_other(first: list[int], second: list[int]) -> None:
    """What is published of mentees is the same whatever mentors chose, and the other way round."""
    asked = replace(ASKED, evaluation=asking(AGAIN))
    mentee, mentor = tally_of(again=tuple(first)), tally_of(again=tuple(second))
    both = results_of(asked, {Group.MENTEE: mentee, Group.MENTOR: mentor})
    alone = results_of(asked, {Group.MENTEE: mentee})
    other = results_of(asked, {Group.MENTOR: mentor})
    assert both == Results((alone.groups[0], other.groups[1]))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("Yes",), "Yes"),
        (("Useful", "Very useful"), "Useful or very useful"),
        (("No", "I'd rather not say"), "No or I'd rather not say"),
        (("Some", "NHS", "Other"), "Some, NHS or other"),
    ],
)
def test_words_together_read_as_a_sentence_would(words: tuple[str, ...], said: str) -> None:
    assert in_words(words) == said


def asking(*questions: AskedQuestion) -> Evaluation:
    return replace(ASKED.evaluation, questions=questions)


def mentees(**chosen: Counts) -> GroupResult:
    questions = {"useful": USEFUL, "safe": SAFE, "again": AGAIN}
    asked = replace(ASKED, evaluation=asking(*(questions[name] for name in chosen)))
    return results_of(asked, {Group.MENTEE: tally_of(**chosen)}).groups[0]


def shown(question: AskedQuestion, counts: Counts) -> tuple[QuestionResult, ...]:
    asked = replace(ASKED, evaluation=asking(replace(question, asked_of=(Group.MENTEE,))))
    tally = Tally(sum(counts), {question.id: counts})
    return results_of(asked, {Group.MENTEE: tally}).groups[0].questions


def numbers_in(results: Results) -> set[int]:
    """Return every number of people that is published, but for how many were asked."""
    found = {group.answered for group in results.groups if group.answered is not None}
    for group in results.groups:
        for question in group.questions:
            found |= {number for share in question.shares for number in (share.count, share.of)}
    return found


def spread(people: int, words: int) -> Iterator[Counts]:
    """Yield every way in which so many people can choose among so many words."""
    for bars in combinations(range(people + words - 1), words - 1):
        edges = (-1, *bars, people + words - 1)
        yield tuple(after - before - 1 for before, after in pairwise(edges))


def derivable(known: list[frozenset[int]]) -> set[frozenset[int]]:
    """Return every set of words whose number follows from known ones by adding and subtracting."""
    found = set(known)
    while True:
        more = {one - two for one in found for two in found if two < one}
        more |= {one | two for one in found for two in found if not one & two}
        if more <= found:
            return found
        found |= more
