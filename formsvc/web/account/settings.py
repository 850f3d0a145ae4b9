"""Settings: what a signed-in person may see and change of their account, a page for each thing."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Role
from formsvc.web.account.forms import DeviceForm, TextOnlyForm
from formsvc.web.account.signing_in import signed_out
from formsvc.web.page import ask
from formsvc.web.session import this_browser
from formsvc.workflows.due_dates import calendar_file
from formsvc.workflows.letter_style import choose_text_only
from formsvc.workflows.own_devices import own_browsers, sign_device_out, sign_out_elsewhere

Answer = Response | str | tuple[str, int]


def settings() -> str:
    """List what can be changed, and how each thing stands."""
    browsers = own_browsers(g.services, g.person.id, this_browser())
    return render_template(
        "account/settings.html",
        browsers=browsers,
        done=request.args.get("done"),
        mentee=Role.MENTEE in g.person.roles,
    )


def devices() -> Answer:
    """List the person's own devices, and sign one of them out."""
    form = DeviceForm()
    browsers = own_browsers(g.services, g.person.id, this_browser())
    page = ask("account/devices.html", form, browsers=browsers, done=request.args.get("done"))
    if not form.validate_on_submit():
        return page.rendered()
    if sign_device_out(g.services, g.person.id, this_browser(), form.device.data or ""):
        return signed_out(forget=True)
    return redirect(url_for("account.devices", done="device"))


def text_only() -> Answer:
    """Choose whether one's letters carry an HTML part beside the text."""
    form = TextOnlyForm(text_only=g.person.text_only)
    page = ask("account/text_only.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    choose_text_only(g.services, g.person.id, text_only=form.text_only.data)
    return redirect(url_for("account.settings", done="text_only"))


def calendar() -> Response:
    """Hand the mentee's due dates over as a calendar file."""
    return Response(
        calendar_file(g.services, g.person.id),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="due-dates.ics"'},
    )


def elsewhere() -> Response:
    """Sign out everywhere but here."""
    sign_out_elsewhere(g.services, g.person.id, this_browser())
    return redirect(url_for("account.devices", done="elsewhere"))
