"""The form behind the Send button: what the check page showed, to be compared when it is pressed."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField
from wtforms.validators import DataRequired, NumberRange
from wtforms.widgets import HiddenInput


class SendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The cycle, the draft's generation and exactly who the page said would receive it (Z4)."""

    cycle = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1)])
    generation = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1)])
    pairing_id = HiddenField(validators=[DataRequired()])
    mentor_email = HiddenField(validators=[DataRequired()])
