"""What an applicant fills in. The domain judges each field; here its sentence is only carried."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import g
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from formsvc.domain.application import CHECKS, HOPES_LIMIT, TRAINING_LIMIT, Applied, mentees_typed
from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import Role
from formsvc.domain.typed_day import past_day_typed
from formsvc.workflows.applying import is_stamp, new_stamp


class _Judged:
    """Validates a field with the domain's own rule."""

    def __init__(
        self, check: Callable[[str], object], *, optional: bool = False, limit: int | None = None
    ) -> None:
        self.check = check
        self.field_flags = ({"optional": True} if optional else {}) | ({"maxlength": limit} if limit else {})

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        try:
            self.check(field.data or "")
        except InputRefusedError as refused:
            raise ValidationError(str(refused)) from None


class ApplyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A mentee's application. ``opened`` says when the form was shown; nobody sees ``unseen``."""

    name = StringField("Your name", validators=[_Judged(CHECKS["name"])])
    email = StringField("Your work email address", validators=[_Judged(CHECKS["email"])])
    grade = StringField("Your grade", validators=[_Judged(CHECKS["grade"])])
    specialty = StringField("Your specialty", validators=[_Judged(CHECKS["specialty"])])
    site = StringField("Where you work", validators=[_Judged(CHECKS["site"])])
    department = StringField("Your department", validators=[_Judged(CHECKS["department"], optional=True)])
    hopes = TextAreaField(
        "What you hope for", validators=[_Judged(CHECKS["hopes"], optional=True, limit=HOPES_LIMIT)]
    )
    opened = HiddenField()
    unseen = StringField("Leave this empty")

    def stamp(self) -> None:
        """Give a form a stamp that has none of ours."""
        if not is_stamp(g.services, self.opened.data or ""):
            self.opened.data = new_stamp(g.services)

    def applied(self) -> Applied:
        """Return what was typed."""
        return Applied(role=Role.MENTEE, **self._typed())

    def _typed(self) -> dict[str, Any]:
        return {field: self[field].data or "" for field in CHECKS if field in self}


class MentorApplyForm(ApplyForm):
    """A mentor's application."""

    training = TextAreaField(
        "Your training as a mentor",
        validators=[_Judged(CHECKS["training"], optional=True, limit=TRAINING_LIMIT)],
    )
    trained_on = StringField(
        "When was that training?",
        validators=[
            _Judged(
                lambda typed: past_day_typed("trained_on", typed, today=g.services.today()), optional=True
            )
        ],
    )
    max_mentees = StringField(
        "How many mentees could you take on at most?",
        validators=[_Judged(lambda typed: mentees_typed("max_mentees", typed or "0"))],
    )

    def applied(self) -> Applied:
        """Return what was typed."""
        return Applied(
            role=Role.MENTOR,
            trained_on=past_day_typed("trained_on", self.trained_on.data or "", today=g.services.today()),
            max_mentees=mentees_typed("max_mentees", self.max_mentees.data or ""),
            **self._typed(),
        )


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """One button."""
