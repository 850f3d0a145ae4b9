"""The peers' letter: text and HTML from two templates, over a new SMTP connection in the request."""

from __future__ import annotations

import os
import smtplib
from email.message import EmailMessage
from typing import Any

from flask import render_template

from bench.peers.form import LABELS

SMTP_HOST, SMTP_PORT = "127.0.0.1", int(os.environ.get("PEER_SMTP_PORT", "0"))


def send_letter(mentee: dict[str, Any], answers: dict[str, Any]) -> None:
    """Compose the letter to the mentor and hand it over; whatever goes wrong ends the request."""
    message = EmailMessage()
    message["Subject"] = f"{mentee['name']} has sent you a questionnaire"
    message["From"] = "mentoring@example.org"
    message["To"] = mentee["mentor_email"]
    message["Reply-To"] = mentee["email"]
    message.set_content(render_template("letter.txt", mentee=mentee, answers=answers, labels=LABELS))
    html = render_template("letter.html", mentee=mentee, answers=answers, labels=LABELS)
    message.add_alternative(html, subtype="html")
    with smtplib.SMTP(SMTP_HOST, SMTP_PORT, timeout=10) as server:
        server.send_message(message)
