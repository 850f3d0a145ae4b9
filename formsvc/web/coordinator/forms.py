"""What a coordinator fills in."""

from __future__ import annotations

from flask import g
from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, ValidationError

from formsvc.domain.application import Application, Reason, mentees_typed
from formsvc.domain.errors import InputRefusedError
from formsvc.domain.people import Person
from formsvc.domain.typed_day import past_day_typed
from formsvc.domain.wording import day_in_words
from formsvc.workflows.applications import Terms
from formsvc.workflows.mentoring import Mentoring

REASONS = [
    SelectChoice(Reason.NO_PLACE.value, "There is no place: too few mentors, or mentees"),
    SelectChoice(Reason.NOT_FOR.value, "The programme is for other posts, places or specialties"),
    SelectChoice(Reason.WITHDRAWN.value, "They took it back"),
    SelectChoice(Reason.UNSAID.value, "No reason"),
]


class MentoringForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What is known of a mentor, for pairing."""

    max_mentees = StringField("At most how many mentees?")
    trained_on = StringField("When were they trained?")

    @classmethod
    def of_mentor(cls, mentor: Person) -> MentoringForm:
        """Return the form with what is written down."""
        return cls(
            max_mentees=str(mentor.max_mentees or ""),
            trained_on=day_in_words(mentor.trained_on) if mentor.trained_on else "",
        )

    def mentoring(self) -> Mentoring:
        """Return what was typed."""
        return Mentoring(
            trained_on=past_day_typed("trained_on", self.trained_on.data or "", today=g.services.today()),
            max_mentees=mentees_typed("max_mentees", self.max_mentees.data or ""),
        )

    def validate_max_mentees(self, field: Field) -> None:
        """Read the number; empty sets no cap."""
        try:
            mentees_typed("max_mentees", field.data or "")
        except InputRefusedError as refused:
            raise ValidationError(str(refused)) from None

    def validate_trained_on(self, field: Field) -> None:
        """Read the day; empty means that the training is still to come."""
        try:
            past_day_typed("trained_on", field.data or "", today=g.services.today())
        except InputRefusedError as refused:
            raise ValidationError(str(refused)) from None


class AcceptForm(MentoringForm):
    """What is settled on accepting a mentor; for a mentee it is one button."""

    @classmethod
    def of(cls, application: Application) -> AcceptForm:
        """Return the form with what the applicant wrote."""
        applied = application.applied
        return cls(
            max_mentees=str(applied.max_mentees or ""),
            trained_on=day_in_words(applied.trained_on) if applied.trained_on else "",
        )

    def terms(self) -> Terms:
        """Return what was settled."""
        known = self.mentoring()
        return Terms(max_mentees=known.max_mentees, trained_on=known.trained_on)


class WaitForm(FlaskForm):  # type: ignore[misc]
    """One button."""


class DeclineForm(FlaskForm):  # type: ignore[misc]
    """A reason, as the letter says it."""

    reason = RadioField(
        "What shall the letter say?",
        choices=REASONS,
        validators=[InputRequired("Choose what the letter shall say.")],
    )
