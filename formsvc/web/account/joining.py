"""Joining from the invitation letter: the agreement, the authenticator, the recovery codes."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web import session
from formsvc.web.account.forms import AgreementForm, AuthenticatorForm, RecoveryCodeForm
from formsvc.web.account.setup import shown
from formsvc.web.page import ask
from formsvc.workflows.enrolment import (
    accept_agreement,
    authenticator_setup,
    confirm_authenticator,
    confirm_recovery_code,
    invited_person,
    recovery_codes_to_show,
    renew_invitation,
)

Answer = Response | str | tuple[str, int]


def agreement(token: str) -> Answer:
    """Show what a person agrees to, and write the agreement down."""
    person = invited_person(g.services, token)
    form = AgreementForm()
    page = ask("account/agreement.html", form, person=person)
    if not form.validate_on_submit():
        return page.rendered()
    accept_agreement(g.services, token, form.version.data or "")
    return redirect(url_for("account.authenticator", token=token))


def authenticator(token: str) -> Answer:
    """Show the authenticator to set up; a right code joins and signs in."""
    setup = shown(authenticator_setup(g.services, token))
    form = AuthenticatorForm()
    page = ask("account/authenticator.html", form, setup=setup)
    if not form.validate_on_submit():
        return page.rendered()
    signed_in = confirm_authenticator(g.services, token, form.code.data, own_device=form.own_device.data)
    session.begin(signed_in)
    return redirect(url_for("account.recovery_codes"))


def invite_again(token: str) -> Answer:
    """Send a fresh letter to the address that an expired invitation went to."""
    renew_invitation(g.services, token)
    return render_template("account/invited_again.html")


def recovery_codes() -> Answer:
    """Show the recovery codes until one of them was typed back."""
    codes = recovery_codes_to_show(g.services, g.person.id)
    form = RecoveryCodeForm()
    page = ask("account/recovery_codes.html", form, codes=codes)
    if codes and not form.validate_on_submit():
        return page.rendered()
    if codes:
        confirm_recovery_code(g.services, g.person.id, form.code.data)
    return redirect(session.take_destination() or url_for("public.home"))
