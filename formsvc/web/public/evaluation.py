"""The evaluation's own page: a link from a letter, no cookie and nobody signed in.

A signed-in browser sends its cookie along all the same; ``web.session`` leaves it unread here, and
``web.same_origin`` asks for no token, so that none is set.
"""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web.page import ask
from formsvc.web.public.evaluation_form import choices_in, evaluation_form
from formsvc.workflows.evaluation_answers import answer_evaluation, asked_by_link

evaluation = Blueprint("evaluation", __name__)


@evaluation.route("/evaluation/<token>", methods=["GET", "POST"])
def questions(token: str) -> Response | tuple[str, int]:
    """Show the questions, and take the answers once."""
    asked = asked_by_link(g.services, token)
    form = evaluation_form(asked.questions)
    page = ask("public/evaluation.html", form, asked=asked)
    if not form.validate_on_submit():
        return page.rendered()
    answer_evaluation(g.services, token, choices_in(form, asked.questions))
    return redirect(url_for(".thanks"))


@evaluation.get("/evaluation/thank-you")
def thanks() -> str:
    """Say thank you, at an address without the link: going back or reloading hands nothing in."""
    return render_template("public/evaluation_thanks.html")
