"""One origin for the demo: the built site at ``/``, the service at ``/forms/``, mail at ``/demo/``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from werkzeug.exceptions import NotFound
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.shared_data import SharedDataMiddleware
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_NOT_BUILT = (
    "The site isn't built yet. `make demo` builds it first; or run `make site`, and reload. "
    "The form service is at /forms/ and the mailboxes at /demo/."
)


def one_origin(site: Path, forms: WSGIApplication, demo: WSGIApplication) -> WSGIApplication:
    """Return the whole demo as one WSGI application."""
    pages = SharedDataMiddleware(_pages(site), {"/": str(site)}, cache=False)
    return DispatcherMiddleware(pages, {"/forms": forms, "/demo": demo})


def _pages(site: Path) -> WSGIApplication:
    @Request.application
    def answer(request: Request) -> Response:
        if not (site / "index.html").is_file():
            return Response(_NOT_BUILT, 503)
        page = (site / request.path.lstrip("/") / "index.html").resolve()
        if not page.is_relative_to(site.resolve()) or not page.is_file():
            return _not_found(site)
        if not request.path.endswith("/"):
            return redirect(request.path + "/")
        return Response(page.read_bytes(), content_type="text/html; charset=utf-8")

    return answer


def _not_found(site: Path) -> Response:
    page = site / "404.html"
    text = page.read_bytes() if page.is_file() else str(NotFound.description)
    return Response(text, 404, content_type="text/html; charset=utf-8")
