"""The front door, the way in for who would like to take part, and whether the service is well."""

from __future__ import annotations

from flask import Blueprint, g, redirect, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Role
from formsvc.web.public import applying, changeover
from formsvc.workflows.watching import require_well

public = Blueprint("public", __name__)
_BOTH = ("GET", "POST")
public.add_url_rule("/apply", "apply", applying.choose)
public.add_url_rule("/apply/<any(mentee, mentor):role>", "apply_as", applying.apply_as, methods=_BOTH)
public.add_url_rule("/apply/sent", "applied", applying.applied)
public.add_url_rule("/apply/confirm/<token>", "confirm", applying.confirm, methods=_BOTH)
public.add_url_rule("/changeover/<token>", "changeover", changeover.page, methods=_BOTH)


@public.get("/")
def home() -> Response:
    """Lead everyone to their own first page."""
    if g.person is None:
        return redirect(url_for("account.sign_in"))
    if Role.COORDINATOR in g.person.roles:
        return redirect(url_for("coordinator.overview"))
    return redirect(url_for("mentee.home"))


@public.get("/health")
def health() -> Response:
    """Answer ``ok``, or 503 by way of ``web.errors``, and never a detail."""
    require_well(g.services.for_coordinators())
    return Response("ok\n", content_type="text/plain; charset=utf-8")
