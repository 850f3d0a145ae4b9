"""One person's page, and what a coordinator does for them, each on a page that says first what happens."""

from __future__ import annotations

from flask import g, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired

from formsvc.domain.audit import Deed
from formsvc.web.coordinator.blueprint import coordinator, desk
from formsvc.web.coordinator.forms import MentoringForm
from formsvc.web.page import ask
from formsvc.workflows import address_correction, looking_after, mentoring, retiring
from formsvc.workflows.auditing import note
from formsvc.workflows.invitation import invite_again
from formsvc.workflows.person_page import PersonPage, open_to, person_page

_BOTH = ("GET", "POST")
Answer = Response | tuple[str, int]


class OneButton(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One button, on a page that says what it does."""


class AddressForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The right address; it is judged by the workflow."""

    email = StringField("New email address")


class CoordinatorForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Which coordinator looks after a mentee."""

    coordinator = RadioField(
        "Who looks after them?",
        validators=[InputRequired("Choose a coordinator.")],
    )

    @classmethod
    def of(cls, shown: PersonPage) -> CoordinatorForm:
        """Return the form with those who may, and who does now."""
        form = cls(coordinator=shown.person.coordinator_id or None)
        form.coordinator.choices = [(one.id, one.name) for one in shown.others]
        return form


@coordinator.get("/people/<person_id>", endpoint="people_one")
def person(person_id: str) -> str:
    """Show one person: who, with whom, how far each cycle has come, and what was done."""
    return render_template("coordinator/person.html", shown=person_page(desk(), person_id))


@coordinator.post("/people/<person_id>/invite-again", endpoint="people_invite_again")
def send_invitation_again(person_id: str) -> Response:
    """Send a fresh invitation; the links of earlier ones end."""
    services = desk()
    invite_again(services, open_to(services, person_id).email)
    note(services, Deed.INVITED_AGAIN, person_id)
    return _back_to(person_id, "invited")


@coordinator.route("/people/<person_id>/coordinator", methods=_BOTH, endpoint="people_coordinator")
def change_coordinator(person_id: str) -> Answer:
    """Choose who looks after a mentee."""
    services = desk()
    shown = person_page(services, person_id)
    form = CoordinatorForm.of(shown)
    page = ask("coordinator/person_coordinator.html", form, shown=shown)
    if not form.validate_on_submit():
        return page.rendered()
    looking_after.name_coordinator(services, person_id, form.coordinator.data)
    return _back_to(person_id, "handed_over")


@coordinator.route("/people/<person_id>/i-assess-them", methods=_BOTH, endpoint="people_apart")
def declare_conflict(person_id: str) -> Answer:
    """Declare that one supervises or assesses a mentee, and give them to another coordinator."""
    services = desk()
    found = open_to(services, person_id)
    form = OneButton()
    page = ask(
        "coordinator/person_apart.html",
        form,
        person=found,
        another=looking_after.has_another(services, found),
    )
    if not form.validate_on_submit():
        return page.rendered()
    looking_after.stand_apart(services, person_id)
    return redirect(url_for(".people", said="apart"))


@coordinator.route("/people/<person_id>/address", methods=_BOTH, endpoint="people_address")
def correct_address(person_id: str) -> Answer:
    """Put a wrong address right: the new mailbox has to confirm it first (Z3)."""
    services = desk()
    found = open_to(services, person_id)
    form = AddressForm()
    page = ask("coordinator/person_address.html", form, person=found)
    if not form.validate_on_submit():
        return page.rendered()
    done = address_correction.correct_address(services, found.email, form.email.data or "").done
    note(services, Deed.ADDRESS_CORRECTED, person_id)
    return _back_to(person_id, "reinvited" if done else "address")


@coordinator.route("/people/<person_id>/mentoring", methods=_BOTH, endpoint="people_mentoring")
def note_mentoring(person_id: str) -> Answer:
    """Write down when a mentor was trained, and how many mentees they take."""
    services = desk()
    found = mentoring.mentor_known(services, person_id)
    form = MentoringForm.of_mentor(found)
    page = ask("coordinator/person_mentoring.html", form, person=found)
    if not form.validate_on_submit():
        return page.rendered()
    mentoring.write_down(services, person_id, form.mentoring())
    return _back_to(person_id, "mentoring")


@coordinator.route("/people/<person_id>/retire", methods=_BOTH, endpoint="people_retire")
def retire(person_id: str) -> Answer:
    """Say what taking somebody out does, and do it."""
    services = desk()
    shown = person_page(services, person_id)
    form = OneButton()
    page = ask("coordinator/person_retire.html", form, shown=shown)
    if not form.validate_on_submit():
        return page.rendered()
    retiring.retire_person(services, person_id)
    if person_id == g.person.id:
        return redirect(url_for("account.sign_in"))
    return _back_to(person_id, "retired")


@coordinator.post("/people/<person_id>/bring-back", endpoint="people_back")
def bring_back(person_id: str) -> Response:
    """Take somebody in again whom a coordinator took out."""
    retiring.bring_back(desk(), person_id)
    return _back_to(person_id, "back")


def _back_to(person_id: str, said: str) -> Response:
    """Go back to the page, which says what was done; its words are the template's."""
    return redirect(url_for(".people_one", person_id=person_id, said=said))
