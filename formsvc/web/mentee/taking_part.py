"""Pausing, letting one pass and leaving: by a letter's link without signing in, or from one's own page.

Opening a link shows what will happen; its button does it. The signed-in page leads to the same
links, so there is one way through, and only erasing at once needs to know who asks.
"""

from __future__ import annotations

from flask import g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formsvc.web import session
from formsvc.web.mentee.forms import EraseForm, PauseForm
from formsvc.web.page import ask
from formsvc.workflows.erasing import erase_person
from formsvc.workflows.leaving import (
    WayOut,
    ask_for_another_mentor,
    leave,
    pause,
    resume,
    skip,
    taking_part,
    way_out_of,
    ways_out,
)

Answer = Response | str | tuple[str, int]


def page() -> str:
    """Show how the mentee takes part, and every way to change that."""
    return render_template(
        "mentee/taking_part.html",
        part=taking_part(g.services, g.person.id),
        ways=ways_out(g.services, g.person.id),
        form=EraseForm(formdata=None),
    )


def pause_by_link(token: str) -> Answer:
    """Ask for how long, and pause."""
    part = way_out_of(g.services, WayOut.PAUSE, token)
    form = PauseForm()
    asked = ask("mentee/pause.html", form, part=part)
    if not form.validate_on_submit():
        return asked.rendered()
    until, check_in = form.days(g.services.today())
    pause(g.services, part.person.id, until=until, check_in=check_in)
    return _done("paused", token, WayOut.PAUSE)


def skip_by_link(token: str) -> Answer:
    """Say what letting one pass does, and do it when asked."""
    part = way_out_of(g.services, WayOut.SKIP, token)
    if request.method != "POST":
        return render_template("mentee/skip.html", part=part)
    assert part.cycle is not None  # noqa: S101 - way_out_of has refused a link without one
    skip(g.services, part.person.id, part.cycle.number)
    return _done("skipped", token, WayOut.SKIP)


def change_mentor_by_link(token: str) -> Answer:
    """Say what asking for another mentor does, and do it when asked."""
    part = way_out_of(g.services, WayOut.CHANGE_MENTOR, token)
    if request.method != "POST":
        return render_template("mentee/change_mentor.html", part=part)
    ask_for_another_mentor(g.services, part.person.id)
    return _done("without_mentor", token, WayOut.CHANGE_MENTOR)


def leave_by_link(token: str) -> Answer:
    """Say what leaving does, and what it can't undo, and do it when asked."""
    part = way_out_of(g.services, WayOut.LEAVE, token)
    if request.method != "POST":
        return render_template("mentee/leave.html", part=part)
    leave(g.services, part.person.id)
    return _done("left", token, WayOut.LEAVE)


def back() -> Response:
    """End a pause, or come back after leaving."""
    resume(g.services, g.person.id)
    return redirect(url_for("mentee.home"))


def another_mentor() -> Response:
    """End the pairing; the coordinators look for somebody else."""
    ask_for_another_mentor(g.services, g.person.id)
    return redirect(url_for("mentee.home"))


def erase_now() -> Answer:
    """Erase everything at once, for who has ticked that they mean it."""
    form = EraseForm()
    shown = {
        "part": taking_part(g.services, g.person.id),
        "ways": ways_out(g.services, g.person.id),
    }
    asked = ask("mentee/taking_part.html", form, **shown)
    if not form.validate_on_submit():
        return asked.rendered()
    erase_person(g.services, g.person.email)
    session.end()
    return render_template("mentee/erased.html")


def _done(what: str, token: str, way: WayOut) -> str:
    return render_template("mentee/way_out_done.html", what=what, part=way_out_of(g.services, way, token))
