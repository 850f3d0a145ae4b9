"""The mentee's way: home, a section a page, check, send, sent."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from formsvc.domain import errors
from formsvc.domain.sending import two_minute_version
from formsvc.web.errors import problem
from formsvc.web.mentee import delivery, taking_part
from formsvc.web.mentee.forms import PutAwayForm, SendForm, UpdateForm
from formsvc.web.mentee.pages import (
    after,
    anchor,
    drawn_check,
    drawn_sent,
    drawn_start,
    drawn_too_late,
    sent_context,
    typed_too_late,
)
from formsvc.web.mentee.pairing import add_pairing_pages
from formsvc.web.mentee.record_views import add_record_pages
from formsvc.web.mentee.section_page import (
    asked_form,
    asked_section,
    choose_steps,
    may_go_on,
    section_page,
    to_the_other_version,
    typed_on,
)
from formsvc.web.page import ask
from formsvc.web.questionnaire_form import add_box
from formsvc.web.words import last_day, weekday
from formsvc.workflows.after_sending import add_update, take_back
from formsvc.workflows.preview import letter_to_come
from formsvc.workflows.questionnaire import open_questionnaire, save_section, submit_questionnaire
from formsvc.workflows.record import mentee_home, sent_submission
from formsvc.workflows.reply import say_mentor_replied
from formsvc.workflows.set_aside import put_away as put_version_away

mentee = Blueprint("mentee", __name__)
mentee.add_app_template_filter(anchor)
mentee.add_app_template_filter(weekday)
mentee.add_app_template_filter(last_day)
add_record_pages(mentee)
add_pairing_pages(mentee)


_ASK = ("GET", "POST")
mentee.add_url_rule("/taking-part", view_func=taking_part.page, endpoint="taking_part")
mentee.add_url_rule("/taking-part/back", view_func=taking_part.back, methods=["POST"])
mentee.add_url_rule("/taking-part/another-mentor", view_func=taking_part.another_mentor, methods=["POST"])
mentee.add_url_rule("/taking-part/erase", view_func=taking_part.erase_now, methods=["POST"])
mentee.add_url_rule("/mentor-address", view_func=delivery.mentor_address, methods=_ASK)
mentee.add_url_rule("/submissions/<int:cycle>/copy", view_func=delivery.copy)
mentee.add_url_rule("/submissions/<int:cycle>/send-on", view_func=delivery.sent_on, methods=["POST"])
mentee.add_url_rule("/pause/<token>", view_func=taking_part.pause_by_link, methods=_ASK)
mentee.add_url_rule("/skip/<token>", view_func=taking_part.skip_by_link, methods=_ASK)
mentee.add_url_rule("/change-mentor/<token>", view_func=taking_part.change_mentor_by_link, methods=_ASK)
mentee.add_url_rule("/leave/<token>", view_func=taking_part.leave_by_link, methods=_ASK)


@mentee.get("/home")
def home() -> str:
    """Say the one thing that is due, then how far what was sent has come."""
    return render_template("mentee/home.html", home=mentee_home(g.services, g.person.id))


@mentee.get("/questionnaire")
def questionnaire() -> str | Response:
    """Say what it takes, and lead on to where the mentee was."""
    opened = open_questionnaire(g.services, g.person.id)
    if opened.submission:
        return redirect(url_for("mentee.sent", cycle=opened.cycle.number))
    return drawn_start(opened)


@mentee.route("/questionnaire/<section_id>", methods=["GET", "POST"])
def section(section_id: str) -> str | Response | tuple[str, int]:
    """Ask one section; what is typed is saved first and judged afterwards."""
    asked, opened = asked_section(section_id), open_questionnaire(g.services, g.person.id)
    if opened.submission and request.method != "POST":
        return redirect(url_for("mentee.sent", cycle=opened.cycle.number))
    page = section_page(asked, opened.cycle.number, opened.draft)
    if request.method != "POST":
        return page.rendered()
    typed = typed_on(page.form, asked)
    saved = save_section(g.services, g.person.id, *typed)
    choose_steps(asked, typed.cycle)
    if elsewhere := to_the_other_version(asked, opened.draft, saved, typed.answers):
        return elsewhere
    page = section_page(asked, opened.cycle.number, saved)
    if not add_box(page.form, asked, request.form.get("add")) and may_go_on(page.form):
        return redirect(after(asked))
    return page.rendered()


@mentee.route("/questionnaire/two-minutes", methods=["GET", "POST"])
def two_minutes() -> str | Response | tuple[str, int]:
    """Ask the little that a cycle needs so as not to be missed; it is the same draft."""
    asked = two_minute_version(g.services.programme.questionnaire)
    opened = open_questionnaire(g.services, g.person.id)
    if opened.submission and request.method != "POST":
        return redirect(url_for("mentee.sent", cycle=opened.cycle.number))
    form = asked_form(asked, opened.cycle.number, opened.draft)
    page = ask("mentee/two_minutes.html", form, asked=asked)
    if request.method != "POST":
        return page.rendered()
    save_section(g.services, g.person.id, *typed_on(form, asked))
    return redirect(url_for("mentee.check")) if form.validate() else page.rendered()


@mentee.post("/questionnaire/<section_id>/put-away")
def put_away(section_id: str) -> Response:
    """Drop another version of a page that was kept to be copied from."""
    form = PutAwayForm()
    put_version_away(g.services, g.person.id, form.cycle.data or 0, section_id, form.saved_at.data or "")
    return redirect(url_for("mentee.section", section_id=section_id))


@mentee.get("/questionnaire/check")
def check() -> str:
    """Show every answer, what it still needs, and exactly who would receive it."""
    return drawn_check()


@mentee.post("/questionnaire/send")
def send() -> Response:
    """Send what the check page showed, or come back to it saying what changed."""
    form = SendForm()
    if not form.validate():
        return redirect(url_for("mentee.check"))
    shown = {name: form[name].data for name in ("cycle", "generation", "pairing_id", "mentor_email")}
    sent = submit_questionnaire(g.services, g.person.id, **shown, **form.chosen())
    return redirect(url_for("mentee.sent", cycle=sent.cycle))


@mentee.get("/submissions/<int:cycle>")
def sent(cycle: int) -> str:
    """Confirm what was sent: the reference, what happens next, and every answer; good to bookmark."""
    return drawn_sent(sent_submission(g.services, g.person.id, cycle))


@mentee.get("/questionnaire/check/letter")
def letter_to_be() -> str:
    """Show exactly the letter that the mentor will get."""
    return render_template("mentee/letter_to_be.html", letter=letter_to_come(g.services, g.person.id))


@mentee.post("/submissions/<int:cycle>/take-back")
def taken_back(cycle: int) -> Response:
    """Take a questionnaire back that hasn't gone yet; its answers are the draft again."""
    take_back(g.services, g.person.id, cycle)
    return redirect(url_for("mentee.questionnaire", back="1"))


@mentee.post("/submissions/<int:cycle>/add")
def added(cycle: int) -> Response:
    """Send one short addition after a questionnaire."""
    sent = sent_submission(g.services, g.person.id, cycle)
    ask("mentee/sent.html", UpdateForm(), **sent_context(sent))
    add_update(g.services, g.person.id, cycle, request.form.get("text", ""))
    return redirect(url_for("mentee.sent", cycle=cycle, added="1"))


@mentee.errorhandler(errors.TooLateToTakeBackError)
def too_late_to_take_back(error: errors.TooLateToTakeBackError) -> tuple[str, int]:
    """Say that the letter has gone."""
    return problem("refused", 409, sentence=str(error))


@mentee.post("/submissions/<int:cycle>/replied")
def replied(cycle: int) -> Response:
    """Take the mentee's own word that the mentor has replied."""
    say_mentor_replied(g.services, g.person.id, cycle)
    return redirect(url_for("mentee.sent", cycle=cycle))


@mentee.errorhandler(errors.AlreadySentError)
def to_what_was_sent(error: errors.AlreadySentError) -> Response | tuple[str, int]:
    """Lead from any page of a sent questionnaire to its confirmation; what was typed too late is shown."""
    if typed := typed_too_late():
        return drawn_too_late(str(error), typed)
    opened = open_questionnaire(g.services, g.person.id)
    return redirect(url_for("mentee.sent", cycle=opened.cycle.number))


@mentee.errorhandler(errors.NothingDueError)
def nothing_due(error: errors.NothingDueError) -> tuple[str, int]:
    """Say when something is due; what was typed for a closed cycle is shown, to copy."""
    if typed := typed_too_late():
        return drawn_too_late(str(error), typed)
    return problem("refused", 409, sentence=str(error))


@mentee.errorhandler(errors.SubmissionUnknownError)
def not_sent(_error: errors.SubmissionUnknownError) -> tuple[str, int]:
    """Say that this cycle isn't in the record, and lead to what is."""
    return render_template("mentee/not_sent.html"), 404


@mentee.errorhandler(errors.DraftMovedError)
@mentee.errorhandler(errors.PairingMovedError)
@mentee.errorhandler(errors.NotPairedError)
@mentee.errorhandler(errors.MenteeToAcceptError)
@mentee.errorhandler(errors.MentorToAcceptError)
@mentee.errorhandler(errors.AddressNotAcceptedError)
@mentee.errorhandler(errors.AnswersInvalidError)
def back_to_check(error: errors.MentorpostError) -> Response | tuple[str, int]:
    """Show the check page again, saying what changed; nothing was sent."""
    if open_questionnaire(g.services, g.person.id).submission:
        return redirect(url_for("mentee.check"))  # the other tab sent it meanwhile
    return drawn_check(moved=str(error)), 409
