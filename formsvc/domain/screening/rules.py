"""All rules together, in their order."""

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
from formsvc.domain.screening.findings import Finding, NamedColleague, apart
from formsvc.domain.screening.language import normal

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


def findings_of(text: str) -> tuple[Finding, ...]:
    """Return what every rule finds; what stands earlier in the rules wins where two overlap."""
    read = normal(text)
    return apart(
        Finding(start, end, text[start:end], identifier)
        for rule in _RULES
        for start, end, identifier in islice(rule(read), MOST)
    )


def colleagues_of(text: str) -> tuple[NamedColleague, ...]:
    """Return colleagues named with a title."""
    return tuple(
        NamedColleague(start, end, text[start:end]) for start, end in people.colleagues(normal(text))
    )
