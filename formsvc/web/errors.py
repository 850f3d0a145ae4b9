"""Every refusal becomes a page that says calmly what happened and what to do next.

One table maps each error to its page. What one field refused is shown at that field; where
somebody may have typed at length (not on sign-in pages), the page carries what they typed and
a button that sends it again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from formsvc.domain import errors
from formsvc.web.same_origin import SAFE_METHODS, vouched_for
from formsvc.web.session import forget_device

Answer = Response | tuple[str, int]

PAGES: dict[type[Exception], tuple[str, int]] = {
    errors.AgreementChangedError: ("agreement_changed", 409),
    errors.AlreadyJoinedError: ("already_joined", 410),
    errors.NotJoinedError: ("not_joined", 409),
    errors.LinkInvalidError: ("link_broken", 404),
    errors.LinkExpiredError: ("link_expired", 410),
    errors.LinkUsedError: ("link_used", 410),
    errors.EvaluationAnsweredError: ("evaluation_answered", 410),
    errors.EvaluationClosedError: ("evaluation_closed", 410),
    errors.SubmissionGoneError: ("submission_gone", 410),
    errors.CodeSpentError: ("code_spent", 410),
    errors.CodesThrottledError: ("codes_throttled", 429),
    errors.DeviceUnknownError: ("device_unknown", 403),
    errors.TooManyTriesError: ("too_many_tries", 429),
    errors.PersonUnknownError: ("not_found", 404),
    errors.StandsApartError: ("stands_apart", 403),
    errors.SubmissionUnknownError: ("not_found", 404),
    errors.RoundUnknownError: ("not_found", 404),
    errors.StoreError: ("store_trouble", 503),
    errors.MentorpostError: ("refused", 409),
    RateLimitExceeded: ("too_fast", 429),
    HTTPException: ("trouble", 500),
}
"""Error to (template, status); the nearest base class decides."""

_BY_STATUS = {
    401: "signed_out_meanwhile",  # what was typed stays in the page while its writer signs in again (S4)
    403: "not_yours",
    404: "not_found",
    405: "not_found",
    413: "too_much",
    429: "too_fast",
    500: "trouble",
}
_NEVER_KEPT = frozenset({"csrf_token", "code"})
_HEALTH = "public.health"


def explain_errors(app: Flask) -> None:
    """Register a page for everything that can be refused."""
    app.register_error_handler(errors.WrongCodeError, _at_the_field("code"))
    app.register_error_handler(errors.InputRefusedError, _at_the_field(None))
    app.register_error_handler(errors.MentorpostError, _explain)
    app.register_error_handler(errors.DeviceUnknownError, _forget_and_explain)
    app.register_error_handler(CSRFError, _explain_csrf)
    app.register_error_handler(HTTPException, _explain_http)


def problem(template: str, status: int, **shown: Any) -> tuple[str, int]:  # noqa: ANN401 - whatever it shows
    """Draw a problem page, with what was typed where that may be sent again."""
    return render_template(f"errors/{template}.html", kept=typed_fields(), **shown), status


def sentence_of(error: Exception) -> tuple[int, str]:
    """Return the status of a refusal and its sentence, for what is answered without a page."""
    _, status = next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
    if isinstance(error, HTTPException):
        return error.code or status, "This couldn't be saved. What you typed is still on the page."
    return status, str(error)


def typed_fields() -> list[tuple[str, str]]:
    """Return the form's fields to send again; none on sign-in pages, and none that another site sent."""
    typed_here = request.method not in SAFE_METHODS and vouched_for()
    if not typed_here or request.blueprint in {None, "account"} or _too_long():
        return []
    return [(name, value) for name, value in request.form.items(multi=True) if name not in _NEVER_KEPT]


def _too_long() -> bool:
    limit = request.max_content_length
    return limit is not None and (request.content_length or 0) > limit


def _at_the_field(field: str | None) -> Callable[[Exception], Answer]:
    def drawn(error: Exception) -> Answer:
        page = g.get("page")
        if page is None or request.method in SAFE_METHODS:
            return _explain(error)
        return page.with_fault(field or getattr(error, "field", ""), str(error))  # type: ignore[no-any-return]

    return drawn


def _explain(error: Exception) -> Answer:
    template, status = next(PAGES[kind] for kind in type(error).__mro__ if kind in PAGES)
    if request.endpoint == _HEALTH:
        return Response("unavailable\n", status=503, content_type="text/plain; charset=utf-8")
    return problem(template, status, sentence=str(error), until=getattr(error, "until", None))


def _forget_and_explain(error: Exception) -> Answer:
    forget_device()
    return _explain(error)


def _explain_csrf(_error: Exception) -> Answer:
    return problem("form_not_ours", 400)


def _explain_http(error: HTTPException) -> Answer:
    if error.response is not None or (error.code or 500) < 400:  # noqa: PLR2004 - a redirect is no error
        return error.get_response()
    if error.description == "foreign form":
        return problem("form_not_ours", 403)
    status = error.code or 500
    drawn = problem(_BY_STATUS.get(status, "trouble" if status >= 500 else "not_found"), status)  # noqa: PLR2004 - server's side
    if request.endpoint == _HEALTH:
        return Response("unavailable\n", status=503, content_type="text/plain; charset=utf-8")
    return drawn
