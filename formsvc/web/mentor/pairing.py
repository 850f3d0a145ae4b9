"""A mentor's yes or no to a pairing, and how private the mailbox is; by the link of a letter."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Mailbox
from formsvc.web.mentor.forms import DeclineForm, MailboxForm, PairingForm
from formsvc.web.page import ask
from formsvc.workflows import mentor_acceptance as workflow

Answer = Response | str | tuple[str, int]


def pairing(token: str) -> Answer:
    """Show whom it is about and take the yes; after it, what was said of the mailbox can be changed."""
    about = workflow.proposal_of_link(g.services, token)
    if about.accepted_at is not None:
        return _mailbox(token, about)
    form = PairingForm()
    page = ask("mentor/pairing.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    ticked = {"independent": form.independent.data, "agrees": form.agrees.data}
    workflow.accept_as_mentor(g.services, token, mailbox=Mailbox(form.mailbox.data), **ticked)
    return redirect(url_for(".pairing", token=token, said="yes"))


def declining(token: str) -> Answer:
    """Say what a no does, ask which it is, and do it."""
    form = DeclineForm()
    page = ask("mentor/decline.html", form, about=workflow.proposal_of_link(g.services, token))
    if not form.validate_on_submit():
        return page.rendered()
    workflow.decline_as_mentor(g.services, token, supervises=form.why.data == "supervises")
    return render_template("mentor/declined.html", about=page.context["about"])


def _mailbox(token: str, about: workflow.MentorsProposal) -> Answer:
    form = MailboxForm(mailbox=about.mailbox.value)
    page = ask("mentor/paired.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    workflow.change_mailbox(g.services, token, Mailbox(form.mailbox.data))
    return redirect(url_for(".pairing", token=token, said="mailbox"))
