from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from formsvc.domain.looking_after import can_look_after, coordinator_for, to_hand_over
from formsvc.domain.people import Role, Standing
from tests.domain.test_watching import MENTEE, MENTOR, NOON

CLEO = replace(MENTOR, id="cleo", roles=frozenset({Role.COORDINATOR}))
CARL = replace(CLEO, id="carl", invited_at=NOON + timedelta(days=1))
HERS = replace(MENTEE, id="mentee2", coordinator_id="cleo")


def test_who_has_the_fewest_looks_after_the_next_and_of_equals_the_first() -> None:
    assert coordinator_for(MENTEE, [CARL, CLEO, MENTOR]) == "cleo"
    assert coordinator_for(MENTEE, [CARL, CLEO, HERS]) == "carl"
    gone = replace(HERS, standing=Standing.LEFT)
    assert coordinator_for(MENTEE, [CARL, CLEO, gone]) == "cleo"


def test_who_assesses_them_never_does() -> None:
    person = replace(MENTEE, coordinator_conflicts=("cleo",))
    assert coordinator_for(person, [CARL, CLEO]) == "carl"
    assert coordinator_for(person, [CLEO, MENTOR]) == ""
    assert not can_look_after(CLEO, person)


def test_nobody_who_has_left_or_is_no_coordinator_does() -> None:
    assert not can_look_after(replace(CLEO, standing=Standing.LEFT), MENTEE)
    assert not can_look_after(MENTOR, MENTEE)


def test_who_has_lost_their_coordinator_is_spread_over_those_who_may() -> None:
    gone = replace(CLEO, id="gone", standing=Standing.LEFT)
    lost = [replace(MENTEE, id=f"lost{number}", coordinator_id="gone") for number in range(5)]
    apart = replace(lost[0], id="apart", coordinator_conflicts=("cleo", "carl"))
    erased = replace(MENTEE, id="erased", coordinator_id="erased-coordinator")
    left = replace(lost[0], id="left", standing=Standing.LEFT)
    found = to_hand_over([*lost, apart, erased, left, HERS, MENTOR, CLEO, CARL, gone])
    assert found.keys() == {*(person.id for person in lost), "erased"}
    assert Counter(found.values()) == {"cleo": 3, "carl": 3}
    assert found["lost0"] == "carl"


def test_whose_coordinator_is_there_stays_with_them() -> None:
    assert to_hand_over([HERS, CLEO, CARL]) == {}
    assert to_hand_over([HERS]) == {}
    assert to_hand_over([replace(HERS, coordinator_conflicts=("cleo",)), CLEO, CARL]) == {HERS.id: "carl"}
