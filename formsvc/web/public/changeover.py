"""The page that a changeover's letter leads to: everything as it was in one tap, or what has changed."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from formsvc.web.page import ask
from formsvc.workflows.changeover import changeover_of, nothing_has_changed, say_what_changed

_LONGEST = Length(max=400, message="Enter something shorter.")


class PlaceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Where somebody works; which button was pressed, and whom it ends with, are read beside it."""

    site = StringField("Hospital or site", validators=[_LONGEST])
    department = StringField("Department", validators=[_LONGEST])


def page(token: str) -> Response | str | tuple[str, int]:
    """Show what is known of one person, and take their word."""
    shown = changeover_of(g.services, token)
    if request.args.get("said"):
        return render_template("public/changeover_thanks.html", shown=shown)
    form = PlaceForm(site=shown.person.site, department=shown.person.department)
    asked = ask("public/changeover.html", form, shown=shown)
    if not form.validate_on_submit():
        return asked.rendered()
    if request.form.get("answer") == "same":
        nothing_has_changed(g.services, token)
    else:
        where = {"site": form.site.data or "", "department": form.department.data or ""}
        say_what_changed(g.services, token, **where, supervising=request.form.getlist("supervising"))
    return redirect(url_for("public.changeover", token=token, said="yes"))
