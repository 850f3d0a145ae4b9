"""The forms behind the mentee's buttons: sending what the check page showed, and adding to what was sent."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, TextAreaField
from wtforms.validators import DataRequired, NumberRange
from wtforms.widgets import HiddenInput

from formsvc.domain.sending import UPDATE_LIMIT, When
from formsvc.domain.submission import Way

WHEN = [
    SelectChoice(When.NOW.value, "Now"),
    SelectChoice(When.IN_AN_HOUR.value, "In an hour"),
    SelectChoice(When.IN_THE_MORNING.value, "At eight in the morning"),
]
WAYS = [
    SelectChoice(Way.EMAIL.value, "By email, as a whole letter"),
    SelectChoice(Way.LINK.value, "Opened by link only"),
]


class SendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The cycle, the draft's generation and exactly who the page said would receive it (Z4)."""

    cycle = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1)])
    generation = IntegerField(widget=HiddenInput(), validators=[NumberRange(min=1)])
    pairing_id = HiddenField(validators=[DataRequired()])
    mentor_email = HiddenField(validators=[DataRequired()])
    short = HiddenField()
    when = RadioField(
        "When shall it go?",
        choices=WHEN,
        validate_choice=False,
        default=When.NOW.value,
        description="You can take it back until it has gone.",
    )
    way = RadioField(
        "How shall your mentor get it?",
        choices=WAYS,
        validate_choice=False,
        default=Way.EMAIL.value,
        description="A link asks your mentor for a one-time code each time, and works for 14 days. "
        "What you choose is remembered for next time.",
    )

    def chosen(self) -> dict[str, Any]:
        """Return when and how it shall go; what isn't said is the default."""
        return {
            "when": When(self.when.data) if self.when.data in set(When) else When.NOW,
            "way": Way(self.way.data) if self.way.data in set(Way) else Way.EMAIL,
            "short": self.short.data == "yes",
        }


class UpdateForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One short addition to what was sent; the workflow judges it."""

    text = TextAreaField("What would you like to add?", description=f"Up to {UPDATE_LIMIT:,} characters.")
