"""The forms behind the mentee's buttons: sending what the check page showed, and adding to what was sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from dateutil.relativedelta import relativedelta
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange
from wtforms.widgets import HiddenInput

from formsvc.domain.sending import UPDATE_LIMIT, When
from formsvc.domain.submission import Way
from formsvc.domain.typed_day import day_typed
from formsvc.workflows.leaving import CHECK_INS

LONGEST_DAYS = timedelta(days=730)

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


class PauseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """For how long; the day and the check-in count only with the choice that they belong to."""

    length = RadioField(
        "For how long?",
        choices=[
            SelectChoice("1", "One month"),
            SelectChoice("2", "Two months"),
            SelectChoice("4", "Four months"),
            SelectChoice("day", "Until a date"),
            SelectChoice("open", "Until I say"),
        ],
        validators=[InputRequired("Choose for how long you would like to pause.")],
    )
    until = StringField("The date, if you chose one")
    check_in = SelectField(
        "If you pause until you say: shall we ask once how it is?",
        choices=[
            SelectChoice("", "No, don't ask"),
            *(SelectChoice(str(months), f"Yes, after {months} months") for months in CHECK_INS if months > 1),
        ],
        default="",
        validate_choice=False,
    )

    def days(self, today: date) -> tuple[date | None, date | None]:
        """Return until when, None for no end, and when to check in; raises InputRefusedError."""
        if self.length.data == "day":
            typed = self.until.data or ""
            return day_typed("until", typed, today=today + timedelta(days=1), at_most=LONGEST_DAYS), None
        if self.length.data == "open":
            months = self.check_in.data
            return None, today + relativedelta(months=int(months)) if months in {"2", "4"} else None
        return today + relativedelta(months=int(self.length.data)), None


class AcceptAddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The mentor's new address as the page showed it, and whether what is stuck goes there too."""

    email = HiddenField()
    sending_on = BooleanField("Send the questionnaire that didn't arrive to the new address", default=True)


class SendOnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button."""


class EraseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One tick that says it is meant."""

    sure = BooleanField(
        "Erase everything now. I have kept what I want to keep.",
        validators=[DataRequired("Tick the box if you want everything to be erased now.")],
    )


class UpdateForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One short addition to what was sent; the workflow judges it."""

    text = TextAreaField("What would you like to add?", description=f"Up to {UPDATE_LIMIT:,} characters.")


class AcceptForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A yes to exactly the mentor and the address that the page showed; the workflow judges the ticks.

    ``share`` are the cycles of earlier questionnaires that the new mentor may have.
    """

    pairing_id = HiddenField()
    mentor_email = HiddenField()
    independent = BooleanField(
        validators=[DataRequired("Tick the box if it is so. If it isn't, say so below.")]
    )
    agrees = BooleanField()
    share = SelectMultipleField(coerce=int, validate_choice=False)


class DeclineForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Which no it is: the second one means that these two are never paired again."""

    pairing_id = HiddenField()
    why = RadioField(
        "Which is it?",
        choices=[
            SelectChoice("no", "I would like somebody else"),
            SelectChoice("supervises", "They are or were my supervisor or assessor"),
        ],
        validators=[InputRequired("Choose which it is.")],
    )


class PutAwayForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Which other version of a page is to go: the round, and the moment it was saved."""

    cycle = IntegerField(widget=HiddenInput())
    saved_at = HiddenField()
