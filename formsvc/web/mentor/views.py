"""The links in a mentor's letter: opening one shows what it will do, pressing a button does it."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web.mentor import address, opening, pairing
from formsvc.web.mentor.forms import AnswerForm, StandingForm, StepBackForm
from formsvc.web.page import ask
from formsvc.workflows.acknowledgement import acknowledge, letter_to_acknowledge
from formsvc.workflows.mentor_standing import come_back, go_away, mentor_of_link, step_back

mentor = Blueprint("mentor", __name__)
mentor.add_url_rule("/m/open/<token>", view_func=opening.opening, methods=("GET", "POST"))
mentor.add_url_rule("/m/standing/<token>/address", view_func=address.new_address, methods=("GET", "POST"))
mentor.add_url_rule("/m/open/<token>/code", view_func=opening.opening_code, methods=("GET", "POST"))
mentor.add_url_rule("/m/open/<token>/close", view_func=opening.closing, methods=["POST"])

mentor.add_url_rule("/m/pairing/<token>", view_func=pairing.pairing, methods=("GET", "POST"))
mentor.add_url_rule("/m/pairing/<token>/no", view_func=pairing.declining, methods=("GET", "POST"))


@mentor.route("/m/<token>", methods=["GET", "POST"])
def letter(token: str) -> str | tuple[str, int]:
    """Show whose letter it is, without a word of it, and take the mentor's answer."""
    about = letter_to_acknowledge(g.services, token)
    form = AnswerForm()
    page = ask("mentor/letter.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    about = acknowledge(g.services, token, form.answer.data, form.by.data or "")
    return render_template("mentor/thanks.html", about=about)


@mentor.route("/m/standing/<token>", methods=["GET", "POST"])
def standing(token: str) -> Response | tuple[str, int]:
    """Show whom the link concerns; take "away until" and "back"."""
    form = StandingForm()
    page = ask("mentor/standing.html", form, about=mentor_of_link(g.services, token))
    if not form.validate_on_submit():
        return page.rendered()
    if form.answer.data == "away":
        go_away(g.services, token, form.until.data or "")
    else:
        come_back(g.services, token)
    return redirect(url_for(".standing", token=token, said=form.answer.data))


@mentor.route("/m/standing/<token>/step-back", methods=["GET", "POST"])
def stepping_back(token: str) -> Response | tuple[str, int]:
    """Say what stepping back ends, ask once, and do it."""
    form = StepBackForm()
    page = ask("mentor/step_back.html", form, about=mentor_of_link(g.services, token))
    if not form.validate_on_submit():
        return page.rendered()
    step_back(g.services, token)
    return redirect(url_for(".stepping_back", token=token))
