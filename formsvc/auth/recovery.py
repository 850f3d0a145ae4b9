"""Recovery codes: ten of 80 bits, single use, kept as Argon2id hashes under one salt a set (A9)."""

from __future__ import annotations

import contextlib
import hmac
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache

from argon2.low_level import Type, hash_secret_raw

from formsvc.domain.credentials import Credentials, RecoveryCodes
from formsvc.domain.errors import WrongCodeError
from formsvc.domain.identity import Randomness, new_code, normal_code

CODES_A_SET = 10
GROUPS = 4
_TIME_COST = 2
_MEMORY_KIB = 19 * 1024
_PARALLELISM = 1
_HASH_BYTES = 32
_SALT_BYTES = 16
_LENGTH = GROUPS * 5 - 1
_NOT_RIGHT = "That recovery code isn't right, or has been used. Each one works once."


@lru_cache(maxsize=1)
def _one_thread(_process: int) -> ThreadPoolExecutor:
    """Return this process's one thread for hashing.

    Each hash takes 19 MiB, and the allocator keeps it for the thread that asked: many people
    recovering at once must wait, and always use the same 19 MiB.
    """
    return ThreadPoolExecutor(1)


def new_codes(random: Randomness) -> tuple[str, ...]:
    """Return ten codes of 80 random bits each, in dashed groups of four."""
    return tuple(new_code(random, groups=GROUPS) for _ in range(CODES_A_SET))


def hash_codes(codes: Iterable[str], random: Randomness) -> RecoveryCodes:
    """Return the set as it is stored: one new salt, and a hash for each code."""
    salt = random(_SALT_BYTES)
    return RecoveryCodes(salt=salt.hex(), hashes=tuple(_hash(normal_code(code), salt) for code in codes))


def recovery_code(typed: str) -> str:
    """Return a typed code in its usual shape; raises WrongCodeError when it cannot be one."""
    code = normal_code(typed)
    if len(code) != _LENGTH:
        raise WrongCodeError(
            "Enter one whole recovery code: four groups of four, like ABCD-EFGH-JKMN-PQRS.",
        )
    return code


def without_code(recovery: RecoveryCodes, typed: str) -> RecoveryCodes:
    """Return the set without the code that was typed: it has done its work.

    Raises WrongCodeError when it is none of the unused ones. Hashes once, whatever is typed.
    """
    found = _hash(recovery_code(typed), bytes.fromhex(recovery.salt))
    left = tuple(kept for kept in recovery.hashes if not hmac.compare_digest(kept, found))
    if len(left) == len(recovery.hashes):
        raise WrongCodeError(_NOT_RIGHT)
    return replace(recovery, hashes=left)


def with_code_used(credentials: Credentials, typed: str) -> Credentials:
    """Return the credentials without the code that was typed: of the set, or of the one it replaces.

    Raises what ``without_code`` raises.
    """
    if credentials.recovery is not None:
        with contextlib.suppress(WrongCodeError):
            return replace(credentials, recovery=without_code(credentials.recovery, typed))
    if credentials.ending_recovery is not None:
        return replace(credentials, ending_recovery=without_code(credentials.ending_recovery, typed))
    raise WrongCodeError(_NOT_RIGHT)


def _hash(code: str, salt: bytes) -> str:
    return (
        _one_thread(os.getpid())
        .submit(
            hash_secret_raw,
            code.encode("ascii"),
            salt,
            time_cost=_TIME_COST,
            memory_cost=_MEMORY_KIB,
            parallelism=_PARALLELISM,
            hash_len=_HASH_BYTES,
            type=Type.ID,
        )
        .result()
        .hex()
    )
