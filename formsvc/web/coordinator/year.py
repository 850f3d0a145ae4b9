"""The room of the year's end: three steps, each with a page that says first what it does."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.page import ask
from formsvc.workflows.closing_year import decide, pairings_to_decide, thank_everyone
from formsvc.workflows.closing_year import year as how_far

_BOTH = ("GET", "POST")
Answer = Response | tuple[str, int]


class OneStep(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button, on a page that says what it does."""


@coordinator.get("/year")
def year() -> str:
    """Show the steps, and how far each has come."""
    return render_template("coordinator/year.html", year=how_far(desk()))


@coordinator.route("/year/thanks", methods=_BOTH)
def year_thanks() -> Answer:
    """Say who is thanked, and in which words, and do it."""
    services, form = desk(), OneStep()
    page = ask("coordinator/year_thanks.html", form, year=how_far(services))
    if not form.validate_on_submit():
        return page.rendered()
    thank_everyone(services)
    return redirect(url_for(".year", said="thanked"))


@coordinator.route("/year/pairings", methods=_BOTH)
def year_pairings() -> Answer:
    """Ask which pairings end, and show on a page of its own what would happen."""
    form, lines = OneStep(), pairings_to_decide(desk())
    shown, ending = request.form.getlist("shown"), request.form.getlist("ending")
    asked = [line for line in lines if line.id in shown]
    checking = form.is_submitted() and bool(asked)
    template = f"coordinator/year_{'check' if checking else 'pairings'}.html"
    page = ask(template, form, year=how_far(desk()), lines=asked or lines, ending=ending)
    form.validate_on_submit()
    return page.rendered()


@coordinator.post("/year/pairings/decided")
def year_decided() -> Response:
    """Let the pairings that were shown go on, but for those that end."""
    decide(desk(), request.form.getlist("shown"), request.form.getlist("ending"))
    return redirect(url_for(".year", said="decided"))
