"""The questionnaire of the peers: the same 14 questions, as a Flask-WTF form."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

LABELS = {
    "skills_acquired": "Which skills have you acquired since last time?",
    "skills_next": "Which skills would you like to learn next?",
    "training_rating": "How good is your training?",
    "training_why": "Why?",
    "cv_additions": "What have you added to your CV?",
    "balance_rating": "How is your work-life balance?",
    "balance_why": "Why?",
    "goal_short": "Short-term goal",
    "goal_medium": "Medium-term goal",
    "goal_long": "Long-term goal",
    "positives": "What went well?",
    "negatives": "What went badly?",
    "help_most": "What would help you most?",
    "anything_else": "Anything else?",
}
RATINGS = ("training_rating", "balance_rating")


class SendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The button of the check page: a token, and nothing else."""


class QuestionnaireForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Twelve texts and two ratings."""

    class Meta:
        """The draft was checked for its token when it was typed."""

        csrf = False


for _name, _label in LABELS.items():
    _field = (
        IntegerField(_label, [DataRequired(), NumberRange(1, 5)])
        if _name in RATINGS
        else TextAreaField(_label, [DataRequired(), Length(max=4000)])
    )
    setattr(QuestionnaireForm, _name, _field)


def faults_of(answers: dict[str, Any]) -> dict[str, Any]:
    """Return what is wrong with a draft, by field."""
    form = QuestionnaireForm(formdata=None, data=answers)
    form.validate()
    return dict(form.errors)
