"""Which submissions one browser asked to open, and which it has opened, in its signed cookie.

What was *asked* for is no proof; the key that a right code gave is. The newest few are kept, so
that the cookie stays small; a token is remembered by its hash.
"""

from __future__ import annotations

from flask import session

from formsvc.auth.links import hashed

_ASKED, _KEYS = "asked-to-open", "opens"
_KEPT = 5


def remember_asked(token: str, request_id: str) -> None:
    """Remember which code this browser asked for."""
    _remember(_ASKED, token, request_id)


def asked_request(token: str) -> str | None:
    """Return the newest request of this browser for one submission."""
    return _found(_ASKED, token)


def remember_opened(token: str, key: str) -> None:
    """Remember the key that a right code gave to this browser; the code is spent."""
    _forget(_ASKED, token)
    _remember(_KEYS, token, key)


def key_to(token: str) -> str | None:
    """Return this browser's key to one submission."""
    return _found(_KEYS, token)


def forget_key(token: str) -> None:
    """Forget the key to one submission."""
    _forget(_KEYS, token)


def _remember(what: str, token: str, value: str) -> None:
    _forget(what, token)
    newest = [*session.get(what, {}).items(), (_name(token), value)][-_KEPT:]
    session[what] = dict(newest)


def _found(what: str, token: str) -> str | None:
    found = session.get(what, {}).get(_name(token))
    return None if found is None else str(found)


def _forget(what: str, token: str) -> None:
    session[what] = {name: value for name, value in session.get(what, {}).items() if name != _name(token)}


def _name(token: str) -> str:
    return hashed(token)[:16]
