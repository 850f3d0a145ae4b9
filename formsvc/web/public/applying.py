"""Applying: the form, the page that says to look in the mailbox, and the link from there."""

from __future__ import annotations

from flask import g, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Role
from formsvc.web.page import ask
from formsvc.web.public.forms import ApplyForm, ConfirmForm, MentorApplyForm
from formsvc.workflows import applying as workflow

Answer = Response | str | tuple[str, int]
_ADDRESS = "applied_from"


def choose() -> Answer:
    """Ask whether somebody would like to be a mentee or a mentor."""
    return render_template("public/apply.html")


def apply_as(role: str) -> Answer:
    """Take an application; the answer is the same whoever's the address is (A7)."""
    form = MentorApplyForm() if role == Role.MENTOR else ApplyForm()
    page = ask("public/apply_as.html", form, as_mentor=role == Role.MENTOR)
    if not form.validate_on_submit():
        form.stamp()
        return page.rendered()
    stamp = form.opened.data or ""
    form.stamp()
    workflow.apply(g.services, form.applied(), stamp=stamp, unseen=form.unseen.data or "")
    session[_ADDRESS] = form.email.data
    return redirect(url_for("public.applied"))


def applied() -> Answer:
    """Say that a letter is on its way."""
    if _ADDRESS not in session:
        return redirect(url_for("public.apply"))
    return render_template("public/applied.html", email=session[_ADDRESS])


def confirm(token: str) -> Answer:
    """Show what a link confirms, without a word of the application, and take the confirmation."""
    application = workflow.application_to_confirm(g.services, token)
    page = ask("public/confirm.html", form := ConfirmForm(), application=application)
    if not form.validate_on_submit():
        return page.rendered()
    workflow.confirm_application(g.services, token)
    return redirect(url_for("public.confirm", token=token))
