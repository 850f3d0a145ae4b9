"""The headers of every answer, pages and errors alike (H1, D2)."""

from __future__ import annotations

from flask import Flask, Response, request

from formsvc.settings import Settings

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # "no-referrer" would make Chromium send "Origin: null", and every form would be refused.
    "Referrer-Policy": "strict-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_STATIC_CACHE = "public, max-age=31536000, immutable"


def send_headers(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer; HSTS only where the service is reached over TLS."""
    always = dict(_ALWAYS)
    if settings.base_url.startswith("https://"):
        always["Strict-Transport-Security"] = "max-age=31536000"

    def add(response: Response) -> Response:
        response.headers.update(always)
        # A static file's address carries a hash of its content: another content, another address.
        fixed = request.endpoint == "static" and response.status_code in {200, 304} and "v" in request.args
        response.headers["Cache-Control"] = _STATIC_CACHE if fixed else "no-store"
        response.headers.pop("Server", None)
        return response

    app.after_request(add)
