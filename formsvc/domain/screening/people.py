"""Names: a patient's is pointed at, a colleague's is left alone, since surgeons are "Mr" and "Miss" too.

A titled name is weighed by the words around it in its sentence: what is done to patients and happens
to them, against what colleagues do. What the text says of the same surname elsewhere counts as well.
Bare names are pointed at only beside words for a patient.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from formsvc.domain.screening.bare_names import bare_names
from formsvc.domain.screening.findings import Apart, Identifier, Span
from formsvc.domain.screening.known_words import NOT_NAMES
from formsvc.domain.screening.language import finds, sentence_at
from formsvc.domain.screening.weighing import is_a_colleagues, is_a_patients, weight_of

_WORD = r"[A-Z][\w'-]*[\w]|[A-Z](?:\.[A-Z])*\.?"
_NAME = rf"(?:(?:de|van|von|der|al|el|bin|st\.?) )?(?:{_WORD})(?: (?:{_WORD}))?"
_TITLED = re.compile(
    rf"(?<![\w.])(?P<title>Mr|Mrs|Miss|Ms|Mx|Master|Mstr|MRS|MR|MS|MISS)(?:\. ?|  ?|(?<=Mr|Ms)(?=[A-Z][a-z]))(?:and Mrs\.? |& Mrs\.? )?(?P<name>{_NAME})"
)
_LOWER = re.compile(r"(?<![\w.])(?P<title>mr|mrs|ms|miss)\.? (?P<name>[a-z][a-z'-]{2,}|[a-z](?=[ ,.]))(?!\w)")
_DOCTOR = re.compile(
    rf"(?<![\w.])(?:Dr|Prof|Professor|Sister|Nurse|dr|prof)\.? (?P<name>{_NAME}|[a-z][a-z'-]{{2,}})"
)
_SCANS = frozenset(
    {"ANGIO", "ANGIOGRAM", "MRCP", "SCAN", "MRI", "ENTEROGRAPHY", "SPINE", "BRAIN", "PELVIS", "LIVER"}
)
_MISSED = frozenset(
    """
    a an the my our your his her their this that it out teaching theatre lists list clinic clinics
    out home rate rates rated being having going doing working seeing you him them me us most more
    much any all some so anything something someone everyone everything nothing people friends
    family sleep meals lunch breaks one two three dinner opportunities training cases sessions
    things because when if and or but by for in on to of at from as is was were not no yes deadlines
    calls operating wards bleeds leaks fractures diagnoses important stuff handover medicine not
    weekends weddings birthdays christmas signs steps details chances conferences exams bits half
    """.split()
)


_SURELY = -3
"""How much must be said of a doctor or nurse before they are taken for a patient."""


class _Named(NamedTuple):
    """One titled name in the text, and how it is weighed: above nought a colleague, below a patient."""

    start: int
    end: int
    surname: str
    weight: int
    title: str


def patients(text: str) -> Iterator[Span]:
    """Yield the names of patients and relatives."""
    named, taken = _weighed(text), Apart()
    fellows = _surnames_of_colleagues(named)
    for each in named:
        taken.takes(each.start, each.end)
        if each.surname not in fellows:
            yield each.start, each.end, Identifier.NAME
    for match in finds(_DOCTOR, text):
        taken.takes(*match.span())
        if _is_a_doctor_ill(text, match):
            yield match.start(), _end_of_name(match), Identifier.NAME
    for start, end in bare_names(text):
        if text[start:end].rsplit(maxsplit=1)[-1].casefold() not in fellows and taken.free(start, end):
            yield start, end, Identifier.NAME


def _is_a_doctor_ill(text: str, match: re.Match[str]) -> bool:
    """Tell the doctor who is the patient: it takes more than for others."""
    start, end = sentence_at(text, match.start())
    return weight_of(text[start : match.start()], text[_end_of_name(match) : end]) <= _SURELY


def colleagues(text: str) -> Iterator[tuple[int, int]]:
    """Yield colleagues named with a title."""
    named = _weighed(text)
    fellows = _surnames_of_colleagues(named)
    found = [(each.start, each.end) for each in named if each.surname in fellows]
    doctors = (match.span() for match in finds(_DOCTOR, text) if match[0].startswith(("Dr", "Prof")))
    yield from sorted([*found, *doctors])


def _surnames_of_colleagues(named: tuple[_Named, ...]) -> set[str]:
    """Return the surnames that the whole text, by all that it says of each, gives to colleagues."""
    totals: dict[str, int] = defaultdict(int)
    for each in named:
        totals[each.surname] += each.weight
    return {surname for surname, total in totals.items() if total > 0}


def _weighed(text: str) -> tuple[_Named, ...]:
    found = []
    for match in (*finds(_TITLED, text), *finds(_LOWER, text)):
        if not _is_a_name(match):
            continue
        end = _end_of_name(match)
        start, stop = sentence_at(text, match.start())
        weight = weight_of(text[start : match.start()], text[end:stop])
        weight -= 6 * (" Mrs" in match[0][1:]) + (match["title"].lower() in {"mrs", "master"})
        found.append(
            _Named(
                match.start(),
                end,
                text[match.start("name") : end].split(maxsplit=1)[0].casefold(),
                weight,
                match["title"],
            )
        )
    return _with_pairs(text, tuple(found))


def _is_a_name(match: re.Match[str]) -> bool:
    title, name = match["title"], match["name"]
    if title.lower() == "miss" and not title.istitle() and name.casefold().split()[0] in _MISSED:
        return False
    if title == "Miss" and name.casefold().split()[0] in _MISSED:
        return False
    if title == "miss":
        after = match.string[match.end() : match.end() + 40]
        before = match.string[max(0, match.start() - 30) : match.start()]
        return is_a_colleagues(after) or is_a_patients(before, after)
    if title in {"MR", "MS"}:
        return name.isupper() and name.split()[0] not in _SCANS and len(name) > 2  # noqa: PLR2004 - no initials here
    return True


def _end_of_name(match: re.Match[str]) -> int:
    """Return where a name ends: not with the possessive, nor with a word that begins something else."""
    name = match["name"]
    first, _, second = name.partition(" ")
    if second and (second.isupper() or second.split("'")[0].lower() in NOT_NAMES or first.endswith("'s")):
        name = first
    if name.endswith(("'s", "s'")) and len(name) > 3:  # noqa: PLR2004 - O's isn't a name
        name = name[: -2 if name.endswith("'s") else -1]
    return match.start("name") + len(name.rstrip("."))


def _with_pairs(text: str, named: tuple[_Named, ...]) -> tuple[_Named, ...]:
    """Let "Miss A and Mr B" share a weight, where only one of the two has any."""
    shared: dict[int, int] = defaultdict(int)
    for one, two in pairwise(named):
        if re.fullmatch(r",? (?:and|or|&),? |, ", text[one.end : two.start]) and bool(one.weight) != bool(
            two.weight
        ):
            shared[one.start] = shared[two.start] = one.weight or two.weight
    return tuple(each._replace(weight=shared[each.start]) if shared[each.start] else each for each in named)
