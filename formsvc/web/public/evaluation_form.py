"""The evaluation's questions as a form: one choice of each, none made beforehand, no token in a cookie."""

from __future__ import annotations

from functools import lru_cache

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from formsvc.domain.evaluation import AskedQuestion


class EvaluationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The base of a group's form."""

    class Meta:
        """No token: it would need a cookie, and the address holds the secret."""

        csrf = False


def evaluation_form(questions: tuple[AskedQuestion, ...]) -> EvaluationForm:
    """Return the form of a group's questions, with what was posted."""
    form: EvaluationForm = _form_class(questions)()
    return form


def choices_in(form: EvaluationForm, questions: tuple[AskedQuestion, ...]) -> dict[str, int]:
    """Return the place of each chosen word, from 0; the form is valid."""
    return {question.id: int(form[question.id].data) for question in questions}


@lru_cache(maxsize=32)
def _form_class(questions: tuple[AskedQuestion, ...]) -> type[EvaluationForm]:
    return type("AskedForm", (EvaluationForm,), {question.id: _field(question) for question in questions})


def _field(question: AskedQuestion) -> RadioField:
    sentence = f"Choose an answer to “{question.label}”"
    return RadioField(
        question.label,
        description=question.hint,
        choices=[SelectChoice(str(place), word) for place, word in enumerate(question.words)],
        validators=[InputRequired(sentence)],
        validate_choice=True,
    )
