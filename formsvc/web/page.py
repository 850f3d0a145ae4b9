"""A page with a form, remembered while a request runs, so that a refusal can be shown on it.

A view asks its page, calls one workflow and redirects. When the workflow refuses one typed
value, ``web.errors`` draws the same page again with the sentence at the field, nothing lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import g, render_template
from flask_wtf import FlaskForm

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Page:
    """A template, its form and what else it shows."""

    template: str
    form: FlaskForm
    context: Mapping[str, Any]

    def rendered(self) -> tuple[str, int]:
        """Draw the page: 200, or 422 when something typed needs a change."""
        drawn = render_template(self.template, form=self.form, **self.context)
        return drawn, UNPROCESSABLE if self.form.errors else 200

    def with_fault(self, field: str, sentence: str) -> tuple[str, int]:
        """Draw the page with one sentence at a field, or above the form when it has no such field."""
        if field in self.form:
            self.form[field].errors = [*self.form[field].errors, sentence]
        else:
            self.form.form_errors.append(sentence)
        return self.rendered()


def ask(template: str, form: FlaskForm, **context: Any) -> Page:  # noqa: ANN401 - whatever the template shows
    """Remember the page of this request, for its view and for what may be refused."""
    g.page = Page(template, form, context)
    return g.page  # type: ignore[no-any-return]  # Flask's g is untyped
