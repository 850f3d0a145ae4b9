"""Applications: who would like to take part, and what the coordinator says to each."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain.application import ApplicationState, Reason
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.coordinator.forms import AcceptForm, DeclineForm, WaitForm
from formsvc.web.page import ask
from formsvc.workflows import applications as workflow

_BOTH = ("GET", "POST")
Answer = Response | str | tuple[str, int]


@coordinator.get("/applications")
def applications() -> str:
    """List the applications in one state."""
    asked = request.args.get("state", "")
    state = ApplicationState(asked) if asked in workflow.SHOWN else ApplicationState.NEW
    page = workflow.applications_page(desk(), state, request.args.get("page", 1, type=int))
    return render_template("coordinator/applications.html", page=page)


@coordinator.get("/applications/<application_id>", endpoint="applications_one")
def application(application_id: str) -> str:
    """Show one application, and what was decided or can be."""
    services = desk()
    found = workflow.confirmed_application(services, application_id)
    return render_template(
        "coordinator/application.html",
        application=found,
        taken=workflow.takes_part_already(services, found),
        decided_by=workflow.who_decided(services, found),
    )


@coordinator.route("/applications/<application_id>/accept", methods=_BOTH, endpoint="applications_accept")
def accept_application(application_id: str) -> Answer:
    """Say what accepting does, settle a mentor's cap and training, and do it."""
    services = desk()
    found = workflow.confirmed_application(services, application_id)
    form = AcceptForm.of(found)
    page = ask("coordinator/application_accept.html", form, application=found)
    if not found.undecided:
        return redirect(url_for(".applications_one", application_id=application_id))
    if not form.validate_on_submit():
        return page.rendered()
    workflow.accept_application(services, application_id, form.terms())
    return redirect(url_for(".applications_one", application_id=application_id))


@coordinator.route("/applications/<application_id>/wait", methods=_BOTH, endpoint="applications_wait")
def keep_application(application_id: str) -> Answer:
    """Say what the letter to who has to wait says, and send it."""
    found = workflow.confirmed_application(desk(), application_id)
    form = WaitForm()
    page = ask("coordinator/application_wait.html", form, application=found)
    if not found.undecided:
        return redirect(url_for(".applications_one", application_id=application_id))
    if not form.validate_on_submit():
        return page.rendered()
    workflow.keep_application_waiting(desk(), application_id)
    return redirect(url_for(".applications_one", application_id=application_id))


@coordinator.route("/applications/<application_id>/decline", methods=_BOTH, endpoint="applications_decline")
def decline_application(application_id: str) -> Answer:
    """Show what the letter can say, and send it; what was taken back is gone afterwards."""
    found = workflow.confirmed_application(desk(), application_id)
    form = DeclineForm()
    page = ask("coordinator/application_decline.html", form, application=found)
    if not found.undecided:
        return redirect(url_for(".applications_one", application_id=application_id))
    if not form.validate_on_submit():
        return page.rendered()
    reason = Reason(form.reason.data)
    workflow.decline_application(desk(), application_id, reason)
    if reason is Reason.WITHDRAWN:
        return redirect(url_for(".applications", said="taken_back"))
    return redirect(url_for(".applications_one", application_id=application_id))
