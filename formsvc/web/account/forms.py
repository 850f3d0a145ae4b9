"""The forms of joining and signing in.

Codes are judged by the workflows alone, so that each sentence stands in one place; here only
what was left empty is said.
"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from formsvc.domain.reminders import Hour, Reminders

_TEXT_LIMIT = 400  # far above every address and code: only a flood is longer


class AgreementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One tick; the version that was shown comes back, so that nobody accepts a text they never saw."""

    version = HiddenField()
    agreed = BooleanField(
        "I have read this and I agree",
        validators=[DataRequired("Tick the box to say that you agree. Without it you can't join.")],
    )


class AgreeAgainForm(FlaskForm):  # type: ignore[misc]
    """The same for somebody who takes part already."""

    version = HiddenField()
    agreed = BooleanField(
        "I have read this and I agree",
        validators=[
            DataRequired("Tick the box to say that you agree, or see below what you can do instead.")
        ],
    )


class AuthenticatorForm(FlaskForm):  # type: ignore[misc]
    """The code from the authenticator app, and whether this browser is the person's own."""

    code = StringField(
        "Code from your authenticator app",
        validators=[
            DataRequired("Enter the 6-digit code from your authenticator app."),
            Length(max=_TEXT_LIMIT),
        ],
    )
    own_device = BooleanField("This is my own device")


class SignInForm(FlaskForm):  # type: ignore[misc]
    """The email address; on a browser that is known, the authenticator's code beside it."""

    email = StringField(
        "Your email address",
        validators=[
            DataRequired("Enter your email address."),
            Length(max=_TEXT_LIMIT, message="Enter a shorter address."),
        ],
    )
    code = StringField("Code from your authenticator app", validators=[Length(max=_TEXT_LIMIT)])


class LetterCodeForm(FlaskForm):  # type: ignore[misc]
    """The short code that a sign-in letter carries beside its link."""

    code = StringField(
        "Code from the letter",
        validators=[DataRequired("Enter the code from the letter."), Length(max=_TEXT_LIMIT)],
    )


class FreshCodeForm(FlaskForm):  # type: ignore[misc]
    """The code that the authenticator shows at this moment, from somebody who is signed in already."""

    code = StringField(
        "Code from your authenticator app",
        validators=[
            DataRequired("Enter the 6-digit code from your authenticator app."),
            Length(max=_TEXT_LIMIT),
        ],
    )


class NewAddressForm(FreshCodeForm):
    """The address to have letters at from now on, with a fresh code."""

    email = StringField(
        "Your new email address",
        validators=[
            DataRequired("Enter your new email address."),
            Length(max=_TEXT_LIMIT, message="Enter a shorter address."),
        ],
    )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """One button."""


class MailboxForm(FlaskForm):  # type: ignore[misc]
    """One button, and the authenticator's code for who has one; the workflow judges it."""

    code = StringField("Code from your authenticator app", validators=[Length(max=_TEXT_LIMIT)])


class LettersForm(FlaskForm):  # type: ignore[misc]
    """How one's letters look."""

    text_only = BooleanField("Send me text only")


class CoordinatorLettersForm(LettersForm):
    """The same for a coordinator, with the Monday letter."""

    digest = BooleanField("Send me three lines on Mondays when something needs me")


class MenteeLettersForm(LettersForm):
    """The same for a mentee, with how many reminders come, and when."""

    reminders = RadioField(
        "Which reminders would you like?",
        choices=[
            SelectChoice(
                Reminders.ALL.value, "All: when it opens, before it is due, and one when it is late"
            ),
            SelectChoice(Reminders.OPENED_AND_DUE.value, "Two: when it opens, and on the day it is due"),
            SelectChoice(Reminders.OPENED.value, "One: only when it opens"),
        ],
        validate_choice=False,
        validators=[AnyOf(list(Reminders), "Choose which reminders you would like.")],
        description="At most one a day, and none once you have sent it, let it pass or paused.",
    )
    hour = RadioField(
        "At what time of day?",
        choices=[
            SelectChoice(Hour.MORNING.value, "In the morning, from 8"),
            SelectChoice(Hour.MIDDAY.value, "At midday, from 1"),
            SelectChoice(Hour.EVENING.value, "In the evening, from 6"),
        ],
        validate_choice=False,
        validators=[AnyOf(list(Hour), "Choose a time of day.")],
        description="No reminder comes at night.",
    )


class DeviceForm(FlaskForm):  # type: ignore[misc]
    """Which of one's own devices to sign out."""

    device = HiddenField()


class RecoveryCodeForm(FlaskForm):  # type: ignore[misc]
    """One recovery code, typed as it stands."""

    code = StringField(
        "One of your recovery codes",
        validators=[DataRequired("Enter one of the recovery codes."), Length(max=_TEXT_LIMIT)],
    )
