"""What a mentor may answer from the links of a letter."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectChoice, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from formsvc.domain.cycle import Word
from formsvc.domain.people import Mailbox

_TEXT_LIMIT = 400  # far above every code: only a flood is longer
_CHOOSE = InputRequired("Choose what we shall tell them.")
ANSWERS = [
    SelectChoice(Word.SEEN.value, "I have seen it and will reply"),
    SelectChoice(Word.REPLIED.value, "I have replied"),
    SelectChoice(Word.PROMISED.value, "Tell them this date"),
    SelectChoice(Word.ASKS_MORE.value, "I need to know more first"),
    SelectChoice(Word.CANNOT.value, "I can't this time"),
]


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One word, a button each; the newest counts. ``by`` goes with a promise alone."""

    answer = RadioField("What shall we tell them?", choices=ANSWERS, validators=[_CHOOSE])
    by = StringField("I will reply by")


class StandingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Away until a day, or back."""

    answer = RadioField(
        "What shall we tell them?",
        choices=[SelectChoice("away", "I'm away"), SelectChoice("back", "I'm back")],
        validators=[_CHOOSE],
    )
    until = StringField("I'm away until")


class AddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The address to have letters at from now on."""

    email = StringField(
        "Your new email address",
        validators=[
            DataRequired("Enter your new email address."),
            Length(max=_TEXT_LIMIT, message="Enter a shorter address."),
        ],
    )


class StepBackForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button, on a page that says what it does."""


MAILBOXES = [
    SelectChoice(Mailbox.PRIVATE.value, "No, only I open it"),
    SelectChoice(Mailbox.SHARED.value, "Yes, or I'm not sure"),
]


class PairingForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The mentor's declaration, their word on the mailbox, and the yes; the workflow judges the ticks."""

    independent = BooleanField(
        validators=[DataRequired("Tick the box if it is so. If it isn't, say so below.")]
    )
    agrees = BooleanField()
    mailbox = RadioField(
        "Does anyone else open this mailbox?",
        choices=MAILBOXES,
        validators=[InputRequired("Say whether anyone else opens this mailbox.")],
        description="A secretary, a colleague who covers for you, a shared inbox, your family.",
    )


class MailboxForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The same word on the mailbox, changed later."""

    mailbox = RadioField(
        "Does anyone else open this mailbox?",
        choices=MAILBOXES,
        validators=[InputRequired("Say whether anyone else opens this mailbox.")],
    )


class DeclineForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Which no it is: the second one means that these two are never paired again."""

    why = RadioField(
        "Which is it?",
        choices=[
            SelectChoice("no", "I can't take this on"),
            SelectChoice("supervises", "I am or was their supervisor or assessor"),
        ],
        validators=[InputRequired("Choose which it is.")],
    )


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button, which sends a code."""


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The one-time code from the letter; the workflow judges it."""

    code = StringField(
        "Code from the letter",
        validators=[DataRequired("Enter the code from the letter."), Length(max=_TEXT_LIMIT)],
    )
