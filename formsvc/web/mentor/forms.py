"""What a mentor may answer from the letter's link."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice
from wtforms.validators import InputRequired

ANSWERS = [
    SelectChoice("seen", "I have seen it and will reply"),
    SelectChoice("replied", "I have replied"),
]


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One word, a button each; the newest counts."""

    answer = RadioField(
        "What shall we tell them?",
        choices=ANSWERS,
        validators=[InputRequired("Choose what we shall tell them.")],
    )
