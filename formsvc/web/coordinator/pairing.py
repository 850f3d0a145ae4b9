"""The room where pairings begin: who needs a mentor, who could be it, and whose yes is missing."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, RadioField
from wtforms.validators import InputRequired

from formsvc.domain.matching import Candidate
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.page import ask
from formsvc.workflows.matching import (
    PairingPage,
    ask_again_for_yes,
    choose_mentor,
    pairing_page,
    pairing_room,
)

FEW = 8
"""Mentors shown at first, the likeliest; the rest are one link away."""

Answer = Response | tuple[str, int]


class ChooseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One mentor, and the word that they are independent; ``seen``: the pairing that the page showed."""

    mentor = RadioField(
        "Who shall it be?", validate_choice=False, validators=[InputRequired("Choose a mentor.")]
    )
    independent = BooleanField(
        validators=[
            InputRequired("Say that the mentor doesn't supervise or assess them. If they do, choose another.")
        ]
    )
    seen = HiddenField()

    @classmethod
    def of(cls, shown: PairingPage, *, everyone: bool) -> ChooseForm:
        """Return the form with the likeliest mentors, or all of them; whoever was chosen stays among them."""
        form = cls()
        listed = [
            one
            for place, one in enumerate(shown.matching.suggested)
            if everyone or place < FEW or one.mentor.id == form.mentor.data
        ]
        form.mentor.choices = [(one.mentor.id, one.mentor.name) for one in listed]
        form.candidates = {one.mentor.id: one for one in listed}
        form.seen.data = form.seen.data if form.is_submitted() else shown.seen
        return form

    candidates: dict[str, Candidate]


@coordinator.get("/pairing", endpoint="pairing")
def room() -> str:
    """Show who needs a mentor, and which pairings wait for a yes."""
    number = max(request.args.get("page", 1, type=int), 1)
    return render_template("coordinator/pairing.html", room=pairing_room(desk(), number))


@coordinator.route("/pairing/<person_id>", methods=("GET", "POST"), endpoint="pairing_one")
def choose(person_id: str) -> Answer:
    """Show mentors for one mentee, the likeliest first, and propose the one who is chosen."""
    shown = pairing_page(desk(), person_id)
    form = ChooseForm.of(shown, everyone="everyone" in request.args)
    page = ask("coordinator/pairing_one.html", form, shown=shown)
    if not form.validate_on_submit():
        return page.rendered()
    choose_mentor(desk(), person_id, form.mentor.data, seen=form.seen.data or "")
    return redirect(url_for(".pairing", said="asked"))


@coordinator.post("/pairing/<person_id>/again", endpoint="pairing_again")
def again(person_id: str) -> Response:
    """Send the letters again to who hasn't said yes."""
    ask_again_for_yes(desk(), person_id)
    return redirect(url_for(".pairing", said="again"))
