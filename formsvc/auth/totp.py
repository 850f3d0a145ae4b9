"""Six-digit codes of an authenticator (RFC 6238: SHA-1, 30 seconds), each of which counts once.

Only ASCII digits are taken: pyotp would fold full-width and mathematical digits together.
"""

from __future__ import annotations

import base64
import re
from datetime import datetime

import pyotp
from pyotp.exceptions import OTPVerificationError

from formsvc.domain.errors import UsedCodeError, WrongCodeError
from formsvc.domain.identity import Randomness

SEED_BYTES = 20
STEPS_EITHER_WAY = 1
_SIX_DIGITS = re.compile(r"[0-9]{6}", re.ASCII)
_TYPED_BETWEEN = str.maketrans("", "", " -")


def new_seed(random: Randomness) -> str:
    """Return a 160-bit seed in base32, without padding."""
    return base64.b32encode(random(SEED_BYTES)).decode("ascii")


def provisioning_uri(seed: str, email: str, issuer: str) -> str:
    """Return the ``otpauth://`` address that an authenticator app opens or scans.

    A colon would end the issuer's name (Key URI format), so it is left out.
    """
    plain_issuer = issuer.replace(":", "")
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=plain_issuer)


def six_digits(typed: str) -> str:
    """Return the code that was typed, without the spaces and hyphens that people put between.

    Raises WrongCodeError for anything but six ASCII digits (A3). Such a thing was no guess, so
    callers look here first and count nothing (X3).
    """
    digits = typed.translate(_TYPED_BETWEEN)
    if not _SIX_DIGITS.fullmatch(digits):
        raise WrongCodeError("Enter the 6 digits that your authenticator shows now.")
    return digits


def accepted_step(seed: str, typed: str, now: datetime, last_step: int) -> int:
    """Return the 30-second time step of a right code; the caller stores it as the new ``last_step``.

    Raises WrongCodeError for a code that is not of this or a neighbouring step (A4), and
    UsedCodeError for one of ``last_step`` or before (A2).
    """
    digits = six_digits(typed)
    try:
        step = pyotp.TOTP(seed).verify_and_get_timecode(digits, for_time=now, valid_window=STEPS_EITHER_WAY)
    except OTPVerificationError:
        raise WrongCodeError(
            "That code isn't right. Enter the code that your authenticator shows now, for this account.",
        ) from None
    if step <= last_step:
        raise UsedCodeError(
            "That code has been used already. Wait until your authenticator shows the next one.",
        )
    return step
