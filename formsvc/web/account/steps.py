"""The steps of a sign-in that is not finished, kept in the signed cookie of one browser.

What was *asked* for is no proof; what was *proved* is, and so is the id with which a recovery goes on.
"""

from __future__ import annotations

from flask import session

_ASKED, _EMAIL, _PROVED, _RECOVERING = "asked", "email", "proved", "recovering"


def remember_asked(request_id: str, email: str) -> None:
    """Remember which sign-in letter this browser asked for, and the address as it was typed."""
    session.pop(_PROVED, None)
    session.pop(_RECOVERING, None)
    session[_ASKED], session[_EMAIL] = request_id, email


def asked_request() -> str | None:
    """Return the sign-in request that this browser asked for."""
    return session.get(_ASKED)


def asked_email() -> str:
    """Return the address that the letter was asked for, as it was typed."""
    return str(session.get(_EMAIL, ""))


def remember_proved(request_id: str) -> None:
    """Remember the sign-in request whose letter this browser showed."""
    session[_PROVED] = request_id


def proved_request() -> str | None:
    """Return the sign-in request whose letter this browser showed."""
    return session.get(_PROVED)


def remember_recovering(request_id: str) -> None:
    """Remember with which request the recovery goes on after a recovery code was right."""
    session[_RECOVERING] = request_id


def recovering_request() -> str | None:
    """Return the request with which a recovery goes on."""
    return session.get(_RECOVERING)
