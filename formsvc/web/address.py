"""The service's public address, told to Flask from the settings and never from the request (H2)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment


class PublicAddress:
    """WSGI middleware that replaces scheme, host and mount point by those of ``base_url``.

    A path that still carries the mount point (``/forms/...``) loses it, so the service runs alike
    behind a proxy that strips it and behind one that does not.
    """

    def __init__(self, app: WSGIApplication, base_url: str) -> None:
        """Take the wrapped application and the address, for example ``https://forms.example.org``."""
        parts = urlsplit(base_url)
        self._app = app
        self._scheme = parts.scheme
        self._host = parts.netloc
        self._mount = parts.path.rstrip("/")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request as if it had been sent to the public address."""
        path = str(environ.get("PATH_INFO", ""))
        if self._mount and (path == self._mount or path.startswith(f"{self._mount}/")):
            path = path[len(self._mount) :]
        return self._app(
            {
                **environ,
                "wsgi.url_scheme": self._scheme,
                "HTTP_HOST": self._host,
                "SCRIPT_NAME": self._mount,
                "PATH_INFO": path or "/",
            },
            start_response,
        )
