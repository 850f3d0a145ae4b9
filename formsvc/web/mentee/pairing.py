"""A mentee's yes or no to a mentor, signed in: who it is, where letters would go, and what goes along."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.domain import errors
from formsvc.domain.pairing import Waiting
from formsvc.web.mentee.forms import AcceptForm, DeclineForm
from formsvc.web.page import ask
from formsvc.workflows.acceptance import accept_as_mentee, decline_as_mentee, proposal_to

Answer = Response | str | tuple[str, int]


def add_pairing_pages(mentee: Blueprint) -> None:
    """Add the pages of a pairing to the mentee's."""
    mentee.add_url_rule("/pairing", "pairing", pairing, methods=("GET", "POST"))
    mentee.add_url_rule("/pairing/no", "declining", declining, methods=("GET", "POST"))
    mentee.register_error_handler(errors.ProposalMovedError, _moved)


def pairing() -> Answer:
    """Show who could be the mentor, and where letters would go; take the yes."""
    about = proposal_to(g.services, g.person.id)
    if about.waiting is Waiting.ADDRESS:
        return redirect(url_for("mentee.mentor_address"))
    form = AcceptForm(pairing_id=about.pairing.id, mentor_email=about.mentor_email)
    page = ask("mentee/pairing.html", form, about=about, moved="")
    if not form.validate_on_submit():
        return page.rendered()
    accept_as_mentee(
        g.services,
        g.person.id,
        pairing_id=form.pairing_id.data,
        mentor_email=form.mentor_email.data,
        independent=form.independent.data,
        agrees=form.agrees.data,
        shared=frozenset(form.share.data or ()),
    )
    return redirect(url_for("mentee.pairing", said="yes"))


def declining() -> Answer:
    """Say what a no does, ask which it is, and do it."""
    about = proposal_to(g.services, g.person.id)
    form = DeclineForm(pairing_id=about.pairing.id)
    page = ask("mentee/decline.html", form, about=about)
    if not form.validate_on_submit():
        return page.rendered()
    supervises = form.why.data == "supervises"
    decline_as_mentee(g.services, g.person.id, pairing_id=form.pairing_id.data, supervises=supervises)
    return redirect(url_for("mentee.home", said="no"))


def _moved(error: errors.ProposalMovedError) -> Answer:
    """Show the page as it is now, saying what changed; without a mentor, the home page says so."""
    if g.services.store.registry.person(g.person.id).pairing is None:
        return redirect(url_for("mentee.home"))
    about = proposal_to(g.services, g.person.id)
    form = AcceptForm(formdata=None, pairing_id=about.pairing.id, mentor_email=about.mentor_email)
    return render_template("mentee/pairing.html", form=form, about=about, moved=str(error)), 409
