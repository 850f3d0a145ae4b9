"""Opening what went by link only: whose it is, a code by email, and for who types it the answers."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web.mentor import opened
from formsvc.web.mentor.forms import AskForm, CodeForm
from formsvc.web.page import ask
from formsvc.workflows import opening as workflow

Answer = Response | str | tuple[str, int]


def opening(token: str) -> Answer:
    """Show the answers to the browser that opened them; to any other whose they are, and send a code."""
    key = opened.key_to(token)
    found = workflow.opened_submission(g.services, token, key) if key else None
    if found:
        return render_template("mentor/opened.html", opened=found, facts=found.facts)
    form = AskForm()
    page = ask("mentor/opening.html", form, about=workflow.submission_to_open(g.services, token))
    if not form.validate_on_submit():
        return page.rendered()
    opened.remember_asked(token, workflow.ask_for_code(g.services, token))
    return redirect(url_for(".opening_code", token=token))


def opening_code(token: str) -> Answer:
    """Take the code, in the browser that asked for it and in no other."""
    asked = opened.asked_request(token)
    if asked is None:
        return redirect(url_for(".opening", token=token))
    form = CodeForm()
    page = ask("mentor/opening_code.html", form, about=workflow.submission_to_open(g.services, token))
    if not form.validate_on_submit():
        return page.rendered()
    opened.remember_opened(token, workflow.open_by_code(g.services, token, asked, form.code.data))
    return redirect(url_for(".opening", token=token))


def closing(token: str) -> Answer:
    """Close it in this browser, for a computer that others use as well."""
    key = opened.key_to(token)
    if key:
        workflow.close_submission(g.services, key)
    opened.forget_key(token)
    return redirect(url_for(".opening", token=token, closed="1"))
