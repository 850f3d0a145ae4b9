"""Flask, Flask-WTF and SQLite (WAL, synchronous=FULL); mail in the request, or none: the ceiling.

``PEER_DATABASE`` names the file, ``PEER_SMTP_PORT`` the mail server; without a port no mail is sent.
"""

from __future__ import annotations

import json
import os
import sqlite3
from datetime import UTC, datetime
from typing import Any

from flask import Flask, abort, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from bench.peers.form import LABELS, SendForm, faults_of
from bench.peers.mailing import SMTP_PORT, send_letter

SCHEMA = """
CREATE TABLE users (
    id INTEGER PRIMARY KEY, name TEXT, email TEXT UNIQUE, mentor_name TEXT, mentor_email TEXT
);
CREATE TABLE drafts (user_id INTEGER PRIMARY KEY REFERENCES users, answers TEXT);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users, answers TEXT, sent_at TEXT
);
"""

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ.get("PEER_SECRET_KEY", "bench"),
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE="Lax",
)


def connect(path: str) -> sqlite3.Connection:
    """Open the database as durable as it can be."""
    connection = sqlite3.connect(path, timeout=30)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


def database() -> sqlite3.Connection:
    """Return this request's connection, as Flask's own tutorial does."""
    if "database" not in g:
        g.database = connect(os.environ["PEER_DATABASE"])
    return g.database  # type: ignore[no-any-return]  # Flask's g is untyped


@app.teardown_appcontext
def close(_error: BaseException | None) -> None:
    """Close this request's connection."""
    if "database" in g:
        g.database.close()


@app.before_request
def load_user() -> None:
    """Find out who is signed in."""
    user_id = session.get("user_id")
    row = database().execute("SELECT * FROM users WHERE id = ?", (user_id,)).fetchone() if user_id else None
    if row is None:
        abort(401)
    g.user = dict(row)


def draft() -> dict[str, Any]:
    """Return the answers typed so far."""
    row = database().execute("SELECT answers FROM drafts WHERE user_id = ?", (g.user["id"],)).fetchone()
    return json.loads(row["answers"]) if row else {}


@app.get("/check")
def check() -> str:
    """Show every answer, and the button."""
    answers = draft()
    return render_template(
        "check.html", form=SendForm(), user=g.user, answers=answers, labels=LABELS, faults=faults_of(answers)
    )


@app.post("/save")
def save() -> Response:
    """Save some answers of the draft."""
    if not SendForm().validate():
        abort(400)
    typed = {name: request.form[name] for name in LABELS if name in request.form}
    database().execute(
        "INSERT OR REPLACE INTO drafts (user_id, answers) VALUES (?, ?)",
        (g.user["id"], json.dumps({**draft(), **typed})),
    )
    database().commit()
    return redirect(url_for("check"))


@app.post("/send")
def send() -> Response | tuple[str, int]:
    """Validate, commit, and write to the mentor."""
    answers = draft()
    if not SendForm().validate() or faults_of(answers):
        return check(), 422
    database().execute(
        "INSERT INTO submissions (user_id, answers, sent_at) VALUES (?, ?, ?)",
        (g.user["id"], json.dumps(answers), datetime.now(UTC).isoformat()),
    )
    database().commit()
    if SMTP_PORT:
        send_letter(g.user, answers)
    return redirect(url_for("sent"))


@app.get("/sent")
def sent() -> str:
    """Say so."""
    return render_template("sent.html", user=g.user)
