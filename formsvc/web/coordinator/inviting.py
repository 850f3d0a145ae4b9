"""The room for inviting: one person, or a list that is looked at before anything is done."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.coordinator.inviting_forms import CarriedForm, InviteForm, ListForm
from formsvc.web.page import ask
from formsvc.workflows.importing import Plan, invite_some, preview_people
from formsvc.workflows.inviting import invite_one

_BOTH = ("GET", "POST")
Answer = Response | str | tuple[str, int]


@coordinator.route("/invite", methods=_BOTH)
def invite() -> Answer:
    """Invite one person, with what is known of them."""
    form = InviteForm()
    page = ask("coordinator/invite.html", form)
    if not form.validate_on_submit() or form.newcomer is None:
        return page.rendered()
    invite_one(desk(), form.newcomer)
    return redirect(url_for(".invite", said="invited"))


@coordinator.route("/invite/list", methods=_BOTH, endpoint="invite_list")
def invite_list() -> Answer:
    """Take a list, and show line by line what it would do: nothing is done yet."""
    form = ListForm()
    page = ask("coordinator/invite_list.html", form)
    if not form.validate_on_submit() or form.table is None:
        return page.rendered()
    preview = preview_people(desk(), form.table)
    return render_template(
        "coordinator/invite_preview.html", preview=preview, plans=Plan, form=CarriedForm.of(preview.carried)
    )


@coordinator.post("/invite/list/go", endpoint="invite_going")
def invite_going() -> Answer:
    """Invite the next of a list, and ask to go on while there are more."""
    form = CarriedForm()
    if not form.validate_on_submit():
        return redirect(url_for(".invite_list"))
    step = invite_some(desk(), form.people.data, invited=form.invited.data, passed_over=form.passed_over.data)
    return render_template(
        "coordinator/invite_going.html",
        step=step,
        form=CarriedForm.of(step.carried, step.invited, step.passed_over),
    )
