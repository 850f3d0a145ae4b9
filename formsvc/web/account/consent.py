"""What a person agreed to: shown when its text has changed, and any time from the settings (P1)."""

from __future__ import annotations

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Role
from formsvc.web import session
from formsvc.web.account.forms import AgreeAgainForm
from formsvc.web.page import ask
from formsvc.workflows.consent import agree_again, must_agree

Answer = Response | str | tuple[str, int]


def own_agreement() -> Answer:
    """Show the agreement in force, and write down that it was accepted where it wasn't yet."""
    form, asked = AgreeAgainForm(), must_agree(g.services, g.person)
    page = ask("account/own_agreement.html", form, asked=asked, mentee=Role.MENTEE in g.person.roles)
    if not form.validate_on_submit():
        return page.rendered()
    agree_again(g.services, g.person.id, form.version.data or "")
    return redirect(session.take_destination() or url_for("public.home"))
