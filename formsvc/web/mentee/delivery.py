"""What a mentee can do when a letter doesn't arrive: a copy to send oneself, and the mentor's new address."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.domain.history import side_by_side
from formsvc.web.mentee.forms import AcceptAddressForm, SendOnForm
from formsvc.web.page import ask
from formsvc.workflows.mentor_address import accept_address, address_to_accept
from formsvc.workflows.record import sent_submission
from formsvc.workflows.sending_on import send_on

Answer = Response | str | tuple[str, int]


def copy(cycle: int) -> str:
    """Show what was sent as plain text, to paste into an email of one's own or to print."""
    sent = sent_submission(g.services, g.person.id, cycle)
    chapters = side_by_side(g.services.programme.questionnaire, [sent.submission])
    rows = [row for chapter in chapters for row in chapter.rows if row.answered]
    return render_template("mentee/copy.html", sent=sent, rows=rows)


def sent_on(cycle: int) -> Answer:
    """Send what didn't arrive to the mentor's new address, which the mentee has accepted."""
    form = SendOnForm()
    if form.validate():
        send_on(g.services, g.person.id, cycle)
    return redirect(url_for("mentee.sent", cycle=cycle))


def mentor_address() -> Answer:
    """Show the mentor's new address afresh, and take the mentee's word that letters may go there."""
    waiting = address_to_accept(g.services, g.person.id)
    if waiting is None:
        return redirect(url_for("mentee.home"))
    form = AcceptAddressForm()
    page = ask("mentee/mentor_address.html", form, address=waiting)
    if not form.validate_on_submit():
        return page.rendered()
    accept_address(g.services, g.person.id, form.email.data, sending_on=form.sending_on.data)
    return redirect(url_for("mentee.home", accepted="1"))
