"""Flask, Flask-WTF and one TinyDB file as its documentation begins; mail in the request; one worker."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from flask import Flask, abort, g, redirect, render_template, session, url_for
from tinydb import TinyDB
from werkzeug.wrappers import Response

from bench.peers.form import LABELS, SendForm, faults_of
from bench.peers.mailing import send_letter

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("PEER_SECRET_KEY", "bench"),
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE="Lax",
)
database = TinyDB(os.environ["PEER_DATABASE"])


@app.before_request
def load_user() -> None:
    """Find out who is signed in."""
    user = database.table("users").get(doc_id=int(session.get("user_id", 0)))
    if user is None:
        abort(401)
    g.user = user


def draft() -> dict[str, Any]:
    """Return the answers typed so far."""
    found = database.table("drafts").get(doc_id=g.user.doc_id)
    return dict(found["answers"]) if found else {}


@app.get("/check")
def check() -> str:
    """Show every answer, and the button."""
    answers = draft()
    return render_template(
        "check.html", form=SendForm(), user=g.user, answers=answers, labels=LABELS, faults=faults_of(answers)
    )


@app.post("/send")
def send() -> Response | tuple[str, int]:
    """Validate, insert, and write to the mentor."""
    answers = draft()
    if not SendForm().validate() or faults_of(answers):
        return check(), 422
    database.table("submissions").insert(
        {"user": g.user.doc_id, "answers": answers, "sent_at": datetime.now(UTC).isoformat()}
    )
    send_letter(g.user, answers)
    return redirect(url_for("sent"))


@app.get("/sent")
def sent() -> str:
    """Say so."""
    return render_template("sent.html", user=g.user)
