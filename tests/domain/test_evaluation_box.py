"""Whom a round asks at a time: everyone once, and never so few that a link would be somebody's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.evaluation import Group
from formsvc.domain.evaluation_box import AT_A_TIME, new_box, next_to_ask
from tests.domain.small_evaluation import ASKED


@given(st.integers(0, 420), st.integers(0, 420))
def test_everyone_is_asked_once_and_never_a_few_by_themselves(mentees: int, mentors: int) -> None:
    people = {
        Group.MENTEE: [f"mentee{number}" for number in range(mentees)],
        Group.MENTOR: [f"mentor{number}" for number in range(mentors)],
    }
    reached: list[str] = []
    box = new_box(ASKED, people)
    while (batch := next_to_ask(box.to_ask)) is not None:
        group, some = batch
        assert min(AT_A_TIME // 2, len(people[group])) <= len(some) < 2 * AT_A_TIME
        assert set(some) <= set(people[group])
        reached += some
        box = box.with_asked(group, some, [f"link of {each}" for each in some])
    assert sorted(reached) == sorted(people[Group.MENTEE] + people[Group.MENTOR])
    assert list(box.open_links) == sorted(box.open_links)
    assert len(box.open_links) == mentees + mentors
    assert box.round.asked == ASKED.asked


def test_who_was_gone_is_not_counted_as_asked() -> None:
    box = new_box(ASKED, {Group.MENTEE: ["a", "b", "c"], Group.MENTOR: ["d", "e"]})
    after = box.with_asked(Group.MENTEE, ["a", "b", "c"], ["link"])
    assert after.round.asked == {Group.MENTEE: 28, Group.MENTOR: 12}
    assert after.closed(ASKED.closes_on).round.asked == {Group.MENTEE: 28, Group.MENTOR: 10}
    assert after.closed(ASKED.closes_on).to_ask == {}
