"""Only our own pages may change anything (C1): a token in every form, and the browser's own word.

The browser says where a form came from in ``Origin`` and ``Sec-Fetch-Site``; either one
that names another place is enough to refuse. Old browsers send neither: the token still decides.

The evaluation has no token, since a token needs a cookie, and a cookie could say who answers. Nothing
is done there by who one is: its address holds a secret that no other site has.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, request
from flask_wtf import CSRFProtect

from formsvc.settings import Settings

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def refuse_foreign_forms(app: Flask, settings: Settings, evaluation: Blueprint) -> None:
    """Check every unsafe method, signing in included; a token never goes stale by itself (C3)."""
    parts = urlsplit(settings.base_url)
    app.config.update(
        OUR_ORIGIN=f"{parts.scheme}://{parts.netloc}",
        WTF_CSRF_TIME_LIMIT=None,
        # Its check of Referer would refuse browsers that hide it; the check below does not need it.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.before_request(_refuse_another_origin)
    CSRFProtect(app).exempt(evaluation)


def vouched_for() -> bool:
    """Tell whether the browser itself says that the request comes from one of our pages."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    return site == "same-origin" or origin == current_app.config["OUR_ORIGIN"]


def _refuse_another_origin() -> None:
    if request.method in SAFE_METHODS:
        return
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    if origin not in {None, current_app.config["OUR_ORIGIN"]} or site not in {None, "same-origin", "none"}:
        abort(403, description="foreign form")
