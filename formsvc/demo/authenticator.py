"""An authenticator app for someone who signs in faster than codes change."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

import pyotp

STEP = 30
"""Seconds that a code is shown for (RFC 6238)."""

_MARGIN = 4
"""Seconds left for a code to arrive before the service stops accepting it."""


class Authenticator:
    """Gives the earliest code that still counts: the service takes each step once, and one either way."""

    def __init__(self, uri: str) -> None:
        """Take the ``otpauth://`` link of the set-up page; raises LookupError when it has no key."""
        self.key = parse_qs(urlsplit(uri).query)["secret"][0]
        self._totp = pyotp.TOTP(self.key)
        self._last = 0

    def code(self) -> str:
        """Return six digits never given before, after a wait when three were given within seconds."""
        step = max(int(time.time() + _MARGIN) // STEP - 1, self._last + 1)
        while step > int(time.time()) // STEP + 1:
            time.sleep(0.1)
        self._last = step
        return self._totp.at(step * STEP)

    def wrong_code(self) -> str:
        """Return six digits that are no code of any step near now."""
        now = int(time.time()) // STEP
        near = {self._totp.at(step * STEP) for step in range(now - 3, now + 4)}
        return next(digits for number in range(10) if (digits := f"{number}" * 6) not in near)
