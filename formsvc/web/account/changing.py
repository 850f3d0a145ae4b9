"""Changing how one signs in, from the settings: each page asks a fresh code first (A11)."""

from __future__ import annotations

from flask import g, redirect, url_for
from werkzeug.wrappers import Response

from formsvc.web import session
from formsvc.web.account.forms import FreshCodeForm
from formsvc.web.account.setup import shown
from formsvc.web.page import ask
from formsvc.workflows.factor_change import (
    begin_new_authenticator,
    finish_new_authenticator,
    make_recovery_codes,
    new_authenticator_setup,
)

Answer = Response | str | tuple[str, int]


def change_authenticator() -> Answer:
    """Ask a code of the present authenticator before a new one is set up."""
    form = FreshCodeForm()
    page = ask("account/change_authenticator.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    begin_new_authenticator(g.services, g.person.id, session.session_secret(), form.code.data)
    return redirect(url_for("account.set_up_authenticator"))


def set_up_authenticator() -> Answer:
    """Show the new authenticator to set up; a right code makes it the one that counts."""
    setup = shown(new_authenticator_setup(g.services, g.person.id, session.session_secret()))
    form = FreshCodeForm()
    page = ask("account/set_up_authenticator.html", form, setup=setup)
    if not form.validate_on_submit():
        return page.rendered()
    session.begin(finish_new_authenticator(g.services, g.person.id, session.this_browser(), form.code.data))
    return redirect(url_for("account.settings", done="authenticator"))


def change_recovery_codes() -> Answer:
    """Ask a fresh code, then lead to the page that shows the new recovery codes."""
    form = FreshCodeForm()
    page = ask("account/change_recovery_codes.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    make_recovery_codes(g.services, g.person.id, form.code.data)
    return redirect(url_for("account.recovery_codes"))


def ask_for_a_code_first(_error: Exception) -> Response:
    """Lead to the code that a set-up needs first, or again when it took longer than a quarter of an hour."""
    return redirect(url_for("account.change_authenticator"))
