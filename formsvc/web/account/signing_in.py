"""Signing in and out: the address, the letter, the authenticator's code."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from formsvc.web import session
from formsvc.web.account import steps
from formsvc.web.account.forms import AuthenticatorForm, LetterCodeForm, SignInForm
from formsvc.web.page import ask
from formsvc.workflows import sign_in as workflow

Answer = Response | str | tuple[str, int]


def sign_in() -> Answer:
    """Ask for the address: a known browser signs in with a code at once, others get a letter."""
    device = session.device_token()
    known = device is not None and workflow.knows_device(g.services, device)
    form = SignInForm()
    page = ask("account/sign_in.html", form, known=known, signed_out="signed_out" in request.args)
    if not form.validate_on_submit():
        return page.rendered()
    if device is not None and known and form.code.data:
        return _in(workflow.sign_in_from_device(g.services, device, form.email.data, form.code.data))
    steps.remember_asked(workflow.ask_for_letter(g.services, form.email.data), form.email.data)
    return redirect(url_for("account.letter"))


def letter() -> Answer:
    """Say that a letter is on its way, and take the code that it carries."""
    asked = steps.asked_request()
    if asked is None:
        return redirect(url_for("account.sign_in"))
    form = LetterCodeForm()
    page = ask("account/letter.html", form, email=steps.asked_email())
    if not form.validate_on_submit():
        return page.rendered()
    steps.remember_proved(workflow.prove_by_letter_code(g.services, asked, form.code.data))
    return redirect(url_for("account.code"))


def link(token: str) -> Answer:
    """Take the letter's link for the first proof; nothing is used up, so a scanner may follow it (X3)."""
    steps.remember_proved(workflow.prove_by_link(g.services, token))
    return redirect(url_for("account.code"))


def code() -> Answer:
    """Ask for the authenticator's code, the second proof."""
    proved = steps.proved_request()
    if proved is None:
        return redirect(url_for("account.sign_in"))
    form = AuthenticatorForm()
    page = ask("account/code.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    return _in(workflow.sign_in(g.services, proved, form.code.data, own_device=form.own_device.data))


def sign_out() -> Response:
    """End the session on the server; a browser that isn't the person's own keeps nothing."""
    forget = "forget" in request.form or session.device_token() is None
    workflow.sign_out(g.services, g.person.id, session.session_secret(), forget_device=forget)
    return signed_out(forget=forget)


def signed_out(*, forget: bool) -> Response:
    """Forget the session in this browser, with ``forget`` the device and all it stored, and say so."""
    session.end()
    answer = redirect(url_for("account.sign_in", signed_out="yes"))
    if forget:
        session.forget_device()
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def forget_browser() -> Response:
    """Take the device cookie away from a browser that somebody else uses now."""
    session.forget_device()
    return redirect(url_for("account.sign_in"))


def _in(signed_in: workflow.SignedIn) -> Response:
    session.begin(signed_in)
    return redirect(session.take_destination() or url_for("public.home"))
