"""Randomness that is the same at every run."""

from __future__ import annotations

from random import Random

from formsvc.domain.identity import Randomness


def seeded(number: int = 1) -> Randomness:
    return Random(number).randbytes  # noqa: S311 - invented secrets, the same at every run on purpose
