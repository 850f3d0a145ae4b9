"""What a coordinator fills in to invite: one person's words, a list, and what a looked-at list carries on."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms.validators import NumberRange
from wtforms.widgets import HiddenInput

from formsvc.domain.errors import InputRefusedError
from formsvc.domain.newcomer import COLUMNS, Newcomer, read_newcomer
from formsvc.domain.people_table import PeopleTable
from formsvc.web.coordinator.blueprint import desk
from formsvc.workflows.importing import table_of_cells, table_of_file

ROLES = [
    SelectChoice("mentee", "Mentee"),
    SelectChoice("mentor", "Mentor"),
    SelectChoice("mentee, mentor", "Both: mentee in one pairing, mentor in another"),
    SelectChoice("coordinator", "Coordinator, who sees what you see"),
]


class InviteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One person; ``newcomer`` is who they are once the form is valid."""

    name = StringField("Full name")
    email = StringField("Email address")
    role = RadioField("What do they take part as?", choices=ROLES, validate_choice=False)
    grade = StringField("Grade or post")
    specialty = StringField("Specialty")
    site = StringField("Where they work")
    department = StringField("Department")
    max_mentees = StringField("At most how many mentees?")
    trained_on = StringField("When were they trained?")
    newcomer: Newcomer | None = None

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Read the whole person, so that every fault shows at once."""
        super().validate(extra_validators)
        typed = {field: self[field].data or "" for field in COLUMNS}
        self.newcomer, faults = read_newcomer(typed, today=desk().today(), by_hand=True)
        if "role" in faults:
            faults["role"] = "Choose what they take part as."
        for field, sentence in faults.items():
            self[field].errors = [*self[field].errors, sentence]
        return not self.errors


class ListForm(FlaskForm):  # type: ignore[misc]
    """A file or pasted cells; ``table`` is what was read of it."""

    file = FileField("A file: .xlsx or CSV")
    cells = TextAreaField("Or paste cells")
    table: PeopleTable | None = None

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' own signature
        """Read the table; what can't be used is said at the field that it came by."""
        super().validate(extra_validators)
        field = self.file if self.file.data or not (self.cells.data or "").strip() else self.cells
        try:
            self.table = self._read()
        except InputRefusedError as refused:
            field.errors = [*field.errors, str(refused)]
        return not self.errors

    def _read(self) -> PeopleTable:
        brought, cells = self.file.data, (self.cells.data or "").strip()
        if bool(brought) is bool(cells):
            raise InputRefusedError("file", "Choose a file, or paste cells below: one of the two.")
        return table_of_file(desk(), brought.read()) if brought else table_of_cells(desk(), self.cells.data)


class CarriedForm(FlaskForm):  # type: ignore[misc]
    """Who is still to be invited, as text, and how many have been looked at."""

    people = HiddenField()
    invited = IntegerField(widget=HiddenInput(), default=0, validators=[NumberRange(min=0)])
    passed_over = IntegerField(widget=HiddenInput(), default=0, validators=[NumberRange(min=0)])

    @classmethod
    def of(cls, carried: str, invited: int = 0, passed_over: int = 0) -> CarriedForm:
        """Return the form with what it carries on, whatever was posted to this page."""
        return cls(formdata=None, people=carried, invited=invited, passed_over=passed_over)
