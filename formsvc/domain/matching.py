"""Which mentor for a mentee: each is refused in words, or suggested with reasons. The coordinator decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from formsvc.domain.people import Person, Role, Standing
from formsvc.domain.wording import day_in_words, same_words
from formsvc.domain.workplace import PairingRules, Place, PlaceRule

_USUAL = 3
"""How many mentees a mentor of whom no limit is known is taken to have room for, in the order of mentors."""

_SAME, _UNKNOWN, _OTHER = range(3)
_SPECIALTY = {
    _SAME: "Of the same specialty.",
    _UNKNOWN: "Specialty not known.",
    _OTHER: "Of another specialty.",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mentor beside one mentee: what speaks for and against, and what forbids it, each a sentence."""

    mentor: Person
    load: int
    reasons: tuple[str, ...]
    refusals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """The mentors who may be chosen, the likeliest first, and those who may not."""

    suggested: tuple[Candidate, ...]
    refused: tuple[Candidate, ...]


def match(
    mentee: Person, people: Iterable[Person], loads: Mapping[str, int], rules: PairingRules, today: date
) -> Matching:
    """Judge every mentor but the present one; ``loads`` is how many mentees each mentor's id has.

    Suggested come those there before those away, then those without a place in common, those who weren't
    this mentee's mentor before, of the same specialty, with fewer mentees for what they take.
    """
    present = mentee.pairing.mentor_id if mentee.pairing else ""
    judged = [
        _judged(mentee, mentor, loads.get(mentor.id, 0), rules, today)
        for mentor in people
        if Role.MENTOR in mentor.roles and mentor.id not in {mentee.id, present}
    ]
    may = [one for one in judged if not one.refusals]
    return Matching(
        suggested=tuple(sorted(may, key=lambda one: _rank(mentee, one, rules, today))),
        refused=tuple(sorted((one for one in judged if one.refusals), key=lambda one: _name(one.mentor))),
    )


def refusals(mentee: Person, mentor: Person, load: int, rules: PairingRules, today: date) -> tuple[str, ...]:
    """Return every reason why a mentor with so many mentees can't take this one too; none: they can."""
    found = []
    if any(past.supervises and past.mentor_id == mentor.id for past in mentee.pairings):
        found.append("It was said that they are or were the supervisor or assessor.")
    if mentor.standing is Standing.LEFT:
        found.append("Has left the programme.")
    cap = cap_of(mentor, rules)
    if cap is not None and load >= cap:
        found.append(f"Has {load} of at most {_mentees(cap)}.")
    if fault := _untrained(mentor, rules, today):
        found.append(fault)
    found += [
        f"Works {place.where}, and this programme pairs nobody within one {place}."
        for place in _places(mentee, mentor, rules, PlaceRule.REFUSE)
    ]
    return tuple(found)


def cap_of(mentor: Person, rules: PairingRules) -> int | None:
    """Return how many mentees a mentor takes: their own word, otherwise the programme's; None: no limit."""
    return mentor.max_mentees or rules.most_mentees or None


def _judged(mentee: Person, mentor: Person, load: int, rules: PairingRules, today: date) -> Candidate:
    against = list(refusals(mentee, mentor, load, rules, today))
    if mentor.steps_back_at is not None and mentor.standing is not Standing.LEFT:
        against.append("Has stepped back from mentoring.")
    return Candidate(mentor, load, tuple(_reasons(mentee, mentor, load, rules, today)), tuple(against))


def _reasons(mentee: Person, mentor: Person, load: int, rules: PairingRules, today: date) -> list[str]:
    said = [_load(load, cap_of(mentor, rules)), _SPECIALTY[_specialty(mentee, mentor)]]
    if mentor.trained_on is not None:
        said.append(f"Trained on {day_in_words(mentor.trained_on)}.")
    else:
        said.append("No training is written down.")
    if away := mentor.away_on(today):
        said.append(f"Away until {day_in_words(away)}.")
    said += [
        f"Works {place.where}: each is asked whether that is all right."
        for place in _places(mentee, mentor, rules, PlaceRule.BOTH_AGREE)
    ]
    if before := _before(mentee, mentor):
        said.append(f"Was their mentor until {day_in_words(before)}.")
    return said


def _load(load: int, cap: int | None) -> str:
    if cap is None:
        return f"Has {_mentees(load)}." if load else "Has no mentee yet."
    return f"Has {load} of at most {_mentees(cap)}." if load else f"Has none yet of at most {_mentees(cap)}."


def _rank(mentee: Person, one: Candidate, rules: PairingRules, today: date) -> tuple[object, ...]:
    mentor = one.mentor
    return (
        mentor.away_on(today) is not None,
        len(_places(mentee, mentor, rules, PlaceRule.BOTH_AGREE)),
        _before(mentee, mentor) is not None,
        _specialty(mentee, mentor),
        one.load / (cap_of(mentor, rules) or _USUAL),
        _name(mentor),
    )


def _specialty(mentee: Person, mentor: Person) -> int:
    if not mentee.specialty.strip() or not mentor.specialty.strip():
        return _UNKNOWN
    return _SAME if same_words(mentee.specialty, mentor.specialty) else _OTHER


def _untrained(mentor: Person, rules: PairingRules, today: date) -> str:
    if not rules.training_required:
        return ""
    if mentor.trained_on is None:
        return "No training is written down, and this programme pairs trained mentors only."
    lasts = rules.training_lasts_months
    if mentor.trained_on > today:
        return f"The training is only on {day_in_words(mentor.trained_on)}."
    if lasts and mentor.trained_on + relativedelta(months=lasts) < today:
        return f"Was trained on {day_in_words(mentor.trained_on)}, and that counts for {lasts} months."
    return ""


def _places(mentee: Person, mentor: Person, rules: PairingRules, rule: PlaceRule) -> list[Place]:
    shared = mentee.workplace.in_common_with(mentor.workplace)
    return [place for place in shared if rules.on(place) is rule]


def _before(mentee: Person, mentor: Person) -> date | None:
    ends = (past.ended for past in mentee.pairings if past.mentor_id == mentor.id)
    return max((end for end in ends if end is not None), default=None)


def _mentees(number: int) -> str:
    return "1 mentee" if number == 1 else f"{number} mentees"


def _name(person: Person) -> tuple[str, str]:
    return person.name.casefold(), person.id
