"""Names for people, pairings, letters and submissions, made from randomness handed in.

A ``Randomness`` is any callable that returns ``n`` random bytes; in production it is
``secrets.token_bytes``.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

Randomness = Callable[[int], bytes]

REFERENCE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters without 0, 1, I and O, so a reference can be read out over a telephone."""


def new_id(random: Randomness) -> str:
    """Return a 130-bit-wide id of 26 lower-case letters and digits (128 random bits), safe as a file name."""
    return base64.b32encode(random(16)).decode("ascii").rstrip("=").lower()


def id_of(*parts: str) -> str:
    """Return the id of something that is made once: of the same shape as a new one, the same each time."""
    named = hashlib.sha256("\x00".join(parts).encode("utf-8")).digest()
    return base64.b32encode(named[:16]).decode("ascii").rstrip("=").lower()


def new_code(random: Randomness, groups: int = 2) -> str:
    """Return ``groups`` dashed groups of four reference characters, 20 bits each: ``K7QM-2XJD``."""
    letters = [REFERENCE_ALPHABET[byte & 31] for byte in random(4 * groups)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, len(letters), 4))


def new_reference(random: Randomness) -> str:
    """Return a submission's reference, 40 random bits: ``K7QM-2XJD``."""
    return new_code(random, groups=2)


def normal_code(typed: str) -> str:
    """Return what a person typed in the shape of :func:`new_code`: upper case, dashed in fours."""
    kept = "".join(char for char in typed.upper() if char in REFERENCE_ALPHABET)
    return "-".join(kept[at : at + 4] for at in range(0, len(kept), 4))
