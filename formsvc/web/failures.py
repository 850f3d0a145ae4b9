"""What is logged when something unforeseen fails: where, and never what (L1).

Paths carry tokens, messages carry what somebody typed, and tracebacks carry both; so a failure is
logged by endpoint, kind of error and places in the code alone.
"""

from __future__ import annotations

import traceback
from types import TracebackType

from flask import Flask, request

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class QuietFlask(Flask):
    """A Flask whose log of failures cannot hold an answer, a code, a link or an address."""

    def log_exception(self, exc_info: ExcInfo) -> None:
        """Log the endpoint, the kinds of error and the places, innermost last."""
        self.logger.error("%s %s failed: %s", request.method, request.endpoint, described(exc_info[1]))


def described(error: BaseException | None) -> str:
    """Return ``KeyError at views.py:31 < ValueError at forms.py:7``, without a message."""
    told = []
    while error is not None:
        frames = traceback.extract_tb(error.__traceback__)
        places = ", ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[-4:])
        told.append(f"{type(error).__name__} at {places}")
        error = error.__cause__ or error.__context__
    return " < ".join(told)
