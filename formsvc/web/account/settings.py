"""Settings: what a signed-in person may see and change of their account, a page for each thing."""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain.people import Role
from formsvc.domain.reminders import Hour, Reminders
from formsvc.web.account.forms import CoordinatorLettersForm, DeviceForm, LettersForm, MenteeLettersForm
from formsvc.web.account.signing_in import signed_out
from formsvc.web.page import ask
from formsvc.web.session import this_browser
from formsvc.workflows.digest import choose_digest
from formsvc.workflows.due_dates import calendar_file
from formsvc.workflows.letter_style import choose_text_only
from formsvc.workflows.own_devices import own_browsers, sign_device_out, sign_out_elsewhere
from formsvc.workflows.reminders import choose_reminders

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


def letter_choices() -> Answer:
    """Choose how one's letters look, and for a mentee which reminders come, and when."""
    person, kind = g.person, _letters_form()
    form = kind(
        text_only=person.text_only,
        reminders=person.reminders,
        hour=person.reminder_hour,
        digest=person.digest,
    )
    page = ask("account/letters.html", form)
    if not form.validate_on_submit():
        return page.rendered()
    choose_text_only(g.services, person.id, text_only=form.text_only.data)
    if "digest" in form:
        choose_digest(g.services, person.id, wanted=form.digest.data)
    if "reminders" in form:
        choose_reminders(g.services, person.id, Reminders(form.reminders.data), Hour(form.hour.data))
    return redirect(url_for("account.settings", done="letters"))


def _letters_form() -> type[LettersForm]:
    """Return what there is to choose for whoever is signed in; nobody is mentee and coordinator at once."""
    if Role.MENTEE in g.person.roles:
        return MenteeLettersForm
    return CoordinatorLettersForm if Role.COORDINATOR in g.person.roles else LettersForm


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
