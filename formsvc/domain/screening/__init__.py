"""Pointing at words that could identify a patient, before anything is sent: it warns, and never blocks.

Everything is judged from the text alone; ``kept`` says what of it is kept with a draft. Surgeons are "Mr" and "Miss", so names
are weighed by what stands around them (``people``); dates by whether they belong to a patient or to
training (``dates``). ``tests/domain/screening_set.toml`` says how well it does.
"""

from __future__ import annotations

from itertools import islice

from formsvc.domain.screening import (
    addresses,
    ages,
    contact,
    dates,
    families,
    hospital_numbers,
    initials,
    nhs_numbers,
    people,
    places,
)
from formsvc.domain.screening.findings import Finding, Identifier, NamedColleague, apart
from formsvc.domain.screening.language import normal

__all__ = ["Finding", "Identifier", "NamedColleague", "named_colleagues", "screen"]

MOST = 200
"""How many of one rule's finds are pointed at: more would help nobody, and keep a page waiting."""

_RULES = (
    contact.found,
    addresses.found,
    nhs_numbers.found,
    hospital_numbers.found,
    ages.found,
    dates.found,
    places.found,
    people.patients,
    families.found,
    initials.found,
)


def screen(text: str) -> tuple[Finding, ...]:
    """Return what may identify a patient or a relative, in order and never overlapping.

    Offsets are into the text as given. What stands earlier in the rules wins where two overlap.
    """
    read = normal(text)
    return apart(
        Finding(start, end, text[start:end], identifier)
        for rule in _RULES
        for start, end, identifier in islice(rule(read), MOST)
    )


def named_colleagues(text: str) -> tuple[NamedColleague, ...]:
    """Return colleagues named with a title: no fault, but their role would say as much."""
    return tuple(
        NamedColleague(start, end, text[start:end]) for start, end in people.colleagues(normal(text))
    )
