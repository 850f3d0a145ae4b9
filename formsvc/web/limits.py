"""How much one address may ask, and how much one request may carry (H3, I3).

The account's own throttle lives in the store and cannot be led astray by addresses; this one
only takes the edge off a flood, so it is generous: a whole hospital may share one address. Several hosts
count together in Redis.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from flask import Blueprint, Flask, request
from flask_limiter import Limiter
from werkzeug.middleware.proxy_fix import ProxyFix

from formsvc.settings import Settings

ACCOUNT_POSTS = "900 per 10 minutes"
APPLICATIONS = "120 per 10 minutes"
"""A whole induction day may apply from one address; each application sends a letter to whoever it names."""
EVALUATION_VISITS = "900 per 10 minutes"
"""Looking a link up reads a whole round. The counts are in memory alone, by address and not by link."""
BODY_LIMIT = 2 * 1024 * 1024
"""Bytes; a page of ten items at their limits stays far below, so that it gets field errors instead."""


def limit_requests(
    app: Flask, settings: Settings, account: Blueprint, public: Blueprint, evaluation: Blueprint
) -> None:
    """Refuse huge bodies, believe X-Forwarded-For of configured proxies only, and slow floods down."""
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT)
    if settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way to wrap itself
            app.wsgi_app, x_for=settings.trusted_proxies, x_proto=0, x_host=0, x_port=0, x_prefix=0
        )
    limiter = Limiter(
        _address,
        app=app,
        storage_uri=settings.limits_url or "memory://",
        in_memory_fallback_enabled=settings.limits_url is not None,  # each host by itself while Redis is away
    )
    limiter.limit(ACCOUNT_POSTS, methods=["POST"])(account)
    limiter.limit(APPLICATIONS, methods=["POST"])(public)
    limiter.limit(EVALUATION_VISITS)(evaluation)


def _address() -> str:
    """Return the client's address; of IPv6 the /64, which one household or ward shares."""
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
