"""The link in a mentor's letter: opening it shows what it will do, pressing the button does it."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from formsvc.web.mentor.forms import AnswerForm
from formsvc.web.page import ask
from formsvc.workflows.acknowledgement import acknowledge, letter_to_acknowledge

mentor = Blueprint("mentor", __name__)


@mentor.route("/m/<token>", methods=["GET", "POST"])
def letter(token: str) -> str | tuple[str, int]:
    """Show whose letter it is, without a word of it, and take the mentor's answer."""
    about = letter_to_acknowledge(g.services, token)
    form = AnswerForm()
    page = ask("mentor/letter.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    acknowledge(g.services, token, form.answer.data)
    return render_template("mentor/thanks.html", about=about, answer=form.answer.data)
