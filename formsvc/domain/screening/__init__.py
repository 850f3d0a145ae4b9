"""Pointing at words that could identify a patient, before anything is sent: it warns, and never blocks.

Everything is judged from the text alone; ``kept`` says what of it is kept with a draft. Surgeons are "Mr" and
"Miss", so names are weighed by what stands around them (``people``); dates by whether they belong to a patient
or to training (``dates``). ``tests/domain/screening_set.toml`` says how well it does.

The rules are several hundred patterns. They are compiled at the first text, so that a process starts quickly.
"""

from __future__ import annotations

from formsvc.domain.screening.findings import Finding, Identifier, NamedColleague

__all__ = ["Finding", "Identifier", "NamedColleague", "named_colleagues", "screen"]


def screen(text: str) -> tuple[Finding, ...]:
    """Return what may identify a patient or a relative, in order and never overlapping.

    Offsets are into the text as given. What stands earlier in the rules wins where two overlap.
    """
    from formsvc.domain.screening.rules import findings_of  # noqa: PLC0415 - compiled at the first text

    return findings_of(text)


def named_colleagues(text: str) -> tuple[NamedColleague, ...]:
    """Return colleagues named with a title: no fault, but their role would say as much."""
    from formsvc.domain.screening.rules import colleagues_of  # noqa: PLC0415 - compiled at the first text

    return colleagues_of(text)
