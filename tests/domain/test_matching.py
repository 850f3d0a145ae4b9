"""Suggestions: who is refused and why, who comes first, and that no cap is ever exceeded."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formsvc.domain.matching import Matching, cap_of, match, refusals
from formsvc.domain.pairing import Pairing
from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.workplace import PairingRules, PlaceRule

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
RULES = PairingRules(most_mentees=3, training_required=False)
ANY_NUMBER = PairingRules(training_required=False)
TRAINED = PairingRules(training_required=True, training_lasts_months=36)


def person(name: str, *roles: Role, **known: object) -> Person:
    made = Person(
        id=name.lower(),
        name=name,
        email=f"{name.lower()}@example.org",
        roles=frozenset(roles),
        standing=Standing.JOINED,
        invited_at=NOW,
    )
    return replace(made, **known)  # type: ignore[arg-type]


def mentee(**known: object) -> Person:
    return person("Mia", Role.MENTEE, **known)


def mentor(name: str = "Ada", **known: object) -> Person:
    return person(name, Role.MENTOR, **known)


def past(
    mentor_id: str = "ada", *, ended: date | None = date(2026, 1, 9), supervises: bool = False
) -> Pairing:
    return Pairing("p", mentor_id, date(2025, 9, 1), ended=ended, supervises=supervises)


def matched(of: Person, *mentors: Person, rules: PairingRules = RULES, **loads: int) -> Matching:
    return match(of, mentors, loads, rules, TODAY)


def names(found: Matching) -> list[str]:
    return [one.mentor.name for one in found.suggested]


@pytest.mark.parametrize(
    ("of", "who", "rules", "load", "said"),
    [
        (mentee(pairings=(past(supervises=True),)), mentor(), RULES, 0, "supervisor or assessor"),
        (mentee(), mentor(standing=Standing.LEFT), RULES, 0, "Has left the programme."),
        (mentee(), mentor(steps_back_at=NOW), RULES, 0, "Has stepped back from mentoring."),
        (mentee(), mentor(max_mentees=1), RULES, 1, "Has 1 of at most 1 mentee."),
        (mentee(), mentor(), RULES, 3, "Has 3 of at most 3 mentees."),
        (mentee(), mentor(max_mentees=5), RULES, 6, "Has 6 of at most 5 mentees."),
        (mentee(), mentor(), TRAINED, 0, "No training is written down, and this"),
        (mentee(), mentor(trained_on=date(2023, 3, 1)), TRAINED, 0, "counts for 36 months"),
        (mentee(), mentor(trained_on=date(2026, 3, 3)), TRAINED, 0, "only on 3 March 2026"),
        (
            mentee(site="A"),
            mentor(site=" a"),
            PairingRules(PlaceRule.REFUSE, training_required=False),
            0,
            "Works at the same site",
        ),
        (
            mentee(department="ICU"),
            mentor(department="icu"),
            PairingRules(same_department=PlaceRule.REFUSE, training_required=False),
            0,
            "Works in the same department",
        ),
    ],
)
def test_who_may_not_be_chosen_stands_apart_and_says_why(
    of: Person, who: Person, rules: PairingRules, load: int, said: str
) -> None:
    found = matched(of, who, rules=rules, ada=load)
    assert found.suggested == ()
    assert said in " ".join(found.refused[0].refusals)


@pytest.mark.parametrize(
    ("of", "who", "rules", "load", "said"),
    [
        (mentee(), mentor(max_mentees=2), RULES, 1, "Has 1 of at most 2 mentees."),
        (mentee(), mentor(), RULES, 0, "Has none yet of at most 3 mentees."),
        (mentee(specialty="Surgery"), mentor(specialty=" surgery "), RULES, 0, "Of the same specialty."),
        (mentee(specialty="Surgery"), mentor(specialty="Radiology"), RULES, 0, "Of another specialty."),
        (mentee(), mentor(specialty="Radiology"), RULES, 0, "Specialty not known."),
        (mentee(), mentor(away_until=date(2026, 3, 9)), RULES, 0, "Away until 9 March 2026."),
        (mentee(), mentor(), RULES, 0, "No training is written down."),
        (mentee(), mentor(), ANY_NUMBER, 0, "Has no mentee yet."),
        (mentee(), mentor(), ANY_NUMBER, 12, "Has 12 mentees."),
        (mentee(), mentor(trained_on=date(2023, 3, 2)), TRAINED, 0, "Trained on 2 March 2023."),
        (mentee(site="A"), mentor(site="A"), RULES, 0, "Works at the same site: each is asked"),
        (mentee(pairings=(past(),)), mentor(), RULES, 0, "Was their mentor until 9 January 2026."),
    ],
)
def test_who_may_be_chosen_comes_with_reasons(
    of: Person, who: Person, rules: PairingRules, load: int, said: str
) -> None:
    found = matched(of, who, rules=rules, ada=load)
    assert found.refused == ()
    assert said in " ".join(found.suggested[0].reasons)


@pytest.mark.parametrize(
    ("of", "first", "second"),
    [
        (mentee(), mentor("Zoe"), mentor("Ada", away_until=date(2026, 3, 9))),
        (mentee(site="A"), mentor("Zoe", site="B"), mentor("Ada", site="A", specialty="x")),
        (mentee(pairings=(past(),)), mentor("Zoe"), mentor("Ada")),
        (mentee(specialty="x"), mentor("Zoe", specialty="X"), mentor("Ada", specialty="y")),
        (mentee(specialty="x"), mentor("Zoe"), mentor("Ada", specialty="y")),
        (mentee(), mentor("Ada"), mentor("Zoe")),
    ],
)
def test_the_likeliest_comes_first(of: Person, first: Person, second: Person) -> None:
    assert names(matched(of, second, first)) == [first.name, second.name]


def test_of_two_alike_the_one_with_fewer_for_what_they_take_comes_first() -> None:
    found = matched(mentee(), mentor("Ada", max_mentees=2), mentor("Zoe", max_mentees=6), ada=1, zoe=2)
    assert names(found) == ["Zoe", "Ada"]


def test_nobody_is_suggested_to_themselves_nor_whom_they_have_nor_who_is_no_mentor() -> None:
    both = person("Mia", Role.MENTEE, Role.MENTOR, pairings=(past("ada", ended=None),))
    found = matched(both, both, mentor("Ada"), person("Cleo", Role.COORDINATOR), person("Mo", Role.MENTEE))
    assert found == Matching((), ())


_maybe_day = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2027, 1, 1)))
_place = st.sampled_from(["", "A", "B"])
_mentors = st.builds(
    lambda number, **known: mentor(f"M{number}", **known),
    st.integers(0, 9),
    site=_place,
    department=_place,
    specialty=_place,
    standing=st.sampled_from([Standing.JOINED, Standing.LEFT]),
    steps_back_at=st.sampled_from([None, NOW]),
    max_mentees=st.one_of(st.none(), st.integers(1, 3)),
    trained_on=_maybe_day,
    away_until=_maybe_day,
)
_mentees = st.builds(
    lambda names, **known: mentee(pairings=tuple(past(f"m{n}", supervises=s) for n, s in names), **known),
    st.lists(st.tuples(st.integers(0, 9), st.booleans()), max_size=3),
    site=_place,
    department=_place,
    specialty=_place,
)
_rules = st.builds(
    PairingRules,
    st.sampled_from(PlaceRule),
    st.sampled_from(PlaceRule),
    st.integers(0, 4),
    st.booleans(),
    st.integers(0, 60),
)


@given(st.lists(_mentees, max_size=8), st.lists(_mentors, max_size=8, unique_by=lambda one: one.id), _rules)
def test_no_refused_mentor_is_ever_suggested_and_no_cap_exceeded(
    mentees: list[Person], mentors: list[Person], rules: PairingRules
) -> None:
    loads: Counter[str] = Counter()
    for of in mentees:
        found = match(of, mentors, loads, rules, TODAY)
        assert {one.mentor.id for one in (*found.suggested, *found.refused)} == {one.id for one in mentors}
        assert len(found.suggested) + len(found.refused) == len(mentors)
        for one in found.suggested:
            assert refusals(of, one.mentor, loads[one.mentor.id], rules, TODAY) == ()
            assert one.mentor.steps_back_at is None
            assert not any(p.supervises and p.mentor_id == one.mentor.id for p in of.pairings)
        loads.update(one.mentor.id for one in found.suggested[:1])
        assert all(loads[one.id] <= (cap_of(one, rules) or len(mentees)) for one in mentors)
