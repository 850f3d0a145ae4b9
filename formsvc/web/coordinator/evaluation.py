"""The room of the evaluation: open a round, close it, and read what may be shown of it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as Redirect
from wtforms import StringField

from formsvc.domain.disclosure import GroupResult, Results
from formsvc.domain.evaluation import Group
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.csv_file import csv_answer
from formsvc.web.page import ask
from formsvc.workflows.evaluation import (
    close_round,
    evaluation_room,
    last_day_typed,
    open_round,
    round_and_results,
)

GROUPS = {Group.MENTEE: "Mentees", Group.MENTOR: "Mentors"}
TOO_FEW = "too few to show"
_HEADER = (
    "Group",
    "Asked",
    "Answered",
    "Question",
    "Answer",
    "Number",
    "Of",
    "Per cent",
    "95% interval from",
    "95% interval to",
)


class OpeningForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Until when answers are taken."""

    closes_on = StringField("Last day for answers")


class ClosingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button, on a page that says what it ends."""


@coordinator.route("/evaluation", methods=["GET", "POST"])
def evaluation() -> Redirect | tuple[str, int]:
    """Show how things stand, and open a round."""
    services, form = desk(), OpeningForm()
    page = ask("coordinator/evaluation.html", form, room=evaluation_room(services), groups=GROUPS)
    if not form.validate_on_submit():
        return page.rendered()
    open_round(services, last_day_typed(services, form.closes_on.data or ""))
    return redirect(url_for(".evaluation"))


@coordinator.route("/evaluation/<round_id>/close", methods=["GET", "POST"])
def evaluation_closing(round_id: str) -> Redirect | tuple[str, int]:
    """Say what closing ends, ask once, and do it."""
    services, form = desk(), ClosingForm()
    page = ask("coordinator/evaluation_closing.html", form, room=evaluation_room(services))
    if not form.validate_on_submit():
        return page.rendered()
    close_round(services, round_id)
    return redirect(url_for(".evaluation_results", round_id=round_id))


@coordinator.get("/evaluation/<round_id>")
def evaluation_results(round_id: str) -> str:
    """Show the table of a closed round, fit to be published."""
    asked, results = round_and_results(desk(), round_id)
    return render_template("coordinator/evaluation_results.html", asked=asked, results=results, groups=GROUPS)


@coordinator.get("/evaluation/<round_id>/results.csv")
def evaluation_csv(round_id: str) -> Response:
    """Give the same table as a file: nothing is in it that the page doesn't show."""
    asked, results = round_and_results(desk(), round_id)
    return csv_answer(f"evaluation-{asked.opened_on}", _HEADER, _rows(results))


def _rows(results: Results) -> Iterator[tuple[object, ...]]:
    for group in results.groups:
        yield from _rows_of(group)


def _rows_of(group: GroupResult) -> Iterator[tuple[object, ...]]:
    name = GROUPS[group.group]
    if group.answered is None:
        yield name, group.asked, TOO_FEW, "", "", "", "", "", "", ""
    for question in group.questions:
        whose = (name, group.asked, group.answered, question.label)
        for share in question.shares:
            yield *whose, share.label, share.count, share.of, share.per_cent, *share.interval
        if not question.shares:
            yield *whose, TOO_FEW, "", "", "", "", ""
