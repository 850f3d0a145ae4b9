"""The forms of joining and signing in.

Codes are judged by the workflows alone, so that each sentence stands in one place; here only
what was left empty is said.
"""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, Length

_TEXT_LIMIT = 400  # far above every address and code: only a flood is longer


class AgreementForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One tick; the version that was shown comes back, so that nobody accepts a text they never saw."""

    version = HiddenField()
    agreed = BooleanField(
        "I have read this and I agree",
        validators=[DataRequired("Tick the box to say that you agree. Without it you can't join.")],
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


class TextOnlyForm(FlaskForm):  # type: ignore[misc]
    """How one's letters look."""

    text_only = BooleanField("Send me text only")


class DeviceForm(FlaskForm):  # type: ignore[misc]
    """Which of one's own devices to sign out."""

    device = HiddenField()


class RecoveryCodeForm(FlaskForm):  # type: ignore[misc]
    """One recovery code, typed as it stands."""

    code = StringField(
        "One of your recovery codes",
        validators=[DataRequired("Enter one of the recovery codes."), Length(max=_TEXT_LIMIT)],
    )
