"""A lost phone: the letter and a recovery code lead to a new authenticator."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web import session
from formsvc.web.account import steps
from formsvc.web.account.forms import AuthenticatorForm, RecoveryCodeForm
from formsvc.web.account.setup import shown
from formsvc.web.page import ask
from formsvc.workflows.account_recovery import finish_recovery, recover, recovery_setup

Answer = Response | str | tuple[str, int]


def lost_phone() -> str:
    """Say what to do without the phone, with a recovery code and without one."""
    return render_template("account/lost_phone.html", proved=steps.proved_request() is not None)


def recovery() -> Answer:
    """Take one recovery code in place of the authenticator's."""
    proved = steps.proved_request()
    if proved is None:
        return redirect(url_for("account.lost_phone"))
    form = RecoveryCodeForm()
    page = ask("account/recovery.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    steps.remember_recovering(recover(g.services, proved, form.code.data))
    return redirect(url_for("account.new_authenticator"))


def new_authenticator() -> Answer:
    """Show the new authenticator to set up; a right code makes it the one that counts."""
    recovering = steps.recovering_request()
    if recovering is None:
        return redirect(url_for("account.lost_phone"))
    setup = shown(recovery_setup(g.services, recovering))
    form = AuthenticatorForm()
    page = ask("account/new_authenticator.html", form, setup=setup)
    if not form.validate_on_submit():
        return page.rendered()
    session.begin(finish_recovery(g.services, recovering, form.code.data, own_device=form.own_device.data))
    return redirect(url_for("account.recovery_codes"))
