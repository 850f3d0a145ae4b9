"""Who is signed in: a signed cookie that names a session, which the server can end (S1 to S4).

The cookie carries the person's id, the session's secret and when it was last seen, so that
reading a page writes nothing to the store (C2). The device cookie is set only on a browser that
its owner calls their own.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask, Response, current_app, g, request, session

from formsvc.domain.credentials import DEVICE_LIFE, SESSION_IDLE
from formsvc.settings import Settings
from formsvc.workflows.authenticator import SignedIn
from formsvc.workflows.own_devices import ThisBrowser
from formsvc.workflows.sign_in import live_session

_PERSON, _SECRET, _SEEN, _WAS = "person", "secret", "seen", "was"
_NEXT = "next"
_SEEN_EVERY = timedelta(seconds=30)
"""How often "last seen" is written anew: a cookie signed for each page would cost more than it tells."""
_CSRF = "csrf_token"  # Flask-WTF's own name for it
_ANONYMOUS = "evaluation"
"""The pages that never look at who sends a cookie along."""


def keep_sessions(app: Flask, settings: Settings, cookie_key: str) -> None:
    """Name and protect the cookies, and find out before every request who sends it (S2)."""
    prefix = "__Host-" if settings.secure_cookies else ""
    app.secret_key = cookie_key
    app.config.update(
        SESSION_COOKIE_NAME=f"{prefix}mentorpost",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        DEVICE_COOKIE_NAME=f"{prefix}device",
    )
    app.before_request(_load_person)
    app.after_request(_send_device_cookie)


def _load_person() -> None:
    g.person, g.has_unseen_codes = None, False
    if request.endpoint == "static" or request.blueprint == _ANONYMOUS or _PERSON not in session:
        return
    now: datetime = g.services.clock()
    if now - datetime.fromtimestamp(session[_SEEN], UTC) > SESSION_IDLE:
        _set_aside()
        return
    live = live_session(g.services, session[_PERSON], session[_SECRET])
    if live is None:
        session.clear()
        return
    g.person, g.has_unseen_codes = live.person, live.has_unseen_codes
    if now - datetime.fromtimestamp(session[_SEEN], UTC) >= _SEEN_EVERY:
        session[_SEEN] = int(now.timestamp())


def _set_aside() -> None:
    """Sign out after an idle hour, but let the same person's open form be sent after signing in (S4, C3)."""
    was, token = session[_PERSON], session.get(_CSRF)
    session.clear()
    session[_WAS] = was
    if token is not None:
        session[_CSRF] = token


def begin(signed_in: SignedIn) -> None:
    """Start a signed-in session in this browser, with nothing left of what the cookie held (S1)."""
    came_back = session.get(_WAS) == signed_in.person.id
    kept = {
        name: session[name] for name in (_NEXT, _CSRF) if name in session and (came_back or name == _NEXT)
    }
    session.clear()
    session.update(kept)
    g.pop(_CSRF, None)
    session[_PERSON] = signed_in.person.id
    session[_SECRET] = signed_in.session_secret
    session[_SEEN] = int(g.services.clock().timestamp())
    g.person = signed_in.person
    g.new_device = signed_in.device_token


def session_secret() -> str:
    """Return the secret of the session in force, for ending it on the server."""
    return str(session[_SECRET])


def end() -> None:
    """Forget everything the session cookie holds."""
    session.clear()
    g.person = None


def remember_destination() -> None:
    """Remember the page that was asked for, to come back to after signing in."""
    session[_NEXT] = request.full_path.rstrip("?")


def take_destination() -> str | None:
    """Return, once, the path to come back to.

    It never leads elsewhere: only a path that one of our routes answered is remembered, and the
    cookie is signed.
    """
    path = session.pop(_NEXT, None)
    return None if path is None else f"{request.script_root}{path}"


# --- the device cookie --------------------------------------------------------------------------


def device_token() -> str | None:
    """Return the device cookie of a browser that its owner called their own."""
    return request.cookies.get(current_app.config["DEVICE_COOKIE_NAME"])


def this_browser() -> ThisBrowser:
    """Return what tells the browser in use from a person's others."""
    return ThisBrowser(session_secret(), device_token())


def forget_device() -> None:
    """Remove the device cookie with this answer."""
    g.drop_device = True


def _send_device_cookie(response: Response) -> Response:
    name = current_app.config["DEVICE_COOKIE_NAME"]
    secure = current_app.config["SESSION_COOKIE_SECURE"]
    if g.get("drop_device"):
        response.delete_cookie(name, secure=secure, httponly=True, samesite="Lax")
    if token := g.get("new_device"):
        life = int(DEVICE_LIFE.total_seconds())
        response.set_cookie(name, token, max_age=life, secure=secure, httponly=True, samesite="Lax")
    return response
