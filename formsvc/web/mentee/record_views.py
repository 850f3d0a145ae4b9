"""The mentee's own record: to read, to compare, and to keep a copy of; nobody else's can be asked for."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, g, render_template, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from formsvc.domain.history import Turn, side_by_side
from formsvc.web.charts import goal_chart, mark_of, rating_charts, timeline_picture
from formsvc.workflows.exporting import record_as_json
from formsvc.workflows.record import WholeRecord, submissions_to_compare, whole_record

_STYLE = "mentorpost.css"


def add_record_pages(mentee: Blueprint) -> None:
    """Add the record's pages to the mentee's."""
    mentee.add_app_template_filter(mark_of)
    mentee.add_app_template_filter(timeline_picture)
    mentee.add_url_rule("/record", "record", record)
    mentee.add_url_rule("/record/compare", "compare", compare)
    mentee.add_url_rule("/record/export.json", "export_json", export_json)
    mentee.add_url_rule("/record/export.html", "export_html", export_html)


def record() -> str:
    """Show everything that was sent, as sent, and what it says over time."""
    return render_template("mentee/record.html", **_shown(whole_record(g.services, g.person.id)))


def compare() -> str:
    """Show two submissions side by side, each question once."""
    whole = whole_record(g.services, g.person.id)
    chosen = [request.args.get(name, type=int) for name in ("a", "b")]
    pair = submissions_to_compare(whole, *chosen)
    asked = g.services.programme.questionnaire
    chapters = side_by_side(asked, [each.submission for each in pair])
    return render_template("mentee/compare.html", record=whole, pair=pair, chapters=chapters)


def export_json() -> Response:
    """Hand over the record as one file that other programs can read (P2)."""
    return _file(record_as_json(g.services, g.person.id), "json", "application/json")


def export_html() -> Response:
    """Hand over the record as one page that needs no network, to read and to print (P2)."""
    whole = whole_record(g.services, g.person.id)
    style = (Path(current_app.static_folder or "") / _STYLE).read_text(encoding="utf-8")
    drawn = render_template(
        "mentee/export.html",
        style=Markup(style),  # noqa: S704 - our own file, with nothing typed in it
        made_at=g.services.clock(),
        **_shown(whole),
    )
    return _file(drawn.encode("utf-8", "replace"), "html", "text/html; charset=utf-8")


def _shown(whole: WholeRecord) -> dict[str, object]:
    questionnaire = g.services.programme.questionnaire
    answered = {each.submission.questionnaire_version for each in whole.sent}
    return {
        "record": whole,
        "rating_pictures": rating_charts(whole.ratings),
        "goal_picture": goal_chart(whole.goals),
        "turns": [
            turn for turn in Turn if any(turn is stage.turn for life in whole.goals for stage in life.stages)
        ],
        "chapters_of": lambda sent: side_by_side(questionnaire, [sent.submission]),
        "reworded": bool(answered - {questionnaire.version}),
    }


def _file(content: bytes, ending: str, content_type: str) -> Response:
    name = f"mentoring-record-{g.services.today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, headers=headers, content_type=content_type)
